#include "kernels/sumcheck/sumcheck.h"

typedef const struct sumcheck_cpu sumcheck_cpu_lanes[1];
LANE_DECLARE(sumcheck_cpu_lanes, sumcheck_cpu_koalabear);
extern const struct gpu_program gpu_program_sumcheck_koalabear;

const struct sumcheck sumcheck_koalabear = {
    .name = "koalabear",
    .field = &field_koalabear,
    .batch = {LANE_TABLE(sumcheck_cpu_koalabear)},
    .program = &gpu_program_sumcheck_koalabear,
    .round_kernel = "sumcheck_round",
    .reduce_kernel = "sumcheck_reduce",
    .tail_kernel = "sumcheck_tail",
};

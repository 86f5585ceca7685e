#include "kernels/ntt/ntt.h"

typedef const struct ntt_cpu ntt_cpu_lanes[1];
LANE_DECLARE(ntt_cpu_lanes, ntt_koalabear);

extern const struct gpu_program gpu_program_ntt_koalabear;
extern ntt_gpu_roots_fn koalabear_ntt_gpu_roots;

const struct ntt ntt_koalabear = {
    .name = "koalabear",
    .field = &field_koalabear,
    .batch = {LANE_TABLE(ntt_koalabear)},
    .gpu = {.program = &gpu_program_ntt_koalabear,
            .log_tile = 12,
            .log_columns = 4,
            .group = 256,
            .roots = koalabear_ntt_gpu_roots},
};

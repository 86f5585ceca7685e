#include "kernels/poly/quotient.h"

extern quotient_table_fn quotient_table_koalabear;
typedef const struct quotient_cpu quotient_cpu_lanes[1];
LANE_DECLARE(quotient_cpu_lanes, quotient_cpu_koalabear);
extern const struct gpu_program gpu_program_poly_koalabear;

const struct quotient quotient_koalabear = {
    .name = "koalabear",
    .field = &field_koalabear,
    .batch = {LANE_TABLE(quotient_cpu_koalabear)},
    .table = quotient_table_koalabear,
    .program = &gpu_program_poly_koalabear,
    .powers_kernel = "quotient_powers",
    .quotient_kernel = "quotient_values",
};

#include "kernels/fri/fri.h"

extern fri_table_fn fri_table_koalabear;
typedef const struct fri_cpu fri_cpu_lanes[1];
LANE_DECLARE(fri_cpu_lanes, fri_cpu_koalabear);
extern const struct gpu_program gpu_program_fri_koalabear;

const struct fri fri_koalabear = {
    .name = "koalabear",
    .field = &field_koalabear,
    .batch = {LANE_TABLE(fri_cpu_koalabear)},
    .table = fri_table_koalabear,
    .program = &gpu_program_fri_koalabear,
    .fold_kernel = {NULL, "fri_fold_2", "fri_fold_4", "fri_fold_8"},
};

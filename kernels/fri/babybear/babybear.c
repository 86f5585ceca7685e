#include "kernels/fri/fri.h"

extern fri_table_fn fri_table_babybear;
typedef const struct fri_cpu fri_cpu_lanes[1];
LANE_DECLARE(fri_cpu_lanes, fri_cpu_babybear);
extern const struct gpu_program gpu_program_fri_babybear;

const struct fri fri_babybear = {
    .name = "babybear",
    .field = &field_babybear,
    .batch = {LANE_TABLE(fri_cpu_babybear)},
    .table = fri_table_babybear,
    .program = &gpu_program_fri_babybear,
    .fold_kernel = {NULL, "fri_fold_2", "fri_fold_4", "fri_fold_8"},
};

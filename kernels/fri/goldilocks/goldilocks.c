#include "kernels/fri/fri.h"

extern fri_table_fn fri_table_goldilocks;
typedef const struct fri_cpu fri_cpu_lanes[1];
LANE_DECLARE(fri_cpu_lanes, fri_cpu_goldilocks);
extern const struct gpu_program gpu_program_fri_goldilocks;

const struct fri fri_goldilocks = {
    .name = "goldilocks",
    .field = &field_goldilocks,
    .batch = {LANE_TABLE(fri_cpu_goldilocks)},
    .table = fri_table_goldilocks,
    .program = &gpu_program_fri_goldilocks,
    .fold_kernel = {NULL, "fri_fold_2", "fri_fold_4", "fri_fold_8"},
};

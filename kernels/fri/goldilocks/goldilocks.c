#define LANE_SCALAR
#include "kernels/field/goldilocks/element.h"

#define FRI_TABLE fri_table_goldilocks
#define FRI_FIELD field_goldilocks
#include "kernels/fri/fri.h"
fri_table_fn FRI_TABLE;
#include "kernels/fri/tables.h"

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

#define LANE_SCALAR
#include "kernels/field/babybear/element.h"

#define FRI_TABLE fri_table_babybear
#define FRI_FIELD field_babybear
#include "kernels/fri/fri.h"
fri_table_fn FRI_TABLE;
#include "kernels/fri/tables.h"

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

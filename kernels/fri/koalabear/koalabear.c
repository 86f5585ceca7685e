#define LANE_SCALAR
#include "kernels/field/koalabear/element.h"

#define FRI_TABLE fri_table_koalabear
#define FRI_FIELD field_koalabear
#include "kernels/fri/fri.h"
fri_table_fn FRI_TABLE;
#include "kernels/fri/tables.h"

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

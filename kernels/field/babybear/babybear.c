#include "kernels/field/field.h"

LANE_DECLARE(field_products_fn, babybear_products);
extern const struct gpu_program gpu_program_field_babybear;

const struct prime_field field_babybear = {
    .name = "babybear",
    .title = "BabyBear, 2^31 - 2^27 + 1",
    .standard = "Plonky3, babybear",
    .bytes = 4,
    .modulus = {0x78000001},
    .two_adicity = 27,
    .generator = 31,
    .extension = 4,
    .non_residue = 11,
    .costs = FIELD_MONT31_COSTS,
    .batch = {LANE_TABLE(babybear_products)},
    .program = &gpu_program_field_babybear,
    .products_kernel = "field_products",
};

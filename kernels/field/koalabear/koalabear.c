#include "kernels/field/field.h"

LANE_DECLARE(field_products_fn, koalabear_products);
extern const struct gpu_program gpu_program_field_koalabear;

const struct prime_field field_koalabear = {
    .name = "koalabear",
    .title = "KoalaBear, 2^31 - 2^24 + 1",
    .standard = "Plonky3, koalabear",
    .bytes = 4,
    .modulus = {0x7f000001},
    .two_adicity = 24,
    .generator = 3,
    .extension = 4,
    .non_residue = 3,
    .costs = FIELD_MONT31_COSTS,
    .batch = {LANE_TABLE(koalabear_products)},
    .program = &gpu_program_field_koalabear,
    .products_kernel = "field_products",
};

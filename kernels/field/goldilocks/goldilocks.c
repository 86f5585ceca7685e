#include "kernels/field/field.h"

LANE_DECLARE(field_products_fn, goldilocks_products);
extern const struct gpu_program gpu_program_field_goldilocks;

/* Four products of halves, of a square three; folding adds to the lower 64 bits at least twice
 * (element.h). */
const struct prime_field field_goldilocks = {
    .name = "goldilocks",
    .title = "Goldilocks, 2^64 - 2^32 + 1",
    .standard = "Plonky3, goldilocks",
    .bytes = 8,
    .modulus = {0xffffffff00000001},
    .two_adicity = 32,
    .generator = 7,
    .extension = 2,
    .non_residue = 7,
    .costs = {.product = {.multiply_wide = 4},
              .square = {.multiply_wide = 3},
              .reduction = {.add = 4},
              .constant_product = {.add = 4, .multiply_wide = 4}},
    .batch = {LANE_TABLE(goldilocks_products)},
    .program = &gpu_program_field_goldilocks,
    .products_kernel = "field_products",
};

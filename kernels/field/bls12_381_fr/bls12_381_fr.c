#include "kernels/field/field.h"

extern field_products_fn bls12_381_fr_products_portable, bls12_381_fr_products_adx,
    bls12_381_fr_products_avx512_ifma;
extern const struct gpu_program gpu_program_field_bls12_381_fr;

/* As FIELD_LIMBS_COSTS(8), but the prime's two lowest words are 1 and 2^32 - 1, whose products are sums, and
 * so are those with its inverse. */
enum { PRODUCT = 64, SQUARE = 36, REDUCTION = 48 };

const struct prime_field field_bls12_381_fr = {
    .name = "bls12_381_fr",
    .title = "BLS12-381, scalar field",
    .standard = "IETF draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1",
    .bytes = 32,
    .modulus = {0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48},
    .two_adicity = 32,
    .generator = 7,
    .extension = 1,
    .costs = {.product = {.multiply_wide = PRODUCT},
              .square = {.multiply_wide = SQUARE},
              .reduction = {.multiply_wide = REDUCTION},
              .constant_product = {.multiply_wide = PRODUCT + REDUCTION}},
    .portable = bls12_381_fr_products_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = bls12_381_fr_products_adx,
              [LANE_ISA_AVX512_IFMA] = bls12_381_fr_products_avx512_ifma},
#endif
    .program = &gpu_program_field_bls12_381_fr,
    .products_kernel = "field_products",
};

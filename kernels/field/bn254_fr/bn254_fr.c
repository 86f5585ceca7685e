#include "kernels/field/field.h"

extern field_products_fn bn254_fr_products_portable, bn254_fr_products_adx,
    bn254_fr_products_avx512_ifma;
extern const struct gpu_program gpu_program_field_bn254_fr;

const struct prime_field field_bn254_fr = {
    .name = "bn254_fr",
    .title = "BN254 (alt_bn128), scalar field",
    .standard = "EIP-197, \"Definition of the groups\"",
    .bytes = 32,
    .modulus = {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029},
    .two_adicity = 28,
    .generator = 5,
    .extension = 1,
    .costs = FIELD_LIMBS_COSTS(8),
    .portable = bn254_fr_products_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = bn254_fr_products_adx,
              [LANE_ISA_AVX512_IFMA] = bn254_fr_products_avx512_ifma},
#endif
    .program = &gpu_program_field_bn254_fr,
    .products_kernel = "field_products",
};

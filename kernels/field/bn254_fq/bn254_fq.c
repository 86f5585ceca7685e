#include "kernels/field/field.h"

extern field_products_fn bn254_fq_products_portable, bn254_fq_products_adx,
    bn254_fq_products_avx512_ifma;
extern const struct gpu_program gpu_program_field_bn254_fq;

const struct prime_field field_bn254_fq = {
    .name = "bn254_fq",
    .title = "BN254 (alt_bn128), base field",
    .standard = "EIP-196, \"Definition of the curve\"",
    .bytes = 32,
    .modulus = {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029},
    .two_adicity = 1,
    .generator = 3,
    .extension = 1,
    .costs = FIELD_LIMBS_COSTS(8),
    .portable = bn254_fq_products_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = bn254_fq_products_adx,
              [LANE_ISA_AVX512_IFMA] = bn254_fq_products_avx512_ifma},
#endif
    .program = &gpu_program_field_bn254_fq,
    .products_kernel = "field_products",
};

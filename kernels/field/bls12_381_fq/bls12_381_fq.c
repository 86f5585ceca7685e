#include "kernels/field/field.h"

extern field_products_fn bls12_381_fq_products_portable, bls12_381_fq_products_adx,
    bls12_381_fq_products_avx512_ifma;
extern const struct gpu_program gpu_program_field_bls12_381_fq;

const struct prime_field field_bls12_381_fq = {
    .name = "bls12_381_fq",
    .title = "BLS12-381, base field",
    .standard = "IETF draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1",
    .bytes = 48,
    .modulus = {0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624, 0x64774b84f38512bf,
                0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a},
    .two_adicity = 1,
    .generator = 2,
    .extension = 1,
    .costs = FIELD_LIMBS_COSTS(12),
    .portable = bls12_381_fq_products_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = bls12_381_fq_products_adx,
              [LANE_ISA_AVX512_IFMA] = bls12_381_fq_products_avx512_ifma},
#endif
    .program = &gpu_program_field_bls12_381_fq,
    .products_kernel = "field_products",
};

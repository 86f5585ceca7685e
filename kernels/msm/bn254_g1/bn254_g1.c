/* Source: EIP-196, "Definition of the curve": b and P1. */
#include "kernels/msm/msm.h"

extern const struct msm_cpu msm_bn254_g1_portable[1], msm_bn254_g1_adx[1],
    msm_bn254_g1_avx512_ifma[1];

extern const struct gpu_program gpu_program_msm_bn254_g1;

const struct msm_curve msm_bn254_g1 = {
    .name = "bn254_g1",
    .title = "BN254 (alt_bn128) G1",
    .standard = "EIP-196",
    .field = &field_bn254_fq,
    .degree = 1,
    .order = &field_bn254_fr,
    .b = {0x03},
    .generator = msm_generator_bn254_g1,
    .portable = msm_bn254_g1_portable,
    .program = &gpu_program_msm_bn254_g1,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = msm_bn254_g1_adx, [LANE_ISA_AVX512_IFMA] = msm_bn254_g1_avx512_ifma},
#endif
};

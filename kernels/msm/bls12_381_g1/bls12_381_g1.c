/* Source: IETF draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1: b and the base point BP. */
#include "kernels/msm/msm.h"

extern const struct msm_cpu msm_bls12_381_g1_portable[1], msm_bls12_381_g1_adx[1],
    msm_bls12_381_g1_avx512_ifma[1];

extern const struct gpu_program gpu_program_msm_bls12_381_g1;

const struct msm_curve msm_bls12_381_g1 = {
    .name = "bls12_381_g1",
    .title = "BLS12-381 G1",
    .standard = "IETF draft-irtf-cfrg-pairing-friendly-curves-11",
    .field = &field_bls12_381_fq,
    .degree = 1,
    .order = &field_bls12_381_fr,
    .b = {0x04},
    .generator = msm_generator_bls12_381_g1,
    .portable = msm_bls12_381_g1_portable,
    .program = &gpu_program_msm_bls12_381_g1,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = msm_bls12_381_g1_adx,
              [LANE_ISA_AVX512_IFMA] = msm_bls12_381_g1_avx512_ifma},
#endif
};

/* adx.c for processors with AVX-512's 52-bit multiply-add: points are added eight at a time. */
#if defined(__AVX512IFMA__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fq/element.h"
#include "kernels/curve/prime_coordinate.h"
#include "kernels/msm/cpu.h"

MSM_CPU(msm_bls12_381_g1_avx512_ifma, field_bls12_381_fr, msm_generator_bls12_381_g1)
#endif

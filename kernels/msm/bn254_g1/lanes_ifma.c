/* adx.c for processors with AVX-512's 52-bit multiply-add: points are added eight at a time. */
#if defined(__AVX512IFMA__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fq/element.h"
#include "kernels/curve/prime_coordinate.h"
#include "kernels/msm/cpu.h"

MSM_CPU(msm_bn254_g1_avx512_ifma, field_bn254_fr, msm_generator_bn254_g1)
#endif

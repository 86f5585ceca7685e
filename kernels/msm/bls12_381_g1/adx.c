/* portable.c for processors with BMI2 and ADX, whose options this file is compiled with. */
#if defined(__ADX__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fq/element.h"
#include "kernels/curve/prime_coordinate.h"
#include "kernels/msm/cpu.h"

MSM_CPU(msm_bls12_381_g1_adx, field_bls12_381_fr, msm_generator_bls12_381_g1)
#endif

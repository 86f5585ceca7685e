/* portable.c for processors with BMI2 and ADX, whose options this file is compiled with. */
#if defined(__ADX__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fq/element.h"
#include "kernels/curve/quadratic_coordinate.h"
#include "kernels/msm/cpu.h"

MSM_CPU(msm_bn254_g2_adx, field_bn254_fr, msm_generator_bn254_g2)
#endif

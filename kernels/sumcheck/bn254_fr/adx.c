/* portable.c for processors with BMI2 and ADX, whose options this file is compiled with. */
#if defined(__ADX__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/sumcheck/limbs_value.h"

#define SUMCHECK_CPU sumcheck_cpu_bn254_fr_adx
#include "kernels/sumcheck/cpu.h"
#endif

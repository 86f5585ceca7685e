/* portable.c for processors with BMI2 and ADX, whose options this file is compiled with. */
#if defined(__ADX__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fr/element.h"
#include "kernels/ntt/limbs/arithmetic.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(ntt_bls12_381_fr_adx, field_bls12_381_fr)
#endif

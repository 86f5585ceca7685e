/* portable.c for processors with BMI2 and ADX, whose options this file is compiled with. */
#if defined(__ADX__)
#define LIMBS_NAME(f) poseidon2_bn254_fr_3_##f##_adx
#include "kernels/poseidon2/bn254_fr_3/states_scalar.h"
#endif

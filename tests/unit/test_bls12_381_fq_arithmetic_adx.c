/* The arithmetic of bls12_381_fq with BMI2 and ADX, elements below twice the prime. */
#define FIELD_ADX
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bls12_381_fq/element.h"
#define FIELD_DESCRIPTION field_bls12_381_fq
#include "tests/unit/field_limbs_arithmetic.h"

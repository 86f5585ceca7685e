/* The arithmetic of bn254_fq with BMI2 and ADX, elements below twice the prime. */
#define FIELD_ADX
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bn254_fq/element.h"
#define FIELD_DESCRIPTION field_bn254_fq
#include "tests/unit/field_limbs_arithmetic.h"

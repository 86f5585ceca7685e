/* The arithmetic of bn254_fr with BMI2 and ADX, elements below twice the prime. */
#define FIELD_ADX
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bn254_fr/element.h"
#define FIELD_DESCRIPTION field_bn254_fr
#include "tests/unit/field_limbs_arithmetic.h"

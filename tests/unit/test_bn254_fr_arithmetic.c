/* The arithmetic of bn254_fr in C with limbs of 64 bits. */
#define FIELD_HEADER "kernels/field/bn254_fr/element.h"
#define FIELD_DESCRIPTION field_bn254_fr
#include "tests/unit/field_limbs_arithmetic.h"

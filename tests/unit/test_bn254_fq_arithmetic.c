/* The arithmetic of bn254_fq in C with limbs of 64 bits. */
#define FIELD_HEADER "kernels/field/bn254_fq/element.h"
#define FIELD_DESCRIPTION field_bn254_fq
#include "tests/unit/field_limbs_arithmetic.h"

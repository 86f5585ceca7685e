/* The arithmetic of bn254_fq in eight lanes. */
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bn254_fq/element.h"
#include "tests/unit/lanes52_arithmetic.h"

/* The arithmetic of bn254_fr in eight lanes. */
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bn254_fr/element.h"
#include "tests/unit/lanes52_arithmetic.h"

/* The arithmetic of bls12_381_fq in eight lanes. */
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bls12_381_fq/element.h"
#include "tests/unit/lanes52_arithmetic.h"

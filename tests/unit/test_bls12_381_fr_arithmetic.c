/* The arithmetic of bls12_381_fr in C with limbs of 64 bits. */
#define FIELD_HEADER "kernels/field/bls12_381_fr/element.h"
#define FIELD_DESCRIPTION field_bls12_381_fr
#include "tests/unit/field_limbs_arithmetic.h"

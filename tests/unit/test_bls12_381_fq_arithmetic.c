/* The arithmetic of bls12_381_fq in C with limbs of 64 bits. */
#define FIELD_HEADER "kernels/field/bls12_381_fq/element.h"
#define FIELD_DESCRIPTION field_bls12_381_fq
#include "tests/unit/field_limbs_arithmetic.h"

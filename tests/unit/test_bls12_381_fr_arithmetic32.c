/* The arithmetic of bls12_381_fr with the limbs and the code of an OpenCL device, elements below twice the prime. */
#define WIDE_AS_ON_GPU
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bls12_381_fr/element.h"
#define FIELD_DESCRIPTION field_bls12_381_fr
#include "tests/unit/field_limbs_arithmetic.h"

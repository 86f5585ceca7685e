/* The arithmetic of bls12_381_fq with the limbs and the code of an OpenCL device, elements below twice the prime. */
#define WIDE_AS_ON_GPU
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bls12_381_fq/element.h"
#define FIELD_DESCRIPTION field_bls12_381_fq
#include "tests/unit/field_limbs_arithmetic.h"

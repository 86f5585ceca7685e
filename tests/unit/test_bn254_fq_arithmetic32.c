/* The arithmetic of bn254_fq with the limbs and the code of an OpenCL device, elements below twice the prime. */
#define WIDE_AS_ON_GPU
#define FE_LAZY
#define FIELD_HEADER "kernels/field/bn254_fq/element.h"
#define FIELD_DESCRIPTION field_bn254_fq
#include "tests/unit/field_limbs_arithmetic.h"

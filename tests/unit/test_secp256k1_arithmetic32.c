/* test_secp256k1_arithmetic.c with the limbs and the code of an OpenCL device. */
#define WIDE_AS_ON_GPU
#include "tests/unit/test_secp256k1_arithmetic.c"

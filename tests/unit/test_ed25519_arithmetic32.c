/* test_ed25519_arithmetic.c with the limbs and the code of an OpenCL device. */
#define WIDE_AS_ON_GPU
#include "tests/unit/test_ed25519_arithmetic.c"

/* test_ed25519_lanes_arithmetic.c on AVX-512. */
#define TEST_AVX512
#include "tests/unit/test_ed25519_lanes_arithmetic.c"

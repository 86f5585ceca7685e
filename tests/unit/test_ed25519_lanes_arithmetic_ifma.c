/* test_ed25519_lanes_arithmetic.c with 52-bit multiply-add: the field's other representation. */
#define TEST_IFMA
#include "tests/unit/test_ed25519_lanes_arithmetic.c"

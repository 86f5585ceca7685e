#define LIMBS_NAME(f) poseidon2_bn254_fr_3_##f##_portable
#include "kernels/poseidon2/bn254_fr_3/states_scalar.h"

/* The arithmetic of bls12_381_fr. */
#include "kernels/field/bls12_381_fr/element.h"
#include "tests/ptx/field_kernels.h"

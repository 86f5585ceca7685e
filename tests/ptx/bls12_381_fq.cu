/* The arithmetic of bls12_381_fq. */
#include "kernels/field/bls12_381_fq/element.h"
#include "tests/ptx/field_kernels.h"

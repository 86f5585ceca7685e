/* The arithmetic of bn254_fq. */
#include "kernels/field/bn254_fq/element.h"
#include "tests/ptx/field_kernels.h"

/* The arithmetic of bn254_fr. */
#include "kernels/field/bn254_fr/element.h"
#include "tests/ptx/field_kernels.h"

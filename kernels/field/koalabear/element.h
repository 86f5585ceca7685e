#ifndef PROOFMARK_KERNELS_FIELD_KOALABEAR_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_KOALABEAR_ELEMENT_H

#define MONT31_PRIME 0x7f000001u
#define FE_TWO_ADICITY 24

/* The extension: kernels/field/extension.h. */
#define FX_DEGREE 4
#define FX_NON_RESIDUE 3

#include "kernels/field/mont31/element.h"

#endif

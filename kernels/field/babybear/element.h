#ifndef PROOFMARK_KERNELS_FIELD_BABYBEAR_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_BABYBEAR_ELEMENT_H

#define MONT31_PRIME 0x78000001u
#define FE_TWO_ADICITY 27

/* The extension: kernels/field/extension.h. */
#define FX_DEGREE 4
#define FX_NON_RESIDUE 11

#include "kernels/field/mont31/element.h"

#endif

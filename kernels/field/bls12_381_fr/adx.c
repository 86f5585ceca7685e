/* portable.c for processors with BMI2 and ADX, whose options this file is compiled with. */
#if defined(__ADX__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fr/element.h"
#include "kernels/field/field.h"

#define FIELD_PRODUCTS bls12_381_fr_products_adx
field_products_fn FIELD_PRODUCTS;
#include "kernels/field/products_scalar.h"
#endif

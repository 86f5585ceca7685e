/* adx.c for processors with AVX-512's 52-bit multiply-add: eight products at a time. */
#if defined(__AVX512IFMA__)
#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/field/field.h"

#define FIELD_PRODUCTS bn254_fr_products_avx512_ifma
field_products_fn FIELD_PRODUCTS;
#include "kernels/field/products_lanes52.h"
#endif

#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fr/element.h"
#include "kernels/field/field.h"

#define FIELD_PRODUCTS bls12_381_fr_products_portable
field_products_fn FIELD_PRODUCTS;
#include "kernels/field/products_scalar.h"

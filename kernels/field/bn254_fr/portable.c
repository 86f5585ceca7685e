#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/field/field.h"

#define FIELD_PRODUCTS bn254_fr_products_portable
field_products_fn FIELD_PRODUCTS;
#include "kernels/field/products_scalar.h"

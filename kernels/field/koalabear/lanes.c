#include "kernels/field/koalabear/element.h"

#define FIELD_PRODUCTS LANE_NAME(koalabear_products)
#include "kernels/field/products_lanes.h"

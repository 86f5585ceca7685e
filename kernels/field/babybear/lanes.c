#include "kernels/field/babybear/element.h"

#define FIELD_PRODUCTS LANE_NAME(babybear_products)
#include "kernels/field/products_lanes.h"

#include "kernels/field/goldilocks/element.h"

#define FIELD_PRODUCTS LANE_NAME(goldilocks_products)
#include "kernels/field/products_lanes.h"

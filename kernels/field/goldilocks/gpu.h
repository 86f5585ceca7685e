#include "kernels/field/goldilocks/element.h"
#include "kernels/field/products_gpu.h"

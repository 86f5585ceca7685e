#include "kernels/field/babybear/element.h"
#include "kernels/field/products_gpu.h"

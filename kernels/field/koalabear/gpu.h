#include "kernels/field/koalabear/element.h"
#include "kernels/field/products_gpu.h"

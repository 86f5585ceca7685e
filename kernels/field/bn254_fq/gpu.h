#define FE_LAZY
#include "kernels/field/bn254_fq/element.h"
#include "kernels/field/products_gpu.h"

#define FE_LAZY
#include "kernels/field/bls12_381_fr/element.h"
#include "kernels/field/products_gpu.h"

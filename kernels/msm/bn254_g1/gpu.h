#define FE_LAZY
#include "kernels/field/bn254_fq/element.h"
#include "kernels/curve/prime_coordinate.h"
#include "kernels/msm/program.h"

#define FE_LAZY
#include "kernels/field/bn254_fq/element.h"
#include "kernels/curve/quadratic_coordinate.h"

#define MSM_GROUPS_HELD 3
#include "kernels/msm/program.h"

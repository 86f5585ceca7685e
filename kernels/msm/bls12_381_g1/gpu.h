#define FE_LAZY
#include "kernels/field/bls12_381_fq/element.h"
#include "kernels/curve/prime_coordinate.h"

#define MSM_GROUPS_HELD 4
#include "kernels/msm/program.h"

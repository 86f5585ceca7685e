#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fq/element.h"
#include "kernels/curve/prime_coordinate.h"
#include "kernels/msm/cpu.h"

MSM_CPU(msm_bn254_g1_portable, field_bn254_fr, msm_generator_bn254_g1)

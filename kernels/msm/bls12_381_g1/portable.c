#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fq/element.h"
#include "kernels/curve/prime_coordinate.h"
#include "kernels/msm/cpu.h"

MSM_CPU(msm_bls12_381_g1_portable, field_bls12_381_fr, msm_generator_bls12_381_g1)

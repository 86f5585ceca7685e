#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/ntt/limbs/arithmetic.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(ntt_bn254_fr_portable, field_bn254_fr)

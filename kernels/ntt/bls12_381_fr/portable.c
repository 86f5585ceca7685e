#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bls12_381_fr/element.h"
#include "kernels/ntt/limbs/arithmetic.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(ntt_bls12_381_fr_portable, field_bls12_381_fr)

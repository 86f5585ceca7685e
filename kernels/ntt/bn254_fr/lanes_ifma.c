/* adx.c for processors with AVX-512's 52-bit multiply-add: eight elements at a time. */
#if defined(__AVX512IFMA__)
#define LANE_SCALAR
#include "kernels/field/bn254_fr/element.h"
#include "kernels/ntt/limbs/arithmetic_lanes.h"
#include "kernels/ntt/cpu.h"

NTT_CPU(ntt_bn254_fr_avx512_ifma, field_bn254_fr)
#endif

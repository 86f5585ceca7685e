/* adx.c for processors with AVX-512's 52-bit multiply-add: eight elements at a time. */
#if defined(__AVX512IFMA__)
#define LANE_SCALAR
#include "kernels/field/bn254_fr/element.h"
#include "kernels/sumcheck/limbs_value_lanes.h"

#define SUMCHECK_CPU sumcheck_cpu_bn254_fr_avx512_ifma
#include "kernels/sumcheck/cpu.h"
#endif

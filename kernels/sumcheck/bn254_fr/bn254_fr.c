#include "kernels/sumcheck/sumcheck.h"

extern const struct sumcheck_cpu sumcheck_cpu_bn254_fr_portable[1], sumcheck_cpu_bn254_fr_adx[1],
    sumcheck_cpu_bn254_fr_avx512_ifma[1];
extern const struct gpu_program gpu_program_sumcheck_bn254_fr;

const struct sumcheck sumcheck_bn254_fr = {
    .name = "bn254_fr",
    .field = &field_bn254_fr,
    .portable = sumcheck_cpu_bn254_fr_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = sumcheck_cpu_bn254_fr_adx,
              [LANE_ISA_AVX512_IFMA] = sumcheck_cpu_bn254_fr_avx512_ifma},
#endif
    .program = &gpu_program_sumcheck_bn254_fr,
    .round_kernel = "sumcheck_round",
    .reduce_kernel = "sumcheck_reduce",
    .tail_kernel = "sumcheck_tail",
};

/* The chains' code as the works know it. */
#include "kernels/system/rate/rate.h"

extern const struct gpu_program gpu_program_system_rate;
extern const struct rate_code rate_portable[1];

#if defined(__x86_64__)
extern const struct rate_code rate_lanes_sse2[1], rate_lanes_avx2[1], rate_lanes_avx512[1],
    rate_adx[1], rate_avx512_ifma[1];
#define BATCH                                                                                      \
  [LANE_ISA_SSE2] = rate_lanes_sse2, [LANE_ISA_AVX2] = rate_lanes_avx2,                            \
  [LANE_ISA_AVX512] = rate_lanes_avx512, [LANE_ISA_ADX] = rate_adx,                                \
  [LANE_ISA_AVX512_IFMA] = rate_avx512_ifma
#else
extern const struct rate_code rate_lanes_neon[1];
#define BATCH [LANE_ISA_NEON] = rate_lanes_neon
#endif

const struct rate system_rate = {
    .portable = rate_portable,
    .batch = {BATCH},
    .program = &gpu_program_system_rate,
    .kernels = {[RATE_ADD] = "rate_add_lanes",
                [RATE_LOGIC3] = "rate_logic3_lanes",
                [RATE_SHIFT] = "rate_shift_lanes",
                [RATE_MULTIPLY] = "rate_multiply_lanes",
                [RATE_MULTIPLY_WIDE] = "rate_multiply_wide_lanes",
                [RATE_OPERATIONS] = "rate_operations_lanes"},
};

/* The copies' code as the works know it. */
#include "kernels/system/copy/copy.h"

extern const struct gpu_program gpu_program_system_copy;

#if defined(__x86_64__)
extern const struct copy_code copy_lanes_sse2[1], copy_lanes_avx2[1], copy_lanes_avx512[1];
#else
extern const struct copy_code copy_lanes_neon[1];
#endif

const struct copy system_copy = {
    .batch = {LANE_TABLE(copy_lanes)},
    .program = &gpu_program_system_copy,
    .kernel = "copy_round",
};

#include "kernels/ntt/gpu_sizes.h"
#include "kernels/ntt/ntt.h"

typedef const struct ntt_cpu ntt_cpu_lanes[1];
LANE_DECLARE(ntt_cpu_lanes, ntt_babybear);

extern const struct gpu_program gpu_program_ntt_babybear;
extern ntt_gpu_roots_fn babybear_ntt_gpu_roots;

const struct ntt ntt_babybear = {
    .name = "babybear",
    .field = &field_babybear,
    .batch = {LANE_TABLE(ntt_babybear)},
    .gpu = {.program = &gpu_program_ntt_babybear,
            .log_tile = NTT_GPU_LOG_TILE_31,
            .log_columns = NTT_GPU_LOG_COLUMNS_31,
            .group = NTT_GPU_GROUP_31,
            .roots = babybear_ntt_gpu_roots},
};

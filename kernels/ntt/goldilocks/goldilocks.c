#include "kernels/ntt/gpu_sizes.h"
#include "kernels/ntt/ntt.h"

typedef const struct ntt_cpu ntt_cpu_lanes[1];
LANE_DECLARE(ntt_cpu_lanes, ntt_goldilocks);

extern const struct gpu_program gpu_program_ntt_goldilocks;
extern ntt_gpu_roots_fn goldilocks_ntt_gpu_roots;

const struct ntt ntt_goldilocks = {
    .name = "goldilocks",
    .field = &field_goldilocks,
    .batch = {LANE_TABLE(ntt_goldilocks)},
    .gpu = {.program = &gpu_program_ntt_goldilocks,
            .log_tile = NTT_GPU_LOG_TILE_64,
            .log_columns = NTT_GPU_LOG_COLUMNS_64,
            .group = NTT_GPU_GROUP_64,
            .roots = goldilocks_ntt_gpu_roots},
};

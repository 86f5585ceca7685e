#include "kernels/ntt/gpu_sizes.h"
#include "kernels/ntt/ntt.h"

typedef const struct ntt_cpu ntt_cpu_lanes[1];
LANE_DECLARE(ntt_cpu_lanes, ntt_koalabear);

extern const struct gpu_program gpu_program_ntt_koalabear;
extern ntt_gpu_roots_fn koalabear_ntt_gpu_roots;

const struct ntt ntt_koalabear = {
    .name = "koalabear",
    .field = &field_koalabear,
    .batch = {LANE_TABLE(ntt_koalabear)},
    .gpu = {.program = &gpu_program_ntt_koalabear,
            .log_tile = NTT_GPU_LOG_TILE_31,
            .log_columns = NTT_GPU_LOG_COLUMNS_31,
            .group = NTT_GPU_GROUP_31,
            .roots = koalabear_ntt_gpu_roots},
};

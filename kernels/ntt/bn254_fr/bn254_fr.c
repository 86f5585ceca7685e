#include "kernels/ntt/gpu_sizes.h"
#include "kernels/ntt/ntt.h"

extern const struct ntt_cpu ntt_bn254_fr_portable[1], ntt_bn254_fr_adx[1],
    ntt_bn254_fr_avx512_ifma[1];

extern const struct gpu_program gpu_program_ntt_bn254_fr;
extern ntt_gpu_roots_fn bn254_fr_ntt_gpu_roots;

const struct ntt ntt_bn254_fr = {
    .name = "bn254_fr",
    .field = &field_bn254_fr,
    .portable = ntt_bn254_fr_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = ntt_bn254_fr_adx, [LANE_ISA_AVX512_IFMA] = ntt_bn254_fr_avx512_ifma},
#endif
    .gpu = {.program = &gpu_program_ntt_bn254_fr,
            .log_tile = NTT_GPU_LOG_TILE_256,
            .log_columns = NTT_GPU_LOG_COLUMNS_256,
            .group = NTT_GPU_GROUP_256,
            .roots = bn254_fr_ntt_gpu_roots},
};

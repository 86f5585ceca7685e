#include "kernels/ntt/gpu_sizes.h"
#include "kernels/ntt/ntt.h"

extern const struct ntt_cpu ntt_bls12_381_fr_portable[1], ntt_bls12_381_fr_adx[1],
    ntt_bls12_381_fr_avx512_ifma[1];

extern const struct gpu_program gpu_program_ntt_bls12_381_fr;
extern ntt_gpu_roots_fn bls12_381_fr_ntt_gpu_roots;

const struct ntt ntt_bls12_381_fr = {
    .name = "bls12_381_fr",
    .field = &field_bls12_381_fr,
    .portable = ntt_bls12_381_fr_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = ntt_bls12_381_fr_adx,
              [LANE_ISA_AVX512_IFMA] = ntt_bls12_381_fr_avx512_ifma},
#endif
    .gpu = {.program = &gpu_program_ntt_bls12_381_fr,
            .log_tile = NTT_GPU_LOG_TILE_256,
            .log_columns = NTT_GPU_LOG_COLUMNS_256,
            .group = NTT_GPU_GROUP_256,
            .roots = bls12_381_fr_ntt_gpu_roots},
};

/* The hash trees over Poseidon2 as the works know them. */
#include "kernels/poseidon2/poseidon2.h"

LANE_DECLARE(poseidon2_hash_fn, poseidon2_koalabear_24_hash);
LANE_DECLARE(poseidon2_hash_fn, poseidon2_babybear_24_hash);
LANE_DECLARE(poseidon2_hash_fn, poseidon2_goldilocks_8_hash);
LANE_DECLARE(poseidon2_permute_fn, poseidon2_koalabear_16_compress);
LANE_DECLARE(poseidon2_permute_fn, poseidon2_babybear_16_compress);
LANE_DECLARE(poseidon2_permute_fn, poseidon2_goldilocks_8_compress);
extern poseidon2_hash_fn poseidon2_bn254_fr_3_hash_portable, poseidon2_bn254_fr_3_hash_adx,
    poseidon2_bn254_fr_3_hash_avx512_ifma;
extern poseidon2_permute_fn poseidon2_bn254_fr_3_compress_portable,
    poseidon2_bn254_fr_3_compress_adx, poseidon2_bn254_fr_3_compress_avx512_ifma;

#define GPU_KERNELS .leaves_kernel = "poseidon2_leaves", .compress_kernel = "poseidon2_compress"

const struct poseidon2_tree poseidon2_tree_koalabear = {
    .name = "koalabear",
    .sponge = &poseidon2_koalabear_24,
    .compression = &poseidon2_koalabear_16,
    .rate = 16,
    .digest = 8,
    .batch = {LANE_TABLE(poseidon2_koalabear_24_hash)},
    .compress = {LANE_TABLE(poseidon2_koalabear_16_compress)},
    GPU_KERNELS,
};

const struct poseidon2_tree poseidon2_tree_babybear = {
    .name = "babybear",
    .sponge = &poseidon2_babybear_24,
    .compression = &poseidon2_babybear_16,
    .rate = 16,
    .digest = 8,
    .batch = {LANE_TABLE(poseidon2_babybear_24_hash)},
    .compress = {LANE_TABLE(poseidon2_babybear_16_compress)},
    GPU_KERNELS,
};

const struct poseidon2_tree poseidon2_tree_goldilocks = {
    .name = "goldilocks",
    .sponge = &poseidon2_goldilocks_8,
    .compression = &poseidon2_goldilocks_8,
    .rate = 4,
    .digest = 4,
    .batch = {LANE_TABLE(poseidon2_goldilocks_8_hash)},
    .compress = {LANE_TABLE(poseidon2_goldilocks_8_compress)},
    GPU_KERNELS,
};

const struct poseidon2_tree poseidon2_tree_bn254_fr = {
    .name = "bn254_fr",
    .sponge = &poseidon2_bn254_fr_3,
    .compression = &poseidon2_bn254_fr_3,
    .rate = 2,
    .digest = 1,
    .portable = poseidon2_bn254_fr_3_hash_portable,
    .compress_portable = poseidon2_bn254_fr_3_compress_portable,
#if defined(__x86_64__)
    .batch = {[LANE_ISA_ADX] = poseidon2_bn254_fr_3_hash_adx,
              [LANE_ISA_AVX512_IFMA] = poseidon2_bn254_fr_3_hash_avx512_ifma},
    .compress = {[LANE_ISA_ADX] = poseidon2_bn254_fr_3_compress_adx,
                 [LANE_ISA_AVX512_IFMA] = poseidon2_bn254_fr_3_compress_avx512_ifma},
#endif
    GPU_KERNELS,
};

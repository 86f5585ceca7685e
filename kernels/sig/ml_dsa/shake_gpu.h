/* SHAKE128 and SHAKE256 on a GPU, one sponge per work-item: absorbing (FIPS 202, sections 4 and
 * 6.2).
 *
 * A sponge's state changes under constant indices only, so that it stays in registers. Bytes that
 * come from somewhere else, or are wanted one by one, pass through the work-item's words of local
 * memory ("the block"), which lie SHAKE_BLOCK_STRIDE words apart.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SHAKE_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SHAKE_GPU_H

#include "kernels/hash/keccak/core.h"
#include "kernels/sig/ml_dsa/bytes_gpu.h"
#include "kernels/sig/ml_dsa/launch_gpu.h"

#define SHAKE128_RATE_WORDS 21 /* of 64 bits */
#define SHAKE256_RATE_WORDS 17
#define SHAKE256_RATE_BYTES 136
#define SHAKE_SUFFIX 0x1f /* 1111, and the first bit of the padding */
#define SHAKE_END 0x8000000000000000UL

#define SHAKE_BLOCK_WORDS 34 /* of 32 bits */
#define SHAKE_BLOCK_STRIDE ML_DSA_GPU_HASH_GROUP

LANE_FN void shake_clear(w64 a[KECCAK_STATE_WORDS], int from) {
  LANE_UNROLL
  for (int i = 0; i < KECCAK_STATE_WORDS; i++)
    if (i >= from)
      a[i] = w64_set(0);
}

/* How many blocks of SHAKE256 a message of so many whole words fills, its padding included. */
LANE_FN uint32_t shake256_blocks(uint32_t words) { return words / SHAKE256_RATE_WORDS + 1; }

/* Absorbs block `block` of a message of `count` words, but for the permutation. */
LANE_FN void shake256_absorb_words(w64 a[KECCAK_STATE_WORDS], const GPU_GLOBAL uint64_t *words,
                                   uint32_t count, uint32_t block) {
  LANE_UNROLL
  for (uint32_t i = 0; i < SHAKE256_RATE_WORDS; i++) {
    const uint32_t word = SHAKE256_RATE_WORDS * block + i;
    if (word < count)
      a[i] ^= words[word];
    else if (word == count)
      a[i] ^= SHAKE_SUFFIX;
  }
  if (count < SHAKE256_RATE_WORDS * (block + 1))
    a[SHAKE256_RATE_WORDS - 1] ^= SHAKE_END;
}

LANE_FN void shake256_absorb_block(w64 a[KECCAK_STATE_WORDS], const GPU_LOCAL uint32_t *block) {
  LANE_UNROLL
  for (int i = 0; i < SHAKE256_RATE_WORDS; i++)
    a[i] ^= (w64)block[(2 * i + 1) * SHAKE_BLOCK_STRIDE] << 32 | block[2 * i * SHAKE_BLOCK_STRIDE];
}

LANE_FN void shake256_squeeze_block(const w64 a[KECCAK_STATE_WORDS], GPU_LOCAL uint32_t *block) {
  LANE_UNROLL
  for (int i = 0; i < SHAKE256_RATE_WORDS; i++) {
    block[2 * i * SHAKE_BLOCK_STRIDE] = (w32)a[i];
    block[(2 * i + 1) * SHAKE_BLOCK_STRIDE] = (w32)(a[i] >> 32);
  }
}

LANE_FN uint32_t shake_block_byte(const GPU_LOCAL uint32_t *block, uint32_t at) {
  return block[at / 4 * SHAKE_BLOCK_STRIDE] >> 8 * (at % 4) & 0xff;
}

#endif

/* SHAKE128 and SHAKE256 of as many strings as a vector has lanes, all of one length.
 *
 * Source: FIPS 202, sections 6.2 (the suffix 1111) and 5.1 (pad10*1).
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SPONGE_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SPONGE_H

#include "kernels/hash/keccak/core.h"
#include "kernels/lane/transpose.h"

enum {
  LANES = LANE64_COUNT,
  SHAKE128_BLOCK = 168,
  SHAKE256_BLOCK = 136,
  SHAKE_SUFFIX = 0x1f,
  SHAKE_BLOCK_SLACK = 24 /* squeezing writes so many bytes after a block */
};

struct sponge {
  w64 a[KECCAK_STATE_WORDS];
};

/* A string in two parts; the lanes' strings agree in the lengths. */
struct sponge_input {
  const uint8_t *head[LANES], *body[LANES];
  size_t head_bytes, body_bytes;
};

/* Not inlined: it is large, and called from several places. */
__attribute__((noinline)) static void sponge_permute(struct sponge *sponge) {
  w64 a[KECCAK_STATE_WORDS];
  memcpy(a, sponge->a, sizeof a);
  keccak_f1600(a);
  memcpy(sponge->a, a, sizeof a);
}

/* What the string that lies at `start` and has `bytes` bytes has in the block at `offset`. */
static inline void sponge_copy(uint8_t block[SHAKE256_BLOCK], size_t offset, const uint8_t *string,
                               size_t start, size_t bytes) {
  const size_t from = start > offset ? start : offset, block_end = offset + SHAKE256_BLOCK;
  const size_t end = start + bytes < block_end ? start + bytes : block_end;
  if (from < end)
    memcpy(block + (from - offset), string + (from - start), end - from);
}

/* A block that is not wholly in the body, padded if it is the last. */
static void sponge_assemble(const struct sponge_input *input, unsigned lane, size_t offset,
                            uint8_t block[SHAKE256_BLOCK]) {
  const size_t length = input->head_bytes + input->body_bytes;
  memset(block, 0, SHAKE256_BLOCK);
  sponge_copy(block, offset, input->head[lane], 0, input->head_bytes);
  sponge_copy(block, offset, input->body[lane], input->head_bytes, input->body_bytes);
  if (length - offset < SHAKE256_BLOCK) {
    block[length - offset] = SHAKE_SUFFIX;
    block[SHAKE256_BLOCK - 1] |= 0x80;
  }
}

/* The state from which SHAKE256's first block of output is squeezed: the last permutation is
 * done. */
static void sponge_shake256(struct sponge *sponge, const struct sponge_input *input) {
  const size_t length = input->head_bytes + input->body_bytes;
  uint8_t blocks[LANES][SHAKE256_BLOCK];
  memset(sponge, 0, sizeof *sponge);
  for (size_t offset = 0; offset <= length; offset += SHAKE256_BLOCK) {
    const bool in_body = offset >= input->head_bytes && length - offset >= SHAKE256_BLOCK;
    const uint8_t *rows[LANES];
    for (unsigned lane = 0; lane < LANES; lane++) {
      rows[lane] = in_body ? input->body[lane] + (offset - input->head_bytes) : blocks[lane];
      if (!in_body)
        sponge_assemble(input, lane, offset, blocks[lane]);
    }
    for (unsigned i = 0; i < SHAKE256_BLOCK / 8 - 1; i += 4) {
      w64 words[4];
      transpose_load64(words, rows, 8 * i);
      for (unsigned j = 0; j < 4; j++)
        sponge->a[i + j] ^= words[j];
    }
    sponge->a[SHAKE256_BLOCK / 8 - 1] ^= transpose_load64_word(rows, SHAKE256_BLOCK - 8);
    sponge_permute(sponge);
  }
}

/* The block of `block_bytes` bytes in the state, lane l's to output + stride × l. */
LANE_FN void sponge_store(const struct sponge *sponge, size_t block_bytes, uint8_t *output,
                          size_t stride) {
  for (size_t i = 0; i < block_bytes / 8; i += 4) {
    const w32 a = (w32)sponge->a[i], b = (w32)sponge->a[i + 1];
    const w32 c = (w32)sponge->a[i + 2], d = (w32)sponge->a[i + 3];
    uint8_t *to = output + 8 * i;
    transpose_scatter(to, 2 * stride, transpose_zip_low64(a, b), transpose_zip_low64(c, d));
    transpose_scatter(to + stride, 2 * stride, transpose_zip_high64(a, b),
                      transpose_zip_high64(c, d));
  }
}

#endif

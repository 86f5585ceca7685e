/* The first kernel: mu, the hash of the key and the message, and c, the challenge as an element of
 * the ring, one signature per work-item. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SEED_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SEED_GPU_H

#include "kernels/sig/ml_dsa/batch_gpu.h"
#include "kernels/sig/ml_dsa/shake_gpu.h"

/* --- mu = H(H(pk) || 0 || |ctx| || ctx || M): FIPS 204, algorithms 3 (line 5) and 8 (lines 6, 7) - */

/* Before the context: tr and two bytes. */
#define SEED_PREFIX_BYTES (ML_DSA_TR_BYTES + 2)

/* The four bytes of mu's input at `place`, a multiple of 4; zeros for tr. */
LANE_FN w32 seed_message_word(const struct gpu_batch *b, uint64_t i, uint64_t place) {
  const uint64_t message = SEED_PREFIX_BYTES + b->context_bytes, end = message + b->message_bytes;
  w32 word = place == ML_DSA_TR_BYTES ? b->context_bytes << 8 : 0;
  word |= bytes_part(b->context, 0, b->context_bytes, SEED_PREFIX_BYTES, place);
  word |= bytes_part(b->messages, batch_input(b, i) * b->message_bytes, b->message_bytes, message,
                     place);
  return end - place < 4 ? word | (w32)SHAKE_SUFFIX << 8 * (uint32_t)(end - place) : word;
}

LANE_FN void seed_absorb_message(w64 a[KECCAK_STATE_WORDS], const struct gpu_batch *b, uint64_t i,
                                 uint64_t block, bool last, GPU_LOCAL uint32_t *words) {
  BYTES_ROLLED
  for (uint32_t w = 0; w < SHAKE_BLOCK_WORDS; w++)
    words[w * SHAKE_BLOCK_STRIDE] = seed_message_word(b, i, block * SHAKE256_RATE_BYTES + 4 * w);
  shake256_absorb_block(a, words);
  if (last)
    a[SHAKE256_RATE_WORDS - 1] ^= SHAKE_END;
}

/* Both hashes in one loop, so that there is one permutation in the code: the key's blocks, where it
 * is not prepared, then the message's. */
LANE_FN void seed_mu(const struct parameters *p, const struct gpu_batch *b, uint64_t i,
                     GPU_LOCAL uint32_t *words, w64 a[KECCAK_STATE_WORDS]) {
  const GPU_GLOBAL uint64_t *key = (const GPU_GLOBAL uint64_t *)batch_key(b, i);
  const bool prepared = batch_keys_are_prepared(p, b);
  const uint32_t key_words = ML_DSA_KEY_BYTES(p->k) / 8;
  const uint64_t key_blocks = prepared ? 0 : shake256_blocks(key_words);
  const uint64_t blocks =
      key_blocks + 1 +
      (SEED_PREFIX_BYTES + b->context_bytes + b->message_bytes) / SHAKE256_RATE_BYTES;
  shake_clear(a, 0);
  if (prepared) {
    LANE_UNROLL
    for (int w = 0; w < ML_DSA_TR_BYTES / 8; w++)
      a[w] = key[ML_DSA_PREPARED_TR(p->k, p->l) / 8 + w];
  }
  BYTES_ROLLED
  for (uint64_t block = 0; block < blocks; block++) {
    if (block < key_blocks) {
      shake256_absorb_words(a, key, key_words, (uint32_t)block);
    } else {
      if (block == key_blocks)
        shake_clear(a, ML_DSA_TR_BYTES / 8);
      seed_absorb_message(a, b, i, block - key_blocks, block + 1 == blocks, words);
    }
    keccak_f1600(a);
  }
}

/* --- c: algorithm 29, SampleInBall ------------------------------------------------------------ */

/* c as bits: where it is not 0, then where it is -1. */
LANE_FN uint32_t ball_bit(const GPU_LOCAL uint32_t *ball, uint32_t n) {
  return ball[n / 32 * SHAKE_BLOCK_STRIDE] >> n % 32 & 1;
}
LANE_FN void ball_set_bit(GPU_LOCAL uint32_t *ball, uint32_t n, uint32_t bit) {
  GPU_LOCAL uint32_t *word = ball + n / 32 * SHAKE_BLOCK_STRIDE;
  *word = (*word & ~(1u << n % 32)) | bit << n % 32;
}

/* c[i] = c[j], c[j] = 1 or -1. */
LANE_FN void ball_swap_in(GPU_LOCAL uint32_t *ball, uint32_t i, uint32_t j, uint32_t negative) {
  ball_set_bit(ball, i, ball_bit(ball, j));
  ball_set_bit(ball, ML_DSA_N + i, ball_bit(ball, ML_DSA_N + j));
  ball_set_bit(ball, j, 1);
  ball_set_bit(ball, ML_DSA_N + j, negative);
}

LANE_FN void seed_absorb_challenge(w64 a[KECCAK_STATE_WORDS], const struct parameters *p,
                                   const struct gpu_batch *b, uint64_t i) {
  const uint64_t at = batch_signature(p, b, i);
  shake_clear(a, 0);
  LANE_UNROLL
  for (uint32_t w = 0; w < ML_DSA_MAX_CHALLENGE_BYTES / 8; w++)
    if (w < p->challenge_bytes / 8)
      a[w] = bytes_word64(b->signatures, at + 8 * w);
  a[p->challenge_bytes / 8] = SHAKE_SUFFIX;
  a[SHAKE256_RATE_WORDS - 1] ^= SHAKE_END;
}

LANE_FN void seed_ball(const struct parameters *p, const struct gpu_batch *b, uint64_t i,
                       GPU_LOCAL uint32_t *block, GPU_LOCAL uint32_t *ball) {
  w64 a[KECCAK_STATE_WORDS], signs = 0;
  seed_absorb_challenge(a, p, b, i);
  BYTES_ROLLED
  for (uint32_t w = 0; w < ML_DSA_GPU_BALL_WORDS; w++)
    ball[w * SHAKE_BLOCK_STRIDE] = 0;
  const uint32_t start = ML_DSA_N - p->tau;
  uint32_t n = start, at = 8;
  BYTES_ROLLED
  while (n < ML_DSA_N) {
    keccak_f1600(a);
    if (at == 8)
      signs = a[0];
    shake256_squeeze_block(a, block);
    BYTES_ROLLED
    for (; at < SHAKE256_RATE_BYTES && n < ML_DSA_N; at++) {
      const uint32_t j = shake_block_byte(block, at);
      if (j > n)
        continue;
      ball_swap_in(ball, n, j, (uint32_t)(signs >> (n - start)) & 1);
      n++;
    }
    at = 0;
  }
}

/* --- The kernel ------------------------------------------------------------------------------- */

LANE_FN void seed_kernel(const struct parameters *p, const struct gpu_batch *b,
                         GPU_LOCAL uint32_t *block, GPU_LOCAL uint32_t *ball) {
  const uint64_t i = gpu_global_id();
  GPU_GLOBAL uint32_t *scratch = batch_scratch(p, b, i);
  w64 a[KECCAK_STATE_WORDS];
  block += gpu_local_id();
  ball += gpu_local_id();
  seed_ball(p, b, i, block, ball);
  BYTES_ROLLED
  for (uint32_t w = 0; w < ML_DSA_GPU_BALL_WORDS; w++)
    scratch[ML_DSA_GPU_BALL + w] = ball[w * SHAKE_BLOCK_STRIDE];
  seed_mu(p, b, i, block, a);
  LANE_UNROLL
  for (int w = 0; w < ML_DSA_MU_BYTES / 8; w++)
    ((GPU_GLOBAL uint64_t *)(scratch + ML_DSA_GPU_MU))[w] = a[w];
}

#endif

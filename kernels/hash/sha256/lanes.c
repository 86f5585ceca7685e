/* SHA-256 and SHA-256d over many messages on the CPU, one message per lane. Compiled once per
 * instruction set. */
#include "kernels/hash/sha256/core.h"
#include "kernels/lane/transpose.h"

#define STREAM_LANES LANE32_COUNT

struct stream_state {
  w32 h[8];
};

#include "kernels/hash/sha256/batch.h"

/* 32 big-endian bytes of every lane, from rows[l] + offset. */
LANE_FN void load_words(w32 words[8], const uint8_t *const rows[STREAM_LANES], size_t offset) {
  transpose_load32(words, rows, offset);
  for (int i = 0; i < 8; i++)
    words[i] = w32_swap_bytes(words[i]);
}

LANE_FN void load_block(w32 block[16], const uint8_t *const rows[STREAM_LANES], size_t offset) {
  load_words(block, rows, offset);
  load_words(block + 8, rows, offset + TRANSPOSE_BYTES);
}

LANE_FN void store_digests(uint8_t *digests, const w32 state[8]) {
  w32 words[8];
  for (int i = 0; i < 8; i++)
    words[i] = w32_swap_bytes(state[i]);
  transpose_store32(digests, words);
}

static inline void stream_init(struct stream_state *state) { sha256_init(state->h); }

static inline void stream_init_lane(struct stream_state *state, unsigned lane) {
  w32 initial[8];
  sha256_init(initial);
  for (int i = 0; i < 8; i++)
    state->h[i][lane] = initial[i][0];
}

/* Not inlined: the scheduler calls it from several places, and it is large. */
__attribute__((noinline)) static void stream_compress(struct stream_state *state,
                                                      const struct stream_position *position,
                                                      uint64_t blocks) {
  struct stream_state s = *state;
  for (uint64_t i = 0; i < blocks; i++) {
    w32 block[16];
    load_block(block, position->block, i * STREAM_BLOCK_BYTES);
    sha256_compress(s.h, block);
  }
  *state = s;
}

static inline void stream_store(const struct stream_state *state, unsigned variant,
                                uint8_t digests[STREAM_LANES * HASH_DIGEST_BYTES]) {
  struct stream_state s = *state;
  if (variant == SHA256_TWICE)
    sha256_compress_digest(s.h);
  store_digests(digests, s.h);
}

/* The second block of 64 bytes, and the second half of the block of 32, are known. */
LANE_FN void short_hash(const uint8_t *const rows[STREAM_LANES], uint64_t length, unsigned variant,
                        uint8_t *digests) {
  w32 state[8];
  if (length == HASH_DIGEST_BYTES) {
    load_words(state, rows, 0);
    sha256_compress_digest(state);
  } else {
    w32 block[16];
    load_block(block, rows, 0);
    sha256_init(state);
    sha256_compress(state, block);
    sha256_compress_padding64(state);
  }
  if (variant == SHA256_TWICE)
    sha256_compress_digest(state);
  store_digests(digests, state);
}

hash_batch_fn LANE_NAME(sha256_batch), LANE_NAME(sha256d_batch);

bool LANE_NAME(sha256_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                             uint8_t *digests) {
  return sha256_once(messages, first, last, digests);
}

bool LANE_NAME(sha256d_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                              uint8_t *digests) {
  return sha256_twice(messages, first, last, digests);
}

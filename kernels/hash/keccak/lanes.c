/* Keccak-256 and SHA3-256 of many messages on the CPU, one message per lane. Compiled once per
 * instruction set. */
#include "kernels/hash/hash.h"
#include "kernels/hash/keccak/core.h"
#include "kernels/lane/transpose.h"

#define STREAM_LANES LANE64_COUNT
#define STREAM_BLOCK_BYTES 136
#define STREAM_TAIL_BLOCKS 1

/* Lanes that start anew are only marked: cleared one by one, by narrow stores, they would make the
 * wide loads of the next compression wait. */
struct stream_state {
  w64 a[KECCAK_STATE_WORDS];
  uint32_t fresh; /* bit l: lane l of `a` stands for the zero state */
};

#include "kernels/hash/streams.h"
#include "kernels/hash/short_messages.h"

/* The scheduler's and the short messages' variant is the byte that follows the message. */

static inline void stream_init(struct stream_state *state) { memset(state, 0, sizeof *state); }

static inline void stream_init_lane(struct stream_state *state, unsigned lane) {
  state->fresh |= UINT32_C(1) << lane;
}

LANE_FN void clear_fresh(struct stream_state *state) {
  w64 bit = {0};
  for (int lane = 0; lane < STREAM_LANES; lane++)
    bit[lane] = UINT64_C(1) << lane;
  const w64 keep = (w64)((w64_set(state->fresh) & bit) == 0);
  LANE_UNROLL
  for (int i = 0; i < KECCAK_STATE_WORDS; i++)
    state->a[i] &= keep;
  state->fresh = 0;
}

/* Adds the block at rows[l] + offset of every lane to the state. */
LANE_FN void absorb(w64 a[KECCAK_STATE_WORDS], const uint8_t *const rows[STREAM_LANES],
                    size_t offset) {
  LANE_UNROLL
  for (int i = 0; i < KECCAK_RATE_WORDS - 1; i += 4) {
    w64 words[4];
    transpose_load64(words, rows, offset + 8 * (size_t)i);
    for (int k = 0; k < 4; k++)
      a[i + k] ^= words[k];
  }
  a[KECCAK_RATE_WORDS - 1] ^= transpose_load64_word(rows, offset + KECCAK_RATE_BYTES - 8);
}

/* Not inlined: the scheduler calls it from several places, and it is large. */
__attribute__((noinline)) static void stream_compress(struct stream_state *state,
                                                      const struct stream_position *position,
                                                      uint64_t blocks) {
  if (state->fresh)
    clear_fresh(state);
  w64 a[KECCAK_STATE_WORDS];
  memcpy(a, state->a, sizeof a);
  for (uint64_t i = 0; i < blocks; i++) {
    absorb(a, position->block, i * KECCAK_RATE_BYTES);
    keccak_f1600(a);
  }
  memcpy(state->a, a, sizeof a);
}

static inline void stream_store(const struct stream_state *state, unsigned variant,
                                uint8_t digests[STREAM_LANES * HASH_DIGEST_BYTES]) {
  (void)variant;
  transpose_store64(digests, state->a);
}

static inline uint64_t stream_whole_blocks(uint64_t length) { return length / KECCAK_RATE_BYTES; }

static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BYTES], uint64_t rest, uint64_t length,
                                  unsigned variant) {
  (void)length;
  tail[rest] = (uint8_t)variant;
  tail[KECCAK_RATE_BYTES - 1] |= 0x80;
  return 1;
}

LANE_FN void short_hash(const uint8_t *const rows[STREAM_LANES], uint64_t length, unsigned variant,
                        uint8_t *digests) {
  w64 a[KECCAK_STATE_WORDS] = {0};
  for (uint64_t offset = 0; offset < length; offset += TRANSPOSE_BYTES)
    transpose_load64(a + offset / 8, rows, offset);
  a[length / 8] = w64_set(variant);
  a[KECCAK_RATE_WORDS - 1] = w64_set(KECCAK_PAD_END);
  keccak_f1600(a);
  transpose_store64(digests, a);
}

hash_batch_fn LANE_NAME(keccak256_batch), LANE_NAME(sha3_256_batch);

bool LANE_NAME(keccak256_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                                uint8_t *digests) {
  return short_batch(messages, first, last, KECCAK256_PAD, digests) ||
         stream_batch(messages, first, last, KECCAK256_PAD, digests);
}

bool LANE_NAME(sha3_256_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                               uint8_t *digests) {
  return short_batch(messages, first, last, SHA3_256_PAD, digests) ||
         stream_batch(messages, first, last, SHA3_256_PAD, digests);
}

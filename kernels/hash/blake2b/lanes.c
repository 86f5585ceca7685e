/* BLAKE2b-256 of many messages on the CPU, one message per lane. Compiled once per instruction
 * set. */
#include "kernels/hash/hash.h"
#include "kernels/hash/blake2b/core.h"
#include "kernels/lane/transpose.h"

#define STREAM_LANES LANE64_COUNT
#define STREAM_BLOCK_BYTES 128
#define STREAM_TAIL_BLOCKS 1

/* Lanes that start anew are only marked: set one by one, by narrow stores, they would make the wide
 * loads of the next compression wait. */
struct stream_state {
  w64 h[BLAKE2B_STATE_WORDS];
  uint32_t fresh; /* bit l: lane l of `h` stands for the initial state */
};

#include "kernels/hash/streams.h"
#include "kernels/hash/short_messages.h"

static inline void stream_init(struct stream_state *state) {
  blake2b_init(state->h);
  state->fresh = 0;
}

static inline void stream_init_lane(struct stream_state *state, unsigned lane) {
  state->fresh |= UINT32_C(1) << lane;
}

LANE_FN void init_fresh(struct stream_state *state) {
  w64 bit = {0}, initial[BLAKE2B_STATE_WORDS];
  for (int lane = 0; lane < STREAM_LANES; lane++)
    bit[lane] = UINT64_C(1) << lane;
  const w64 keep = (w64)((w64_set(state->fresh) & bit) == 0);
  blake2b_init(initial);
  LANE_UNROLL
  for (int i = 0; i < BLAKE2B_STATE_WORDS; i++)
    state->h[i] = (state->h[i] & keep) | (initial[i] & ~keep);
  state->fresh = 0;
}

/* Not inlined: the scheduler calls it from several places, and it is large. */
__attribute__((noinline)) static void stream_compress(struct stream_state *state,
                                                      const struct stream_position *position,
                                                      uint64_t blocks) {
  if (state->fresh)
    init_fresh(state);
  w64 h[BLAKE2B_STATE_WORDS], m[BLAKE2B_BLOCK_WORDS], counter, final_mask;
  memcpy(h, state->h, sizeof h);
  memcpy(&counter, position->counted, sizeof counter);
  memcpy(&final_mask, position->last, sizeof final_mask);
  for (uint64_t i = 0; i < blocks; i++) {
    LANE_UNROLL
    for (int word = 0; word < BLAKE2B_BLOCK_WORDS; word += 4)
      transpose_load64(m + word, position->block, i * BLAKE2B_BLOCK_BYTES + 8 * (size_t)word);
    blake2b_compress(h, m, counter, final_mask);
    counter += w64_set(BLAKE2B_BLOCK_BYTES);
  }
  memcpy(state->h, h, sizeof h);
}

static inline void stream_store(const struct stream_state *state, unsigned variant,
                                uint8_t digests[STREAM_LANES * HASH_DIGEST_BYTES]) {
  (void)variant;
  transpose_store64(digests, state->h);
}

/* The last block is the tail even where it is full, because it carries the final flag. */
static inline uint64_t stream_whole_blocks(uint64_t length) {
  return length == 0 ? 0 : (length - 1) / BLAKE2B_BLOCK_BYTES;
}

/* RFC 7693, section 3.3: the padding is zeros, which are there already. */
static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BYTES], uint64_t rest, uint64_t length,
                                  unsigned variant) {
  (void)tail, (void)rest, (void)length, (void)variant;
  return 1;
}

LANE_FN void short_hash(const uint8_t *const rows[STREAM_LANES], uint64_t length, unsigned variant,
                        uint8_t *digests) {
  (void)variant;
  w64 h[BLAKE2B_STATE_WORDS], m[BLAKE2B_BLOCK_WORDS] = {0};
  for (uint64_t offset = 0; offset < length; offset += TRANSPOSE_BYTES)
    transpose_load64(m + offset / 8, rows, offset);
  blake2b_init(h);
  blake2b_compress(h, m, w64_set(length), w64_set(UINT64_MAX));
  transpose_store64(digests, h);
}

hash_batch_fn LANE_NAME(blake2b_256_batch);

bool LANE_NAME(blake2b_256_batch)(const struct hash_messages *messages, uint64_t first,
                                  uint64_t last, uint8_t *digests) {
  return short_batch(messages, first, last, 0, digests) ||
         stream_batch(messages, first, last, 0, digests);
}

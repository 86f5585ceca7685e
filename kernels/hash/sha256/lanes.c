/* SHA-256 and SHA-256d over many messages on the CPU, one message per lane. Compiled once per
 * instruction set. */
#include "kernels/hash/hash.h"
#include "kernels/hash/sha256/core.h"
#include "kernels/lane/transpose.h"

enum { SHA256_LANES = LANE32_COUNT, SHA256_BLOCK_BYTES = 64 };

#define STREAM_LANES SHA256_LANES
#define STREAM_BLOCK_BYTES SHA256_BLOCK_BYTES
#define STREAM_TAIL_BLOCKS 2

struct stream_state {
  w32 h[8];
};

/* What is handed through the scheduler as its variant. */
enum { SHA256_ONCE, SHA256_TWICE };

#include "kernels/hash/streams.h"

/* The block at rows[l] + offset of every lane. */
LANE_FN void load_block(w32 block[16], const uint8_t *const rows[SHA256_LANES], size_t offset) {
  transpose_load32(block, rows, offset);
  transpose_load32(block + 8, rows, offset + TRANSPOSE_BYTES);
  for (int i = 0; i < 16; i++)
    block[i] = w32_swap_bytes(block[i]);
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
    load_block(block, position->block, i * SHA256_BLOCK_BYTES);
    sha256_compress(s.h, block);
  }
  *state = s;
}

static inline void stream_store(const struct stream_state *state, unsigned variant,
                                uint8_t digests[SHA256_LANES * HASH_DIGEST_BYTES]) {
  struct stream_state s = *state;
  if (variant == SHA256_TWICE)
    sha256_compress_digest(s.h);
  store_digests(digests, s.h);
}

static inline uint64_t stream_whole_blocks(uint64_t length) { return length / SHA256_BLOCK_BYTES; }

/* FIPS 180-4, section 5.1.1: a one bit, zeros, the length in bits as a big-endian 64-bit word. */
static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BYTES], uint64_t rest, uint64_t length,
                                  unsigned variant) {
  (void)variant;
  const unsigned blocks = rest < SHA256_BLOCK_BYTES - 8 ? 1 : 2;
  const uint64_t bits = __builtin_bswap64(length * 8);
  tail[rest] = 0x80;
  memcpy(tail + blocks * SHA256_BLOCK_BYTES - 8, &bits, 8);
  return blocks;
}

/* Messages of 64 bytes, the inner nodes of a Merkle tree: no scheduling, and the second block is
 * known. `count` <= SHA256_LANES; lanes beyond repeat the last message. */
LANE_FN void hash_64_bytes(const uint8_t *messages, uint64_t count, unsigned variant,
                           uint8_t *digests) {
  const uint8_t *rows[SHA256_LANES];
  for (uint64_t lane = 0; lane < SHA256_LANES; lane++)
    rows[lane] = messages + SHA256_BLOCK_BYTES * (lane < count ? lane : count - 1);
  w32 state[8], block[16];
  load_block(block, rows, 0);
  sha256_init(state);
  sha256_compress(state, block);
  sha256_compress_padding64(state);
  if (variant == SHA256_TWICE)
    sha256_compress_digest(state);
  store_digests(digests, state);
}

LANE_FN void batch_64_bytes(const uint8_t *messages, uint64_t first, uint64_t last,
                            unsigned variant, uint8_t *digests) {
  uint64_t i = first;
  for (; last - i >= SHA256_LANES; i += SHA256_LANES)
    hash_64_bytes(messages + SHA256_BLOCK_BYTES * i, SHA256_LANES, variant,
                  digests + HASH_DIGEST_BYTES * i);
  if (i < last) {
    uint8_t all[SHA256_LANES * HASH_DIGEST_BYTES];
    hash_64_bytes(messages + SHA256_BLOCK_BYTES * i, last - i, variant, all);
    memcpy(digests + HASH_DIGEST_BYTES * i, all, (last - i) * HASH_DIGEST_BYTES);
  }
}

/* Replaces digests first to last - 1 by their own digests. */
static void hash_digests(uint8_t *digests, uint64_t first, uint64_t last) {
  for (uint64_t i = first; i < last; i += SHA256_LANES) {
    const uint64_t count = last - i < SHA256_LANES ? last - i : SHA256_LANES;
    const uint8_t *rows[SHA256_LANES];
    for (uint64_t lane = 0; lane < SHA256_LANES; lane++)
      rows[lane] = digests + HASH_DIGEST_BYTES * (i + (lane < count ? lane : count - 1));
    w32 state[8];
    transpose_load32(state, rows, 0);
    for (int j = 0; j < 8; j++)
      state[j] = w32_swap_bytes(state[j]);
    sha256_compress_digest(state);
    uint8_t all[SHA256_LANES * HASH_DIGEST_BYTES];
    store_digests(all, state);
    memcpy(digests + HASH_DIGEST_BYTES * i, all, count * HASH_DIGEST_BYTES);
  }
}

hash_batch_fn LANE_NAME(sha256_batch), LANE_NAME(sha256d_batch);

bool LANE_NAME(sha256_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                             uint8_t *digests) {
  if (!messages->offsets && messages->length == SHA256_BLOCK_BYTES) {
    batch_64_bytes(messages->bytes, first, last, SHA256_ONCE, digests);
    return true;
  }
  return stream_batch(messages, first, last, SHA256_ONCE, digests);
}

bool LANE_NAME(sha256d_batch)(const struct hash_messages *messages, uint64_t first, uint64_t last,
                              uint8_t *digests) {
  if (!messages->offsets && messages->length == SHA256_BLOCK_BYTES) {
    batch_64_bytes(messages->bytes, first, last, SHA256_TWICE, digests);
    return true;
  }
  if (!messages->offsets)
    return stream_batch(messages, first, last, SHA256_TWICE, digests);
  /* Lanes end at different times here, so the second hash waits until all can take part. */
  const bool ok = stream_batch(messages, first, last, SHA256_ONCE, digests);
  hash_digests(digests, first, last);
  return ok;
}

/* SHA-256 and SHA-256d of batches on the CPU: what the lanes (lanes.c) and the SHA extensions
 * (sha_ni.c) have in common, which is all but the compression.
 *
 * A template, for files that define STREAM_LANES and struct stream_state before including it, and
 * afterwards stream_init, stream_init_lane, stream_compress, stream_store (streams.h) and
 * short_hash (short_messages.h), for the variants below.
 */
#ifndef PROOFMARK_KERNELS_HASH_SHA256_BATCH_H
#define PROOFMARK_KERNELS_HASH_SHA256_BATCH_H

#define STREAM_BLOCK_BYTES 64
#define STREAM_TAIL_BLOCKS 2

#include "kernels/hash/short_messages.h"

/* What is handed through the scheduler as its variant: the digest, or the digest's digest. */
enum { SHA256_ONCE, SHA256_TWICE };

static inline uint64_t stream_whole_blocks(uint64_t length) { return length / STREAM_BLOCK_BYTES; }

/* FIPS 180-4, section 5.1.1: a one bit, zeros, the length in bits as a big-endian 64-bit word. */
static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BYTES], uint64_t rest, uint64_t length,
                                  unsigned variant) {
  (void)variant;
  const unsigned blocks = rest < STREAM_BLOCK_BYTES - 8 ? 1 : 2;
  const uint64_t bits = __builtin_bswap64(length * 8);
  tail[rest] = 0x80;
  memcpy(tail + blocks * STREAM_BLOCK_BYTES - 8, &bits, 8);
  return blocks;
}

static bool sha256_once(const struct hash_messages *messages, uint64_t first, uint64_t last,
                        uint8_t *digests) {
  return short_batch(messages, first, last, SHA256_ONCE, digests) ||
         stream_batch(messages, first, last, SHA256_ONCE, digests);
}

static bool sha256_twice(const struct hash_messages *messages, uint64_t first, uint64_t last,
                         uint8_t *digests) {
  if (!messages->offsets)
    return short_batch(messages, first, last, SHA256_TWICE, digests) ||
           stream_batch(messages, first, last, SHA256_TWICE, digests);
  /* Messages end at different times here, so the second hash waits until all lanes can share it. */
  if (!stream_batch(messages, first, last, SHA256_ONCE, digests))
    return false;
  short_range(digests, first, last, HASH_DIGEST_BYTES, SHA256_ONCE, digests);
  return true;
}

#endif

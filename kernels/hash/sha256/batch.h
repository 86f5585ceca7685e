/* SHA-256 and SHA-256d of batches on the CPU: what the lanes (lanes.c) and the SHA extensions
 * (sha_ni.c) have in common, which is all but the compression.
 *
 * A template, for files that define STREAM_LANES and struct stream_state before including it, and
 * afterwards stream_init, stream_init_lane, stream_compress, stream_store (streams.h) and
 * short_hash (short_messages.h), for the variants below.
 */
#ifndef PROOFMARK_KERNELS_HASH_SHA256_BATCH_H
#define PROOFMARK_KERNELS_HASH_SHA256_BATCH_H

#include "kernels/hash/sha256/padding.h" /* first: streams.h needs the block's size */

#include "kernels/hash/short_messages.h"

/* What is handed through the scheduler as its variant: the digest, or the digest's digest. */
enum { SHA256_ONCE, SHA256_TWICE };

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

/* Messages of 32 and of 64 bytes through the lanes of a hash on the CPU: digests, and the inner
 * nodes of a Merkle tree.
 *
 * A template like streams.h, and included after it. Such a message needs no scheduling and no
 * scratch: its words go from memory to lanes directly, and all padding is a constant. The file that
 * includes it defines short_hash below, and calls
 *
 *   short_batch(messages, first, last, variant, digests)
 *
 * which hashes messages first to last - 1 as hash_batch_fn says and returns true, or returns false
 * and does nothing if the messages are not all of 32 or all of 64 bytes.
 *
 * It is not one with the uniform path of streams.h, because there a message's length is a variable:
 * its tail has to be built in memory, and what a constant block saves (all of its schedule in
 * SHA-256) is lost. A SHA-256 of 65 bytes takes a quarter longer
 * than one of 64, though both are two blocks.
 */
#ifndef PROOFMARK_KERNELS_HASH_SHORT_MESSAGES_H
#define PROOFMARK_KERNELS_HASH_SHORT_MESSAGES_H

#include "kernels/hash/streams.h"

/* The hash's part: digests of the messages of `length` bytes at rows[0] to rows[STREAM_LANES - 1],
 * lane l's to digests + 32 × l. `length` is a constant, 32 or 64. All rows are read before a digest
 * is written. */
LANE_FN void short_hash(const uint8_t *const rows[STREAM_LANES], uint64_t length, unsigned variant,
                        uint8_t *digests);

/* The first `count` <= STREAM_LANES messages at bytes; lanes beyond repeat the last. */
LANE_FN void short_group(const uint8_t *bytes, uint64_t count, uint64_t length, unsigned variant,
                         uint8_t *digests) {
  const uint8_t *rows[STREAM_LANES];
  for (uint64_t lane = 0; lane < STREAM_LANES; lane++)
    rows[lane] = bytes + length * (lane < count ? lane : count - 1);
  short_hash(rows, length, variant, digests);
}

/* Messages first to last - 1 of those at bytes. Messages of 32 bytes may be the digests' own place:
 * each is then replaced by its digest. */
LANE_FN void short_range(const uint8_t *bytes, uint64_t first, uint64_t last, uint64_t length,
                         unsigned variant, uint8_t *digests) {
  uint64_t i = first;
  for (; last - i >= STREAM_LANES; i += STREAM_LANES)
    short_group(bytes + length * i, STREAM_LANES, length, variant, digests + HASH_DIGEST_BYTES * i);
  if (i < last) {
    uint8_t all[STREAM_LANES * HASH_DIGEST_BYTES];
    short_group(bytes + length * i, last - i, length, variant, all);
    memcpy(digests + HASH_DIGEST_BYTES * i, all, (last - i) * HASH_DIGEST_BYTES);
  }
}

static bool short_batch(const struct hash_messages *messages, uint64_t first, uint64_t last,
                        unsigned variant, uint8_t *digests) {
  if (messages->offsets)
    return false;
  switch (messages->length) {
  case 32:
    short_range(messages->bytes, first, last, 32, variant, digests);
    return true;
  case 64:
    short_range(messages->bytes, first, last, 64, variant, digests);
    return true;
  default:
    return false;
  }
}

#endif

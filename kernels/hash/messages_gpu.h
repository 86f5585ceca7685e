/* Messages on a GPU: reading blocks at any alignment, padding them, and the entry kernel with one
 * message per work-item. The including program defines MESSAGE_BLOCK_BYTES, the hash's block.
 *
 * A block is read in aligned 16-byte vectors from the one that holds its first byte to the one that
 * holds its last, so nothing before the buffer and at most 15 bytes past a message are read. The
 * padding is put into the vectors by masks, then all words are shifted into place. Every array
 * index is a constant once the loops are unrolled, so that the arrays stay in registers.
 */
#ifndef PROOFMARK_KERNELS_HASH_MESSAGES_GPU_H
#define PROOFMARK_KERNELS_HASH_MESSAGES_GPU_H

#include "kernels/hash/gpu_launch.h"
#include "kernels/lane/gpu.h"

#define MESSAGE_BLOCK_WORDS (MESSAGE_BLOCK_BYTES / 4)
/* The most vectors that a block touches: its first byte may be the last of a vector. */
#define MESSAGE_BLOCK_VECTORS ((15 + MESSAGE_BLOCK_BYTES + 15) / 16)

/* A whole block that starts where its widest load may: all loads are of the block's own bytes. */
#if MESSAGE_BLOCK_BYTES % 16 == 0
#define MESSAGE_ALIGNMENT 16
LANE_FN void message_block_aligned(const GPU_GLOBAL uint8_t *at, w32 words[MESSAGE_BLOCK_WORDS]) {
  const GPU_GLOBAL uint4 *vectors = (const GPU_GLOBAL uint4 *)at;
  LANE_UNROLL
  for (int i = 0; i < MESSAGE_BLOCK_WORDS / 4; i++) {
    uint4 v = vectors[i];
    words[4 * i] = v.x, words[4 * i + 1] = v.y, words[4 * i + 2] = v.z, words[4 * i + 3] = v.w;
  }
}
#else
#define MESSAGE_ALIGNMENT 8
LANE_FN void message_block_aligned(const GPU_GLOBAL uint8_t *at, w32 words[MESSAGE_BLOCK_WORDS]) {
  const GPU_GLOBAL uint2 *vectors = (const GPU_GLOBAL uint2 *)at;
  LANE_UNROLL
  for (int i = 0; i < MESSAGE_BLOCK_WORDS / 2; i++) {
    uint2 v = vectors[i];
    words[2 * i] = v.x, words[2 * i + 1] = v.y;
  }
}
#endif

/* Reads the vectors that begin before byte `end`; the others are zero. */
LANE_FN void message_load(const GPU_GLOBAL uint4 *vectors, uint32_t end,
                          w32 raw[4 * MESSAGE_BLOCK_VECTORS]) {
  LANE_UNROLL
  for (uint32_t i = 0; i < MESSAGE_BLOCK_VECTORS; i++) {
    raw[4 * i] = raw[4 * i + 1] = raw[4 * i + 2] = raw[4 * i + 3] = 0;
    if (16 * i < end) {
      uint4 v = vectors[i];
      raw[4 * i] = v.x, raw[4 * i + 1] = v.y, raw[4 * i + 2] = v.z, raw[4 * i + 3] = v.w;
    }
  }
}

/* Chosen by value: a choice between two array elements would be one of their addresses to some
 * compilers, which keeps the array out of the registers. */
LANE_FN w32 message_choose(bool second, w32 a, w32 b) { return second ? b : a; }

/* Clears the vector that holds byte `end` from that byte on, and puts `marker` there. */
LANE_FN void message_end(w32 raw[4 * MESSAGE_BLOCK_VECTORS], uint32_t end, uint32_t marker) {
  w32 keep[4], mark[4];
  uint32_t word = end % 16 / 4, bits = 8 * (end % 4);
  LANE_UNROLL
  for (uint32_t j = 0; j < 4; j++) {
    keep[j] = j < word ? ~0u : j == word ? (1u << bits) - 1 : 0;
    mark[j] = j == word ? marker << bits : 0;
  }
  LANE_UNROLL
  for (uint32_t i = 0; i < 4 * MESSAGE_BLOCK_VECTORS; i++) {
    bool ends_here = end - i / 4 * 16 < 16;
    raw[i] = message_choose(ends_here, raw[i], (raw[i] & keep[i % 4]) | mark[i % 4]);
  }
}

/* Drops the first `skew` bytes (below 16): two words, one word, then the bytes within words. */
LANE_FN void message_shift(w32 raw[4 * MESSAGE_BLOCK_VECTORS], uint32_t skew) {
  LANE_UNROLL
  for (int i = 0; i < MESSAGE_BLOCK_WORDS + 2; i++)
    raw[i] = message_choose((skew & 8) != 0, raw[i], raw[i + 2]);
  LANE_UNROLL
  for (int i = 0; i < MESSAGE_BLOCK_WORDS + 1; i++)
    raw[i] = message_choose((skew & 4) != 0, raw[i], raw[i + 1]);
  LANE_UNROLL
  for (int i = 0; i < MESSAGE_BLOCK_WORDS; i++)
    raw[i] = gpu_funnel(raw[i], raw[i + 1], 8 * (skew & 3));
}

/* Reads the `length` bytes (at most MESSAGE_BLOCK_BYTES) at bytes[at] as little-endian words. In a
 * shorter block they are followed by the byte `marker` (0: no marker) and zeros. */
LANE_FN void message_block(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint32_t length,
                           uint32_t marker, w32 words[MESSAGE_BLOCK_WORDS]) {
  if (length == MESSAGE_BLOCK_BYTES && at % MESSAGE_ALIGNMENT == 0) {
    message_block_aligned(bytes + at, words);
    return;
  }
  w32 raw[4 * MESSAGE_BLOCK_VECTORS];
  uint32_t skew = (uint32_t)at & 15, end = skew + length;
  message_load((const GPU_GLOBAL uint4 *)(bytes + (at - skew)), length == 0 ? 0 : end, raw);
  if (length < MESSAGE_BLOCK_BYTES)
    message_end(raw, end, marker);
  if (skew != 0)
    message_shift(raw, skew);
  LANE_UNROLL
  for (int i = 0; i < MESSAGE_BLOCK_WORDS; i++)
    words[i] = raw[i];
}

/* How many bytes the block that starts `done` (at most `length`) bytes into a message has. */
LANE_FN uint32_t message_block_length(uint64_t length, uint64_t done) {
  uint64_t rest = length - done;
  return rest < MESSAGE_BLOCK_BYTES ? (uint32_t)rest : MESSAGE_BLOCK_BYTES;
}

/* Defines the entry kernel `name` over hash(bytes, at, length, digest): the digest, as eight
 * little-endian words, of the `length` bytes at bytes[at]. `bytes` is 256-byte aligned and has 64
 * readable bytes after the last message, none of which is longer than HASH_GPU_MESSAGE_BYTES.
 * Message i is bytes[offsets[i] .. offsets[i + 1]) where `ragged`, else bytes[i * length .. i *
 * length + length); its digest goes to digests[8 * i]. */
#define MESSAGES_KERNEL(name, hash)                                                                \
  GPU_KERNEL(HASH_GPU_GROUP_MESSAGES)                                                              \
  name(const GPU_GLOBAL uint8_t *GPU_RESTRICT bytes,                                               \
       const GPU_GLOBAL uint64_t *GPU_RESTRICT offsets, uint32_t ragged, uint64_t length,          \
       uint64_t count, GPU_GLOBAL uint32_t *GPU_RESTRICT digests) {                                \
    uint64_t i = gpu_global_id();                                                                  \
    if (i >= count)                                                                                \
      return;                                                                                      \
    uint64_t at = ragged ? offsets[i] : i * length;                                                \
    uint64_t end = ragged ? offsets[i + 1] : at + length;                                          \
    w32 digest[8];                                                                                 \
    hash(bytes, at, end - at, digest);                                                             \
    gpu_store_words8(digests + 8 * i, digest);                                                     \
  }

#endif

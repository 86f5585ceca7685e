/* How SHA-256 cuts a message into blocks on the CPU: the parts of the hash that streams.h asks for
 * and that the lanes and the SHA extensions share. Included before streams.h.
 */
#ifndef PROOFMARK_KERNELS_HASH_SHA256_PADDING_H
#define PROOFMARK_KERNELS_HASH_SHA256_PADDING_H

#include <stdint.h>
#include <string.h>

#define STREAM_BLOCK_BYTES 64
#define STREAM_TAIL_BLOCKS 2

static inline uint64_t stream_whole_blocks(uint64_t length) { return length / STREAM_BLOCK_BYTES; }

/* FIPS 180-4, section 5.1.1: a one bit, zeros, the length in bits as a big-endian 64-bit word. */
static inline unsigned stream_pad(uint8_t tail[STREAM_TAIL_BLOCKS * STREAM_BLOCK_BYTES],
                                  uint64_t rest, uint64_t length, unsigned variant) {
  (void)variant;
  const unsigned blocks = rest < STREAM_BLOCK_BYTES - 8 ? 1 : 2;
  const uint64_t bits = __builtin_bswap64(length * 8);
  tail[rest] = 0x80;
  memcpy(tail + blocks * STREAM_BLOCK_BYTES - 8, &bits, 8);
  return blocks;
}

#endif

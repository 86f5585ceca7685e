/* The GPU program of SHA-256 and SHA-256d: messages and Merkle levels, one hash per work-item.
 *
 * Source: FIPS 180-4, section 5.1.1 (padding) and 6.2 (the hash). SHA-256d is SHA-256 of the
 * SHA-256 digest (Bitcoin). The entry kernels' arguments are described in messages_gpu.h and
 * merkle_gpu.h.
 */
#ifndef PROOFMARK_KERNELS_HASH_SHA256_GPU_H
#define PROOFMARK_KERNELS_HASH_SHA256_GPU_H

#include "kernels/hash/sha256/core.h"

#define MESSAGE_BLOCK_BYTES 64
#include "kernels/hash/messages_gpu.h"
#include "kernels/hash/merkle_gpu.h"

/* Section 5.1.1: the byte after the message holds its one bit; the length in bits is the last eight
 * bytes. So a message needs room for nine bytes more. */
#define SHA256_MARKER 0x80u
#define SHA256_PADDING_BYTES 9

/* SHA-256 reads and writes its words from the most significant byte on. */
LANE_FN void sha256_swap_block(w32 words[16]) {
  LANE_UNROLL
  for (int i = 0; i < 16; i++)
    words[i] = gpu_byte_swap(words[i]);
}

LANE_FN void sha256_digest(const w32 state[8], w32 digest[8]) {
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    digest[i] = gpu_byte_swap(state[i]);
}

/* The state after the last block of the `length` bytes at bytes[at]. One place compresses all
 * blocks but the constant one, so that work-items with messages of different lengths stay together
 * and the program fits the instruction cache. */
LANE_FN void sha256_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                            w32 state[8]) {
  uint64_t padded = length + SHA256_PADDING_BYTES, done = 0;
  sha256_init(state);
  for (uint64_t start = 0; start < padded; start += MESSAGE_BLOCK_BYTES) {
    if (length == MESSAGE_BLOCK_BYTES && start == MESSAGE_BLOCK_BYTES) {
      sha256_compress_padding64(state);
      return;
    }
    w32 block[16];
    uint32_t block_length = message_block_length(length, done);
    message_block(bytes, at + done, block_length, start <= length ? SHA256_MARKER : 0, block);
    done += block_length;
    sha256_swap_block(block);
    if (padded - start <= MESSAGE_BLOCK_BYTES) {
      block[14] = (w32)(length >> 29);
      block[15] = (w32)(length << 3);
    }
    sha256_compress(state, block);
  }
}

/* The state after both blocks of the 64 bytes in pair. */
LANE_FN void sha256_pair(w32 pair[16], w32 state[8]) {
  sha256_swap_block(pair);
  sha256_init(state);
  sha256_compress(state, pair);
  sha256_compress_padding64(state);
}

LANE_FN void sha256_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                 w32 digest[8]) {
  w32 state[8];
  sha256_message(bytes, at, length, state);
  sha256_digest(state, digest);
}

LANE_FN void sha256_hash_pair(w32 pair[16], w32 digest[8]) {
  w32 state[8];
  sha256_pair(pair, state);
  sha256_digest(state, digest);
}

LANE_FN void sha256d_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                  w32 digest[8]) {
  w32 state[8];
  sha256_message(bytes, at, length, state);
  sha256_compress_digest(state);
  sha256_digest(state, digest);
}

LANE_FN void sha256d_hash_pair(w32 pair[16], w32 digest[8]) {
  w32 state[8];
  sha256_pair(pair, state);
  sha256_compress_digest(state);
  sha256_digest(state, digest);
}

MESSAGES_KERNEL(sha256_messages, sha256_hash_message)
MERKLE_KERNEL(sha256_merkle, sha256_hash_pair)
MESSAGES_KERNEL(sha256d_messages, sha256d_hash_message)
MERKLE_KERNEL(sha256d_merkle, sha256d_hash_pair)

#endif

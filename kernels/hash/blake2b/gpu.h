/* The GPU program of BLAKE2b-256: messages and Merkle levels, one hash per work-item.
 *
 * Source: RFC 7693, section 3.3. The entry kernels' arguments are described in messages_gpu.h and
 * merkle_gpu.h.
 */
#ifndef PROOFMARK_KERNELS_HASH_BLAKE2B_GPU_H
#define PROOFMARK_KERNELS_HASH_BLAKE2B_GPU_H

#include "kernels/hash/blake2b/core.h"

#define MESSAGE_BLOCK_BYTES 128
#include "kernels/hash/messages_gpu.h"
#include "kernels/hash/merkle_gpu.h"

#define BLAKE2B_NO_MARKER 0u
#define BLAKE2B_FINAL (~(w64)0)

LANE_FN void blake2b_digest(const w64 h[BLAKE2B_STATE_WORDS], w32 digest[8]) {
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    gpu_split64(h[i], digest + 2 * i);
}

/* The empty message has one block, of zeros. */
LANE_FN void blake2b_256_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                      w32 digest[8]) {
  w64 h[BLAKE2B_STATE_WORDS];
  uint64_t done = 0;
  blake2b_init(h);
  do {
    uint32_t block_length = message_block_length(length, done);
    w32 block[MESSAGE_BLOCK_WORDS];
    w64 m[BLAKE2B_BLOCK_WORDS];
    message_block(bytes, at + done, block_length, BLAKE2B_NO_MARKER, block);
    LANE_UNROLL
    for (int i = 0; i < BLAKE2B_BLOCK_WORDS; i++)
      m[i] = gpu_join64(block + 2 * i);
    done += block_length;
    blake2b_compress(h, m, done, done == length ? BLAKE2B_FINAL : 0);
  } while (done < length);
  blake2b_digest(h, digest);
}

/* The 64 bytes in pair are half of their only block. */
LANE_FN void blake2b_256_hash_pair(const w32 pair[16], w32 digest[8]) {
  w64 h[BLAKE2B_STATE_WORDS], m[BLAKE2B_BLOCK_WORDS];
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    m[i] = gpu_join64(pair + 2 * i);
    m[i + 8] = w64_set(0);
  }
  blake2b_init(h);
  blake2b_compress(h, m, w64_set(64), BLAKE2B_FINAL);
  blake2b_digest(h, digest);
}

MESSAGES_KERNEL(blake2b_256_messages, blake2b_256_hash_message)
MERKLE_KERNEL(blake2b_256_merkle, blake2b_256_hash_pair)

#endif

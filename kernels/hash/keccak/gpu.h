/* The GPU program of Keccak-256 and SHA3-256: messages and Merkle levels, one state per work-item.
 *
 * Source: FIPS 202, section 4 (the sponge) and 5.1 (pad10*1). The two hashes differ in the byte
 * after the message (core.h). The entry kernels' arguments are described in messages_gpu.h and
 * merkle_gpu.h.
 */
#ifndef PROOFMARK_KERNELS_HASH_KECCAK_GPU_H
#define PROOFMARK_KERNELS_HASH_KECCAK_GPU_H

#include "kernels/hash/keccak/core.h"

#define MESSAGE_BLOCK_BYTES 136
#include "kernels/hash/messages_gpu.h"
#include "kernels/hash/merkle_gpu.h"

LANE_FN void keccak_init(w64 a[KECCAK_STATE_WORDS]) {
  LANE_UNROLL
  for (int i = 0; i < KECCAK_STATE_WORDS; i++)
    a[i] = w64_set(0);
}

LANE_FN void keccak_digest(const w64 a[KECCAK_STATE_WORDS], w32 digest[8]) {
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    gpu_split64(a[i], digest + 2 * i);
}

/* Absorbs the `length` bytes at bytes[at], the byte `pad` and the padding's end; squeezes. A
 * message of whole blocks is followed by a block of padding alone. */
LANE_FN void keccak_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                 uint32_t pad, w32 digest[8]) {
  w64 a[KECCAK_STATE_WORDS];
  keccak_init(a);
  for (uint64_t done = 0; done <= length; done += KECCAK_RATE_BYTES) {
    uint32_t block_length = message_block_length(length, done);
    w32 block[MESSAGE_BLOCK_WORDS];
    message_block(bytes, at + done, block_length, pad, block);
    LANE_UNROLL
    for (int i = 0; i < KECCAK_RATE_WORDS; i++)
      a[i] ^= gpu_join64(block + 2 * i);
    if (block_length < KECCAK_RATE_BYTES)
      a[KECCAK_RATE_WORDS - 1] ^= KECCAK_PAD_END;
    keccak_f1600(a);
  }
  keccak_digest(a, digest);
}

/* The same of the 64 bytes in pair, which are one block. */
LANE_FN void keccak_hash_pair(const w32 pair[16], uint32_t pad, w32 digest[8]) {
  w64 a[KECCAK_STATE_WORDS];
  keccak_init(a);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    a[i] = gpu_join64(pair + 2 * i);
  a[8] = pad;
  a[KECCAK_RATE_WORDS - 1] = KECCAK_PAD_END;
  keccak_f1600(a);
  keccak_digest(a, digest);
}

LANE_FN void keccak256_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                    w32 digest[8]) {
  keccak_hash_message(bytes, at, length, KECCAK256_PAD, digest);
}

LANE_FN void keccak256_hash_pair(const w32 pair[16], w32 digest[8]) {
  keccak_hash_pair(pair, KECCAK256_PAD, digest);
}

LANE_FN void sha3_256_hash_message(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                                   w32 digest[8]) {
  keccak_hash_message(bytes, at, length, SHA3_256_PAD, digest);
}

LANE_FN void sha3_256_hash_pair(const w32 pair[16], w32 digest[8]) {
  keccak_hash_pair(pair, SHA3_256_PAD, digest);
}

MESSAGES_KERNEL(keccak256_messages, keccak256_hash_message)
MERKLE_KERNEL(keccak256_merkle, keccak256_hash_pair)
MESSAGES_KERNEL(sha3_256_messages, sha3_256_hash_message)
MERKLE_KERNEL(sha3_256_merkle, sha3_256_hash_pair)

#endif

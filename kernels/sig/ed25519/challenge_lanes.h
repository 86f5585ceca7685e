/* k of RFC 8032, section 5.1.7, step 2, in the lanes of the CPU's vectors: SHA-512 of R, A and the
 * message, modulo L. All messages have one length, so that all lanes have the same blocks. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_CHALLENGE_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_CHALLENGE_LANES_H

#include <stdbool.h>

#include "kernels/lane/transpose.h"
#include "kernels/sig/ed25519/scalar_lanes.h"
#include "kernels/sig/ed25519/sha512.h"

enum { LANES = LANE64_COUNT, SIGNATURE_BYTES = 64 };

/* A group's records, lane by lane. */
struct group_rows {
  const uint8_t *keys[LANES], *signatures[LANES], *messages[LANES];
};

enum { HASH_BLOCK_BYTES = 128, HASH_TAIL_BYTES = 17 }; /* a one bit, and the length in 16 bytes */

LANE_FN w64 lanes_swap_bytes(w64 x) { return w64_rotr((w64)w32_swap_bytes((w32)x), 32); }

/* Bytes of the message from `at` on, and the padding of FIPS 180-4, section 5.1.2, into the block
 * from `used` on; `last` says whether the length fits in. */
LANE_FN void hash_fill(uint8_t block[HASH_BLOCK_BYTES], uint64_t used, const uint8_t *message,
                       uint64_t message_bytes, uint64_t at, bool last) {
  const uint64_t room = HASH_BLOCK_BYTES - used, bits = (message_bytes + SIGNATURE_BYTES) << 3;
  const uint64_t left = message_bytes > at ? message_bytes - at : 0;
  const uint64_t taken = left < room ? left : room;
  if (taken)
    memcpy(block + used, message + at, taken);
  memset(block + used + taken, 0, room - taken);
  if (taken < room && at <= message_bytes)
    block[used + taken] = 0x80;
  if (last) {
    for (int i = 0; i < 8; i++)
      block[HASH_BLOCK_BYTES - 1 - i] = (uint8_t)(bits >> 8 * i);
    block[HASH_BLOCK_BYTES - 9] = (uint8_t)((message_bytes + SIGNATURE_BYTES) >> 61);
  }
}

LANE_FN void hash_blocks(w64 state[8], const uint8_t blocks[LANES][HASH_BLOCK_BYTES]) {
  const uint8_t *rows[LANES];
  w64 words[16];
  for (int lane = 0; lane < LANES; lane++)
    rows[lane] = blocks[lane];
  LANE_UNROLL
  for (int i = 0; i < 16; i += 4)
    transpose_load64(words + i, rows, 8 * i);
  LANE_UNROLL
  for (int i = 0; i < 16; i++)
    words[i] = lanes_swap_bytes(words[i]);
  sha512_compress(state, words);
}

/* Step 2 of RFC 8032, section 5.1.7. */
LANES_ONCE void challenge(w64 k[SCALAR_WORDS], const struct group_rows *rows,
                          uint64_t message_bytes) {
  uint8_t blocks[LANES][HASH_BLOCK_BYTES];
  const uint64_t bytes = SIGNATURE_BYTES + message_bytes + HASH_TAIL_BYTES;
  w64 state[8], words[16];
  sha512_init(state);
  for (uint64_t at = 0; at < bytes; at += HASH_BLOCK_BYTES) {
    const bool last = bytes - at <= HASH_BLOCK_BYTES;
    for (int lane = 0; lane < LANES; lane++) {
      if (at == 0) {
        memcpy(blocks[lane], rows->signatures[lane], 32);
        memcpy(blocks[lane] + 32, rows->keys[lane], 32);
      }
      hash_fill(blocks[lane], at == 0 ? SIGNATURE_BYTES : 0, rows->messages[lane], message_bytes,
                at == 0 ? 0 : at - SIGNATURE_BYTES, last);
    }
    hash_blocks(state, blocks);
  }
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    state[i] = lanes_swap_bytes(state[i]);
  scalar_split(words, state, 8);
  scalar_reduce(k, words);
}

#endif

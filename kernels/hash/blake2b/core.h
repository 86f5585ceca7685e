/* The compression function of BLAKE2b in lane C: one chaining state per lane.
 *
 * Source: RFC 7693, section 3.
 */
#ifndef PROOFMARK_KERNELS_HASH_BLAKE2B_CORE_H
#define PROOFMARK_KERNELS_HASH_BLAKE2B_CORE_H

#include "kernels/lane/lane.h"

enum { BLAKE2B_BLOCK_BYTES = 128, BLAKE2B_BLOCK_WORDS = 16, BLAKE2B_STATE_WORDS = 8 };

/* RFC 7693, section 2.6: the initialisation vector (SHA-512's). */
LANE_CONST uint64_t blake2b_iv[BLAKE2B_STATE_WORDS] = {
    0x6a09e667f3bcc908UL, 0xbb67ae8584caa73bUL, 0x3c6ef372fe94f82bUL, 0xa54ff53a5f1d36f1UL,
    0x510e527fade682d1UL, 0x9b05688c2b3e6c1fUL, 0x1f83d9abfb41bd6bUL, 0x5be0cd19137e2179UL};

/* RFC 7693, section 2.5: 32 bytes of digest, no key, fanout 1, depth 1 (sequential). */
#define BLAKE2B_256_PARAMETERS 0x01010020UL

/* One mixing (RFC 7693, section 3.1) of words a, b, c, d of v with message words x and y. */
#define BLAKE2B_G(a, b, c, d, x, y)                                                                \
  do {                                                                                             \
    v[a] = w64_add(v[a] + m[x], v[b]);                                                             \
    v[d] ^= v[a];                                                                                  \
    v[d] = w64_rotr(v[d], 32);                                                                     \
    v[c] = w64_add(v[c], v[d]);                                                                    \
    v[b] ^= v[c];                                                                                  \
    v[b] = w64_rotr(v[b], 24);                                                                     \
    v[a] = w64_add(v[a] + m[y], v[b]);                                                             \
    v[d] ^= v[a];                                                                                  \
    v[d] = w64_rotr(v[d], 16);                                                                     \
    v[c] = w64_add(v[c], v[d]);                                                                    \
    v[b] ^= v[c];                                                                                  \
    v[b] = w64_rotr(v[b], 63);                                                                     \
  } while (0)

/* A round mixes the columns, then the diagonals of v; s0 to s15 are the message schedule's row. */
#define BLAKE2B_ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)        \
  do {                                                                                             \
    BLAKE2B_G(0, 4, 8, 12, s0, s1);                                                                \
    BLAKE2B_G(1, 5, 9, 13, s2, s3);                                                                \
    BLAKE2B_G(2, 6, 10, 14, s4, s5);                                                               \
    BLAKE2B_G(3, 7, 11, 15, s6, s7);                                                               \
    BLAKE2B_G(0, 5, 10, 15, s8, s9);                                                               \
    BLAKE2B_G(1, 6, 11, 12, s10, s11);                                                             \
    BLAKE2B_G(2, 7, 8, 13, s12, s13);                                                              \
    BLAKE2B_G(3, 4, 9, 14, s14, s15);                                                              \
  } while (0)

/* The chaining state before the first block of an unkeyed BLAKE2b-256. */
LANE_FN void blake2b_init(w64 h[BLAKE2B_STATE_WORDS]) {
  LANE_UNROLL
  for (int i = 0; i < BLAKE2B_STATE_WORDS; i++)
    h[i] = w64_set(blake2b_iv[i]);
  h[0] ^= w64_set(BLAKE2B_256_PARAMETERS);
}

/* Takes the block m into h (RFC 7693, section 3.2). `counter` is the number of message bytes up to
 * and with this block (its upper 64 bits are zero: no message is that long); `final_mask` is all
 * ones for the last block of a message, else zero. The twelve rounds are written out with the rows
 * of the message schedule (RFC 7693, section 2.7; rounds 10 and 11 use rows 0 and 1 again). */
LANE_FN void blake2b_compress(w64 h[BLAKE2B_STATE_WORDS], const w64 m[BLAKE2B_BLOCK_WORDS],
                              w64 counter, w64 final_mask) {
  w64 v[2 * BLAKE2B_STATE_WORDS];
  LANE_UNROLL
  for (int i = 0; i < BLAKE2B_STATE_WORDS; i++) {
    v[i] = h[i];
    v[i + BLAKE2B_STATE_WORDS] = w64_set(blake2b_iv[i]);
  }
  v[12] ^= counter;
  v[14] ^= final_mask;
  BLAKE2B_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  BLAKE2B_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
  BLAKE2B_ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);
  BLAKE2B_ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);
  BLAKE2B_ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);
  BLAKE2B_ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);
  BLAKE2B_ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);
  BLAKE2B_ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);
  BLAKE2B_ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);
  BLAKE2B_ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);
  BLAKE2B_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  BLAKE2B_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
  LANE_UNROLL
  for (int i = 0; i < BLAKE2B_STATE_WORDS; i++)
    h[i] = w64_xor3(h[i], v[i], v[i + BLAKE2B_STATE_WORDS]);
}

#endif

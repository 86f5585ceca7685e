/* BLAKE3 in lane C: the compression function and the constants of its plain hash mode.
 *
 * Source: J. O'Connor, J-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, "BLAKE3: one function, fast
 * everywhere", sections 2.2 and 2.3; below "the paper". In: a block as 16 little-endian words and a
 * chaining value of 8 words. Out: the next chaining value, which after a root block is the digest's
 * words, little-endian. No function here keeps or allocates anything.
 */
#ifndef PROOFMARK_KERNELS_HASH_BLAKE3_CORE_H
#define PROOFMARK_KERNELS_HASH_BLAKE3_CORE_H

#include "kernels/lane/lane.h"

/* The paper's table 3; the flags of the keyed modes are not needed here. */
#define BLAKE3_CHUNK_START 1u
#define BLAKE3_CHUNK_END 2u
#define BLAKE3_PARENT 4u
#define BLAKE3_ROOT 8u

#define BLAKE3_BLOCK_BYTES 64
#define BLAKE3_CHUNK_BYTES 1024
#define BLAKE3_CHUNK_BLOCKS 16

/* The paper's table 1: SHA-256's initial value. */
#define BLAKE3_IV0 0x6a09e667u
#define BLAKE3_IV1 0xbb67ae85u
#define BLAKE3_IV2 0x3c6ef372u
#define BLAKE3_IV3 0xa54ff53au
#define BLAKE3_IV4 0x510e527fu
#define BLAKE3_IV5 0x9b05688cu
#define BLAKE3_IV6 0x1f83d9abu
#define BLAKE3_IV7 0x5be0cd19u

/* The key words of the hash mode (section 2.3): the chaining value before a chunk's first block and
 * before a parent's only block. */
LANE_FN void blake3_init(w32 cv[8]) {
  cv[0] = w32_set(BLAKE3_IV0);
  cv[1] = w32_set(BLAKE3_IV1);
  cv[2] = w32_set(BLAKE3_IV2);
  cv[3] = w32_set(BLAKE3_IV3);
  cv[4] = w32_set(BLAKE3_IV4);
  cv[5] = w32_set(BLAKE3_IV5);
  cv[6] = w32_set(BLAKE3_IV6);
  cv[7] = w32_set(BLAKE3_IV7);
}

/* One message word's half of G (section 2.2). The sum's parts are in the order of their arrival. */
#define BLAKE3_HALF_G(a, b, c, d, word, d_turn, b_turn)                                            \
  a = w32_add(w32_add(a, word), b);                                                                \
  d = w32_rotr(d ^ a, d_turn);                                                                     \
  c = w32_add(c, d);                                                                               \
  b = w32_rotr(b ^ c, b_turn)

/* G on four columns, or with the indices of b, c and d turned on four diagonals. The four are
 * independent chains, so their halves are interleaved. */
#define BLAKE3_FOUR_G(v, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, x0, y0, x1, y1, x2, y2,   \
                      x3, y3)                                                                      \
  BLAKE3_HALF_G(v[0], v[b0], v[c0], v[d0], x0, 16, 12);                                            \
  BLAKE3_HALF_G(v[1], v[b1], v[c1], v[d1], x1, 16, 12);                                            \
  BLAKE3_HALF_G(v[2], v[b2], v[c2], v[d2], x2, 16, 12);                                            \
  BLAKE3_HALF_G(v[3], v[b3], v[c3], v[d3], x3, 16, 12);                                            \
  BLAKE3_HALF_G(v[0], v[b0], v[c0], v[d0], y0, 8, 7);                                              \
  BLAKE3_HALF_G(v[1], v[b1], v[c1], v[d1], y1, 8, 7);                                              \
  BLAKE3_HALF_G(v[2], v[b2], v[c2], v[d2], y2, 8, 7);                                              \
  BLAKE3_HALF_G(v[3], v[b3], v[c3], v[d3], y3, 8, 7)

/* A round on the words m at the sixteen places given. */
#define BLAKE3_ROUND(v, m, i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15)   \
  BLAKE3_FOUR_G(v, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, m[i0], m[i1], m[i2], m[i3], m[i4],    \
                m[i5], m[i6], m[i7]);                                                              \
  BLAKE3_FOUR_G(v, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14, m[i8], m[i9], m[i10], m[i11], m[i12], \
                m[i13], m[i14], m[i15])

/* cv = the first eight words of compress(cv, block, counter, block_bytes, flags), section 2.2. The
 * paper permutes the message between rounds (table 2); here each round names the places that the
 * permutation's powers lead to, so that no word moves. */
LANE_FN void blake3_compress(w32 cv[8], const w32 block[16], w32 counter_low, w32 counter_high,
                             w32 block_bytes, w32 flags) {
  w32 v[16];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    v[i] = cv[i];
  v[8] = w32_set(BLAKE3_IV0);
  v[9] = w32_set(BLAKE3_IV1);
  v[10] = w32_set(BLAKE3_IV2);
  v[11] = w32_set(BLAKE3_IV3);
  v[12] = counter_low;
  v[13] = counter_high;
  v[14] = block_bytes;
  v[15] = flags;
  BLAKE3_ROUND(v, block, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  BLAKE3_ROUND(v, block, 2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8);
  BLAKE3_ROUND(v, block, 3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1);
  BLAKE3_ROUND(v, block, 10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6);
  BLAKE3_ROUND(v, block, 12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4);
  BLAKE3_ROUND(v, block, 9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7);
  BLAKE3_ROUND(v, block, 11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    cv[i] = v[i] ^ v[i + 8];
}

#endif

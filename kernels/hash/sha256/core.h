/* SHA-256 in lane C: the compression function of FIPS 180-4, section 6.2.2, and the two blocks
 * whose content is known beforehand: the padding block of a 64-byte message and the block that
 * holds a 32-byte digest.
 *
 * In: message blocks as 16 words, already decoded from big-endian bytes. Out: the eight words of
 * the chaining state, which after the last block are the digest's words in big-endian order. No
 * function here keeps or allocates anything.
 */
#ifndef PROOFMARK_KERNELS_HASH_SHA256_CORE_H
#define PROOFMARK_KERNELS_HASH_SHA256_CORE_H

#include "kernels/lane/lane.h"

/* The loop over 16-round groups. A GPU wants every round constant as an operand, hence all 64
 * rounds in a row; a processor wants the group in its cache of decoded instructions. */
#if defined(LANE_ISA_SUFFIX)
#define SHA256_GROUPS
#else
#define SHA256_GROUPS LANE_UNROLL
#endif

/* FIPS 180-4, section 4.2.2: the first 32 fraction bits of the cube roots of the first 64 primes.
 */
LANE_CONST uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The constants above plus the message schedule of the block that pads a 64-byte message (a one
 * bit, zeros, the length of 512 bits): section 5.1.1 gives the block, 6.2.2 step 1 the schedule. */
LANE_CONST uint32_t sha256_padding64_constants[64] = {
    0xc28a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf374,
    0x649b69c1, 0xf0fe4786, 0x0fe1edc6, 0x240cf254, 0x4fe9346f, 0x6cc984be, 0x61b9411e, 0x16f988fa,
    0xf2c65152, 0xa88e5a6d, 0xb019fc65, 0xb9d99ec7, 0x9a1231c3, 0xe70eeaa0, 0xfdb1232b, 0xc7353eb0,
    0x3069bad5, 0xcb976d5f, 0x5a0f118f, 0xdc1eeefd, 0x0a35b689, 0xde0b7a04, 0x58f4ca9d, 0xe15d5b16,
    0x007f3e86, 0x37088980, 0xa507ea32, 0x6fab9537, 0x17406110, 0x0d8cd6f1, 0xcdaa3b6d, 0xc0bbbe37,
    0x83613bda, 0xdb48a363, 0x0b02e931, 0x6fd15ca7, 0x521afaca, 0x31338431, 0x6ed41a95, 0x6d437890,
    0xc39c91f2, 0x9eccabbd, 0xb5c9a0e6, 0x532fb63c, 0xd2c741c6, 0x07237ea3, 0xa4954b68, 0x4c191d76,
};

/* FIPS 180-4, section 4.1.2: the four sigma functions. */
LANE_FN w32 sha256_big_sigma0(w32 x) {
  return w32_xor3(w32_rotr(x, 2), w32_rotr(x, 13), w32_rotr(x, 22));
}
LANE_FN w32 sha256_big_sigma1(w32 x) {
  return w32_xor3(w32_rotr(x, 6), w32_rotr(x, 11), w32_rotr(x, 25));
}
LANE_FN w32 sha256_small_sigma0(w32 x) { return w32_xor3(w32_rotr(x, 7), w32_rotr(x, 18), x >> 3); }
LANE_FN w32 sha256_small_sigma1(w32 x) {
  return w32_xor3(w32_rotr(x, 17), w32_rotr(x, 19), x >> 10);
}

/* Step 3 of section 6.2.2 for round i of a group; `input` is the round constant plus the schedule
 * word. The words a to h stay where they are in v; their names rotate, which is what (j - i) mod 8
 * says. */
LANE_FN void sha256_round(w32 v[8], int i, w32 input) {
  const w32 a = v[(0 - i) & 7], b = v[(1 - i) & 7], c = v[(2 - i) & 7];
  const w32 e = v[(4 - i) & 7], f = v[(5 - i) & 7], g = v[(6 - i) & 7];
  const w32 inputs = w32_add(v[(7 - i) & 7], input);
  const w32 t1 = w32_add(w32_add(inputs, w32_choose(e, f, g)), sha256_big_sigma1(e));
  v[(3 - i) & 7] = w32_add(v[(3 - i) & 7], t1);
  v[(7 - i) & 7] = w32_add(w32_add(t1, w32_majority(a, b, c)), sha256_big_sigma0(a));
}

/* Rounds t to t + 15 on the schedule words w. */
LANE_FN void sha256_rounds(w32 v[8], const w32 w[16], int t) {
  LANE_UNROLL
  for (int i = 0; i < 16; i++)
    sha256_round(v, i, w32_add(w[i], w32_set(sha256_constants[t + i])));
}

/* Rounds t to t + 15, each after step 1 of section 6.2.2 has replaced its schedule word (t >= 16):
 * only the last 16 words are ever needed. */
LANE_FN void sha256_schedule_rounds(w32 v[8], w32 w[16], int t) {
  LANE_UNROLL
  for (int i = 0; i < 16; i++) {
    const w32 partial = w32_add(sha256_small_sigma0(w[(i + 1) & 15]), w[(i + 9) & 15]);
    w[i] = w32_add(w32_add(partial, sha256_small_sigma1(w[(i + 14) & 15])), w[i]);
    sha256_round(v, i, w32_add(w[i], w32_set(sha256_constants[t + i])));
  }
}

/* FIPS 180-4, section 5.3.3. */
LANE_FN void sha256_init(w32 state[8]) {
  state[0] = w32_set(0x6a09e667);
  state[1] = w32_set(0xbb67ae85);
  state[2] = w32_set(0x3c6ef372);
  state[3] = w32_set(0xa54ff53a);
  state[4] = w32_set(0x510e527f);
  state[5] = w32_set(0x9b05688c);
  state[6] = w32_set(0x1f83d9ab);
  state[7] = w32_set(0x5be0cd19);
}

LANE_FN void sha256_compress(w32 state[8], const w32 block[16]) {
  w32 v[8], w[16];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    v[i] = state[i];
  LANE_UNROLL
  for (int i = 0; i < 16; i++)
    w[i] = block[i];
  sha256_rounds(v, w, 0);
  SHA256_GROUPS
  for (int t = 16; t < 64; t += 16)
    sha256_schedule_rounds(v, w, t);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    state[i] += v[i];
}

/* Compresses the second and last block of a 64-byte message. */
LANE_FN void sha256_compress_padding64(w32 state[8]) {
  w32 v[8];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    v[i] = state[i];
  SHA256_GROUPS
  for (int t = 0; t < 64; t += 16) {
    LANE_UNROLL
    for (int i = 0; i < 16; i++)
      sha256_round(v, i, w32_set(sha256_padding64_constants[t + i]));
  }
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    state[i] += v[i];
}

/* state = SHA-256 of the 32-byte digest that state holds (section 5.1.1 pads it to one block). The
 * first 32 rounds stand outside the loop, so that what the constant half of the block contributes
 * to them is computed at compile time. */
LANE_FN void sha256_compress_digest(w32 state[8]) {
  w32 v[8], w[16];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    w[i] = state[i];
  LANE_UNROLL
  for (int i = 8; i < 16; i++)
    w[i] = w32_set(0);
  w[8] = w32_set(0x80000000);
  w[15] = w32_set(256);
  sha256_init(v);
  sha256_rounds(v, w, 0);
  sha256_schedule_rounds(v, w, 16);
  SHA256_GROUPS
  for (int t = 32; t < 64; t += 16)
    sha256_schedule_rounds(v, w, t);
  sha256_init(state);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    state[i] += v[i];
}

#endif

/* The permutation Keccak-f[1600] in lane C: one state per lane.
 *
 * Source: FIPS 202, section 3.2 (the five step mappings) and 3.3 (Keccak-p[1600, 24]). Word x + 5y
 * of the state is the standard's lane (x, y); bytes fill a word from its least significant end.
 */
#ifndef PROOFMARK_KERNELS_HASH_KECCAK_CORE_H
#define PROOFMARK_KERNELS_HASH_KECCAK_CORE_H

#include "kernels/lane/lane.h"

/* A 32-byte digest leaves 1600 - 512 bits of rate (FIPS 202, section 6.1). The byte after the
 * message carries the domain: pad10*1 alone in the original Keccak, the suffix 01 before it in
 * SHA-3 (FIPS 202, table 6). The last bit of the padding is the top bit of the last rate word. */
enum {
  KECCAK_STATE_WORDS = 25,
  KECCAK_RATE_WORDS = 17,
  KECCAK_RATE_BYTES = 136,
  KECCAK_ROUNDS = 24,
  KECCAK256_PAD = 0x01,
  SHA3_256_PAD = 0x06
};
#define KECCAK_PAD_END 0x8000000000000000UL

/* FIPS 202, section 3.2.5: iota's constants, the output of its LFSR. */
LANE_CONST uint64_t keccak_round_constant[KECCAK_ROUNDS] = {
    0x0000000000000001UL, 0x0000000000008082UL, 0x800000000000808aUL, 0x8000000080008000UL,
    0x000000000000808bUL, 0x0000000080000001UL, 0x8000000080008081UL, 0x8000000000008009UL,
    0x000000000000008aUL, 0x0000000000000088UL, 0x0000000080008009UL, 0x000000008000000aUL,
    0x000000008000808bUL, 0x800000000000008bUL, 0x8000000000008089UL, 0x8000000000008003UL,
    0x8000000000008002UL, 0x8000000000000080UL, 0x000000000000800aUL, 0x800000008000000aUL,
    0x8000000080008081UL, 0x8000000000008080UL, 0x0000000080000001UL, 0x8000000080008008UL};

/* Theta adds to a word the parities of the columns left of it and right behind it. */
LANE_FN void keccak_theta(w64 a[KECCAK_STATE_WORDS]) {
  w64 parity[5];
  LANE_UNROLL
  for (int x = 0; x < 5; x++)
    parity[x] = w64_xor3(a[x + 15], a[x + 20], w64_xor3(a[x], a[x + 5], a[x + 10]));
  LANE_UNROLL
  for (int x = 0; x < 5; x++) {
    const w64 left = parity[(x + 4) % 5], right = w64_rotl(parity[(x + 1) % 5], 1);
    LANE_UNROLL
    for (int y = 0; y < 5; y++)
      a[x + 5 * y] = w64_xor3(left, right, a[x + 5 * y]);
  }
}

/* Chi on a plane b: every word takes in its two right neighbours. The order spares copies where an
 * instruction overwrites its first operand. */
LANE_FN void keccak_chi(w64 plane[5], w64 b0, w64 b1, w64 b2, w64 b3, w64 b4) {
  plane[2] = w64_chi(b2, b3, b4);
  plane[3] = w64_chi(b3, b4, b0);
  plane[4] = w64_chi(b4, b0, b1);
  plane[0] = w64_chi(b0, b1, b2);
  plane[1] = w64_chi(b1, b2, b3);
}

/* One round: next = iota(chi(pi(rho(theta(a))))), and a is used up. Pi brings to place (x, y) the
 * word (x + 3y, x), and rho has turned it by its offset (FIPS 202, table 2, modulo 64). */
LANE_FN void keccak_round(w64 a[KECCAK_STATE_WORDS], w64 next[KECCAK_STATE_WORDS], uint64_t iota) {
  keccak_theta(a);
  keccak_chi(next, a[0], w64_rotl(a[6], 44), w64_rotl(a[12], 43), w64_rotl(a[18], 21),
             w64_rotl(a[24], 14));
  keccak_chi(next + 5, w64_rotl(a[3], 28), w64_rotl(a[9], 20), w64_rotl(a[10], 3),
             w64_rotl(a[16], 45), w64_rotl(a[22], 61));
  keccak_chi(next + 10, w64_rotl(a[1], 1), w64_rotl(a[7], 6), w64_rotl(a[13], 25),
             w64_rotl(a[19], 8), w64_rotl(a[20], 18));
  keccak_chi(next + 15, w64_rotl(a[4], 27), w64_rotl(a[5], 36), w64_rotl(a[11], 10),
             w64_rotl(a[17], 15), w64_rotl(a[23], 56));
  keccak_chi(next + 20, w64_rotl(a[2], 62), w64_rotl(a[8], 55), w64_rotl(a[14], 39),
             w64_rotl(a[15], 41), w64_rotl(a[21], 2));
  next[0] ^= w64_set(iota);
}

/* Permutes the state a. Two rounds a turn, so that the state needs no copy. */
LANE_FN void keccak_f1600(w64 a[KECCAK_STATE_WORDS]) {
  w64 b[KECCAK_STATE_WORDS];
  for (int round = 0; round < KECCAK_ROUNDS; round += 2) {
    keccak_round(a, b, keccak_round_constant[round]);
    keccak_round(b, a, keccak_round_constant[round + 1]);
  }
}

#endif

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

/* Theta on word i = x + 5y: add the parities of the columns left of it and right behind it. The
 * two parities come first, so that targets without three-input logic compute their sum once a
 * column. */
#define KECCAK_THETA(i) w64_xor3(parity[((i) + 4) % 5], turned[((i) + 1) % 5], a[i])

/* Rho, pi and chi for plane y of the next state. Pi brings word (x, k), x = k + 3y mod 5, to place
 * (k, y); rho turns it by the offset given (FIPS 202, table 2, modulo 64). */
#define KECCAK_SOURCE(y, k) (5 * (k) + ((k) + 3 * (y)) % 5)
#define KECCAK_PLANE(y, first, r1, r2, r3, r4)                                                     \
  do {                                                                                             \
    const w64 b0 = first;                                                                          \
    const w64 t1 = KECCAK_THETA(KECCAK_SOURCE(y, 1)), b1 = w64_rotl(t1, r1);                       \
    const w64 t2 = KECCAK_THETA(KECCAK_SOURCE(y, 2)), b2 = w64_rotl(t2, r2);                       \
    const w64 t3 = KECCAK_THETA(KECCAK_SOURCE(y, 3)), b3 = w64_rotl(t3, r3);                       \
    const w64 t4 = KECCAK_THETA(KECCAK_SOURCE(y, 4)), b4 = w64_rotl(t4, r4);                       \
    next[5 * (y)] = w64_chi(b0, b1, b2);                                                           \
    next[5 * (y) + 1] = w64_chi(b1, b2, b3);                                                       \
    next[5 * (y) + 2] = w64_chi(b2, b3, b4);                                                       \
    next[5 * (y) + 3] = w64_chi(b3, b4, b0);                                                       \
    next[5 * (y) + 4] = w64_chi(b4, b0, b1);                                                       \
  } while (0)
#define KECCAK_TURN(y, n) w64_rotl(KECCAK_THETA(KECCAK_SOURCE(y, 0)), n)

/* One round: next = chi(pi(rho(theta(a)))) + iota, the round constant. */
LANE_FN void keccak_round(const w64 a[KECCAK_STATE_WORDS], w64 next[KECCAK_STATE_WORDS],
                          uint64_t iota) {
  w64 parity[5], turned[5];
  LANE_UNROLL
  for (int x = 0; x < 5; x++) {
    parity[x] = w64_xor3(w64_xor3(a[x], a[x + 5], a[x + 10]), a[x + 15], a[x + 20]);
    turned[x] = w64_rotl(parity[x], 1);
  }
  KECCAK_PLANE(0, KECCAK_THETA(0), 44, 43, 21, 14);
  KECCAK_PLANE(1, KECCAK_TURN(1, 28), 20, 3, 45, 61);
  KECCAK_PLANE(2, KECCAK_TURN(2, 1), 6, 25, 8, 18);
  KECCAK_PLANE(3, KECCAK_TURN(3, 27), 36, 10, 15, 56);
  KECCAK_PLANE(4, KECCAK_TURN(4, 62), 55, 39, 41, 2);
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

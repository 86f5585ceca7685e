/* S B - k A in the lanes of the CPU's vectors.
 *
 * All lanes do the same: Straus's method with fixed windows of signed digits (Hankerson, Menezes,
 * Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 3.48), B's multiples from a table
 * and A's made for each key. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_MULTIPLY_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_MULTIPLY_LANES_H

#include "kernels/sig/ed25519/base_table.h"
#include "kernels/sig/ed25519/group_lanes.h"
#include "kernels/sig/ed25519/scalar_lanes.h"

enum {
  KEY_WIDTH = 5,
  KEY_MULTIPLES = (1 << (KEY_WIDTH - 1)) + 1,
  KEY_TOP = 250 /* place of the uppermost digit of k, which is below 2^253 */
};

/* The multiples 0, 1, 2, ... of -A. */
LANES_ONCE void key_multiples(struct addend multiples[KEY_MULTIPLES], const struct decoded *A) {
  struct completed multiple;
  struct augend augend;
  completed_set_identity(&multiple);
  augend_complete(&augend, &multiple);
  addend_of(&multiples[0], &augend);
  augend_of_negated(&augend, A);
  addend_of(&multiples[1], &augend);
  for (int i = 2; i < KEY_MULTIPLES; i++) {
    augend_add_affine(&multiple, &augend, &multiples[1].affine);
    augend_complete(&augend, &multiple);
    addend_of(&multiples[i], &augend);
  }
}

LANE_FN void add_key_multiple(struct completed *P, const struct addend multiples[KEY_MULTIPLES],
                              const w64 k_digits[SCALAR_WORDS], int place) {
  enum { ENTRY_WORDS = sizeof *multiples / sizeof(uint64_t) };
  struct augend augend;
  struct addend addend;
  w64 negative, *limbs = (w64 *)&addend;
  const w64 digit = scalar_digit(k_digits, place, KEY_WIDTH, &negative);
  const w64 index = w64_multiply_low(digit, w64_set(ENTRY_WORDS)) + lanes_numbers();
  LANE_UNROLL
  for (int i = 0; i < ENTRY_WORDS / LANE64_COUNT; i++)
    limbs[i] = lanes_gather((const uint64_t *)multiples + i * LANE64_COUNT, index);
  affine_addend_negate(&addend.affine, negative);
  augend_complete(&augend, P);
  augend_add(P, &augend, &addend);
}

LANE_FN void add_base_multiple(struct completed *P, const w64 S_digits[SCALAR_WORDS], int place) {
  struct augend augend;
  struct affine_addend addend;
  w64 negative, *limbs = (w64 *)&addend;
  const w64 digit = scalar_digit(S_digits, place, BASE_WIDTH, &negative);
  LANE_UNROLL
  for (int i = 0; i < 15; i++)
    limbs[i] = lanes_gather(ed25519_base_table[0] + i, digit * BASE_ENTRY_WORDS);
  affine_addend_negate(&addend, negative);
  augend_complete(&augend, P);
  augend_add_affine(P, &augend, &addend);
}

/* P = S B - k A. */
LANES_ONCE void double_multiply(struct completed *P, const w64 S[SCALAR_WORDS],
                                const w64 k[SCALAR_WORDS], const struct decoded *A) {
  struct addend multiples[KEY_MULTIPLES];
  struct point point;
  w64 S_digits[SCALAR_WORDS], k_digits[SCALAR_WORDS];
  scalar_to_digits(S_digits, S, BASE_WIDTH);
  scalar_to_digits(k_digits, k, KEY_WIDTH);
  key_multiples(multiples, A);
  completed_set_identity(P);
  for (int place = KEY_TOP; place >= 0; place--) {
    point_complete(&point, P);
    point_double(P, &point);
    if (place % KEY_WIDTH == 0)
      add_key_multiple(P, multiples, k_digits, place);
    if (place % BASE_WIDTH == 0)
      add_base_multiple(P, S_digits, place);
  }
}

#endif

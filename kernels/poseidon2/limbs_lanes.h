/* Poseidon2 over a field of 256 bits in eight lanes (kernels/field/limbs/lanes52.h), for a width of
 * 3, x^5 and the diagonal 1, 1, 2: core.h and limbs.h with elements that are carried and reduced as
 * late as possible. The including file includes the instance's constants in the lanes' form before.
 *
 * Ranges, for a field with FE8_RATIO of at least 84. With x the largest factor, a power is less
 * than (1 + y x / 84) p, of y = 1 + (1 + x^2 / 84)^2 / 84:
 *
 *   external layer     four times what comes in: 5.6 p of powers below 1.4 p, 9.2 p of such below
 *                      2.3 p
 *   internal rounds    two at a time, after which the elements are below 17 p, 22 p and 31 p; the
 *                      two that are no powers are reduced to below 1.6 p before
 *   powers             of up to 18 p and a constant: below 1.4 p; of 31 p and a constant, in the
 *                      round after the internal ones: below 2.3 p
 *
 * 18 p is what the first layer makes of one element that a sponge has absorbed and two that it has
 * left. Limbs stay below 2^62: sums of a few products. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_LIMBS_LANES_H
#define PROOFMARK_KERNELS_POSEIDON2_LIMBS_LANES_H

/* The limbs of 52 bits of an element. */
#define LANES_LIMB(low, middle, high, shift)                                                       \
  (((uint64_t)(low) >> (shift) | (uint64_t)(middle) << (32 - (shift)) |                            \
    ((uint64_t)(high) << 1) << (63 - (shift))) &                                                   \
   LANES52_MASK)
#define POSEIDON2_ENTRY(w7, w6, w5, w4, w3, w2, w1, w0)                                            \
  {                                                                                                \
    {                                                                                              \
      LANES_LIMB(w0, w1, 0, 0), LANES_LIMB(w1, w2, w3, 20), LANES_LIMB(w3, w4, w5, 8),             \
          LANES_LIMB(w4, w5, w6, 28), LANES_LIMB(w6, w7, 0, 16)                                    \
    }                                                                                              \
  }
typedef struct limbs52 poseidon2_constant;
#include "kernels/poseidon2/round_constants.h"

/* A power waits for its three products, one after another: two vectors of states keep the processor
 * busy. */
enum { POSEIDON2_VECTORS = 2, POSEIDON2_ELEMENTS = POSEIDON2_VECTORS * POSEIDON2_WIDTH };

LANE_FN struct signed8 lanes_sum(struct signed8 a, const struct signed8 *b) {
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    a.limb[i] = _mm512_add_epi64(a.limb[i], b->limb[i]);
  return a;
}

LANE_FN struct fe8 lanes_sum_constant(struct signed8 a, const struct limbs52 *b) {
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    a.limb[i] = _mm512_add_epi64(a.limb[i], fe8_all(b->limb[i]));
  return fe8_carry(&a);
}

/* (x + addend)^5 of every element, or of the first of every state: step by step, whose loops stay
 * loops. */
LANE_FN void lanes_powers(struct signed8 *x, int step, const struct limbs52 *addends) {
  struct fe8 base[POSEIDON2_ELEMENTS], power[POSEIDON2_ELEMENTS];
  const int count = POSEIDON2_ELEMENTS / step;
  POSEIDON2_ROLLED
  for (int i = 0; i < count; i++) {
    base[i] = lanes_sum_constant(x[i * step], &addends[i * step % POSEIDON2_WIDTH]);
    power[i] = fe8_square(&base[i]);
  }
  POSEIDON2_ROLLED
  for (int i = 0; i < count; i++)
    power[i] = fe8_square(&power[i]);
  POSEIDON2_ROLLED
  for (int i = 0; i < count; i++)
    x[i * step] = fe8_product(&power[i], &base[i]);
}

LANE_FN void lanes_external_layer(struct signed8 *x) {
  POSEIDON2_ROLLED
  for (int i = 0; i < POSEIDON2_ELEMENTS; i += POSEIDON2_WIDTH) {
    const struct signed8 sum = lanes_sum(lanes_sum(x[i], &x[i + 1]), &x[i + 2]);
    LANE_UNROLL
    for (int n = 0; n < POSEIDON2_WIDTH; n++)
      x[i + n] = lanes_sum(x[i + n], &sum);
  }
}

LANE_FN void lanes_external_rounds(struct signed8 *x, int first, int last) {
  POSEIDON2_ROLLED
  for (int round = first; round < last; round++) {
    lanes_powers(x, 1, &poseidon2_external[round * POSEIDON2_WIDTH]);
    lanes_external_layer(x);
  }
}

LANE_FN void lanes_internal_round(struct signed8 *x, int round, bool reduce) {
  lanes_powers(x, POSEIDON2_WIDTH, &poseidon2_internal[round]);
  POSEIDON2_ROLLED
  for (int i = 0; i < POSEIDON2_ELEMENTS; i += POSEIDON2_WIDTH) {
    const struct signed8 power = x[i], x1 = reduce ? fe8_reduced(&x[i + 1]) : x[i + 1],
                         x2 = reduce ? fe8_reduced(&x[i + 2]) : x[i + 2],
                         sum = lanes_sum(lanes_sum(x1, &x2), &power);
    x[i] = lanes_sum(sum, &power);
    x[i + 1] = lanes_sum(sum, &x1);
    x[i + 2] = lanes_sum(lanes_sum(sum, &x2), &x2);
  }
}

/* Elements in the lanes' form, those of a state one after another. */
LANE_FN void poseidon2_permute(struct signed8 x[POSEIDON2_ELEMENTS]) {
  _Static_assert(POSEIDON2_WIDTH == 3 && POSEIDON2_PARTIAL_ROUNDS % 2 == 0, "");
  lanes_external_layer(x);
  lanes_external_rounds(x, 0, POSEIDON2_FULL_ROUNDS / 2);
  POSEIDON2_ROLLED
  for (int round = 0; round < POSEIDON2_PARTIAL_ROUNDS; round += 2) {
    lanes_internal_round(x, round, true);
    lanes_internal_round(x, round + 1, false);
  }
  lanes_external_rounds(x, POSEIDON2_FULL_ROUNDS / 2, POSEIDON2_FULL_ROUNDS);
}

#endif

/* The field of p = 2^255 - 19 (RFC 8032, section 5.1) in the lanes of the CPU's vectors: what is
 * the same for both representations.
 *
 * An element is FIELD_LIMBS limbs, limb i of which counts 2^FIELD_PLACE(i) and is below
 * 2^FIELD_BITS(i) + 2^FIELD_SLACK_BITS. Products, sums and differences are left as they come, so
 * that a sum of products is carried once: struct field_sum, whose limbs are below 2^63. A
 * representation has
 *   field_multiply(sum, a, b), field_square(sum, a)
 *   field_carry(r, sum)         an element again
 *   field_pack, field_unpack    to and from limbs of 51 bits, which tables have
 *   FIELD_BIAS_SHIFT            p times this power of two is above a product limb by limb
 *   FIELD_FACTORS_MAY_BE_SUMS   of two elements */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_FIELD_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_FIELD_LANES_H

#include "kernels/sig/ed25519/word_lanes.h"

/* Five limbs of 51 bits. */
struct field_packed {
  w64 limb[5];
};

#if defined(__AVX512IFMA__)
#include "kernels/sig/ed25519/field_lanes51.h"
#else
#include "kernels/sig/ed25519/field_lanes26.h"
#endif

/* The bits of limb i. */
#define FIELD_MASK(i) ((UINT64_C(1) << FIELD_BITS(i)) - 1)

/* --- Sums ------------------------------------------------------------------------------------- */

/* A limb of p times a power of two, above the limb of any product. */
LANE_FN w64 field_bias(int i) {
  return w64_set((FIELD_MASK(i) - (i == 0 ? 18 : 0)) << FIELD_BIAS_SHIFT);
}

LANE_FN void field_sum_of(struct field_sum *r, const struct field *a) {
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++)
    r->limb[i] = a->limb[i];
}

LANE_FN void field_sum_add(struct field_sum *r, const struct field_sum *a,
                           const struct field_sum *b) {
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++)
    r->limb[i] = a->limb[i] + b->limb[i];
}

/* b: a product. */
LANE_FN void field_sum_subtract(struct field_sum *r, const struct field_sum *a,
                                const struct field_sum *b) {
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++)
    r->limb[i] = a->limb[i] + field_bias(i) - b->limb[i];
}

/* 2 a b, with a^2 + b^2 given. */
LANE_FN void field_twice_product(struct field_sum *r, const struct field *a, const struct field *b,
                                 const struct field_sum *squares) {
#if FIELD_FACTORS_MAY_BE_SUMS
  struct field sum;
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++)
    sum.limb[i] = a->limb[i] + b->limb[i];
  field_square(r, &sum);
  field_sum_subtract(r, r, squares);
#else
  (void)squares;
  field_multiply(r, a, b);
  field_sum_add(r, r, r);
#endif
}

/* --- Elements --------------------------------------------------------------------------------- */

LANES_ONCE void field_mul(struct field *r, const struct field *a, const struct field *b) {
  struct field_sum product;
  field_multiply(&product, a, b);
  field_carry(r, &product);
}

LANE_FN void field_add(struct field *r, const struct field *a, const struct field *b) {
  struct field_sum x, y;
  field_sum_of(&x, a);
  field_sum_of(&y, b);
  field_sum_add(&x, &x, &y);
  field_carry(r, &x);
}

LANE_FN void field_subtract(struct field *r, const struct field *a, const struct field *b) {
  struct field_sum x, y;
  field_sum_of(&x, a);
  field_sum_of(&y, b);
  field_sum_subtract(&x, &x, &y);
  field_carry(r, &x);
}

LANE_FN void field_choose(struct field *r, w64 mask, const struct field *a, const struct field *b) {
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++)
    r->limb[i] = lanes_choose(mask, a->limb[i], b->limb[i]);
}

/* Of the 255 lower bits of four words, the lowest first. */
LANE_FN void field_from_words(struct field *r, const w64 words[4]) {
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++) {
    const int word = FIELD_PLACE(i) / 64, shift = FIELD_PLACE(i) % 64;
    w64 limb = words[word] >> shift;
    if (shift + FIELD_BITS(i) > 64)
      limb |= words[word + 1] << (64 - shift);
    r->limb[i] = limb & w64_set(FIELD_MASK(i));
  }
}

/* The same number in all lanes. */
LANE_FN void field_set(struct field *r, uint64_t w3, uint64_t w2, uint64_t w1, uint64_t w0) {
  const w64 words[4] = {w64_set(w0), w64_set(w1), w64_set(w2), w64_set(w3)};
  field_from_words(r, words);
}

/* The number below p. An element is below 2 p: where it is p or above adding 19 reaches 2^255. */
LANE_FN void field_to_words(w64 words[4], const struct field *a) {
  w64 carry = w64_set(19), limb[FIELD_LIMBS];
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++)
    carry = (a->limb[i] + carry) >> FIELD_BITS(i);
  carry = (carry << 4) + (carry << 1) + carry;
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++) {
    carry += a->limb[i];
    limb[i] = carry & w64_set(FIELD_MASK(i));
    carry >>= FIELD_BITS(i);
  }
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    words[i] = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < FIELD_LIMBS; i++) {
    const int word = FIELD_PLACE(i) / 64, shift = FIELD_PLACE(i) % 64;
    words[word] |= limb[i] << shift;
    if (shift + FIELD_BITS(i) > 64)
      words[word + 1] |= limb[i] >> (64 - shift);
  }
}

LANE_FN w64 field_is_zero(const struct field *a) {
  w64 words[4];
  field_to_words(words, a);
  return lanes_equal(words[0] | words[1] | words[2] | words[3], w64_set(0));
}

/* --- Powers ----------------------------------------------------------------------------------- */

/* r = a^(2^count), count > 0. */
LANES_ONCE void field_square_times(struct field *r, const struct field *a, int count) {
  struct field x = *a;
  struct field_sum square;
  for (int i = 0; i < count; i++) {
    field_square(&square, &x);
    field_carry(&x, &square);
  }
  *r = x;
}

/* r = a^(2^250 - 1) and a11 = a^11. Each line doubles or extends a run of ones in the exponent; its
 * length is at the end of the line. */
LANES_ONCE void field_power_ones(struct field *r, struct field *a11, const struct field *a) {
  struct field t, ones10, ones50;
  field_square_times(r, a, 1);
  field_square_times(&t, r, 2);
  field_mul(&t, &t, a);
  field_mul(a11, &t, r);
  field_square_times(r, a11, 1);
  field_mul(r, r, &t); /* 5 */
  field_square_times(&t, r, 5);
  field_mul(&ones10, &t, r); /* 10 */
  field_square_times(&t, &ones10, 10);
  field_mul(r, &t, &ones10); /* 20 */
  field_square_times(&t, r, 20);
  field_mul(r, &t, r); /* 40 */
  field_square_times(&t, r, 10);
  field_mul(&ones50, &t, &ones10); /* 50 */
  field_square_times(&t, &ones50, 50);
  field_mul(r, &t, &ones50); /* 100 */
  field_square_times(&t, r, 100);
  field_mul(r, &t, r); /* 200 */
  field_square_times(&t, r, 50);
  field_mul(r, &t, &ones50); /* 250 */
}

/* r = a^(p - 2): 1 / a, and 0 for 0. p - 2 = (2^250 - 1) 2^5 + 11. */
LANE_FN void field_invert(struct field *r, const struct field *a) {
  struct field t, a11;
  field_power_ones(&t, &a11, a);
  field_square_times(&t, &t, 5);
  field_mul(r, &t, &a11);
}

/* r = a^((p - 5) / 8); (p - 5) / 8 = (2^250 - 1) 2^2 + 1. */
LANE_FN void field_power_root(struct field *r, const struct field *a) {
  struct field t, a11;
  field_power_ones(&t, &a11, a);
  field_square_times(&t, &t, 2);
  field_mul(r, &t, a);
}

#endif

/* The field of p = 2^255 - 19 (RFC 8032, section 5.1): what is the same for every representation.
 *
 * A representation defines struct field and
 *   field_small(x), field_from_words(words)   from a number; words are little-endian, bit 255
 *                                             unseen
 *   field_to_words(a, words)                  the number below p
 *   field_add, field_sub, field_mul, field_square
 *   field_sub_product(r, a, b)                as field_sub where a and b are products: a tighter
 *                                             bound
 *   field_choose(r, which, a, b)              r = which ? b : a
 * A result may be one of the operands. Bounds on operands are said where they exist (field51.h);
 * the formulas of group.h keep to them. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_FIELD_H
#define PROOFMARK_KERNELS_SIG_ED25519_FIELD_H

#include "kernels/lane/lane.h"

#if defined(LANE_SCALAR) && !defined(WIDE_AS_ON_GPU) /* which a test of that code defines */
#include "kernels/sig/ed25519/field51.h"
#else
#include "kernels/sig/ed25519/field_wide.h"
#endif

/* Before a loop whose body is so large that it must not be copied. */
#if defined(LANE_SCALAR)
#define FIELD_ROLLED _Pragma("GCC unroll 1")
#else
#define FIELD_ROLLED _Pragma("unroll 1")
#endif

/* From words as a standard prints a number, the highest first. */
LANE_FN struct field field_of(w32 w7, w32 w6, w32 w5, w32 w4, w32 w3, w32 w2, w32 w1, w32 w0) {
  const w32 words[8] = {w0, w1, w2, w3, w4, w5, w6, w7};
  return field_from_words(words);
}

LANE_FN bool field_is_zero(const struct field *a) {
  w32 words[8], any = 0;
  field_to_words(a, words);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    any |= words[i];
  return any == 0;
}

/* a and b: products. */
LANE_FN bool field_equal(const struct field *a, const struct field *b) {
  struct field difference;
  field_sub_product(&difference, a, b);
  return field_is_zero(&difference);
}

LANE_FN bool field_is_odd(const struct field *a) {
  w32 words[8];
  field_to_words(a, words);
  return words[0] & 1;
}

/* a: a product. */
LANE_FN void field_negate(struct field *r, const struct field *a) {
  const struct field zero = field_small(0);
  field_sub_product(r, &zero, a);
}

/* r = a^(2^count), count > 0. */
LANE_FN void field_square_times(struct field *r, const struct field *a, int count) {
  field_square(r, a);
  FIELD_ROLLED
  for (int i = 1; i < count; i++)
    field_square(r, r);
}

/* r = a^(2^250 - 1) and a11 = a^11: the common part of the two powers below. Each line doubles or
 * extends a run of ones in the exponent; its length is at the end of the line. */
LANE_FN void field_power_ones(struct field *r, struct field *a11, const struct field *a) {
  struct field t, ones10, ones50;
  field_square(r, a);
  field_square_times(&t, r, 2);
  field_mul(&t, &t, a);
  field_mul(a11, &t, r);
  field_square(r, a11);
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

/* r = a square root of u / v where there is one (RFC 8032, section 5.1.3); returns whether. v is
 * not zero. u: a difference of products, v: a sum of two. */
LANE_FN bool field_root_of_quotient(struct field *r, const struct field *u, const struct field *v) {
  const struct field sqrt_minus_one = field_of(0x2b832480, 0x4fc1df0b, 0x2b4d0099, 0x3dfbd7a7,
                                               0x2f431806, 0xad2fe478, 0xc4ee1b27, 0x4a0ea0b0);
  struct field v3, t, x, sum;
  field_square(&t, v);
  field_mul(&v3, &t, v);
  field_square(&t, &v3);
  field_mul(&t, &t, v);
  field_mul(&t, &t, u);
  field_power_root(&x, &t);
  field_mul(&x, &x, &v3);
  field_mul(&x, &x, u);
  field_square(&t, &x);
  field_mul(&t, &t, v); /* u, -u or no square */
  field_mul(&v3, &x, &sqrt_minus_one);
  field_add(&sum, &t, u);
  field_sub(&t, &t, u);
  const bool is_root = field_is_zero(&t), is_root_of_minus = field_is_zero(&sum);
  field_choose(r, is_root, &v3, &x);
  return is_root || is_root_of_minus;
}

#endif

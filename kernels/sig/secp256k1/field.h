/* The field of secp256k1: arithmetic modulo p = 2^256 - 2^32 - 977, in scalar lane C.
 *
 * Source: SEC 2 v2.0, section 2.4.1 (p). An element is any number below 2^256, so that 0 and p both
 * stand for zero, and numbers below 2^256 - p have a second form; field_normalise gives the one
 * below p. What overflows 2^256 comes back times FIELD_FOLD, which is 2^256 modulo p.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_FIELD_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_FIELD_H

#include "kernels/sig/secp256k1/inverse.h"

#define FIELD_FOLD_LOW 977 /* FIELD_FOLD is 2^32 more */
#define FIELD_FOLD 0x1000003d1UL

LANE_FN struct wide field_p(void) {
  return wide_of(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe,
                 0xfffffc2f);
}

/* Adds 2^256 * carry. If that overflows again, what is left is below FIELD_FOLD, and one more does
 * not leave the lowest 64 bits. */
LANE_FN void field_fold_carry(struct wide *r, uint32_t carry) {
  const struct wide once = wide_small(carry ? FIELD_FOLD : 0);
  const uint32_t again = wide_add(r, r, &once);
  WIDE_RARELY(again)
  wide_set_low64(r, wide_low64(r) + (again ? FIELD_FOLD : 0));
}

LANE_FN void field_add(struct wide *r, const struct wide *a, const struct wide *b) {
  field_fold_carry(r, wide_add(r, a, b));
}

/* FIELD_FOLD if there is a borrow, which is a mask where GPUs have it. */
LANE_FN uint64_t field_fold_if(uint32_t borrow) {
#if WIDE_LIMB_BITS == 64
  return borrow ? FIELD_FOLD : 0;
#else
  return (uint64_t)borrow << 32 | (FIELD_FOLD_LOW & (0 - borrow));
#endif
}

/* Subtracts `fold`, below 2^40, for the borrows until now. As in field_fold_carry: if that borrows,
 * the number is above 2^256 - 2^40. */
LANE_FN void field_fold_borrows(struct wide *r, uint64_t fold) {
  const struct wide once = wide_small(fold);
  const uint32_t again = wide_sub(r, r, &once);
  WIDE_RARELY(again)
  wide_set_low64(r, wide_low64(r) - field_fold_if(again));
}

LANE_FN void field_sub(struct wide *r, const struct wide *a, const struct wide *b) {
  field_fold_borrows(r, field_fold_if(wide_sub(r, a, b)));
}

/* r = a - b - times * c, with one reduction for all. */
LANE_FN void field_sub_all(struct wide *r, const struct wide *a, const struct wide *b,
                           const struct wide *c, int times) {
  struct wide t;
  uint32_t borrows = wide_sub(&t, a, b);
  LANE_UNROLL
  for (int i = 0; i < times; i++)
    borrows += wide_sub(&t, &t, c);
  field_fold_borrows(&t, (uint64_t)borrows << 32 | borrows * FIELD_FOLD_LOW);
  *r = t;
}

LANE_FN void field_negate(struct wide *r, const struct wide *a) {
  const struct wide zero = wide_small(0);
  field_sub(r, &zero, a);
}

/* r = a / 2: the even one of a and a + p, shifted. */
LANE_FN void field_half(struct wide *r, const struct wide *a) {
  const struct wide p = field_p(), zero = wide_small(0);
  struct wide addend;
  wide_choose(&addend, (a->limb[0] & 1) != 0, &zero, &p);
  const wide_limb carry = wide_add(r, a, &addend);
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS - 1; i++)
    r->limb[i] = r->limb[i] >> 1 | r->limb[i + 1] << (WIDE_LIMB_BITS - 1);
  r->limb[WIDE_LIMBS - 1] = r->limb[WIDE_LIMBS - 1] >> 1 | carry << (WIDE_LIMB_BITS - 1);
}

/* The form below p: a + 2^256 - p overflows if a is not. */
LANE_FN void field_normalise(struct wide *a) {
  const struct wide fold = wide_small(FIELD_FOLD);
  struct wide less;
  const bool above = wide_add(&less, a, &fold) != 0;
  wide_choose(a, above, a, &less);
}

LANE_FN bool field_is_zero(const struct wide *a) {
  const struct wide p = field_p();
  return wide_is_zero(a) || wide_equal(a, &p);
}

LANE_FN bool field_equal(const struct wide *a, const struct wide *b) {
  struct wide difference;
  field_sub(&difference, a, b);
  return field_is_zero(&difference);
}

/* Whether a is a field element in a standard's encoding: below p. */
LANE_FN bool field_is_canonical(const struct wide *a) {
  const struct wide p = field_p();
  return wide_less(a, &p);
}

#if defined(__CUDACC__)

/* high * FIELD_FOLD is high * 977 plus high moved up a word, which is where the products of its odd
 * words begin. */
LANE_FN void field_reduce(struct wide *r, const struct wide_product *product) {
  const uint32_t *high = product->limb + 8;
  uint32_t even[8], odd[8];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    even[i] = product->limb[i], odd[i] = high[i];
  const uint32_t even8 = wide_row4(even, high[0], high[2], high[4], high[6], 977);
  const uint32_t odd8 = wide_row4(odd, high[1], high[3], high[5], high[7], 977);
  struct wide a, b;
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    a.limb[i] = even[i], b.limb[i] = i == 0 ? 0 : odd[i - 1];
  const uint32_t carry = wide_add(&a, &a, &b);
  /* What is above 2^256: 34 bits, and times 977 no more than 44. */
  const uint64_t above = (uint64_t)odd[7] + even8 + carry + ((uint64_t)odd8 << 32);
  const uint64_t low = above * 977, middle = (low >> 32) + (uint32_t)above;
  const struct wide folded =
      wide_of(0, 0, 0, 0, 0, (w32)(above >> 32) + (w32)(middle >> 32), (w32)middle, (w32)low);
  const uint32_t again = wide_add(r, &a, &folded);
  wide_add_end(r, again, again ? FIELD_FOLD_LOW : 0); /* the rest is below 2^67 */
}

#else

#if WIDE_LIMB_BITS == 64

/* *high * FIELD_FOLD, and what it has above 2^256, below 2^34. */
LANE_FN wide_limb field_fold(struct wide *r, const wide_limb *high) {
  wide_limb row[WIDE_LIMBS + 1];
  wide_row(row, high, WIDE_LIMBS, FIELD_FOLD);
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    r->limb[i] = row[i];
  return row[WIDE_LIMBS];
}

LANE_FN struct wide field_fold_again(uint64_t above) {
  const wide_double product = (wide_double)above * FIELD_FOLD;
  return (struct wide){{(wide_limb)product, (wide_limb)(product >> 64), 0, 0}};
}

#else

/* A word's product with 977, the word below it whole, and a carry: below 2^43. */
LANE_FN uint64_t field_fold(struct wide *r, const wide_limb *high) {
  uint64_t sum = 0;
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    sum += (uint64_t)high[i] * 977;
    sum += i == 0 ? 0 : high[i - 1];
    r->limb[i] = (w32)sum;
    sum >>= 32;
  }
  return sum + high[7];
}

LANE_FN struct wide field_fold_again(uint64_t above) {
  const uint64_t low = above * 977, middle = (low >> 32) + (w32)above;
  return wide_of(0, 0, 0, 0, 0, (w32)(above >> 32) + (w32)(middle >> 32), (w32)middle, (w32)low);
}

#endif

/* r = low + high * FIELD_FOLD, twice: the first time 34 bits overflow. */
LANE_FN void field_reduce(struct wide *r, const struct wide_product *product) {
  struct wide low, folded, sum;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    low.limb[i] = product->limb[i];
  uint64_t above = field_fold(&folded, product->limb + WIDE_LIMBS);
  above += wide_add(&sum, &low, &folded);
  folded = field_fold_again(above);
  const uint32_t again = wide_add(&sum, &sum, &folded);
  *r = sum;
  WIDE_RARELY(again)
  wide_add_end(r, again, again ? FIELD_FOLD_LOW : 0); /* the rest is below 2^67 */
}

#endif

LANE_FN void field_multiply(struct wide *r, const struct wide *a, const struct wide *b) {
  struct wide_product product;
  wide_multiply(&product, a, b);
  field_reduce(r, &product);
}

LANE_FN void field_square(struct wide *r, const struct wide *a) {
  struct wide_product product;
  wide_square(&product, a);
  field_reduce(r, &product);
}

/* The exponent (p + 1) / 4 is 223 ones, a zero, 22 ones, four zeros, two ones and two zeros. Below,
 * x_n is a to the number of n ones. A step squares x_m some times and multiplies by a power kept
 * before, which gives the next power; the places keep x_1, x_2, x_3, x_11, x_22, x_44, x_88 and the
 * others. */
#define ROOT_STEPS 13
#define ROOT_PLACES 8
struct root_step {
  uint8_t squares, factor, place;
};
LANE_CONST struct root_step root_steps[ROOT_STEPS] = {
    {1, 0, 1},  {1, 0, 2},  {3, 2, 7},  {3, 2, 7},  {2, 1, 3},  /* 2, 3, 6, 9, 11 */
    {11, 3, 4}, {22, 4, 5}, {44, 5, 6}, {88, 6, 7}, {44, 5, 7}, /* 22, 44, 88, 176, 220 */
    {3, 2, 7},  {23, 4, 7}, {6, 1, 7}};                         /* 223, then the rest */

/* r = a^((p + 1) / 4), which is a square root of a where there is one, since p = 3 modulo 4 (SEC 1
 * v2.0, section 2.3.4). Returns whether there is. */
WIDE_CALLED bool field_sqrt(struct wide *r, const struct wide *a) {
  const struct wide root_of = *a;
  struct wide powers[ROOT_PLACES], t = root_of;
  powers[0] = t;
  WIDE_ROLLED
  for (int i = 0; i < ROOT_STEPS; i++) {
    WIDE_ROLLED
    for (int left = root_steps[i].squares; left > 0; left--)
      field_square(&t, &t);
    field_multiply(&t, &t, &powers[root_steps[i].factor]);
    powers[root_steps[i].place] = t;
  }
  field_square(&t, &t);
  field_square(r, &t);
  field_square(&t, r);
  return field_equal(&t, &root_of);
}

/* 1 / a, below p; 0 of 0. */
LANE_FN void field_inverse(struct wide *r, const struct wide *a) {
  const struct wide p = field_p();
  const struct inverse_modulus modulus = inverse_modulus(p.limb, 0x27c7f6e22ddacacf);
  struct wide normal = *a;
  field_normalise(&normal);
  *r = inverse(&normal, &modulus);
}

#endif

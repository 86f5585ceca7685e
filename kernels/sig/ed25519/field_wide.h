/* The field of 2^255 - 19 on a GPU: numbers below 2^256, of which two may stand for one element.
 *
 * 2^256 is 38 in the field: what leaves a number at the top comes back times 38 at the bottom. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_FIELD_WIDE_H
#define PROOFMARK_KERNELS_SIG_ED25519_FIELD_WIDE_H

#include "kernels/lane/wide.h"

struct field {
  struct wide number;
};

LANE_FN struct field field_small(uint32_t x) {
  struct field r;
  r.number = wide_small(x);
  return r;
}

/* Bit 255 is not looked at. */
LANE_FN struct field field_from_words(const w32 words[8]) {
  struct field r;
  r.number = wide_from_words(words);
  r.number.limb[7] &= 0x7fffffff;
  return r;
}

LANE_FN struct wide field_modulus(void) {
  return wide_of(0x7fffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
                 0xffffffed);
}

/* The one representative below p, which is at most two subtractions away. */
LANE_FN void field_to_words(const struct field *a, w32 words[8]) {
  const struct wide p = field_modulus();
  struct wide r = a->number, less;
  LANE_UNROLL
  for (int i = 0; i < 2; i++) {
    const bool borrow = wide_sub(&less, &r, &p) != 0;
    wide_choose(&r, borrow, &less, &r);
  }
  wide_to_words(&r, words);
}

/* r = (a + 38 * carry) mod 2^256, and once more where that overflows: then r is below 38^2, and
 * nothing ripples any further. */
LANE_FN void field_fold(struct field *r, const struct wide *a, uint32_t carry) {
  const struct wide addend = wide_small(38 * carry);
  const uint32_t again = wide_add(&r->number, a, &addend);
  r->number.limb[0] += 38 * again;
}

LANE_FN void field_add(struct field *r, const struct field *a, const struct field *b) {
  struct wide sum;
  const uint32_t carry = wide_add(&sum, &a->number, &b->number);
  field_fold(r, &sum, carry);
}

LANE_FN void field_sub(struct field *r, const struct field *a, const struct field *b) {
  struct wide difference;
  const uint32_t borrow = wide_sub(&difference, &a->number, &b->number);
  const struct wide subtrahend = wide_small(38 * borrow);
  const uint32_t again = wide_sub(&r->number, &difference, &subtrahend);
  r->number.limb[0] -= 38 * again;
}

LANE_FN void field_sub_product(struct field *r, const struct field *a, const struct field *b) {
  field_sub(r, a, b);
}

LANE_FN void field_choose(struct field *r, bool which, const struct field *a,
                          const struct field *b) {
  wide_choose(&r->number, which, &a->number, &b->number);
}

/* The upper half of the product counts 38 times. */
LANE_FN void field_reduce(struct field *r, const struct wide_product *product) {
  struct wide low;
  uint32_t carry = 0;
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    const uint64_t sum = (uint64_t)product->limb[i + 8] * 38 + product->limb[i] + carry;
    low.limb[i] = (uint32_t)sum;
    carry = (uint32_t)(sum >> 32);
  }
  field_fold(r, &low, carry);
}

/* Compilers for CPUs take minutes for a program in which every product is inlined; a call costs
 * little there. */
#if defined(LANE_SCALAR) || (defined(__OPENCL_VERSION__) && !defined(__NV_CL_C_VERSION))
#define FIELD_PRODUCT static __attribute__((noinline, unused))
#else
#define FIELD_PRODUCT LANE_FN
#endif

FIELD_PRODUCT void field_mul(struct field *r, const struct field *a, const struct field *b) {
  struct wide_product product;
  wide_multiply(&product, &a->number, &b->number);
  field_reduce(r, &product);
}

FIELD_PRODUCT void field_square(struct field *r, const struct field *a) {
  struct wide_product product;
  wide_square(&product, &a->number);
  field_reduce(r, &product);
}

#endif

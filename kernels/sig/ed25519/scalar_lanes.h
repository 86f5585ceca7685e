/* Scalars in the lanes of the CPU's vectors: numbers modulo L = 2^252 +
 * 27742317777372353535851937790883648493 (RFC 8032, section 5.1). A number is 32-bit words, the
 * lowest first, each in a lane of 64 bits. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_SCALAR_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_SCALAR_LANES_H

#include "kernels/lane/multiply.h"
#include "kernels/sig/ed25519/word_lanes.h"

enum { SCALAR_WORDS = 8, SCALAR_WORD_BITS = 32 };

static const uint32_t scalar_order[9] = {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0,
                                         0,          0,          0x10000000, 0};

/* floor(2^512 / L). */
static const uint32_t scalar_order_inverse[9] = {0x0a2c131b, 0xed9ce5a3, 0x086329a7,
                                                 0x2106215d, 0xffffffeb, 0xffffffff,
                                                 0xffffffff, 0xffffffff, 0x0000000f};

LANE_FN w64 scalar_low_word(w64 x) { return x & w64_set(0xffffffff); }

/* From numbers of 64-bit words. */
LANE_FN void scalar_split(w64 *words, const w64 *longs, int count) {
  LANE_UNROLL
  for (int i = 0; i < count; i++) {
    words[2 * i] = scalar_low_word(longs[i]);
    words[2 * i + 1] = longs[i] >> 32;
  }
}

/* difference = x - L, count words; the lanes of x that are below L. */
LANE_FN w64 scalar_subtract_order(w64 *difference, const w64 *x, int count) {
  w64 borrow = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < count; i++) {
    const w64 d = x[i] - w64_set(scalar_order[i]) - borrow;
    difference[i] = scalar_low_word(d);
    borrow = d >> 63;
  }
  return lanes_mask(borrow);
}

LANE_FN w64 scalar_is_reduced(const w64 s[SCALAR_WORDS]) {
  w64 difference[SCALAR_WORDS];
  return scalar_subtract_order(difference, s, SCALAR_WORDS);
}

/* sum += x times a number of `count` words, modulo 2^(32 count); returns the carry. */
LANE_FN w64 scalar_multiply_add(w64 *sum, w64 x, const uint32_t *number, int count) {
  w64 carry = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < count; i++) {
    carry += sum[i] + w64_multiply_low(x, w64_set(number[i]));
    sum[i] = scalar_low_word(carry);
    carry >>= 32;
  }
  return carry;
}

/* r = x mod L for the 512 bits of x. Barrett: Menezes, van Oorschot, Vanstone, "Handbook of Applied
 * Cryptography", algorithm 14.42, with b = 2^32 and k = 8. */
LANE_FN void scalar_reduce(w64 r[SCALAR_WORDS], const w64 x[16]) {
  w64 product[18], multiple[9], rest[9], borrow = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < 9; i++)
    product[i] = multiple[i] = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < 9; i++)
    product[i + 9] = scalar_multiply_add(product + i, x[i + 7], scalar_order_inverse, 9);
  /* The quotient is product[9..18), up to 2 too small. */
  LANE_UNROLL
  for (int i = 0; i < 9; i++)
    scalar_multiply_add(multiple + i, product[i + 9], scalar_order, 9 - i);
  LANE_UNROLL
  for (int i = 0; i < 9; i++) {
    const w64 d = x[i] - multiple[i] - borrow;
    rest[i] = scalar_low_word(d);
    borrow = d >> 63;
  }
  for (int n = 0; n < 2; n++) {
    w64 difference[9];
    const w64 is_reduced = scalar_subtract_order(difference, rest, 9);
    LANE_UNROLL
    for (int i = 0; i < 9; i++)
      rest[i] = lanes_choose(is_reduced, rest[i], difference[i]);
  }
  LANE_UNROLL
  for (int i = 0; i < SCALAR_WORDS; i++)
    r[i] = rest[i];
}

/* A scalar as signed digits of `width` bits, each from -2^(width - 1) to 2^(width - 1) - 1: with
 * 2^(width - 1) added in every digit's place the digits are plain bits, less 2^(width - 1) each. */
LANE_FN void scalar_to_digits(w64 biased[SCALAR_WORDS], const w64 s[SCALAR_WORDS], int width) {
  w64 carry = w64_set(0);
  uint32_t bias[SCALAR_WORDS] = {0};
  for (int at = width - 1; at + 1 <= 32 * SCALAR_WORDS; at += width)
    bias[at / 32] |= UINT32_C(1) << at % 32;
  LANE_UNROLL
  for (int i = 0; i < SCALAR_WORDS; i++) {
    carry += s[i] + w64_set(bias[i]);
    biased[i] = scalar_low_word(carry);
    carry >>= 32;
  }
}

/* The digit of weight 2^place: its absolute value, and the lanes where it is negative. */
LANE_FN w64 scalar_digit(const w64 biased[SCALAR_WORDS], int place, int width, w64 *negative) {
  const int word = place / 32, half = 1 << (width - 1);
  w64 bits = biased[word];
  if (word + 1 < SCALAR_WORDS)
    bits |= biased[word + 1] << 32;
  const w64 digit = ((bits >> place % 32) & w64_set(2 * half - 1)) - w64_set(half);
  *negative = lanes_mask(digit >> 63);
  return (digit ^ *negative) - *negative;
}

#endif

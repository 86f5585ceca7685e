/* What a transform over the field of 2^64 - 2^32 + 1 elements computes with
 * (kernels/ntt/README.md). Elements are any words of 64 bits; a reduced one is below the prime.
 * What is added to or taken from an element is reduced, so that one correction is enough where two
 * unknown words would need two.
 *
 * 2 is a root of unity of order 192, and those of order 16 are powers of it: 2^96 is -1, 2^64 is
 * 2^32 - 1, and a product with a power is shifts.
 */
#ifndef PROOFMARK_KERNELS_NTT_GOLDILOCKS_ARITHMETIC_H
#define PROOFMARK_KERNELS_NTT_GOLDILOCKS_ARITHMETIC_H

#include <stdbool.h>

typedef uint64_t ntt_word;
typedef fe ntt_vector;
enum { NTT_LANES = LANE64_COUNT };

struct ntt_constant {
  uint64_t value;
};
struct ntt_factor {
  w64 value, upper; /* whose lower halves are the value's halves */
};

LANE_FN struct ntt_factor ntt_factor_of(fe value) {
  return (struct ntt_factor){value, value >> 32};
}
LANE_FN struct ntt_constant ntt_constant_of(fe value) { return (struct ntt_constant){value[0]}; }
LANE_FN struct ntt_factor ntt_factor_set(struct ntt_constant c) {
  return (struct ntt_factor){w64_set(c.value), w64_set(c.value >> 32)};
}

/* r + x and r - x in the lanes where a < b. */
#if defined(__AVX512F__)
LANE_FN w64 ntt_add_if_less(w64 r, w64 a, w64 b, w64 x) {
  const __mmask8 less = _mm512_cmplt_epu64_mask((__m512i)a, (__m512i)b);
  return (w64)_mm512_mask_add_epi64((__m512i)r, less, (__m512i)r, (__m512i)x);
}
LANE_FN w64 ntt_sub_if_less(w64 r, w64 a, w64 b, w64 x) {
  const __mmask8 less = _mm512_cmplt_epu64_mask((__m512i)a, (__m512i)b);
  return (w64)_mm512_mask_sub_epi64((__m512i)r, less, (__m512i)r, (__m512i)x);
}
LANE_FN w64 ntt_min(w64 a, w64 b) { return (w64)_mm512_min_epu64((__m512i)a, (__m512i)b); }
/* The lower half of `lower` and above it that of `upper`. */
LANE_FN w64 ntt_join(w64 upper, w64 lower) {
  return (w64)_mm512_mask_shuffle_epi32((__m512i)lower, 0xaaaa, (__m512i)upper,
                                        _MM_SHUFFLE(2, 2, 0, 0));
}
#else
LANE_FN w64 ntt_add_if_less(w64 r, w64 a, w64 b, w64 x) { return r + ((w64)(a < b) & x); }
LANE_FN w64 ntt_sub_if_less(w64 r, w64 a, w64 b, w64 x) { return r - ((w64)(a < b) & x); }
LANE_FN w64 ntt_min(w64 a, w64 b) {
  const w64 less = (w64)(a < b);
  return (a & less) | (b & ~less);
}
LANE_FN w64 ntt_join(w64 upper, w64 lower) { return upper << 32 | (lower & GOLDILOCKS_E); }
#endif

/* a of the prime or above it plus e is a less the prime; below it, it only grows. */
LANE_FN fe ntt_reduce(fe a) { return ntt_min(a, a + GOLDILOCKS_E); }

LANE_FN fe ntt_add(fe a, fe reduced) {
  const w64 sum = a + reduced;
  return ntt_add_if_less(sum, sum, reduced, w64_set(GOLDILOCKS_E));
}
LANE_FN fe ntt_sub(fe a, fe reduced) {
  return ntt_sub_if_less(a - reduced, a, reduced, w64_set(GOLDILOCKS_E));
}

/* a + b, reduced, of b up to e · e: a - (prime - b), which is below the prime, or where it is below
 * 0, plus the prime. */
LANE_FN fe ntt_add_reduced(fe a, w64 b) {
  const w64 prime = w64_set(GOLDILOCKS_PRIME), complement = prime - b;
  return ntt_add_if_less(a - complement, a, complement, prime);
}

/* The product of e and the lower half of a. */
LANE_FN w64 ntt_times_e(w64 a) { return w64_multiply_low(a, w64_set(GOLDILOCKS_E)); }

/* Reduced: four products of halves, the sum folded as in kernels/field/goldilocks/element.h. */
LANE_FN fe ntt_times(fe a, struct ntt_factor f) {
  const w64 a1 = a >> 32;
  const w64 low = w64_multiply_low(a, f.value);
  const w64 middle = w64_multiply_low(a1, f.value) + (low >> 32);
  const w64 other = w64_multiply_low(a, f.upper) + (middle & GOLDILOCKS_E);
  const w64 high = w64_multiply_low(a1, f.upper) + (middle >> 32) + (other >> 32);
  return ntt_add_reduced(ntt_sub(ntt_join(other, low), high >> 32), ntt_times_e(high));
}

/* a · 2^n, reduced, for 0 < n < 32, 32 < n < 64 and 64 < n < 96. With 2^64 = e and 2^96 = -1, what
 * leaves the word counts e up to 32 bits on, and -1 from there. */
LANE_FN fe ntt_shift_short(fe a, int n) {
  return ntt_add_reduced(a << n, ntt_times_e(a >> (64 - n)));
}
LANE_FN fe ntt_shift_middle(fe a, int n) {
  return ntt_add_reduced(ntt_sub(a << n, a >> (96 - n)), ntt_times_e(a >> (64 - n)));
}
LANE_FN fe ntt_shift_long(fe a, int n) {
  return ntt_sub(ntt_times_e(a << (n - 64)), a >> (96 - n));
}
LANE_FN fe ntt_shift(fe a, int n) {
  return n < 32 ? ntt_shift_short(a, n) : n < 64 ? ntt_shift_middle(a, n) : ntt_shift_long(a, n);
}

/* The roots of dft.h: 7^((prime - 1) / 16) is 2^156, and 2^192 is 1. */

struct ntt_roots {};
static void ntt_roots_init(struct ntt_roots *roots, fe root) { (void)roots, (void)root; }

/* Which power of 2 the root of a node is. */
LANE_FN int ntt_root_shift(unsigned node, bool inverse) {
  const unsigned reversed = (node & 1) << 2 | (node & 2) | node >> 2;
  return (int)((inverse ? 16 - reversed : reversed) * 156 % 192);
}
LANE_FN bool ntt_root_is_negative(unsigned node, bool inverse) {
  return ntt_root_shift(node, inverse) > 96;
}
/* Times the root or its opposite, the one that is not negative; reduced. */
LANE_FN fe ntt_times_root(fe a, const struct ntt_roots *roots, unsigned node, bool inverse) {
  (void)roots;
  return ntt_shift(a, ntt_root_shift(node, inverse) % 96);
}

LANE_FN fe ntt_finish(fe a) { return ntt_reduce(a); }
LANE_FN fe ntt_number(uint64_t x) { return w64_set(x); }

#include "kernels/ntt/vectors.h"

#endif

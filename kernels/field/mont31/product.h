/* Montgomery's product modulo the primes of 31 bits. In a chain of products the words between two
 * of them need not be elements but what the target's product takes best:
 *
 *   mont31_product(a, b)   the product of elements or of products
 *   mont31_finish(r)       the element of a product
 *   MONT31_UNSIGNED        where words have to be positive
 *
 * The including file defines MONT31_PRIME.
 */
#ifndef PROOFMARK_KERNELS_FIELD_MONT31_PRODUCT_H
#define PROOFMARK_KERNELS_FIELD_MONT31_PRODUCT_H

#include "kernels/lane/lane.h"
#include "kernels/lane/multiply.h"
#if !defined(LANE_VECTORS) && !defined(LANE_SCALAR)
#include "kernels/lane/gpu.h"
#endif

typedef w32 fe;

/* prime^-1 modulo 2^32: the prime is its own inverse modulo 8, and every step of Newton's iteration
 * doubles the bits. */
#define MONT31_STEP(x) ((x) * (2u - MONT31_PRIME * (x)))
#define MONT31_INVERSE MONT31_STEP(MONT31_STEP(MONT31_STEP(MONT31_STEP(MONT31_PRIME))))

/* mont31_correct: from between -prime and prime, in two's complement, to the element. */
#if defined(LANE_VECTORS) && defined(__SSE2__) && !defined(__SSE4_1__) /* no minimum of words */
LANE_FN fe mont31_correct(w32 signed_word) {
  return signed_word + (MONT31_PRIME & (w32)_mm_srai_epi32((__m128i)signed_word, 31));
}
#else
LANE_FN fe mont31_correct(w32 signed_word) {
  return w32_min(signed_word, signed_word + MONT31_PRIME);
}
#endif

#if !defined(LANE_VECTORS) || (defined(__SSE2__) && !defined(__SSE4_1__))
#define MONT31_UNSIGNED
#endif

#if defined(LANE_VECTORS)

/* The upper words of a number and of the multiple of the prime that has the same lower ones: their
 * difference, between -prime and prime. */
LANE_FN w32 mont31_reduce(struct w32_products t) {
  const w64 inverse = w64_set(MONT31_INVERSE), prime = w64_set(MONT31_PRIME);
  t.first -= w64_multiply_low(w64_multiply_low(t.first, inverse), prime);
  t.second -= w64_multiply_low(w64_multiply_low(t.second, inverse), prime);
  return w32_high_words(t);
}

#else

/* Below prime + a · b / 2^32; which has to be below 2^32, so that a · b may be 2.13 prime^2. */
#if defined(__CUDACC__)
/* In C nvcc takes words that it knows to be the halves of others for numbers of 64 bits, and
 * multiplies those: 30% more instructions. */
LANE_FN w64 mont31_wide(w32 a, w32 b) {
  w64 product;
  asm("mul.wide.u32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
  return product;
}
LANE_FN w32 mont31_half(w64 x, bool upper) {
  w32 halves[2];
  asm("mov.b64 {%0, %1}, %2;" : "=r"(halves[0]), "=r"(halves[1]) : "l"(x));
  return halves[upper];
}
#else
LANE_FN w64 mont31_wide(w32 a, w32 b) { return (w64)a * b; }
LANE_FN w32 mont31_half(w64 x, bool upper) { return (w32)(upper ? x >> 32 : x); }
#endif
/* t + the multiple of the prime that makes the lower word 0, whose factor is the product with
 * -prime^-1: its upper word, below 2 · prime where t is below prime · 2^32. */
LANE_FN w32 mont31_reduce(w64 t) {
  const w32 factor = mont31_half(t, false) * (0u - MONT31_INVERSE);
  return mont31_half(mont31_wide(factor, MONT31_PRIME) + t, true);
}
LANE_FN w32 mont31_product(w32 a, w32 b) { return mont31_reduce(mont31_wide(a, b)); }
LANE_FN fe mont31_finish(w32 r) { return w32_min(r, r - MONT31_PRIME); }

#endif

#if defined(LANE_VECTORS) && defined(MONT31_UNSIGNED) /* elements */
LANE_FN w32 mont31_product(fe a, fe b) { return mont31_correct(mont31_reduce(w32_products(a, b))); }
LANE_FN fe mont31_finish(fe r) { return r; }

#elif defined(LANE_VECTORS)
/* Words between -prime and prime, signed, and so is the product: prime^2 / 2^32 + prime / 2 at
 * most. */
LANE_FN fe mont31_finish(w32 r) { return mont31_correct(r); }

#if defined(__ARM_NEON)
/* The doubled upper halves of the product and of the multiple of the prime with the same lower
 * half. */
LANE_FN w32 mont31_product(w32 a, w32 b) {
  const int32x4_t x = (int32x4_t)a, y = (int32x4_t)b;
  const int32x4_t factor = vmulq_s32(x, vmulq_s32(y, vdupq_n_s32((int)MONT31_INVERSE)));
  const int32x4_t multiple = vqdmulhq_s32(factor, vdupq_n_s32((int)MONT31_PRIME));
  return (w32)vhsubq_s32(vqdmulhq_s32(x, y), multiple);
}
#else
#if defined(__AVX512F__)
LANE_FN w64 mont31_signed_product(w64 a, w64 b) {
  return (w64)_mm512_mul_epi32((__m512i)a, (__m512i)b);
}
LANE_FN w64 mont31_odd(w32 a) { return (w64)_mm512_movehdup_ps((__m512)a); }
#else
LANE_FN w64 mont31_signed_product(w64 a, w64 b) {
  return (w64)_mm256_mul_epi32((__m256i)a, (__m256i)b);
}
LANE_FN w64 mont31_odd(w32 a) { return (w64)_mm256_movehdup_ps((__m256)a); }
#endif
LANE_FN w64 mont31_signed_reduce(w64 t) {
  const w64 inverse = w64_set(MONT31_INVERSE), prime = w64_set(MONT31_PRIME);
  return t - mont31_signed_product(mont31_signed_product(t, inverse), prime);
}
LANE_FN w32 mont31_product(w32 a, w32 b) {
  const w64 even = mont31_signed_product((w64)a, (w64)b);
  const w64 odd = mont31_signed_product(mont31_odd(a), mont31_odd(b));
  return w32_high_words(
      (struct w32_products){mont31_signed_reduce(even), mont31_signed_reduce(odd)});
}
#endif
#endif

#endif

/* The field of 2^64 - 2^32 + 1 elements: kernels/field/README.md. The form is the number itself,
 * which may be above the prime: any 64-bit word stands for its remainder, and fe_leave takes it.
 *
 * With e = 2^32 - 1, 2^64 is e and 2^96 is -1 modulo the prime, so that a product folds without a
 * multiplication (Hamburg: Ed448-Goldilocks, a new elliptic curve, 2015, for primes of this
 * shape). */
#ifndef PROOFMARK_KERNELS_FIELD_GOLDILOCKS_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_GOLDILOCKS_ELEMENT_H

#include "kernels/lane/lane.h"
#include "kernels/lane/multiply.h"
#if !defined(LANE_VECTORS) && !defined(LANE_SCALAR)
#include "kernels/lane/gpu.h"
#endif

#define FE_WORDS 2
#define FE_TWO_ADICITY 32
#define GOLDILOCKS_PRIME UINT64_C(0xffffffff00000001)
#define GOLDILOCKS_E UINT64_C(0xffffffff)

/* The extension: kernels/field/extension.h. */
#define FX_DEGREE 2
#define FX_NON_RESIDUE 7

typedef w64 fe;

LANE_FN fe fe_zero(void) { return w64_set(0); }
LANE_FN fe fe_one(void) { return w64_set(1); }

#if defined(__CUDACC__)
#include "kernels/field/goldilocks/carry_ptx.h"
#endif

/* x + e and x - e in the lanes where a < b, x elsewhere: 2^64 is e, so these make good a carry out
 * of x or a borrow. */
#if defined(LANE_VECTORS) && defined(__AVX512F__)
LANE_FN w64 goldilocks_add_if_less(w64 x, w64 a, w64 b) {
  const __mmask8 less = _mm512_cmplt_epu64_mask((__m512i)a, (__m512i)b);
  return (w64)_mm512_mask_add_epi64((__m512i)x, less, (__m512i)x, (__m512i)w64_set(GOLDILOCKS_E));
}
LANE_FN w64 goldilocks_sub_if_less(w64 x, w64 a, w64 b) {
  const __mmask8 less = _mm512_cmplt_epu64_mask((__m512i)a, (__m512i)b);
  return (w64)_mm512_mask_sub_epi64((__m512i)x, less, (__m512i)x, (__m512i)w64_set(GOLDILOCKS_E));
}
#else
#if !defined(LANE_VECTORS)
LANE_FN w64 goldilocks_if_less(w64 a, w64 b) { return a < b ? GOLDILOCKS_E : 0; }
#elif defined(__SSE2__) && !defined(__SSE4_2__)
/* There is no comparison of 64 bits; the borrow of a - b is its uppermost bit's. */
LANE_FN w64 goldilocks_if_less(w64 a, w64 b) {
  const w64 borrow = ((~a & b) | (~(a ^ b) & (a - b))) >> 63;
  return (borrow << 32) - borrow;
}
#else
LANE_FN w64 goldilocks_if_less(w64 a, w64 b) { return (w64)(a < b) & GOLDILOCKS_E; }
#endif
LANE_FN w64 goldilocks_add_if_less(w64 x, w64 a, w64 b) { return x + goldilocks_if_less(a, b); }
LANE_FN w64 goldilocks_sub_if_less(w64 x, w64 a, w64 b) { return x - goldilocks_if_less(a, b); }
#endif

#if !defined(__CUDACC__)

/* a + b where b is below the prime: what is made good does not carry again. */
LANE_FN fe goldilocks_add_canonical(fe a, fe b) {
  const w64 sum = a + b;
  return goldilocks_add_if_less(sum, sum, b);
}

#if !defined(LANE_VECTORS)
/* *top · 2^64 + *low += a. */
LANE_FN void goldilocks_accumulate(w64 *low, w32 *top, w64 a) {
  *low += a;
  *top += *low < a;
}
#endif

/* Once more, because after a carry the sum of two words above the prime may carry again. */
LANE_FN fe goldilocks_add(fe a, fe b) {
  const w64 sum = a + b, folded = goldilocks_add_if_less(sum, sum, a);
  return goldilocks_add_if_less(folded, folded, sum);
}
LANE_FN fe goldilocks_sub(fe a, fe b) {
  const w64 difference = a - b, folded = goldilocks_sub_if_less(difference, a, b);
  return goldilocks_sub_if_less(folded, difference, folded);
}

/* high · 2^64 + low. */
LANE_FN fe goldilocks_fold(w64 high, w64 low) {
  const w64 top = high >> 32;
  const w64 r = goldilocks_sub_if_less(low - top, low, top); /* cannot borrow again: top < 2^32 */
#if defined(LANE_VECTORS)
  const w64 product = w64_multiply_low(high, w64_set(GOLDILOCKS_E));
#else
  const w64 middle = high & GOLDILOCKS_E, product = (middle << 32) - middle;
#endif
  const w64 sum = r + product; /* nor carry: the product is at most e · e */
  return goldilocks_add_if_less(sum, sum, product);
}

#endif

LANE_FN fe fe_add(fe a, fe b) { return goldilocks_add(a, b); }
LANE_FN fe fe_sub(fe a, fe b) { return goldilocks_sub(a, b); }
LANE_FN fe fe_double(fe a) { return fe_add(a, a); }
LANE_FN fe fe_neg(fe a) { return fe_sub(fe_zero(), a); }

#if defined(LANE_VECTORS)

/* The upper halves of words as the lower ones of others, the rest of which is of no account; and
 * words of the lower half of `low` and, above it, that of `high`. Shuffles, where the shifts' port
 * is busy. */
#if defined(__AVX512F__)
LANE_FN w64 goldilocks_upper(w64 a) { return (w64)_mm512_movehdup_ps((__m512)a); }
LANE_FN w64 goldilocks_join(w64 high, w64 low) {
  return (w64)_mm512_mask_shuffle_epi32((__m512i)low, 0xaaaa, (__m512i)high,
                                        _MM_SHUFFLE(2, 2, 0, 0));
}
#elif defined(__AVX2__)
LANE_FN w64 goldilocks_upper(w64 a) { return (w64)_mm256_movehdup_ps((__m256)a); }
LANE_FN w64 goldilocks_join(w64 high, w64 low) {
  return (w64)_mm256_blend_epi32((__m256i)low, (__m256i)(high << 32), 0xaa);
}
#else
LANE_FN w64 goldilocks_upper(w64 a) { return a >> 32; }
LANE_FN w64 goldilocks_join(w64 high, w64 low) { return (high << 32) | (low & GOLDILOCKS_E); }
#endif

/* Four products of halves; the middle ones meet below 2^64. */
LANE_FN fe fe_mul(fe a, fe b) {
  const w64 a1 = goldilocks_upper(a), b1 = goldilocks_upper(b);
  const w64 low = w64_multiply_low(a, b), high = w64_multiply_low(a1, b1);
  const w64 middle = w64_multiply_low(a1, b) + (low >> 32);
  const w64 other = w64_multiply_low(a, b1) + (middle & GOLDILOCKS_E);
  return goldilocks_fold(high + (middle >> 32) + (other >> 32), goldilocks_join(other, low));
}

/* The middle product counts twice, that is 2^33 times, and takes what low has above. */
LANE_FN fe fe_square(fe a) {
  const w64 a1 = goldilocks_upper(a);
  const w64 low = w64_multiply_low(a, a), high = w64_multiply_low(a1, a1);
  const w64 middle = w64_multiply_low(a, a1) + (low >> 33);
  const w64 mask = w64_set((UINT64_C(1) << 33) - 1);
#if defined(__AVX512F__)
  const w64 joined =
      (w64)_mm512_ternarylogic_epi64((__m512i)mask, (__m512i)low, (__m512i)(middle << 33), 0xca);
#else
  const w64 joined = (middle << 33) | (low & mask);
#endif
  return goldilocks_fold(high + (middle >> 31), joined);
}

#else

#if defined(__OPENCL_VERSION__)
LANE_FN fe fe_mul(fe a, fe b) { return goldilocks_fold(mul_hi(a, b), a * b); }
#else
LANE_FN fe fe_mul(fe a, fe b) {
  const unsigned __int128 product = (unsigned __int128)a * b;
  return goldilocks_fold((w64)(product >> 64), (w64)product);
}
#endif

LANE_FN fe fe_load(const GPU_GLOBAL uint32_t *words) { return (w64)words[1] << 32 | words[0]; }
LANE_FN void fe_store(GPU_GLOBAL uint32_t *words, fe a) {
  words[0] = (w32)a, words[1] = (w32)(a >> 32);
}

LANE_FN fe fe_square(fe a) { return fe_mul(a, a); }

#endif

LANE_FN fe fe_enter(fe canonical) { return canonical; }
LANE_FN fe fe_leave(fe a) {
#if defined(LANE_VECTORS) && defined(__AVX512F__)
  return (w64)_mm512_min_epu64((__m512i)a, (__m512i)(a - GOLDILOCKS_PRIME));
#else
  return goldilocks_add_if_less(a, a + GOLDILOCKS_E, a); /* adding e carries above the prime */
#endif
}
LANE_FN fe fe_normal(fe a) { return fe_leave(a); }
LANE_FN fe fe_scale(fe canonical, fe a) { return fe_leave(fe_mul(canonical, a)); }

#endif

/* Lane C's wide products, apart from lane.h because few cores multiply.
 *
 *   w32_mulhi(a, b)          the upper 32 bits of a · b; on every target
 *
 * On the CPU's vectors also whole products. Their 64 bits need two vectors, and which lanes are in
 * which is the target's choice, so that they are only of use to what treats all lanes alike:
 *
 *   w32_products(a, b)       a · b, 64 bits each
 *   w64_multiply_low(a, b)   the product of the lower 32 bits of each lane
 *   w32_high_words(p)        the upper words of such products, in the lanes' order
 */
#ifndef PROOFMARK_KERNELS_LANE_MULTIPLY_H
#define PROOFMARK_KERNELS_LANE_MULTIPLY_H

#include "kernels/lane/lane.h"

#if defined(__OPENCL_VERSION__)
LANE_FN w32 w32_mulhi(w32 a, w32 b) { return mul_hi(a, b); }
#elif defined(__CUDACC__)
LANE_FN w32 w32_mulhi(w32 a, w32 b) { return __umulhi(a, b); }
#elif defined(LANE_SCALAR)
LANE_FN w32 w32_mulhi(w32 a, w32 b) { return (w32)((w64)a * b >> 32); }
#else

struct w32_products {
  w64 first, second;
};

#if defined(__ARM_NEON)

LANE_FN w64 w64_multiply_low(w64 a, w64 b) {
  return (w64)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
}
/* The lower half of the lanes, and the upper. */
LANE_FN struct w32_products w32_products(w32 a, w32 b) {
  const uint32x4_t x = (uint32x4_t)a, y = (uint32x4_t)b;
  return (struct w32_products){(w64)vmull_u32(vget_low_u32(x), vget_low_u32(y)),
                               (w64)vmull_high_u32(x, y)};
}
LANE_FN w32 w32_high_words(struct w32_products p) {
  return (w32)vuzp2q_u32((uint32x4_t)p.first, (uint32x4_t)p.second);
}

#else

#if defined(__AVX512F__)
LANE_FN w64 w64_multiply_low(w64 a, w64 b) { return (w64)_mm512_mul_epu32((__m512i)a, (__m512i)b); }
LANE_FN w32 w32_high_words(struct w32_products p) {
  return (w32)_mm512_mask_shuffle_epi32((__m512i)p.second, 0x5555, (__m512i)p.first,
                                        _MM_SHUFFLE(3, 3, 1, 1));
}
#elif defined(__AVX2__)
LANE_FN w64 w64_multiply_low(w64 a, w64 b) { return (w64)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
LANE_FN w32 w32_high_words(struct w32_products p) {
  const __m256i first = _mm256_shuffle_epi32((__m256i)p.first, _MM_SHUFFLE(3, 3, 1, 1));
  return (w32)_mm256_blend_epi32(first, (__m256i)p.second, 0xaa);
}
#else
LANE_FN w64 w64_multiply_low(w64 a, w64 b) { return (w64)_mm_mul_epu32((__m128i)a, (__m128i)b); }
LANE_FN w32 w32_high_words(struct w32_products p) {
  return (w32)((p.first >> 32) | (p.second & 0xffffffff00000000));
}
#endif

/* The even lanes, and the odd. */
LANE_FN struct w32_products w32_products(w32 a, w32 b) {
  return (struct w32_products){w64_multiply_low((w64)a, (w64)b),
                               w64_multiply_low((w64)a >> 32, (w64)b >> 32)};
}

#endif

LANE_FN w32 w32_mulhi(w32 a, w32 b) { return w32_high_words(w32_products(a, b)); }

#endif

#endif

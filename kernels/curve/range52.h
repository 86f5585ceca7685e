/* Coordinates in eight lanes (kernels/field/limbs/lanes52.h) between additions: in memory they are
 * numbers below FE8_STORED p, which the words of an fe have room for.
 *
 *   fe8_sub(a, b)          a - b + FE8_SLACK p, of b below FE8_SLACK p
 *   fe8_settle(a)          below FE8_STORED p, of a number from -9 p to 1.4 p
 *   fe8_may_be_zero(a)     lanes of a number below 16 p: a bit that is 0 says it is not 0 modulo p
 */
#ifndef PROOFMARK_KERNELS_CURVE_RANGE52_H
#define PROOFMARK_KERNELS_CURVE_RANGE52_H

#include "kernels/field/limbs/lanes52.h"

/* In tenths: what is stored is below 4.5 p. */
#define FE8_STORED_TENTHS 45
#define FE8_SLACK 5

LANE_FN struct fe8 fe8_sub(const struct fe8 *a, const struct fe8 *b) {
  struct signed8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    r.limb[i] = _mm512_add_epi64(_mm512_sub_epi64(a->limb[i], b->limb[i]), fe8_prime(FE8_SLACK, i));
  return fe8_carry(&r);
}

/* 9 p, 6 p or 3 p is added, which leaves less than 4.5 p of numbers below -5.5 p, from there to
 * -2.5 p and above. Only the highest limb is compared, before carries, but half a p is far above
 * what they could change. */
LANE_FN struct fe8 fe8_settle(const struct signed8 *a) {
  const __m512i top = a->limb[LANES52_TOP];
  const uint64_t half = fe8_prime_limb(1, LANES52_TOP) / 2;
  const __mmask8 below = _mm512_cmplt_epi64_mask(top, fe8_all(0 - 5 * half));
  const __mmask8 far_below = _mm512_cmplt_epi64_mask(top, fe8_all(0 - 11 * half));
  struct signed8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    __m512i addend = _mm512_mask_blend_epi64(below, fe8_prime(3, i), fe8_prime(6, i));
    addend = _mm512_mask_mov_epi64(addend, far_below, fe8_prime(9, i));
    r.limb[i] = _mm512_add_epi64(a->limb[i], addend);
  }
  return fe8_carry(&r);
}

/* n p is -n modulo 2^52 in the factor that a reduction takes. */
LANE_FN __mmask8 fe8_may_be_zero(const struct fe8 *a) {
  const __m512i factor = _mm512_madd52lo_epu64(_mm512_setzero_si512(), a->limb[0],
                                               fe8_all(LIMBS_INVERSE & LANES52_MASK));
  return _mm512_testn_epi64_mask(factor, factor) |
         _mm512_cmpgt_epu64_mask(factor, fe8_all(LANES52_MASK - 16));
}

#endif

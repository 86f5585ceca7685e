/* Elements of a prime field of 8 or 12 words in eight lanes, for AVX-512's 52-bit multiply-add
 * (Intel SDM, volume 2, VPMADD52LUQ and VPMADD52HUQ: the lower and the upper 52 bits of a product
 * of numbers of 52 bits are added to numbers of 64).
 *
 * The form is Montgomery's with R = 2^(52 · LANES52_LIMBS), which is FE8_RATIO times the prime p
 * and more: factors may be several times the prime. In memory an element is packed into the words
 * of an fe, so that its number has to be below 2^(32 · FE_WORDS).
 *
 *   struct fe8             eight elements: limbs of 52 bits, in a range that each function states
 *                          as multiples of p
 *   struct signed8         the same number with limbs that may be negative or have a few bits more
 *   fe8_load, fe8_store    from and to words, each in eight lanes
 *   fe8_set(a)             the number a in every lane
 *   fe8_signed(a)          the same limbs
 *   fe8_carry(a)           proper limbs of a number that is not negative
 *   fe8_product(a, b)      below (1 + AB / FE8_RATIO) p, of factors below A p and B p; AB may be up
 *                          to FE8_RATIO (FE8_RATIO - 1); limbs are not negative and below 2^57
 *   fe8_mul(a, b)          the same with proper limbs
 *   fe8_mul_add(a, b, c, d)   a b + c d, below (1 + (AB + CD) / FE8_RATIO) p
 *   fe8_square(a)          a a
 *   fe8_settled(a)         the limbs of a carried by one place each: they are between -2^11 and
 *                          2^52 + 2^11, of limbs between -2^63 and 2^63
 *   fe8_reduced(a)         below 1.6 p of a number from 0 up to FE8_RATIO p with any limbs; its own
 *                          are between -2^53 and 2^54
 *   fe8_normal(a)          the canonical number, of one below 2 p
 *   fe8_enter, fe8_leave   from a canonical number to the form, and back
 */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_LANES52_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_LANES52_H

#include <immintrin.h>

enum {
  LANES52 = 8,
  LANES52_BITS = 52,
  LANES52_LIMBS = 32 * FE_WORDS / LANES52_BITS + 1,
  LANES52_TOP = LANES52_LIMBS - 1
};
#define LANES52_MASK ((UINT64_C(1) << LANES52_BITS) - 1)

struct fe8 {
  __m512i limb[LANES52_LIMBS];
};
struct signed8 {
  __m512i limb[LANES52_LIMBS];
};
/* Limbs that are the same in all lanes. */
struct limbs52 {
  uint64_t limb[LANES52_LIMBS];
};

LANE_FN __m512i fe8_all(uint64_t x) { return _mm512_set1_epi64((long long)x); }

/* Limb i of times · p, which the compiler computes. */
LANE_FN uint64_t fe8_prime_limb(uint64_t times, int i) {
  const fe prime = {{LIMBS_PRIME}};
  unsigned __int128 carry = 0;
  uint64_t word[FE_LIMBS + 1];
  LANE_UNROLL
  for (int n = 0; n <= FE_LIMBS; n++) {
    carry += n < FE_LIMBS ? (unsigned __int128)prime.limb[n] * times : 0;
    word[n] = (uint64_t)carry;
    carry >>= 64;
  }
  const int at = LANES52_BITS * i / 64, shift = LANES52_BITS * i % 64;
  const uint64_t above = shift > 64 - LANES52_BITS && at < FE_LIMBS ? word[at + 1] : 0;
  const uint64_t limb = word[at] >> shift | (above << 1) << (63 - shift);
  return i == LANES52_TOP ? limb : limb & LANES52_MASK;
}
LANE_FN __m512i fe8_prime(uint64_t times, int i) { return fe8_all(fe8_prime_limb(times, i)); }

/* R / p, rounded down: the constant by which fe8_reduced estimates quotients, too. */
#define FE8_RATIO ((UINT64_C(1) << LANES52_BITS) / (fe8_prime_limb(1, LANES52_TOP) + 1))

/* Between forms */

LANE_FN struct limbs52 limbs52_of(fe a) {
  struct limbs52 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    const int at = LANES52_BITS * i / 64, shift = LANES52_BITS * i % 64;
    r.limb[i] = a.limb[at] >> shift;
    if (shift > 64 - LANES52_BITS && at + 1 < FE_LIMBS)
      r.limb[i] |= a.limb[at + 1] << (64 - shift);
    r.limb[i] &= LANES52_MASK;
  }
  return r;
}
LANE_FN struct fe8 fe8_of(const struct limbs52 *a) {
  struct fe8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    r.limb[i] = fe8_all(a->limb[i]);
  return r;
}
LANE_FN struct fe8 fe8_set(fe a) {
  const struct limbs52 limbs = limbs52_of(a);
  return fe8_of(&limbs);
}

LANE_FN struct fe8 fe8_load(const __m512i words[FE_LIMBS]) {
  struct fe8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    const int at = LANES52_BITS * i / 64, shift = LANES52_BITS * i % 64;
    __m512i limb = _mm512_srli_epi64(words[at], (unsigned)shift);
    if (shift > 64 - LANES52_BITS && at + 1 < FE_LIMBS)
      limb = _mm512_or_si512(limb, _mm512_slli_epi64(words[at + 1], (unsigned)(64 - shift)));
    r.limb[i] = _mm512_and_si512(limb, fe8_all(LANES52_MASK));
  }
  return r;
}

LANE_FN void fe8_store(__m512i words[FE_LIMBS], const struct fe8 *a) {
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++) {
    const int first = 64 * i / LANES52_BITS, shift = 64 * i % LANES52_BITS;
    words[i] = _mm512_srli_epi64(a->limb[first], (unsigned)shift);
    LANE_UNROLL
    for (int n = first + 1; n < LANES52_LIMBS; n++) {
      const int place = LANES52_BITS * n - 64 * i;
      if (place < 64)
        words[i] = _mm512_or_si512(words[i], _mm512_slli_epi64(a->limb[n], (unsigned)place));
    }
  }
}

LANE_FN struct signed8 fe8_signed(const struct fe8 *a) {
  struct signed8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    r.limb[i] = a->limb[i];
  return r;
}

LANE_FN struct fe8 fe8_carry(const struct signed8 *a) {
  struct fe8 r;
  __m512i carry = _mm512_setzero_si512();
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    const __m512i limb = _mm512_add_epi64(a->limb[i], carry);
    carry = _mm512_srai_epi64(limb, LANES52_BITS);
    r.limb[i] = i == LANES52_TOP ? limb : _mm512_and_si512(limb, fe8_all(LANES52_MASK));
  }
  return r;
}

/* Operand scanning with the reduction in between, as in kernels/field/limbs/montgomery.h. */

/* sum += a · b, of which sum has LANES52_LIMBS + 1 limbs. */
LANE_FN void fe8_add_row(__m512i *sum, const struct fe8 *a, __m512i b) {
  LANE_UNROLL
  for (int j = 0; j < LANES52_LIMBS; j++) {
    sum[j] = _mm512_madd52lo_epu64(sum[j], a->limb[j], b);
    sum[j + 1] = _mm512_madd52hi_epu64(sum[j + 1], a->limb[j], b);
  }
}

/* sum += the multiple of p that makes its lowest limb 0 modulo 2^52, and carries that. */
LANE_FN void fe8_reduce_row(__m512i *sum) {
  const __m512i factor =
      _mm512_madd52lo_epu64(_mm512_setzero_si512(), sum[0], fe8_all(LIMBS_INVERSE & LANES52_MASK));
  LANE_UNROLL
  for (int j = 0; j < LANES52_LIMBS; j++) {
    sum[j] = _mm512_madd52lo_epu64(sum[j], factor, fe8_prime(1, j));
    sum[j + 1] = _mm512_madd52hi_epu64(sum[j + 1], factor, fe8_prime(1, j));
  }
  sum[1] = _mm512_add_epi64(sum[1], _mm512_srli_epi64(sum[0], LANES52_BITS));
}

/* Nothing of the sum's limbs is carried yet: at most 4 · LANES52_LIMBS numbers of 52 bits each. */
LANE_FN struct signed8 fe8_upper_half(const __m512i sum[2 * LANES52_LIMBS]) {
  struct signed8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    r.limb[i] = sum[LANES52_LIMBS + i];
  return r;
}

LANE_FN void fe8_clear(__m512i sum[2 * LANES52_LIMBS]) {
  LANE_UNROLL
  for (int i = 0; i < 2 * LANES52_LIMBS; i++)
    sum[i] = _mm512_setzero_si512();
}

LANE_FN struct signed8 fe8_product(const struct fe8 *a, const struct fe8 *b) {
  __m512i sum[2 * LANES52_LIMBS];
  fe8_clear(sum);
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    fe8_add_row(sum + i, a, b->limb[i]);
    fe8_reduce_row(sum + i);
  }
  return fe8_upper_half(sum);
}
LANE_FN struct fe8 fe8_mul(const struct fe8 *a, const struct fe8 *b) {
  const struct signed8 product = fe8_product(a, b);
  return fe8_carry(&product);
}

LANE_FN struct fe8 fe8_mul_add(const struct fe8 *a, const struct fe8 *b, const struct fe8 *c,
                               const struct fe8 *d) {
  __m512i sum[2 * LANES52_LIMBS];
  fe8_clear(sum);
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    fe8_add_row(sum + i, a, b->limb[i]);
    fe8_add_row(sum + i, c, d->limb[i]);
    fe8_reduce_row(sum + i);
  }
  const struct signed8 product = fe8_upper_half(sum);
  return fe8_carry(&product);
}

/* The products of different limbs, twice, and the squares; then the reduction. */
LANE_FN struct signed8 fe8_square_product(const struct fe8 *a) {
  __m512i sum[2 * LANES52_LIMBS];
  fe8_clear(sum);
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    LANE_UNROLL
  for (int j = i + 1; j < LANES52_LIMBS; j++) {
    sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], a->limb[i], a->limb[j]);
    sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], a->limb[i], a->limb[j]);
  }
  LANE_UNROLL
  for (int i = 1; i < 2 * LANES52_LIMBS - 1; i++)
    sum[i] = _mm512_add_epi64(sum[i], sum[i]);
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    sum[2 * i] = _mm512_madd52lo_epu64(sum[2 * i], a->limb[i], a->limb[i]);
    sum[2 * i + 1] = _mm512_madd52hi_epu64(sum[2 * i + 1], a->limb[i], a->limb[i]);
  }
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    fe8_reduce_row(sum + i);
  return fe8_upper_half(sum);
}
LANE_FN struct fe8 fe8_square(const struct fe8 *a) {
  const struct signed8 square = fe8_square_product(a);
  return fe8_carry(&square);
}

/* Ranges */

LANE_FN struct signed8 fe8_settled(const struct signed8 *a) {
  struct signed8 r;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    r.limb[i] = a->limb[i];
    if (i < LANES52_TOP)
      r.limb[i] = _mm512_and_si512(r.limb[i], fe8_all(LANES52_MASK));
    if (i > 0)
      r.limb[i] = _mm512_add_epi64(r.limb[i], _mm512_srai_epi64(a->limb[i - 1], LANES52_BITS));
  }
  return r;
}

#if FE_WORDS == 8
/* The quotient's estimate by the highest limb alone is too small by up to a hundredth of itself and
 * one: what is left is less than 1.6 p, and so much that the limb's own error, of 2^11 in 2^45,
 * cannot make it negative. Where that limb is -1, of a small number, the quotient is 0. The
 * multiple of p that is taken off is added as FE8_RATIO p less, which has no limb of 53 bits. */
LANE_FN struct signed8 fe8_reduced(const struct signed8 *a) {
  struct signed8 r = fe8_settled(a);
  const __m512i zero = _mm512_setzero_si512(), top = _mm512_max_epi64(r.limb[LANES52_TOP], zero);
  const __m512i quotient = _mm512_madd52hi_epu64(zero, top, fe8_all(FE8_RATIO));
  const __m512i factor = _mm512_sub_epi64(fe8_all(FE8_RATIO), quotient);
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++) {
    r.limb[i] = _mm512_sub_epi64(r.limb[i], fe8_prime(FE8_RATIO, i));
    if (i > 0)
      r.limb[i] = _mm512_madd52hi_epu64(r.limb[i], factor, fe8_prime(1, i - 1));
    r.limb[i] = _mm512_madd52lo_epu64(r.limb[i], factor, fe8_prime(1, i));
  }
  return r;
}
#endif

LANE_FN struct fe8 fe8_normal(const struct signed8 *a) {
  struct signed8 less;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    less.limb[i] = _mm512_sub_epi64(a->limb[i], fe8_prime(1, i));
  struct fe8 r = fe8_carry(a);
  const struct fe8 difference = fe8_carry(&less);
  const __mmask8 canonical = _mm512_movepi64_mask(difference.limb[LANES52_TOP]);
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    r.limb[i] = _mm512_mask_mov_epi64(difference.limb[i], canonical, r.limb[i]);
  return r;
}

/* Between fe and the form, of one lane: a · 2^(52 · LANES52_LIMBS) / 2^(32 · FE_WORDS), and
 * back. */
LANE_FN fe fe8_form(fe a) {
  const fe power = {{UINT64_C(1) << (LANES52_BITS * LANES52_LIMBS - 32 * FE_WORDS)}};
  return fe_mul(a, fe_enter(power));
}
LANE_FN fe fe8_unform(fe a) {
  enum { EXPONENT = 64 * FE_WORDS - LANES52_BITS * LANES52_LIMBS };
  fe power = {{0}};
  power.limb[EXPONENT / 64] = UINT64_C(1) << EXPONENT % 64;
  return fe_mul(a, power);
}

/* 2^(104 · LANES52_LIMBS) in all lanes, by which the product of a canonical number is that number's
 * form. */
LANE_FN struct fe8 fe8_entry(void) {
  fe power = {{LIMBS_R2}};
  for (int i = 64 * FE_WORDS; i < 2 * LANES52_BITS * LANES52_LIMBS; i++)
    power = fe_double(power);
  return fe8_set(fe_normal(power));
}

LANE_FN struct fe8 fe8_enter(const struct fe8 *canonical) {
  const struct fe8 entry = fe8_entry();
  return fe8_mul(canonical, &entry);
}
LANE_FN struct fe8 fe8_leave(const struct fe8 *a) {
  const struct fe8 one = {{fe8_all(1)}};
  const struct signed8 product = fe8_product(a, &one);
  return fe8_normal(&product);
}

#endif

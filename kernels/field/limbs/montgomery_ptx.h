/* Montgomery's product in PTX, for NVIDIA GPUs.
 *
 * The operand scanning of montgomery.h over rows as in kernels/lane/wide_ptx.h: the products of a
 * row that begin at even words are summed apart from those that begin at odd words, each in one
 * chain of carries whose steps are one instruction (IMAD.WIDE.U32.X). The reduction makes the
 * lowest word 0 and moves all down by one, so that the odd sum becomes the even one and the even
 * sum's words from 2 on the odd one; its word 1 is added to the new even sum's lowest.
 */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_MONTGOMERY_PTX_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_MONTGOMERY_PTX_H

#define PTX_STEP(lo, hi, x, b)                                                                     \
  "madc.lo.cc.u32 " lo "," x "," b "," lo ";"                                                      \
  "madc.hi.cc.u32 " hi "," x "," b "," hi ";"
#define PTX_BEGIN(lo, hi, x, b)                                                                    \
  "mad.lo.cc.u32 " lo "," x "," b "," lo ";"                                                       \
  "madc.hi.cc.u32 " hi "," x "," b "," hi ";"
#define PTX_BEGIN_ONE(lo, hi, x, b)                                                                \
  "add.cc.u32 " lo "," lo "," b ";"                                                                \
  "addc.cc.u32 " hi "," hi ",0;"

#if FE_WORDS == 8
#define PTX_ROW(begin)                                                                             \
  begin("%0", "%1", "%9", "%13") PTX_STEP("%2", "%3", "%10", "%13")                                \
      PTX_STEP("%4", "%5", "%11", "%13") PTX_STEP("%6", "%7", "%12", "%13")
#define PTX_WORD "%8"
#define PTX_ADDEND "%14"
#define PTX_FACTOR "%9"
#define PTX_INVERSE "%15"
#define PTX_FACTOR_ROW                                                                             \
  PTX_STEP("%0", "%1", "%10", "%9")                                                                \
  PTX_STEP("%2", "%3", "%11", "%9")                                                                \
  PTX_STEP("%4", "%5", "%12", "%9") PTX_STEP("%6", "%7", "%13", "%9")
#define PTX_TO(s)                                                                                  \
  "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]), "+&r"(s[6]),       \
      "+&r"(s[7])
#define PTX_FROM(x) "r"(x[0]), "r"(x[2]), "r"(x[4]), "r"(x[6])
#else
#define PTX_ROW(begin)                                                                             \
  begin("%0", "%1", "%13", "%19") PTX_STEP("%2", "%3", "%14", "%19")                               \
      PTX_STEP("%4", "%5", "%15", "%19") PTX_STEP("%6", "%7", "%16", "%19")                        \
          PTX_STEP("%8", "%9", "%17", "%19") PTX_STEP("%10", "%11", "%18", "%19")
#define PTX_WORD "%12"
#define PTX_ADDEND "%20"
#define PTX_FACTOR "%13"
#define PTX_INVERSE "%21"
#define PTX_FACTOR_ROW                                                                             \
  PTX_STEP("%0", "%1", "%14", "%13")                                                               \
  PTX_STEP("%2", "%3", "%15", "%13")                                                               \
  PTX_STEP("%4", "%5", "%16", "%13")                                                               \
  PTX_STEP("%6", "%7", "%17", "%13")                                                               \
  PTX_STEP("%8", "%9", "%18", "%13") PTX_STEP("%10", "%11", "%19", "%13")
#define PTX_TO(s)                                                                                  \
  "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]), "+&r"(s[6]),       \
      "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "+&r"(s[10]), "+&r"(s[11])
#define PTX_FROM(x) "r"(x[0]), "r"(x[2]), "r"(x[4]), "r"(x[6]), "r"(x[8]), "r"(x[10])
#endif

/* s += every other word of x times b; the carry out is added to *top. */
LANE_FN void limbs_row(uint32_t *s, uint32_t *top, const uint32_t *x, uint32_t b) {
  asm("{" PTX_ROW(PTX_BEGIN) "addc.u32 " PTX_WORD "," PTX_WORD ",0;}"
      : PTX_TO(s), "+&r"(*top)
      : PTX_FROM(x), "r"(b));
}

/* *low += addend, and with the carry s += every other word of x times b, which does not carry. */
LANE_FN void limbs_row_after(uint32_t *low, uint32_t addend, uint32_t *s, const uint32_t *x,
                             uint32_t b) {
  asm("{add.cc.u32 " PTX_WORD "," PTX_WORD "," PTX_ADDEND ";" PTX_ROW(PTX_STEP) "}"
      : PTX_TO(s), "+&r"(*low)
      : PTX_FROM(x), "r"(b), "r"(addend));
}

/* As if the lowest of the words of x were 1. */
LANE_FN void limbs_row_of_one(uint32_t *s, uint32_t *top, const uint32_t *x, uint32_t b) {
  asm("{" PTX_ROW(PTX_BEGIN_ONE) "addc.u32 " PTX_WORD "," PTX_WORD ",0;}"
      : PTX_TO(s), "+&r"(*top)
      : PTX_FROM(x), "r"(b));
}

/* A number that the compiler must not know: where it is -1, the factor would become a difference,
 * and every step of the chains below two instructions. */
static __device__ __constant__ uint32_t limbs_inverse = (uint32_t)LIMBS_INVERSE;

/* even += the even words of the prime times the factor; the carry belongs to odd. */
LANE_FN void limbs_reduce_even(uint32_t *even, uint32_t *odd, uint32_t factor) {
  const fe prime = {{LIMBS_PRIME}};
  if (prime.limb[0] == 1)
    limbs_row_of_one(even, &odd[FE_LIMBS - 1], prime.limb, factor);
  else
    limbs_row(even, &odd[FE_LIMBS - 1], prime.limb, factor);
}

/* even and odd += the multiple of the prime that makes the lowest word 0. Nothing carries out of
 * odd. */
LANE_FN void limbs_reduce_row(uint32_t *even, uint32_t *odd) {
  const fe prime = {{LIMBS_PRIME}};
  const uint32_t factor = even[0] * limbs_inverse;
  uint32_t nothing = 0;
  limbs_row(odd, &nothing, prime.limb + 1, factor);
  limbs_reduce_even(even, odd, factor);
}

/* a · b / R, below twice the prime, of a · b below prime · R. */
LANE_FN fe limbs_montgomery(fe a, fe b) {
  uint32_t sums[2][FE_LIMBS];
  LANE_UNROLL
  for (int j = 0; j < FE_LIMBS; j += 2) {
    wide_pair(sums[0] + j, a.limb[j], b.limb[0]);
    wide_pair(sums[1] + j, a.limb[j + 1], b.limb[0]);
  }
  limbs_reduce_row(sums[0], sums[1]);
  LANE_UNROLL
  for (int i = 1; i < FE_LIMBS; i++) {
    uint32_t *even = sums[i % 2], *odd = sums[(i + 1) % 2];
    const uint32_t one = odd[1];
    LANE_UNROLL
    for (int j = 0; j < FE_LIMBS; j++)
      odd[j] = j + 2 < FE_LIMBS ? odd[j + 2] : 0;
    limbs_row_after(&even[0], one, odd, a.limb + 1, b.limb[i]);
    limbs_row(even, &odd[FE_LIMBS - 1], a.limb, b.limb[i]);
    limbs_reduce_row(even, odd);
  }
  fe r, addend;
  LANE_UNROLL
  for (int j = 0; j < FE_LIMBS; j++) {
    r.limb[j] = sums[0][j];
    addend.limb[j] = j + 1 < FE_LIMBS ? sums[1][j + 1] : 0;
  }
  return limbs_sum(r, addend);
}

/* *low += addend; returns the factor of the reduction. With the carry s += the odd words of the
 * prime times the factor, which does not carry. */
LANE_FN uint32_t limbs_reduce_after(uint32_t *low, uint32_t addend, uint32_t *s) {
  const fe prime = {{LIMBS_PRIME}};
  const uint32_t *x = prime.limb + 1;
  uint32_t factor;
  asm("{add.cc.u32 " PTX_WORD "," PTX_WORD "," PTX_ADDEND ";"
      "mul.lo.u32 " PTX_FACTOR "," PTX_WORD "," PTX_INVERSE ";" PTX_FACTOR_ROW "}"
      : PTX_TO(s), "+&r"(*low), "=&r"(factor)
      : PTX_FROM(x), "r"(addend), "r"(limbs_inverse));
  return factor;
}

#if FE_WORDS == 12
LANE_FN uint32_t limbs_row5(uint32_t *s, const uint32_t *x, uint32_t b) {
  uint32_t carry;
  asm("{" PTX_BEGIN("%0", "%1", "%11", "%16") PTX_STEP("%2", "%3", "%12", "%16")
          PTX_STEP("%4", "%5", "%13", "%16") PTX_STEP("%6", "%7", "%14", "%16")
              PTX_STEP("%8", "%9", "%15", "%16") "addc.u32 %10,0,0;}"
      : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]), "+&r"(s[6]),
        "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "=&r"(carry)
      : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(x[4]), "r"(b));
  return carry;
}

LANE_FN uint32_t limbs_row6(uint32_t *s, const uint32_t *x, uint32_t b) {
  uint32_t carry;
  asm("{" PTX_BEGIN("%0", "%1", "%13", "%19") PTX_STEP("%2", "%3", "%14", "%19")
          PTX_STEP("%4", "%5", "%15", "%19") PTX_STEP("%6", "%7", "%16", "%19")
              PTX_STEP("%8", "%9", "%17", "%19")
                  PTX_STEP("%10", "%11", "%18", "%19") "addc.u32 %12,0,0;}"
      : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]), "+&r"(s[6]),
        "+&r"(s[7]), "+&r"(s[8]), "+&r"(s[9]), "+&r"(s[10]), "+&r"(s[11]), "=&r"(carry)
      : "r"(x[0]), "r"(x[1]), "r"(x[2]), "r"(x[3]), "r"(x[4]), "r"(x[5]), "r"(b));
  return carry;
}
#endif

/* s += the words of x times b, `pairs` of them; returns the carry out. */
LANE_FN uint32_t limbs_row_of(int pairs, uint32_t *s, const uint32_t *x, uint32_t b) {
#if FE_WORDS == 12
  if (pairs == 6)
    return limbs_row6(s, x, b);
  if (pairs == 5)
    return limbs_row5(s, x, b);
#endif
  if (pairs == 4)
    return wide_row4(s, x[0], x[1], x[2], x[3], b);
  if (pairs == 3)
    return wide_row3(s, x[0], x[1], x[2], b);
  if (pairs == 2)
    return wide_row2(s, x[0], x[1], b);
  return wide_row1(s, x[0], b);
}

/* even + odd · 2^32 = a · a: row i is word i times itself and twice the words above. Only every
 * other row of either sum carries out of it, into a word that is fresh. */
LANE_FN void limbs_square(uint32_t even[2 * FE_LIMBS], uint32_t odd[2 * FE_LIMBS],
                          const uint32_t *a) {
  LANE_UNROLL
  for (int i = 0; i < 2 * FE_LIMBS; i++)
    even[i] = odd[i] = 0;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++) {
    uint32_t x[FE_LIMBS / 2], y[FE_LIMBS / 2];
    const int evens = 1 + (FE_LIMBS - 1 - i) / 2, odds = (FE_LIMBS - i) / 2;
    x[0] = a[i];
    LANE_UNROLL
    for (int j = 1; j < evens; j++)
      x[j] = __funnelshift_l(a[i + 2 * j - 1], a[i + 2 * j], 1);
    LANE_UNROLL
    for (int j = 0; j < odds; j++)
      y[j] = j == 0 ? a[i + 1] << 1 : __funnelshift_l(a[i + 2 * j], a[i + 2 * j + 1], 1);
    const uint32_t carry = limbs_row_of(evens, even + 2 * i, x, a[i]);
    if (i % 2 == 0 && i > 0)
      even[2 * i + 2 * evens] = carry;
    if (odds > 0) {
      const uint32_t odd_carry = limbs_row_of(odds, odd + 2 * i, y, a[i]);
      if (i % 2 == 1)
        odd[2 * i + 2 * odds] = odd_carry;
    }
  }
}

/* a · a / R: the lower half of the square is reduced as limbs_montgomery does, the upper added. */
LANE_FN fe limbs_montgomery_square(fe a) {
  uint32_t even[2 * FE_LIMBS], odd[2 * FE_LIMBS], sums[2][FE_LIMBS];
  limbs_square(even, odd, a.limb);
  LANE_UNROLL
  for (int j = 0; j < FE_LIMBS; j++)
    sums[0][j] = even[j], sums[1][j] = j + 1 < FE_LIMBS ? odd[j] : 0;
  limbs_reduce_row(sums[0], sums[1]);
  LANE_UNROLL
  for (int i = 1; i < FE_LIMBS; i++) {
    uint32_t *low = sums[i % 2], *high = sums[(i + 1) % 2];
    const uint32_t one = high[1];
    LANE_UNROLL
    for (int j = 0; j < FE_LIMBS; j++)
      high[j] = j + 2 < FE_LIMBS ? high[j + 2] : 0;
    limbs_reduce_even(low, high, limbs_reduce_after(&low[0], one, high));
  }
  fe r, addend, upper_even, upper_odd;
  LANE_UNROLL
  for (int j = 0; j < FE_LIMBS; j++) {
    r.limb[j] = sums[0][j];
    addend.limb[j] = j + 1 < FE_LIMBS ? sums[1][j + 1] : 0;
    upper_even.limb[j] = even[FE_LIMBS + j];
    upper_odd.limb[j] = odd[FE_LIMBS + j - 1];
  }
  return limbs_sum(limbs_sum(r, addend), limbs_sum(upper_even, upper_odd));
}

#undef PTX_STEP
#undef PTX_BEGIN
#undef PTX_BEGIN_ONE
#undef PTX_ROW
#undef PTX_WORD
#undef PTX_ADDEND
#undef PTX_FACTOR
#undef PTX_INVERSE
#undef PTX_FACTOR_ROW
#undef PTX_TO
#undef PTX_FROM

#endif

/* Montgomery's product on x86-64 with BMI2 and ADX: MULX leaves the flags alone, ADCX and ADOX
 * carry in one flag each, so that a row's lower and upper words are added in two chains at once
 * (Ozturk, Guilford, Gopal: Large integer squaring on Intel architecture processors, Intel white
 * paper, 2013).
 *
 * The same operand scanning as in montgomery.h. A reduction's factor is made as soon as the lowest
 * limb is known, before the row of the product is through: its latency is hidden, and IMUL would
 * break the chains. It waits on the stack for its turn, for want of registers. The limbs take
 * turns, too: the one that the reduction made 0 becomes the uppermost.
 */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_MONTGOMERY_ADX_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_MONTGOMERY_ADX_H

/* t0 and t1 += the words of x · rdx, in their chains. */
#define ADX_ADD(t0, t1)                                                                            \
  "adcxq %[low], %[" t0 "]\n\t"                                                                    \
  "adoxq %[high], %[" t1 "]\n\t"
#define ADX_STEP(x, t0, t1) "mulxq " x ", %[low], %[high]\n\t" ADX_ADD(t0, t1)

/* The same where t1 has the upper word of the product before and t2 nothing yet. */
#define ADX_FRESH(add, x, t1, t2) "mulxq " x ", %[low], %[" t2 "]\n\t" add " %[low], %[" t1 "]\n\t"

/* Both chains begin without a carry, and `top` with 0. */
#define ADX_BEGIN(top) "xorl %k[" top "], %k[" top "]\n\t"
#define ADX_END(top) "adcq $0, %[" top "]\n\t"

#if FE_LIMBS == 4

#define ADX_TOP "t4"
#define ADX_SUM(old, top)                                                                          \
  [t0] old(ADX_LIMB(0)), [t1] old(ADX_LIMB(1)), [t2] old(ADX_LIMB(2)), [t3] old(ADX_LIMB(3)),      \
      [t4] top(ADX_LIMB(4))
#define ADX_X0 "%[x0]"
#define ADX_LIMBS(constraint, of)                                                                  \
  [x0] constraint((of)->limb[0]), [x1] constraint((of)->limb[1]), [x2] constraint((of)->limb[2]),  \
      [x3] constraint((of)->limb[3])
#define ADX_FACTOR(of) ADX_LIMBS("r", of)
#define ADX_REST                                                                                   \
  ADX_STEP("%[x1]", "t1", "t2")                                                                    \
  ADX_STEP("%[x2]", "t2", "t3") ADX_STEP("%[x3]", "t3", "t4") ADX_END("t4")
#define ADX_FRESH_REST                                                                             \
  ADX_FRESH("addq", "%[x1]", "t1", "t2")                                                           \
  ADX_FRESH("adcq", "%[x2]", "t2", "t3")                                                           \
  ADX_FRESH("adcq", "%[x3]", "t3", "t4") ADX_END("t4")

#else

/* There are no registers for the limbs of a. */
#define ADX_TOP "t6"
#define ADX_SUM(old, top)                                                                          \
  [t0] old(ADX_LIMB(0)), [t1] old(ADX_LIMB(1)), [t2] old(ADX_LIMB(2)), [t3] old(ADX_LIMB(3)),      \
      [t4] old(ADX_LIMB(4)), [t5] old(ADX_LIMB(5)), [t6] top(ADX_LIMB(6))
#define ADX_X0 "(%[x])"
#define ADX_LIMBS(constraint, of) [x] "r"(of), "m"(*(of))
#define ADX_FACTOR(of) ADX_LIMBS("m", of)
#define ADX_REST                                                                                   \
  ADX_STEP("8(%[x])", "t1", "t2")                                                                  \
  ADX_STEP("16(%[x])", "t2", "t3")                                                                 \
  ADX_STEP("24(%[x])", "t3", "t4")                                                                 \
  ADX_STEP("32(%[x])", "t4", "t5") ADX_STEP("40(%[x])", "t5", "t6") ADX_END("t6")
#define ADX_FRESH_REST                                                                             \
  ADX_FRESH("addq", "8(%[x])", "t1", "t2")                                                         \
  ADX_FRESH("adcq", "16(%[x])", "t2", "t3")                                                        \
  ADX_FRESH("adcq", "24(%[x])", "t3", "t4")                                                        \
  ADX_FRESH("adcq", "32(%[x])", "t4", "t5")                                                        \
  ADX_FRESH("adcq", "40(%[x])", "t5", "t6") ADX_END("t6")

#endif

/* Limb j of the sum at row i. */
#define ADX_LIMB(j) t[(i + (j)) % (FE_LIMBS + 1)]

/* The sum += x · y; returns the factor of the reduction. The uppermost limb's register is free for
 * it until the chains begin. */
LANE_FN uint64_t adx_product(uint64_t t[FE_LIMBS + 1], int i, const fe *x, uint64_t y) {
  LIMBS_CONST uint64_t inverse = LIMBS_INVERSE;
  uint64_t low, high, factor;
  __asm__("mulxq " ADX_X0 ", %[low], %[high]\n\t"
          "leaq (%[low], %[t0]), %[" ADX_TOP "]\n\t"
          "imulq %[inverse], %[" ADX_TOP "]\n\t"
          "movq %[" ADX_TOP "], %[factor]\n\t" ADX_BEGIN(ADX_TOP) ADX_ADD("t0", "t1") ADX_REST
          : ADX_SUM("+&r", "=&r"), [low] "=&r"(low), [high] "=&r"(high), [factor] "=m"(factor)
          : ADX_FACTOR(x), "d"(y), [inverse] "m"(inverse)
          : "cc");
  return factor;
}

/* The sum = x · y, of row 0. */
LANE_FN uint64_t adx_first_product(uint64_t t[FE_LIMBS + 1], const fe *x, uint64_t y) {
  enum { i = 0 };
  uint64_t low;
  __asm__("mulxq " ADX_X0 ", %[t0], %[t1]\n\t" ADX_FRESH_REST
          : ADX_SUM("=&r", "=&r"), [low] "=&r"(low)
          : ADX_FACTOR(x), "d"(y)
          : "cc");
  return t[0] * LIMBS_INVERSE;
}

/* The sum += prime · factor, which makes its lowest limb 0. */
LANE_FN void adx_reduce(uint64_t t[FE_LIMBS + 1], int i, uint64_t factor) {
  LIMBS_CONST fe prime = {{LIMBS_PRIME}};
  uint64_t low, high;
  __asm__(ADX_BEGIN("low") ADX_STEP(ADX_X0, "t0", "t1") ADX_REST
          : ADX_SUM("+&r", "+&r"), [low] "=&r"(low), [high] "=&r"(high)
          : ADX_LIMBS("m", &prime), "d"(factor)
          : "cc");
}

/* a · b / R, below twice the prime, of a · b below prime · R. */
LANE_FN fe limbs_montgomery(fe a, fe b) {
  uint64_t t[FE_LIMBS + 1];
  adx_reduce(t, 0, adx_first_product(t, &a, b.limb[0]));
  LANE_UNROLL
  for (int i = 1; i < FE_LIMBS; i++)
    adx_reduce(t, i, adx_product(t, i, &a, b.limb[i]));
  fe r;
  LANE_UNROLL
  for (int j = 0; j < FE_LIMBS; j++)
    r.limb[j] = t[(FE_LIMBS + j) % (FE_LIMBS + 1)];
  return r;
}

LANE_FN fe limbs_montgomery_square(fe a) { return limbs_montgomery(a, a); }

#undef ADX_ADD
#undef ADX_STEP
#undef ADX_FRESH
#undef ADX_BEGIN
#undef ADX_END
#undef ADX_TOP
#undef ADX_SUM
#undef ADX_X0
#undef ADX_LIMBS
#undef ADX_FACTOR
#undef ADX_REST
#undef ADX_FRESH_REST
#undef ADX_LIMB

#endif

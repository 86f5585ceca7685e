/* Sums and differences of numbers of FE_LIMBS words in PTX, for NVIDIA GPUs: carries go through the
 * condition code. Source: PTX ISA, "Extended-Precision Integer Arithmetic Instructions". */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_CARRY_PTX_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_CARRY_PTX_H

#define LIMBS_CONST const

/* For all words of r and b, the lowest first, an instruction r = r <op> b; then the operand behind
 * r, a word. */
#if FE_WORDS == 8
#define PTX_CHAIN(first, next)                                                                     \
  first " %0,%0,%9;" next " %1,%1,%10;" next " %2,%2,%11;" next " %3,%3,%12;" next                 \
        " %4,%4,%13;" next " %5,%5,%14;" next " %6,%6,%15;" next " %7,%7,%16;"
#define PTX_WORD "%8"
#define PTX_TO(r)                                                                                  \
  "+&r"(r.limb[0]), "+&r"(r.limb[1]), "+&r"(r.limb[2]), "+&r"(r.limb[3]), "+&r"(r.limb[4]),        \
      "+&r"(r.limb[5]), "+&r"(r.limb[6]), "+&r"(r.limb[7])
#define PTX_FROM(b)                                                                                \
  "r"(b.limb[0]), "r"(b.limb[1]), "r"(b.limb[2]), "r"(b.limb[3]), "r"(b.limb[4]), "r"(b.limb[5]),  \
      "r"(b.limb[6]), "r"(b.limb[7])
#else
#define PTX_CHAIN(first, next)                                                                     \
  first " %0,%0,%13;" next " %1,%1,%14;" next " %2,%2,%15;" next " %3,%3,%16;" next                \
        " %4,%4,%17;" next " %5,%5,%18;" next " %6,%6,%19;" next " %7,%7,%20;" next                \
        " %8,%8,%21;" next " %9,%9,%22;" next " %10,%10,%23;" next " %11,%11,%24;"
#define PTX_WORD "%12"
#define PTX_TO(r)                                                                                  \
  "+&r"(r.limb[0]), "+&r"(r.limb[1]), "+&r"(r.limb[2]), "+&r"(r.limb[3]), "+&r"(r.limb[4]),        \
      "+&r"(r.limb[5]), "+&r"(r.limb[6]), "+&r"(r.limb[7]), "+&r"(r.limb[8]), "+&r"(r.limb[9]),    \
      "+&r"(r.limb[10]), "+&r"(r.limb[11])
#define PTX_FROM(b)                                                                                \
  "r"(b.limb[0]), "r"(b.limb[1]), "r"(b.limb[2]), "r"(b.limb[3]), "r"(b.limb[4]), "r"(b.limb[5]),  \
      "r"(b.limb[6]), "r"(b.limb[7]), "r"(b.limb[8]), "r"(b.limb[9]), "r"(b.limb[10]),             \
      "r"(b.limb[11])
#endif

LANE_FN uint32_t limbs_choose(bool which, uint32_t a, uint32_t b) { return which ? b : a; }

/* a + b, which has to fit. */
LANE_FN fe limbs_sum(fe a, fe b) {
  uint32_t nothing = 0; /* in the word's place */
  asm("{" PTX_CHAIN("add.cc.u32", "addc.cc.u32") "}" : PTX_TO(a), "+&r"(nothing) : PTX_FROM(b));
  return a;
}

/* a - b modulo 2^(32 · FE_WORDS), and whether a < b. */
LANE_FN fe limbs_subtract(fe a, fe b, bool *below) {
  uint32_t borrow;
  asm("{" PTX_CHAIN("sub.cc.u32", "subc.cc.u32") "subc.u32 " PTX_WORD ",0,0;}"
      : PTX_TO(a), "=&r"(borrow)
      : PTX_FROM(b));
  *below = borrow != 0;
  return a;
}

LANE_FN bool limbs_less(fe a, fe b) {
  bool below;
  limbs_subtract(a, b, &below);
  return below;
}

/* a - b, plus the bound where that is below 0. */
LANE_FN fe limbs_difference(fe a, fe b) {
  const fe bound = {{LIMBS_BOUND}};
  bool below;
  fe r = limbs_subtract(a, b, &below);
  uint32_t add = below;
  asm("{.reg .pred %%below; setp.ne.u32 %%below," PTX_WORD
      ",0;" PTX_CHAIN("@%%below add.cc.u32", "@%%below addc.cc.u32") "}"
      : PTX_TO(r), "+&r"(add)
      : PTX_FROM(bound));
  return r;
}

LANE_FN fe limbs_subtract_if_not_below(fe a, fe bound) {
  bool below;
  fe r = limbs_subtract(a, bound, &below);
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    r.limb[i] = below ? a.limb[i] : r.limb[i];
  return r;
}

/* From below twice the bound, or the prime, to below it. */
LANE_FN fe limbs_reduce(fe a) {
  const fe bound = {{LIMBS_BOUND}};
  return limbs_subtract_if_not_below(a, bound);
}
LANE_FN fe limbs_reduce_to_prime(fe a) {
  const fe prime = {{LIMBS_PRIME}};
  return limbs_subtract_if_not_below(a, prime);
}

#undef PTX_CHAIN
#undef PTX_WORD
#undef PTX_TO
#undef PTX_FROM

#endif

/* Sums and differences of numbers of FE_LIMBS limbs, on the CPU and in OpenCL C. */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_CARRY_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_CARRY_H

/* A constant that instructions take from memory. */
#if defined(LANE_SCALAR)
#define LIMBS_CONST static const
#else
#define LIMBS_CONST const
#endif

LANE_FN wide_limb limbs_choose(bool which, wide_limb a, wide_limb b) {
#if defined(LANE_SCALAR) /* no branch, which would be wrong half of the time */
  return a ^ ((a ^ b) & (0 - (wide_limb)which));
#else
  return which ? b : a;
#endif
}

/* a + b, which has to fit. */
LANE_FN fe limbs_sum(fe a, fe b) {
  unsigned char carry = 0;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    a.limb[i] = wide_add_limb(a.limb[i], b.limb[i], &carry);
  return a;
}

/* a - b modulo 2^(32 · FE_WORDS), and whether a < b. */
LANE_FN fe limbs_subtract(fe a, fe b, bool *below) {
  unsigned char borrow = 0;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    a.limb[i] = wide_sub_limb(a.limb[i], b.limb[i], &borrow);
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
  fe r = limbs_subtract(a, b, &below), addend;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    addend.limb[i] = bound.limb[i] & (0 - (wide_limb)below);
  return limbs_sum(r, addend);
}

#if defined(LANE_SCALAR) && defined(__x86_64__) && WIDE_LIMB_BITS == 64

/* Conditional moves, which a compiler does not promise. */
LANE_FN fe limbs_subtract_if_not_below(fe a, const fe *bound) {
  fe r = a;
#if FE_LIMBS == 4
  __asm__("subq %8, %0; sbbq %9, %1; sbbq %10, %2; sbbq %11, %3;"
          "cmovcq %4, %0; cmovcq %5, %1; cmovcq %6, %2; cmovcq %7, %3"
          : "+&r"(r.limb[0]), "+&r"(r.limb[1]), "+&r"(r.limb[2]), "+&r"(r.limb[3])
          : "rm"(a.limb[0]), "rm"(a.limb[1]), "rm"(a.limb[2]), "rm"(a.limb[3]), "m"(bound->limb[0]),
            "m"(bound->limb[1]), "m"(bound->limb[2]), "m"(bound->limb[3])
          : "cc");
#else
  __asm__("subq %12, %0; sbbq %13, %1; sbbq %14, %2; sbbq %15, %3; sbbq %16, %4; sbbq %17, %5;"
          "cmovcq %6, %0; cmovcq %7, %1; cmovcq %8, %2; cmovcq %9, %3; cmovcq %10, %4;"
          "cmovcq %11, %5"
          : "+&r"(r.limb[0]), "+&r"(r.limb[1]), "+&r"(r.limb[2]), "+&r"(r.limb[3]),
            "+&r"(r.limb[4]), "+&r"(r.limb[5])
          : "rm"(a.limb[0]), "rm"(a.limb[1]), "rm"(a.limb[2]), "rm"(a.limb[3]), "rm"(a.limb[4]),
            "rm"(a.limb[5]), "m"(bound->limb[0]), "m"(bound->limb[1]), "m"(bound->limb[2]),
            "m"(bound->limb[3]), "m"(bound->limb[4]), "m"(bound->limb[5])
          : "cc");
#endif
  return r;
}

#else

LANE_FN fe limbs_subtract_if_not_below(fe a, const fe *bound) {
  bool below;
  fe r = limbs_subtract(a, *bound, &below);
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    r.limb[i] = limbs_choose(below, r.limb[i], a.limb[i]);
  return r;
}

#endif

/* From below twice the bound, or the prime, to below it. */
LANE_FN fe limbs_reduce(fe a) {
  LIMBS_CONST fe bound = {{LIMBS_BOUND}};
  return limbs_subtract_if_not_below(a, &bound);
}
LANE_FN fe limbs_reduce_to_prime(fe a) {
  LIMBS_CONST fe prime = {{LIMBS_PRIME}};
  return limbs_subtract_if_not_below(a, &prime);
}

#endif

/* Montgomery's product in C, for processors that montgomery_adx.h is not for, and for OpenCL.
 *
 * Operand scanning with the reduction in between ("CIOS": Koç, Acar, Kaliski: Analyzing and
 * comparing Montgomery multiplication algorithms, IEEE Micro 16, 1996). Where the uppermost bit of
 * the prime is 0 the sum never has more than one limb above the prime's: what the product's and the
 * reduction's row carry out of it fits into one. */
#ifndef PROOFMARK_KERNELS_FIELD_LIMBS_MONTGOMERY_H
#define PROOFMARK_KERNELS_FIELD_LIMBS_MONTGOMERY_H

/* The two limbs of a · b + c + *upper; the upper one in *upper. They do not overflow. */
LANE_FN wide_limb limbs_multiply_add(wide_limb a, wide_limb b, wide_limb c, wide_limb *upper) {
  const wide_double sum = (wide_double)a * b + c + *upper;
  *upper = (wide_limb)(sum >> WIDE_LIMB_BITS);
  return (wide_limb)sum;
}

/* a · b / R, below twice the prime, of a · b below prime · R. */
LANE_FN fe limbs_montgomery(fe a, fe b) {
  const fe prime = {{LIMBS_PRIME}};
  fe t = {{0}};
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++) {
    wide_limb top = 0, carry = 0;
    LANE_UNROLL
    for (int j = 0; j < FE_LIMBS; j++)
      t.limb[j] = limbs_multiply_add(a.limb[j], b.limb[i], t.limb[j], &top);
    const wide_limb factor = t.limb[0] * (wide_limb)LIMBS_INVERSE;
    limbs_multiply_add(factor, prime.limb[0], t.limb[0], &carry);
    LANE_UNROLL
    for (int j = 1; j < FE_LIMBS; j++)
      t.limb[j - 1] = limbs_multiply_add(factor, prime.limb[j], t.limb[j], &carry);
    t.limb[FE_LIMBS - 1] = top + carry;
  }
  return t;
}

LANE_FN fe limbs_montgomery_square(fe a) { return limbs_montgomery(a, a); }

#endif

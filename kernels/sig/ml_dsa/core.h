/* ML-DSA's arithmetic in lane C: one coefficient per lane, a number modulo q that is reduced only
 * as far as its use needs. Each function says what it takes and leaves.
 *
 * Source: FIPS 204, section 7.4 (rounding). The product by a constant is Shoup's (as in Harvey,
 * "Faster arithmetic for number-theoretic transforms", 2014, section 2), the other one Montgomery's
 * (1985).
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_CORE_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_CORE_H

#include "kernels/lane/multiply.h"
#include "kernels/sig/ml_dsa/params.h"

#define ML_DSA_MONTGOMERY 4236238847u /* -q^-1 mod 2^32 */

/* a · z mod q for any a, below 2q; quotient = floor(2^32 · z / q). */
LANE_FN w32 ml_dsa_multiply(w32 a, w32 z, w32 quotient) {
  return a * z - w32_mulhi(a, quotient) * ML_DSA_Q;
}

/* From [0, 2q) to [0, q): a difference below zero has its top bit set. */
LANE_FN w32 ml_dsa_reduce_once(w32 a) {
  const w32 difference = a - ML_DSA_Q;
  return difference + ((w32_set(0) - (difference >> 31)) & w32_set(ML_DSA_Q));
}

/* Algorithm 37, HighBits, of r in [0, q) but for its corner case: 0 to (q - 1) / 2γ2 inclusive, and
 * that last one stands for 0. It is floor((r + γ2 - 1) / 2γ2); 2γ2 is 2^11 · 93 or 2^9 · 1023, and
 * the division by the odd factor a product with its reciprocal, exact in this range. */
LANE_FN w32 ml_dsa_high_bits(w32 r, uint32_t gamma2) {
  const w32 shifted = r + (gamma2 - 1);
  return gamma2 == 95232 ? ((shifted >> 11) * 11276u) >> 20 : ((shifted >> 9) * 32801u) >> 25;
}

#endif

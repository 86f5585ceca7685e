/* High parts, and the hints that mend them, on the CPU's vectors.
 *
 * Source: FIPS 204, section 7.4.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_ROUNDING_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_ROUNDING_H

#include "kernels/sig/ml_dsa/packing.h"
#include "kernels/sig/ml_dsa/product.h"

/* Algorithm 40, UseHint, for a coefficient with a hint whose high part is r1. */
static inline uint8_t apply_hint(uint32_t gamma2, uint32_t r, uint8_t r1) {
  const uint8_t last = (uint8_t)((ML_DSA_Q - 1) / (2 * gamma2) - 1);
  const bool positive = r - r1 * 2 * gamma2 - 1 < gamma2; /* 0 < r0; where r1 is 0 for q - 1, no */
  const uint8_t up = r1 == last ? 0 : r1 + 1, down = r1 == 0 ? last : r1 - 1;
  return positive ? up : down;
}

/* The high part of r in [0, q) (algorithm 37, with the corner case). */
LANE_FN w32 high_part(w32 r, uint32_t gamma2) {
  const w32 r1 = ml_dsa_high_bits(r, gamma2);
  return r1 & (w32)(r1 != (ML_DSA_Q - 1) / (2 * gamma2));
}

LANE_FN void split_row_of(uint32_t w[ML_DSA_N], uint32_t gamma2, uint8_t high[ML_DSA_N]) {
  scale_poly(w, PRODUCT_SCALE, PRODUCT_SCALE_QUOTIENT);
  for (unsigned i = 0; i < ML_DSA_N; i += LANE32_COUNT)
    store_low_bytes(high + i, high_part(w32_load(w + i), gamma2));
}

/* From what the inverse NTT leaves of a sum of products to [0, q), and the high parts beside it. */
static inline void split_row(uint32_t w[ML_DSA_N], uint32_t gamma2, uint8_t high[ML_DSA_N]) {
  if (gamma2 == 95232)
    split_row_of(w, 95232, high);
  else
    split_row_of(w, 261888, high);
}

#endif

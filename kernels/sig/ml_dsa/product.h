/* Rows of products under the NTT, summed in 64 bits and reduced once, on the CPU's vectors. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_PRODUCT_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_PRODUCT_H

#include "kernels/sig/ml_dsa/ntt.h"

/* The products of a vector's lanes lie as w32_products leaves them. */
struct product_sum {
  struct w32_products of[NTT_VECTORS];
};

/* *sum = a ∘ b, and *sum += a ∘ b. The factors are polynomials at any alignment. */
LANE_FN void product_set(struct product_sum *sum, const void *a, const void *b) {
  for (unsigned i = 0; i < NTT_VECTORS; i++)
    sum->of[i] = w32_products(w32_load((const uint8_t *)a + LANE_BYTES * i),
                              w32_load((const uint8_t *)b + LANE_BYTES * i));
}

LANE_FN void product_add(struct product_sum *sum, const void *a, const void *b) {
  for (unsigned i = 0; i < NTT_VECTORS; i++) {
    const struct w32_products p = w32_products(w32_load((const uint8_t *)a + LANE_BYTES * i),
                                               w32_load((const uint8_t *)b + LANE_BYTES * i));
    sum->of[i].first += p.first;
    sum->of[i].second += p.second;
  }
}

/* The sum over 2^32 modulo q (Montgomery's reduction). The result is below q + sum / 2^32, which is
 * below 2q for sums below 512 q^2. */
LANE_FN w64 product_montgomery(w64 sum) {
  const w64 multiple = w64_multiply_low(sum, w64_set(ML_DSA_MONTGOMERY));
  return sum + w64_multiply_low(multiple, w64_set(ML_DSA_Q));
}

LANE_FN void product_reduce(const struct product_sum *sum, uint32_t w[ML_DSA_N]) {
  for (unsigned i = 0; i < NTT_VECTORS; i++) {
    const struct w32_products reduced = {product_montgomery(sum->of[i].first),
                                         product_montgomery(sum->of[i].second)};
    w32_store(w + LANE32_COUNT * i, w32_high_words(reduced));
  }
}

/* What ends algorithm 42 for a polynomial that went through product_reduce: 2^32 / 256 mod q, and
 * its quotient. */
enum { PRODUCT_SCALE = 16382, PRODUCT_SCALE_QUOTIENT = 8395782 };

#endif

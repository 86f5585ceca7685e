/* A group of the matrix kernel and its local memory: k + l polynomials per signature. Rows 0 to k -
 * 1 hold t1, then w, then w1; the others z. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_GROUP_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_GROUP_GPU_H

#include "kernels/sig/ml_dsa/batch_gpu.h"

/* Words between polynomials. Odd, so that work-items which are at the same coefficient of different
 * ones use different banks. Up to three words after a polynomial are touched and mean nothing. */
#define GROUP_STRIDE (ML_DSA_N + 3)

#define GROUP_HINT_WORDS (ML_DSA_N / 32) /* of a row */

/* The signatures from `first` on. `rejected` has a word for each: not 0 where it cannot be
 * valid. */
struct matrix_group {
  uint64_t first;
  uint32_t signatures;
  GPU_LOCAL uint32_t *polys, *hints, *rejected;
};

LANE_FN GPU_LOCAL uint32_t *group_poly(const struct parameters *p, const struct matrix_group *g,
                                       uint32_t signature, uint32_t row) {
  return g->polys + (signature * (p->k + p->l) + row) * GROUP_STRIDE;
}

LANE_FN GPU_LOCAL uint32_t *group_z(const struct parameters *p, const struct matrix_group *g,
                                    uint32_t signature, uint32_t column) {
  return group_poly(p, g, signature, p->k + column);
}

/* Adding to, and setting bits of, a word that others of the group change as well. */
#if defined(__OPENCL_VERSION__)
LANE_FN void group_add(GPU_LOCAL uint32_t *sum, uint32_t x) {
  atomic_add((volatile GPU_LOCAL uint32_t *)sum, x);
}
LANE_FN void group_set_bits(GPU_LOCAL uint32_t *word, uint32_t x) {
  atomic_or((volatile GPU_LOCAL uint32_t *)word, x);
}
#else
LANE_FN void group_add(GPU_LOCAL uint32_t *sum, uint32_t x) { atomicAdd(sum, x); }
LANE_FN void group_set_bits(GPU_LOCAL uint32_t *word, uint32_t x) { atomicOr(word, x); }
#endif

#endif

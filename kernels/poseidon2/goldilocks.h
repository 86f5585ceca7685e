/* Poseidon2's steps over Goldilocks: core.h. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_H

typedef uint64_t poseidon2_constant;
#define POSEIDON2_ENTRY(x) x
#include "kernels/poseidon2/round_constants.h"

LANE_FN fe goldilocks_power7(fe x) {
  const fe square = fe_square(x), cube = fe_mul(square, x);
  return fe_mul(fe_square(square), cube);
}

LANE_FN fe poseidon2_power(fe element, poseidon2_constant addend) {
  return goldilocks_power7(goldilocks_add_canonical(element, w64_set(addend)));
}

/* What the external layer sums: halves of elements, or three words. */
#if defined(LANE_VECTORS)
#define POSEIDON2_TERM w64
#define POSEIDON2_SUM(a, b) ((a) + (b))
#else
#include "kernels/poseidon2/goldilocks_sum.h"
#endif
#include "kernels/poseidon2/external.h"

#if defined(LANE_VECTORS)
#include "kernels/poseidon2/goldilocks_lanes.h"
#else
#include "kernels/poseidon2/goldilocks_scalar.h"
#endif

#endif

/* Fields whose prime has 31 bits, in Montgomery's form with R = 2^32 (Montgomery: Modular
 * multiplication without trial division, Mathematics of Computation 44, 1985):
 * kernels/field/README.md.
 *
 * The including file defines MONT31_PRIME and FE_TWO_ADICITY. An fe is below the prime.
 */
#ifndef PROOFMARK_KERNELS_FIELD_MONT31_ELEMENT_H
#define PROOFMARK_KERNELS_FIELD_MONT31_ELEMENT_H

#include "kernels/field/mont31/product.h"

#define FE_WORDS 1

/* R and R^2 modulo the prime. */
#define MONT31_R ((uint32_t)((UINT64_C(1) << 32) % MONT31_PRIME))
#define MONT31_R2 ((uint32_t)((uint64_t)MONT31_R * MONT31_R % MONT31_PRIME))

/* A canonical number in the form, for constants. */
#define MONT31(x) ((uint32_t)((((uint64_t)(x) % MONT31_PRIME) << 32) % MONT31_PRIME))

LANE_FN fe fe_zero(void) { return w32_set(0); }
LANE_FN fe fe_one(void) { return w32_set(MONT31_R); }

#if defined(LANE_VECTORS) && defined(__SSE2__) && !defined(__SSE4_1__) /* no minimum of words */
LANE_FN fe fe_add(fe a, fe b) { return mont31_correct(a + b - MONT31_PRIME); }
#else
LANE_FN fe fe_add(fe a, fe b) {
  const w32 sum = a + b;
  return w32_min(sum, sum - MONT31_PRIME);
}
#endif
LANE_FN fe fe_sub(fe a, fe b) { return mont31_correct(a - b); }
LANE_FN fe fe_double(fe a) { return fe_add(a, a); }
LANE_FN fe fe_neg(fe a) { return fe_sub(fe_zero(), a); }

LANE_FN fe fe_mul(fe a, fe b) { return mont31_finish(mont31_product(a, b)); }

#if !defined(LANE_VECTORS)
LANE_FN fe fe_load(const GPU_GLOBAL uint32_t *words) { return words[0]; }
LANE_FN void fe_store(GPU_GLOBAL uint32_t *words, fe a) { words[0] = a; }
#endif

LANE_FN fe fe_square(fe a) { return fe_mul(a, a); }
LANE_FN fe fe_normal(fe a) { return a; }
LANE_FN fe fe_enter(fe canonical) { return fe_mul(canonical, w32_set(MONT31_R2)); }
LANE_FN fe fe_leave(fe a) { return fe_mul(a, w32_set(1)); }
LANE_FN fe fe_scale(fe canonical, fe a) { return fe_mul(canonical, a); }

#endif

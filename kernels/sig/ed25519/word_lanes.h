/* What the cores in lanes share beside lane C: masks, which are words of all ones or of zeros, and
 * loads from a place per lane. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_WORD_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_WORD_LANES_H

#include "kernels/lane/lane.h"

/* A large function that is called from several places stays one. */
#define LANES_ONCE __attribute__((noinline, unused)) static

LANE_FN w64 lanes_equal(w64 a, w64 b) { return (w64)(a == b); }

/* mask ? a : b */
LANE_FN w64 lanes_choose(w64 mask, w64 a, w64 b) { return b ^ ((a ^ b) & mask); }

/* bit ? all ones : 0, for a bit that is 0 or 1. */
LANE_FN w64 lanes_mask(w64 bit) { return w64_set(0) - bit; }

#if defined(__AVX512F__)

LANE_FN w64 lanes_numbers(void) { return (w64){0, 1, 2, 3, 4, 5, 6, 7}; }
LANE_FN w64 lanes_gather(const uint64_t *table, w64 index) {
  return (w64)_mm512_i64gather_epi64((__m512i)index, table, 8);
}

#elif defined(__AVX2__)

LANE_FN w64 lanes_numbers(void) { return (w64){0, 1, 2, 3}; }
LANE_FN w64 lanes_gather(const uint64_t *table, w64 index) {
  return (w64)_mm256_i64gather_epi64((const long long *)table, (__m256i)index, 8);
}

#endif

#endif

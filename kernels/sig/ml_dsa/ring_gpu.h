/* The ring of ML-DSA on a GPU: products of two variables, the NTT's layers on 16 coefficients,
 * hints.
 *
 * Numbers mod q are kept in [0, c q) for small c, which the comments say, so that a sum or a
 * difference is one instruction.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_RING_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_RING_GPU_H

#include "kernels/lane/gpu.h"
#include "kernels/sig/ml_dsa/core.h"
#include "kernels/sig/ml_dsa/zetas.h"

/* What ends the inverse NTT of a sum of ring_multiply's products: 2^32 / 256 mod q, and its
 * quotient. */
#define RING_SCALE 16382u
#define RING_SCALE_QUOTIENT 8395782u

/* (product + m q) / 2^32, where the lower words' sum is 0 mod 2^32 and the whole below 2^64. For
 * CUDA as a pair of instructions which the assembler makes one; of the sum in C it makes two. */
#if defined(__CUDACC__)
LANE_FN w32 ring_reduced(w64 product, w32 m) {
  w32 high;
  asm("{\n\t"
      ".reg .u32 low;\n\t"
      "mad.lo.cc.u32 low, %1, %2, %3;\n\t"
      "madc.hi.u32 %0, %1, %2, %4;\n\t"
      "}"
      : "=r"(high)
      : "r"(m), "n"(ML_DSA_Q), "r"(w64_low(product)), "r"(w64_high(product)));
  return high;
}
#else
LANE_FN w32 ring_reduced(w64 product, w32 m) { return (w32)((product + (w64)m * ML_DSA_Q) >> 32); }
#endif

/* Montgomery's product a b / 2^32, at most q + a b / 2^32, for a b < 2^63. */
LANE_FN w32 ring_multiply(w32 a, w32 b) {
  const w64 product = (w64)a * b;
  return ring_reduced(product, (w32)product * ML_DSA_MONTGOMERY);
}

/* From [0, 2 q) to [0, q): below zero the difference is the larger one. */
LANE_FN w32 ring_canonical(w32 a) { return min(a, a - ML_DSA_Q); }

/* Below 2 q for any a: 2^23 = q + 2^13 - 1, and a / 2^23 < 2^9. */
LANE_FN w32 ring_reduce(w32 a) { return a - (a >> 23) * ML_DSA_Q; }

LANE_FN w32 ring_multiply_zeta(w32 a, uint32_t n) {
  return ml_dsa_multiply(a, ml_dsa_zeta[n], ml_dsa_zeta_quotient[n]);
}

/* Four of the eight layers of FIPS 204, algorithm 41, on 16 coefficients. root 1: on n, n + 16, n +
 * 32, ... (layers 1 to 4); root 16 + b: on 16 b, 16 b + 1, ... (5 to 8). Grows by at most 8 q. */
LANE_FN void ring_ntt16(w32 x[16], uint32_t root) {
  LANE_UNROLL
  for (int layer = 0; layer < 4; layer++) {
    const int distance = 8 >> layer;
    LANE_UNROLL
    for (int pair = 0; pair < 8; pair++) {
      const int block = pair / distance, low = 2 * distance * block + pair % distance;
      const w32 t = ring_multiply_zeta(x[low + distance], (root << layer) + block);
      x[low + distance] = x[low] + 2 * ML_DSA_Q - t;
      x[low] += t;
    }
  }
}

/* Four layers of algorithm 42, likewise: root 31 - b on 16 b, 16 b + 1, ... (its first four), root
 * 1 on n, n + 16, ... (its last). Input below bound q, bound at most 16; result below 16 bound q.
 * The standard's -zeta is in the order of the difference. */
LANE_FN void ring_inverse_ntt16(w32 x[16], uint32_t root, uint32_t bound) {
  LANE_UNROLL
  for (int layer = 3; layer >= 0; layer--) {
    const int distance = 8 >> layer;
    LANE_UNROLL
    for (int pair = 0; pair < 8; pair++) {
      const int block = pair / distance, low = 2 * distance * block + pair % distance;
      const w32 t = x[low + distance] + (bound << (3 - layer)) * ML_DSA_Q - x[low];
      x[low] += x[low + distance];
      x[low + distance] = ring_multiply_zeta(t, (root << layer) + (1 << layer) - 1 - block);
    }
  }
}

/* Algorithm 40, UseHint, on r in [0, q), with a hint of 0 or 1. A remainder r0 above gamma2 counts
 * as negative. The last interval, whose r0 is 0 or negative, belongs to r1 = 0, which is the same
 * modulo m. */
LANE_FN w32 ring_use_hint(w32 r, uint32_t hint, uint32_t gamma2) {
  const uint32_t m = (ML_DSA_Q - 1) / (2 * gamma2);
  const w32 r1 = ml_dsa_high_bits(r, gamma2);
  const w32 step = r > r1 * (2 * gamma2) ? 1 : m - 1;
  const w32 w1 = r1 + hint * step;
  return min(w1, w1 - m);
}

#endif

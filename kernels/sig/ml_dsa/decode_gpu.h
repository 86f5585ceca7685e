/* What keys and signatures hold, taken out of their bytes. A polynomial is loaded in parts of 16
 * coefficients: n, n + 16, n + 32, ... */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_DECODE_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_DECODE_GPU_H

#include "kernels/sig/ml_dsa/bytes_gpu.h"
#include "kernels/sig/ml_dsa/group_gpu.h"

/* Algorithm 23, pkDecode: row `row` of t1, times 2^13. */
LANE_FN void decode_t1(const struct gpu_batch *b, uint64_t i, uint32_t row, uint32_t n, w32 x[16]) {
  const uint64_t at = batch_input(b, i) * b->key_bytes + ML_DSA_SEED_BYTES + ML_DSA_T1_BYTES * row;
  LANE_UNROLL
  for (uint32_t m = 0; m < 16; m++)
    x[m] = bytes_bits(b->keys, at, 10 * (n + 16 * m), 10) << ML_DSA_D;
}

LANE_FN void decode_c(const GPU_GLOBAL uint32_t *ball, uint32_t n, w32 x[16]) {
  LANE_UNROLL
  for (uint32_t m = 0; m < 16; m++) {
    const uint32_t bit = n + 16 * (m % 2);
    const w32 nonzero = ball[m / 2] >> bit & 1, negative = ball[ML_DSA_N / 32 + m / 2] >> bit & 1;
    x[m] = nonzero + negative * (ML_DSA_Q - 2);
  }
}

/* Algorithm 27, sigDecode, with algorithm 19: the packed numbers are gamma1 - z. Returns whether
 * one is too large: |z| >= gamma1 - beta. */
LANE_FN bool decode_z(const struct parameters *p, const struct gpu_batch *b, uint64_t i,
                      uint32_t column, uint32_t n, w32 x[16]) {
  const uint32_t gamma1 = 1u << p->gamma1_bits, bits = 1 + p->gamma1_bits;
  const uint64_t at = batch_z(p, batch_signature(p, b, i), column);
  bool too_large = false;
  LANE_UNROLL
  for (uint32_t m = 0; m < 16; m++) {
    const w32 packed = bytes_bits(b->signatures, at, bits * (n + 16 * m), bits);
    too_large |= packed - p->beta - 1 >= 2 * (gamma1 - p->beta) - 1;
    x[m] = ML_DSA_Q + gamma1 - packed;
  }
  return too_large;
}

/* Algorithm 21, HintBitUnpack, for one row: positions, each above the one before, from where the
 * row before ends; after the last row zeros. Returns whether it is well-formed. */
LANE_FN bool decode_hint(const struct parameters *p, const GPU_GLOBAL uint8_t *y, uint32_t row,
                         GPU_LOCAL uint32_t *bits) {
  const uint32_t first = row ? y[p->omega + row - 1] : 0, end = y[p->omega + row];
  bool well_formed = true;
  for (uint32_t w = 0; w < GROUP_HINT_WORDS; w++)
    bits[w] = 0;
  if (end < first || end > p->omega)
    return false;
  BYTES_ROLLED
  for (uint32_t at = first; at < end; at++) {
    const uint32_t n = y[at];
    well_formed &= at == first || n > y[at - 1];
    bits[n / 32] |= 1u << n % 32;
  }
  BYTES_ROLLED
  for (uint32_t at = end; row + 1 == p->k && at < p->omega; at++)
    well_formed &= y[at] == 0;
  return well_formed;
}

LANE_FN void decode_hints(const struct parameters *p, const struct gpu_batch *b,
                          const struct matrix_group *g) {
  const uint32_t item = gpu_local_id(), signature = item / p->k, row = item % p->k;
  if (signature >= g->signatures)
    return;
  const uint64_t at = batch_hint(p, batch_signature(p, b, g->first + signature));
  if (!decode_hint(p, b->signatures + at, row, g->hints + item * GROUP_HINT_WORDS))
    group_set_bits(g->rejected + signature, 1);
}

#endif

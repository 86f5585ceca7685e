/* A z without A: each element of A is sampled by one work-item (FIPS 204, algorithms 32 and 30),
 * which multiplies every coefficient with that of z at once and adds the product to w. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_SAMPLE_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_SAMPLE_GPU_H

#include "kernels/sig/ml_dsa/group_gpu.h"
#include "kernels/sig/ml_dsa/ring_gpu.h"
#include "kernels/sig/ml_dsa/shake_gpu.h"

/* Where the sampler of an element of A is: at coefficient n of z and w. */
struct sample_place {
  const GPU_LOCAL uint32_t *z;
  GPU_LOCAL uint32_t *w;
};

/* Adds a coefficient of A times z. A product is below 1.1 q, and seven of them with the 2 q above
 * are below 10 q. */
LANE_FN void sample_multiply(struct sample_place at, uint32_t n, w32 a) {
  group_add(at.w + n, ring_multiply(a, at.z[n]));
}

/* Four candidates of which some may be no coefficients: algorithm 14, CoeffFromThreeBytes. */
LANE_FN void sample_take_some(struct sample_place *at, const w32 candidates[4]) {
  w32 c[4] = {candidates[0], candidates[1], candidates[2], candidates[3]};
  BYTES_ROLLED
  for (int i = 0; i < 4; i++) {
    if (c[0] < ML_DSA_Q) {
      sample_multiply(*at, 0, c[0]);
      at->z++, at->w++;
    }
    c[0] = c[1], c[1] = c[2], c[2] = c[3];
  }
}

/* The four candidates in three words of the stream; in 996 of 1000 cases they are all coefficients,
 * the next four. One that is not carries into bit 23 when 2^23 - q is added. */
LANE_FN void sample_take_words(struct sample_place *at, w32 low, w32 middle, w32 high) {
  const w32 mask = 0x7fffff, carry = (1u << 23) - ML_DSA_Q;
  w32 c[4] = {low & mask, gpu_funnel(low, middle, 24) & mask, gpu_funnel(middle, high, 16) & mask,
              high >> 8 & mask};
  const w32 carries =
      w32_add(c[0], carry) | w32_add(c[1], carry) | w32_add(c[2], carry) | w32_add(c[3], carry);
  if (carries >> 23) {
    sample_take_some(at, c);
    return;
  }
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    sample_multiply(*at, i, c[i]);
  at->z += 4, at->w += 4;
}

/* What a block of SHAKE128 gives, up to the last coefficient or at most three after it. */
LANE_FN void sample_take_block(struct sample_place *at, const GPU_LOCAL uint32_t *end,
                               const w64 a[KECCAK_STATE_WORDS]) {
  w32 words[2 * SHAKE128_RATE_WORDS];
  LANE_UNROLL
  for (int i = 0; i < SHAKE128_RATE_WORDS; i++)
    gpu_split64(a[i], words + 2 * i);
  LANE_UNROLL
  for (int i = 0; i < 2 * SHAKE128_RATE_WORDS; i += 3)
    if (at->w < end)
      sample_take_words(at, words[i], words[i + 1], words[i + 2]);
}

/* The element of A in `row` and `column`. */
LANE_FN void sample_element(const GPU_GLOBAL uint64_t *rho, uint32_t row, uint32_t column,
                            const GPU_LOCAL uint32_t *z, GPU_LOCAL uint32_t *w) {
  w64 a[KECCAK_STATE_WORDS];
  shake_clear(a, 0);
  LANE_UNROLL
  for (int i = 0; i < ML_DSA_SEED_BYTES / 8; i++)
    a[i] = rho[i];
  a[ML_DSA_SEED_BYTES / 8] = column | row << 8 | (w32)SHAKE_SUFFIX << 16;
  a[SHAKE128_RATE_WORDS - 1] = SHAKE_END;
  struct sample_place at = {z, w};
  BYTES_ROLLED
  while (at.w < w + ML_DSA_N) {
    keccak_f1600(a);
    sample_take_block(&at, w + ML_DSA_N, a);
  }
}

/* w += A z, for all elements of A. Neighbours are at the same place of different rows of w. */
LANE_FN void sample_a_z(const struct parameters *p, const struct gpu_batch *b,
                        const struct matrix_group *g) {
  const uint32_t item = gpu_local_id(), row = item % p->k;
  const uint32_t signature = item / p->k % g->signatures, column = item / p->k / g->signatures;
  if (column < p->l)
    sample_element((const GPU_GLOBAL uint64_t *)batch_key(b, g->first + signature), row, column,
                   group_z(p, g, signature, column), group_poly(p, g, signature, row));
  gpu_barrier();
}

#endif

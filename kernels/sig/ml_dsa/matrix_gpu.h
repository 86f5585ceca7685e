/* The second kernel: w1 from z, h, c and the key, by FIPS 204, algorithm 8, lines 1 to 5, 9 and 10,
 * a few signatures per group. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_MATRIX_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_MATRIX_GPU_H

#include "kernels/sig/ml_dsa/sample_gpu.h"
#include "kernels/sig/ml_dsa/transform_gpu.h"

/* w = -c t1 2^13, in t1's place. Here and until the NTT is undone, w is divided by 2^32. c and t1
 * are below 18 q, their product below 2 q. */
LANE_FN void matrix_subtract_c_t1(const struct parameters *p, const struct matrix_group *g) {
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < g->signatures * ML_DSA_N;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t signature = task / ML_DSA_N, n = task % ML_DSA_N;
    const w32 c = group_poly(p, g, signature, p->k)[n];
    for (uint32_t row = 0; row < p->k; row++) {
      GPU_LOCAL uint32_t *w = group_poly(p, g, signature, row) + n;
      *w = 2 * ML_DSA_Q - ring_multiply(c, *w);
    }
  }
  gpu_barrier();
}

/* w = A z - c t1 2^13 from a prepared key. c is in row 0. */
LANE_FN void matrix_multiply_prepared(const struct parameters *p, const struct gpu_batch *b,
                                      const struct matrix_group *g) {
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < g->signatures * ML_DSA_N;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t signature = task / ML_DSA_N, n = task % ML_DSA_N;
    const GPU_GLOBAL uint32_t *key =
        (const GPU_GLOBAL uint32_t *)batch_key(b, g->first + signature) + n;
    const w32 c = group_poly(p, g, signature, 0)[n];
    BYTES_ROLLED
    for (uint32_t row = 0; row < p->k; row++) {
      w32 w = 2 * ML_DSA_Q - ring_multiply(c, key[ML_DSA_PREPARED_T(p->k, p->l, row) / 4]);
      LANE_UNROLL
      for (uint32_t column = 0; column < p->l; column++)
        w += ring_multiply(key[ML_DSA_PREPARED_A(p->l, row, column) / 4],
                           group_z(p, g, signature, column)[n]);
      group_poly(p, g, signature, row)[n] = w;
    }
  }
  gpu_barrier();
}

/* w1 from the first half of w's inverse NTT: the second half, UseHint. */
LANE_FN void matrix_w1(const struct parameters *p, const struct matrix_group *g) {
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < g->signatures * p->k * TRANSFORM_PARTS;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t n = task % TRANSFORM_PARTS, poly = task / TRANSFORM_PARTS;
    GPU_LOCAL uint32_t *w = group_poly(p, g, poly / p->k, poly % p->k);
    const GPU_LOCAL uint32_t *hint = g->hints + poly * GROUP_HINT_WORDS;
    w32 x[16];
    LANE_UNROLL
    for (int m = 0; m < 16; m++)
      x[m] = w[n + 16 * m];
    ring_inverse_ntt16(x, 1, 2);
    LANE_UNROLL
    for (int m = 0; m < 16; m++)
      x[m] = ring_use_hint(ring_canonical(ml_dsa_multiply(x[m], RING_SCALE, RING_SCALE_QUOTIENT)),
                           hint[m / 2] >> (n + 16 * (m % 2)) & 1, p->gamma2);
    transform_store_column(w, n, x);
  }
  gpu_barrier();
}

/* Algorithm 28, w1Encode: 16 coefficients are two or three words. */
LANE_FN void matrix_pack_w1(const struct parameters *p, const struct gpu_batch *b,
                            const struct matrix_group *g) {
  const uint32_t polys = g->signatures * p->k, bits = ML_DSA_W1_BITS(p->gamma2);
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < polys * TRANSFORM_PARTS;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t poly = task % polys, part = task / polys;
    const uint32_t signature = poly / p->k, row = poly % p->k;
    GPU_GLOBAL uint32_t *to = batch_scratch(p, b, g->first + signature) + ML_DSA_GPU_W1 +
                              (row * TRANSFORM_PARTS + part) * bits / 2;
    w32 x[16], words[4] = {0, 0, 0, 0};
    transform_load_block(group_poly(p, g, signature, row), part, x);
    LANE_UNROLL
    for (uint32_t m = 0; m < 16; m++) {
      const uint32_t word = m * bits / 32, shift = m * bits % 32;
      words[word] |= x[m] << shift;
      if (shift + bits > 32)
        words[word + 1] |= x[m] >> (32 - shift);
    }
    LANE_UNROLL
    for (uint32_t w = 0; w < 3; w++)
      if (w < bits / 2)
        to[w] = words[w];
  }
}

LANE_FN void matrix_kernel(const struct parameters *p, const struct gpu_batch *b,
                           const struct matrix_group *g) {
  const bool prepared = batch_keys_are_prepared(p, b);
  const uint32_t t1_rows = prepared ? 0 : p->k, item = gpu_local_id();
  if (item < g->signatures)
    g->rejected[item] = 0;
  gpu_barrier();
  decode_hints(p, b, g);
  transform_c_and_t1(p, b, g, t1_rows);
  transform_end(p, g, 0, t1_rows + 1);
  if (!prepared)
    matrix_subtract_c_t1(p, g);
  transform_z(p, b, g);
  transform_end(p, g, p->k, p->l);
  if (prepared)
    matrix_multiply_prepared(p, b, g);
  else
    sample_a_z(p, b, g);
  transform_w(p, g);
  matrix_w1(p, g);
  matrix_pack_w1(p, b, g);
  if (item < g->signatures)
    batch_scratch(p, b, g->first + item)[ML_DSA_GPU_REJECTED(p->k, p->gamma2)] = g->rejected[item];
}

#endif

/* The NTTs of a group's polynomials (FIPS 204, algorithms 41 and 42). A work-item's share is 16
 * coefficients of a polynomial, in registers for four of the eight layers; then, after a barrier,
 * it takes 16 others for the other four. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_TRANSFORM_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_TRANSFORM_GPU_H

#include "kernels/sig/ml_dsa/decode_gpu.h"
#include "kernels/sig/ml_dsa/ring_gpu.h"

#define TRANSFORM_PARTS 16 /* of a polynomial */

LANE_FN void transform_store_column(GPU_LOCAL uint32_t *poly, uint32_t n, const w32 x[16]) {
  LANE_UNROLL
  for (int m = 0; m < 16; m++)
    poly[n + 16 * m] = x[m];
}

LANE_FN void transform_load_block(const GPU_LOCAL uint32_t *poly, uint32_t part, w32 x[16]) {
  LANE_UNROLL
  for (int m = 0; m < 16; m++)
    x[m] = poly[16 * part + m];
}

LANE_FN void transform_store_block(GPU_LOCAL uint32_t *poly, uint32_t part, const w32 x[16]) {
  LANE_UNROLL
  for (int m = 0; m < 16; m++)
    poly[16 * part + m] = x[m];
}

/* The first half for c and, where `t1_rows` is not 0, t1, which it leaves in the rows before c. */
LANE_FN void transform_c_and_t1(const struct parameters *p, const struct gpu_batch *b,
                                const struct matrix_group *g, uint32_t t1_rows) {
  const uint32_t rows = t1_rows + 1;
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < g->signatures * rows * TRANSFORM_PARTS;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t n = task % TRANSFORM_PARTS, poly = task / TRANSFORM_PARTS;
    const uint32_t signature = poly / rows, row = poly % rows;
    w32 x[16];
    if (row < t1_rows)
      decode_t1(b, g->first + signature, row, n, x);
    else
      decode_c(batch_scratch(p, b, g->first + signature) + ML_DSA_GPU_BALL, n, x);
    ring_ntt16(x, 1);
    transform_store_column(group_poly(p, g, signature, row), n, x);
  }
  gpu_barrier();
}

/* The first half for z, and whether that is small enough. */
LANE_FN void transform_z(const struct parameters *p, const struct gpu_batch *b,
                         const struct matrix_group *g) {
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < g->signatures * p->l * TRANSFORM_PARTS;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t n = task % TRANSFORM_PARTS, poly = task / TRANSFORM_PARTS;
    const uint32_t signature = poly / p->l, column = poly % p->l;
    w32 x[16];
    if (decode_z(p, b, g->first + signature, column, n, x))
      group_set_bits(g->rejected + signature, 1);
    ring_ntt16(x, 1);
    transform_store_column(group_z(p, g, signature, column), n, x);
  }
  gpu_barrier();
}

/* The second half, for `rows` rows of each signature. Neighbours take the same part of different
 * polynomials: for the banks, see GROUP_STRIDE. */
LANE_FN void transform_end(const struct parameters *p, const struct matrix_group *g,
                           uint32_t first_row, uint32_t rows) {
  const uint32_t polys = g->signatures * rows;
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < polys * TRANSFORM_PARTS;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t poly = task % polys, part = task / polys;
    GPU_LOCAL uint32_t *to = group_poly(p, g, poly / rows, first_row + poly % rows);
    w32 x[16];
    transform_load_block(to, part, x);
    ring_ntt16(x, 16 + part);
    transform_store_block(to, part, x);
  }
  gpu_barrier();
}

/* The first half of the inverse for w, which is below 10 q. */
LANE_FN void transform_w(const struct parameters *p, const struct matrix_group *g) {
  const uint32_t polys = g->signatures * p->k;
  BYTES_ROLLED
  for (uint32_t task = gpu_local_id(); task < polys * TRANSFORM_PARTS;
       task += ML_DSA_GPU_MATRIX_GROUP) {
    const uint32_t poly = task % polys, part = task / polys;
    GPU_LOCAL uint32_t *w = group_poly(p, g, poly / p->k, poly % p->k);
    w32 x[16];
    transform_load_block(w, part, x);
    ring_inverse_ntt16(x, 31 - part, 10);
    LANE_UNROLL
    for (int m = 0; m < 16; m++)
      x[m] = ring_reduce(x[m]);
    transform_store_block(w, part, x);
  }
  gpu_barrier();
}

#endif

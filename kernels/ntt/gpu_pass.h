/* The passes of a transform on a GPU, over an element.h. The including file defines NTT_LOG_TILE,
 * the logarithm of the elements that a group holds in local memory, and NTT_GROUP, its work-items.
 *
 * The transform is the tree of kernels/ntt/gpu_tables.h: level l has 2^l blocks, each with one root
 * z, and a butterfly is (x + z·y, x - z·y), of the inverse transform (x + y, (x - y)/z), on
 * elements that are half a block apart. A pass does `levels` levels from `level` on. Between the
 * first element of a block and that which takes part in the same butterflies there are 2^levels
 * rows, `span` elements apart; what lies in between, columns of a matrix as well as elements of a
 * column, is independent. So a group takes 2^log_columns neighbours in all rows, which is what
 * memory likes to be read in, and where a span is shorter than that, several blocks.
 *
 *   in, out            arrays of transforms of in_size and out_size elements (columns of a matrix
 *                      included) each, canonical; what a transform reads beyond in_size is 0
 *   roots              one of each block, which is the same for all levels, or, with nodes = 1, of
 *                      each block of each level, level l from 2^l on
 *   blocks             in all transforms
 *   scale              0, or which of the roots everything is multiplied by in the end
 */
#ifndef PROOFMARK_KERNELS_NTT_GPU_PASS_H
#define PROOFMARK_KERNELS_NTT_GPU_PASS_H

#include "kernels/lane/gpu.h"

#define NTT_TILE (1u << NTT_LOG_TILE)
#define NTT_TILE_PADDED (NTT_TILE + NTT_TILE / 32)

/* Where element i of a tile lies: rows that are a power of two apart in different banks. */
LANE_FN uint32_t ntt_place(uint32_t i) { return i + i / 32; }

struct ntt_shape {
  uint32_t level, levels, log_columns, nodes;
  uint64_t first_block; /* of the tile */
};

/* A row of a block of the tile, in a column. */
LANE_FN uint32_t ntt_index(const struct ntt_shape *p, uint32_t block, uint32_t row,
                           uint32_t column) {
  return (((block << p->levels) + row) << p->log_columns) + column;
}

/* The root of part `part` of a tile's block, `depth` levels below the pass's first. */
LANE_FN fe ntt_root(const struct ntt_shape *p, const GPU_GLOBAL uint32_t *roots, uint32_t block,
                    uint32_t depth, uint32_t part) {
  const uint64_t number = (p->first_block + block) & ((UINT64_C(1) << p->level) - 1);
  const uint64_t at = (number << depth) + part;
  return fe_load(roots + (at + (p->nodes ? UINT64_C(1) << (p->level + depth) : 0)) * FE_WORDS);
}

LANE_FN void ntt_forward_butterfly(fe *x, fe *y, fe root) {
  const fe product = fe_mul(*y, root), sum = fe_add(*x, product);
  *y = fe_sub(*x, product);
  *x = sum;
}
LANE_FN void ntt_inverse_butterfly(fe *x, fe *y, fe root) {
  const fe difference = fe_sub(*x, *y);
  *x = fe_add(*x, *y);
  *y = fe_mul(difference, root);
}

/* One level of a tile. */
LANE_FN void ntt_single(GPU_LOCAL fe *tile, const struct ntt_shape *p,
                        const GPU_GLOBAL uint32_t *roots, uint32_t depth, bool inverse) {
  const uint32_t log_half = p->levels - depth - 1;
  for (uint32_t i = gpu_local_id(); i < NTT_TILE / 2; i += NTT_GROUP) {
    const uint32_t column = i & ((1u << p->log_columns) - 1), rest = i >> p->log_columns;
    const uint32_t j = rest & ((1u << log_half) - 1);
    const uint32_t part = (rest >> log_half) & ((1u << depth) - 1);
    const uint32_t block = rest >> (p->levels - 1);
    const uint32_t row = (part << (log_half + 1)) + j;
    const uint32_t at0 = ntt_place(ntt_index(p, block, row, column));
    const uint32_t at1 = ntt_place(ntt_index(p, block, row + (1u << log_half), column));
    const fe root = ntt_root(p, roots, block, depth, part);
    fe x = tile[at0], y = tile[at1];
    if (inverse)
      ntt_inverse_butterfly(&x, &y, root);
    else
      ntt_forward_butterfly(&x, &y, root);
    tile[at0] = x, tile[at1] = y;
  }
  gpu_barrier();
}

/* Two levels, from `depth` on, of four elements at a time. */
LANE_FN void ntt_double(GPU_LOCAL fe *tile, const struct ntt_shape *p,
                        const GPU_GLOBAL uint32_t *roots, uint32_t depth, bool inverse) {
  const uint32_t log_quarter = p->levels - depth - 2;
  for (uint32_t i = gpu_local_id(); i < NTT_TILE / 4; i += NTT_GROUP) {
    const uint32_t column = i & ((1u << p->log_columns) - 1), rest = i >> p->log_columns;
    const uint32_t j = rest & ((1u << log_quarter) - 1);
    const uint32_t part = (rest >> log_quarter) & ((1u << depth) - 1);
    const uint32_t block = rest >> (p->levels - 2);
    const uint32_t row = (part << (log_quarter + 2)) + j;
    uint32_t at[4];
    fe x[4];
    LANE_UNROLL
    for (int k = 0; k < 4; k++) {
      at[k] = ntt_place(ntt_index(p, block, row + ((uint32_t)k << log_quarter), column));
      x[k] = tile[at[k]];
    }
    const fe upper = ntt_root(p, roots, block, depth, part);
    const fe lower0 = ntt_root(p, roots, block, depth + 1, 2 * part);
    const fe lower1 = ntt_root(p, roots, block, depth + 1, 2 * part + 1);
    if (inverse) {
      ntt_inverse_butterfly(&x[0], &x[1], lower0);
      ntt_inverse_butterfly(&x[2], &x[3], lower1);
      ntt_inverse_butterfly(&x[0], &x[2], upper);
      ntt_inverse_butterfly(&x[1], &x[3], upper);
    } else {
      ntt_forward_butterfly(&x[0], &x[2], upper);
      ntt_forward_butterfly(&x[1], &x[3], upper);
      ntt_forward_butterfly(&x[0], &x[1], lower0);
      ntt_forward_butterfly(&x[2], &x[3], lower1);
    }
    LANE_UNROLL
    for (int k = 0; k < 4; k++)
      tile[at[k]] = x[k];
  }
  gpu_barrier();
}

/* Down the levels two at a time, an odd one first; the inverse back up. */
LANE_FN void ntt_forward_tile(GPU_LOCAL fe *tile, const struct ntt_shape *p,
                              const GPU_GLOBAL uint32_t *roots) {
  if (p->levels % 2)
    ntt_single(tile, p, roots, 0, false);
  for (uint32_t depth = p->levels % 2; depth < p->levels; depth += 2)
    ntt_double(tile, p, roots, depth, false);
}
LANE_FN void ntt_inverse_tile(GPU_LOCAL fe *tile, const struct ntt_shape *p,
                              const GPU_GLOBAL uint32_t *roots) {
  for (uint32_t depth = p->levels; depth >= 2; depth -= 2)
    ntt_double(tile, p, roots, depth - 2, true);
  if (p->levels % 2)
    ntt_single(tile, p, roots, 0, true);
}

/* Where element i of the tile is in its transform, and which transform that is; whether there is
 * one. */
LANE_FN bool ntt_position(const struct ntt_shape *p, uint32_t i, uint64_t first_column,
                          uint64_t span, uint64_t blocks, uint64_t *transform, uint64_t *position) {
  const uint32_t column = i & ((1u << p->log_columns) - 1), rest = i >> p->log_columns;
  const uint32_t row = rest & ((1u << p->levels) - 1);
  const uint64_t block = p->first_block + (rest >> p->levels), at = first_column + column;
  const uint64_t number = block & ((UINT64_C(1) << p->level) - 1);
  *transform = block >> p->level;
  *position = ((number << p->levels) + row) * span + at;
  return block < blocks && at < span;
}

#define NTT_PASS(name, transform_tile)                                                             \
  GPU_KERNEL(NTT_GROUP)                                                                            \
  name(const GPU_GLOBAL uint32_t *in, GPU_GLOBAL uint32_t *out,                                    \
       const GPU_GLOBAL uint32_t *GPU_RESTRICT roots, uint32_t level, uint32_t levels,             \
       uint32_t log_columns, uint64_t span, uint64_t blocks, uint64_t in_size, uint64_t out_size,  \
       uint32_t nodes, uint64_t scale) {                                                           \
    GPU_LOCAL_ARRAY fe tile[NTT_TILE_PADDED];                                                      \
    const uint64_t strips = (span + (UINT64_C(1) << log_columns) - 1) >> log_columns;              \
    const uint64_t group = gpu_group_id(), first_column = (group % strips) << log_columns;         \
    struct ntt_shape p;                                                                            \
    p.level = level, p.levels = levels, p.log_columns = log_columns, p.nodes = nodes;              \
    p.first_block = (group / strips) << (NTT_LOG_TILE - levels - log_columns);                     \
    uint64_t transform, position;                                                                  \
    for (uint32_t i = gpu_local_id(); i < NTT_TILE; i += NTT_GROUP) {                              \
      const bool there = ntt_position(&p, i, first_column, span, blocks, &transform, &position);   \
      tile[ntt_place(i)] = there && position < in_size                                             \
                               ? fe_load(in + (transform * in_size + position) * FE_WORDS)         \
                               : fe_zero();                                                        \
    }                                                                                              \
    gpu_barrier();                                                                                 \
    transform_tile(tile, &p, roots);                                                               \
    for (uint32_t i = gpu_local_id(); i < NTT_TILE; i += NTT_GROUP) {                              \
      if (!ntt_position(&p, i, first_column, span, blocks, &transform, &position))                 \
        continue;                                                                                  \
      fe x = tile[ntt_place(i)];                                                                   \
      if (scale)                                                                                   \
        x = fe_mul(x, fe_load(roots + scale * FE_WORDS));                                          \
      fe_store(out + (transform * out_size + position) * FE_WORDS, fe_normal(x));                  \
    }                                                                                              \
  }

NTT_PASS(ntt_forward_pass, ntt_forward_tile)
NTT_PASS(ntt_inverse_pass, ntt_inverse_tile)

#endif

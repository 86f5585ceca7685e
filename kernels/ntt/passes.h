/* The transform of every column of a tile (tile.h), in place: coefficients in their order to values
 * in bit-reversed order, and back.
 *
 * A block is what lies below one node. A block that the first cache holds goes through the passes
 * one by one; a larger one goes through its first pass, and then its parts follow one after the
 * other. The inverse is the same backwards. */
#ifndef PROOFMARK_KERNELS_NTT_PASSES_H
#define PROOFMARK_KERNELS_NTT_PASSES_H

#include "kernels/ntt/dft.h"
#include "kernels/ntt/tables.h"

enum { NTT_BLOCK_BYTES = 32768 };

LANE_FN void ntt_times_factors(ntt_vector *v, size_t step, unsigned radix,
                               const struct ntt_constant *factors) {
  NTT_UNROLL
  for (unsigned i = 1; i < radix; i++)
    v[i * step] = ntt_times(v[i * step], ntt_factor_set(factors[i - 1]));
}

/* What a pass does to 2^log_radix elements below a node; `factors` are the node's, NULL at node
 * 0. */
LANE_FN void ntt_step(ntt_vector *v, size_t step, unsigned log_radix,
                      const struct ntt_constant *factors, const struct ntt_roots *roots,
                      bool inverse) {
  if (factors && !inverse)
    ntt_times_factors(v, step, 1u << log_radix, factors);
  ntt_dft(v, step, log_radix, roots, inverse);
  if (factors && inverse)
    ntt_times_factors(v, step, 1u << log_radix, factors);
}

/* To all elements below a node, `stride` vectors apart. */
LANE_FN void ntt_node(ntt_vector *block, size_t stride, unsigned log_radix,
                      const struct ntt_constant *factors, const struct ntt_roots *roots,
                      bool inverse) {
  for (size_t j = 0; j < stride; j++) {
#if defined(LANE_VECTORS)
    ntt_vector v[NTT_RADIX_MAX];
    LANE_UNROLL
    for (unsigned i = 0; i < 1u << log_radix; i++)
      v[i] = block[i * stride + j];
    ntt_step(v, 1, log_radix, factors, roots, inverse);
    LANE_UNROLL
    for (unsigned i = 0; i < 1u << log_radix; i++)
      block[i * stride + j] = v[i];
#else
    ntt_step(block + j, stride, log_radix, factors, roots, inverse);
#endif
  }
}

/* Nodes first up to last of a pass; the first one's elements begin the block. */
struct ntt_nodes {
  ntt_vector *block;
  size_t stride;
  uint64_t first, last;
  const struct ntt_constant *factors; /* of the pass */
  const struct ntt_roots *roots;
};

#define NTT_NODES(name, log_radix, inverse)                                                        \
  __attribute__((noinline)) static void name(const struct ntt_nodes *n) {                          \
    enum { RADIX = 1 << (log_radix) };                                                             \
    ntt_vector *block = n->block;                                                                  \
    uint64_t node = n->first;                                                                      \
    if (node == 0) {                                                                               \
      ntt_node(block, n->stride, log_radix, NULL, n->roots, inverse);                              \
      node++, block += n->stride * RADIX;                                                          \
    }                                                                                              \
    for (; node < n->last; node++, block += n->stride * RADIX)                                     \
      ntt_node(block, n->stride, log_radix, n->factors + node * (RADIX - 1), n->roots, inverse);   \
  }
NTT_NODES(ntt_nodes_2, 1, false)
NTT_NODES(ntt_nodes_4, 2, false)
NTT_NODES(ntt_nodes_8, 3, false)
NTT_NODES(ntt_nodes_16, 4, false)
NTT_NODES(ntt_inverse_nodes_2, 1, true)
NTT_NODES(ntt_inverse_nodes_4, 2, true)
NTT_NODES(ntt_inverse_nodes_8, 3, true)
NTT_NODES(ntt_inverse_nodes_16, 4, true)
#undef NTT_NODES

typedef void ntt_nodes_fn(const struct ntt_nodes *nodes);
static ntt_nodes_fn *const ntt_nodes_forward[NTT_RADIX_LOG_MAX + 1] = {
    NULL, ntt_nodes_2, ntt_nodes_4, ntt_nodes_8, ntt_nodes_16};
static ntt_nodes_fn *const ntt_nodes_inverse[NTT_RADIX_LOG_MAX + 1] = {
    NULL, ntt_inverse_nodes_2, ntt_inverse_nodes_4, ntt_inverse_nodes_8, ntt_inverse_nodes_16};

/* A block, and the node that it lies below, on the first level of pass `pass`. */
struct ntt_block {
  ntt_vector *vectors;
  size_t width; /* of an element */
  unsigned pass;
  uint64_t node;
};

static size_t ntt_block_vectors(const struct ntt_transform *t, const struct ntt_block *b) {
  return b->width << (t->log_size - t->pass[b->pass].log_nodes);
}

/* Pass p on all nodes of the block. */
static void ntt_pass(const struct ntt_transform *t, const struct ntt_block *b, unsigned p,
                     bool inverse) {
  const struct ntt_pass *const pass = &t->pass[p];
  const unsigned below = pass->log_nodes - t->pass[b->pass].log_nodes;
  const struct ntt_nodes nodes = {
      .block = b->vectors,
      .stride = b->width << (t->log_size - pass->log_nodes - pass->log_radix),
      .first = b->node << below,
      .last = (b->node + 1) << below,
      .factors = pass->factors,
      .roots = &t->roots,
  };
  (inverse ? ntt_nodes_inverse : ntt_nodes_forward)[pass->log_radix](&nodes);
}

static void ntt_transform_parts(const struct ntt_transform *t, const struct ntt_block *b,
                                bool inverse);

/* All passes from the block's on. */
static void ntt_transform_block(const struct ntt_transform *t, const struct ntt_block *b,
                                bool inverse) {
  const bool fits = ntt_block_vectors(t, b) * sizeof(ntt_vector) <= NTT_BLOCK_BYTES;
  const unsigned end = fits ? t->passes : b->pass + 1;
  if (inverse && end < t->passes)
    ntt_transform_parts(t, b, inverse);
  for (unsigned i = b->pass; i < end; i++)
    ntt_pass(t, b, inverse ? end - 1 - (i - b->pass) : i, inverse);
  if (!inverse && end < t->passes)
    ntt_transform_parts(t, b, inverse);
}

static void ntt_transform_parts(const struct ntt_transform *t, const struct ntt_block *b,
                                bool inverse) {
  const unsigned radix = 1u << t->pass[b->pass].log_radix;
  const size_t vectors = ntt_block_vectors(t, b) / radix;
  for (unsigned i = 0; i < radix; i++) {
    const struct ntt_block part = {
        .vectors = b->vectors + i * vectors,
        .width = b->width,
        .pass = b->pass + 1,
        .node = b->node * radix + i,
    };
    ntt_transform_block(t, &part, inverse);
  }
}

static void ntt_transform_tile(const struct ntt_transform *t, ntt_vector *tile, size_t width,
                               bool inverse) {
  if (t->passes > 0) /* of one element there is nothing to do */
    ntt_transform_block(t, &(struct ntt_block){.vectors = tile, .width = width}, inverse);
}

#endif

/* The NTT of ML-DSA on the CPU's vectors, over the coefficients of one polynomial.
 *
 * The transform is a tree of butterflies: node 1 is the whole polynomial, nodes 2n and 2n + 1 are
 * the halves of node n, and zeta number n belongs to node n (FIPS 204, algorithm 41, where m counts
 * the nodes level by level). The inverse takes at node n the zeta of the node that mirrors it in
 * its level (algorithm 42, where m counts down).
 *
 * A square is as many vectors as a vector has lanes. Its upper half of levels exchanges whole
 * vectors; then the square is transposed, so that the lower half does so, too, with another zeta in
 * every lane, and transposed back: coefficients are in the standard's order before and after.
 * Levels above a square are done two at a time.
 *
 * Nothing is reduced on the way. With t = zeta · y < 2q the forward butterfly makes x + t and
 * x + 2q - t, so that eight levels add 16q to the input's bound. The inverse one makes x + y and
 * zeta · (y + c - x), where c is the bound of x, so that eight levels double the bound eight times:
 * inputs below 2q end below 512q < 2^32.
 */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_NTT_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_NTT_H

#include <stddef.h>

#include "kernels/lane/transpose.h"
#include "kernels/sig/ml_dsa/core.h"
#include "kernels/sig/ml_dsa/zetas.h"

enum {
  NTT_VECTORS = ML_DSA_N / LANE32_COUNT,
  NTT_SIDE = LANE32_COUNT,             /* of a square */
  NTT_SQUARES = NTT_VECTORS / NTT_SIDE /* 1, 4 or 16 */
};

LANE_FN w32 w32_load(const void *from) {
  w32 x;
  memcpy(&x, from, sizeof x);
  return x;
}
LANE_FN void w32_store(void *to, w32 x) { memcpy(to, &x, sizeof x); }

struct ntt_factor {
  w32 zeta, quotient;
};

/* The zetas of the lower half of a square's levels. Entry n of a square is for node n of the trees
 * below its columns, whose roots have number 1 here; lane i is column i. */
struct ntt_tables {
  struct ntt_factor forward[NTT_SQUARES][NTT_SIDE], inverse[NTT_SQUARES][NTT_SIDE];
};

/* Node `n` of the tree whose root is node `root` of the whole one; `level` is the power of two that
 * n is not below. */
LANE_FN unsigned ntt_node(unsigned root, unsigned n, unsigned level) {
  return root * level + (n - level);
}

/* The node that mirrors `node` in its level, whose first node is `first`. */
LANE_FN unsigned ntt_mirror(unsigned node, unsigned first) { return 3 * first - 1 - node; }

static inline void ntt_set_lane(struct ntt_factor *factor, unsigned lane, unsigned node) {
  memcpy((uint8_t *)&factor->zeta + 4 * lane, &ml_dsa_zeta[node], 4);
  memcpy((uint8_t *)&factor->quotient + 4 * lane, &ml_dsa_zeta_quotient[node], 4);
}

static void ntt_tables_init(struct ntt_tables *tables) {
  for (unsigned square = 0; square < NTT_SQUARES; square++)
    for (unsigned level = 1; level < NTT_SIDE; level *= 2)
      for (unsigned n = level; n < 2 * level; n++)
        for (unsigned lane = 0; lane < NTT_SIDE; lane++) {
          const unsigned column = (NTT_SQUARES + square) * NTT_SIDE + lane;
          const unsigned node = ntt_node(column, n, level), first = NTT_VECTORS * level;
          ntt_set_lane(&tables->forward[square][n], lane, node);
          ntt_set_lane(&tables->inverse[square][n], lane, ntt_mirror(node, first));
        }
}

LANE_FN struct ntt_factor ntt_factor_of(unsigned node) {
  return (struct ntt_factor){w32_set(ml_dsa_zeta[node]), w32_set(ml_dsa_zeta_quotient[node])};
}

LANE_FN void ntt_butterfly(w32 *x, w32 *y, struct ntt_factor f) {
  const w32 t = ml_dsa_multiply(*y, f.zeta, f.quotient), u = *x;
  *x = u + t;
  *y = u + 2 * ML_DSA_Q - t;
}

/* `bound` is a multiple of q above both. */
LANE_FN void ntt_inverse_butterfly(w32 *x, w32 *y, struct ntt_factor f, uint32_t bound) {
  const w32 u = *x, v = *y;
  *x = u + v;
  *y = ml_dsa_multiply(v + (bound - u), f.zeta, f.quotient);
}

/* Exchanges the 16-byte chunks of NTT_SIDE / 4 vectors, stride 4, as one transposes a matrix. */
LANE_FN void ntt_transpose_chunks(w32 *v) {
#if defined(__AVX512F__)
  const __m512i a = (__m512i)v[0], b = (__m512i)v[4], c = (__m512i)v[8], d = (__m512i)v[12];
  const __m512i ab02 = _mm512_shuffle_i32x4(a, b, 0x88), ab13 = _mm512_shuffle_i32x4(a, b, 0xdd);
  const __m512i cd02 = _mm512_shuffle_i32x4(c, d, 0x88), cd13 = _mm512_shuffle_i32x4(c, d, 0xdd);
  v[0] = (w32)_mm512_shuffle_i32x4(ab02, cd02, 0x88);
  v[4] = (w32)_mm512_shuffle_i32x4(ab13, cd13, 0x88);
  v[8] = (w32)_mm512_shuffle_i32x4(ab02, cd02, 0xdd);
  v[12] = (w32)_mm512_shuffle_i32x4(ab13, cd13, 0xdd);
#elif defined(__AVX2__)
  const __m256i a = (__m256i)v[0], b = (__m256i)v[4];
  v[0] = (w32)_mm256_permute2x128_si256(a, b, 0x20);
  v[4] = (w32)_mm256_permute2x128_si256(a, b, 0x31);
#else
  (void)v;
#endif
}

LANE_FN void ntt_transpose(w32 v[NTT_SIDE]) {
  LANE_UNROLL
  for (int i = 0; i < NTT_SIDE; i += 4)
    transpose_chunks32(v + i, v[i], v[i + 1], v[i + 2], v[i + 3]);
  LANE_UNROLL
  for (int i = 0; i < 4; i++)
    ntt_transpose_chunks(v + i);
}

/* The levels below a root inside the vectors v: the factor of its node n is factors[n], or where
 * there is no table that of the whole tree's node. */
LANE_FN void ntt_levels(w32 v[NTT_SIDE], const struct ntt_factor *factors, unsigned root) {
  LANE_UNROLL
  for (unsigned level = 1; level < NTT_SIDE; level *= 2) {
    const unsigned distance = NTT_SIDE / 2 / level;
    LANE_UNROLL
    for (unsigned n = level; n < 2 * level; n++) {
      const struct ntt_factor f = factors ? factors[n] : ntt_factor_of(ntt_node(root, n, level));
      w32 *x = v + 2 * distance * (n - level);
      LANE_UNROLL
      for (unsigned j = 0; j < distance; j++)
        ntt_butterfly(x + j, x + j + distance, f);
    }
  }
}

/* The same upwards. `bound` is that of v at the start. */
LANE_FN void ntt_inverse_levels(w32 v[NTT_SIDE], const struct ntt_factor *factors, unsigned root,
                                uint32_t bound) {
  LANE_UNROLL
  for (unsigned level = NTT_SIDE / 2; level > 0; level /= 2) {
    const unsigned distance = NTT_SIDE / 2 / level;
    LANE_UNROLL
    for (unsigned n = level; n < 2 * level; n++) {
      const struct ntt_factor f =
          factors ? factors[n]
                  : ntt_factor_of(ntt_mirror(ntt_node(root, n, level), NTT_SQUARES * level));
      w32 *x = v + 2 * distance * (n - level);
      LANE_UNROLL
      for (unsigned j = 0; j < distance; j++)
        ntt_inverse_butterfly(x + j, x + j + distance, f, bound * distance);
    }
  }
}

/* Two levels, at node `root` and its halves, on four quarters of `quarter` coefficients each. */
LANE_FN void ntt_two_levels(uint32_t *w, unsigned root, unsigned quarter) {
  const struct ntt_factor top = ntt_factor_of(root), left = ntt_factor_of(2 * root),
                          right = ntt_factor_of(2 * root + 1);
  for (unsigned i = 0; i < quarter; i += LANE32_COUNT) {
    w32 v[4];
    for (int j = 0; j < 4; j++)
      v[j] = w32_load(w + i + j * quarter);
    ntt_butterfly(v, v + 2, top);
    ntt_butterfly(v + 1, v + 3, top);
    ntt_butterfly(v, v + 1, left);
    ntt_butterfly(v + 2, v + 3, right);
    for (int j = 0; j < 4; j++)
      w32_store(w + i + j * quarter, v[j]);
  }
}

LANE_FN void ntt_two_inverse_levels(uint32_t *w, unsigned root, unsigned first, unsigned quarter) {
  const struct ntt_factor top = ntt_factor_of(ntt_mirror(root, first)),
                          left = ntt_factor_of(ntt_mirror(2 * root, 2 * first)),
                          right = ntt_factor_of(ntt_mirror(2 * root + 1, 2 * first));
  const uint32_t bound = 2 * ML_DSA_Q * quarter;
  for (unsigned i = 0; i < quarter; i += LANE32_COUNT) {
    w32 v[4];
    for (int j = 0; j < 4; j++)
      v[j] = w32_load(w + i + j * quarter);
    ntt_inverse_butterfly(v, v + 1, left, bound);
    ntt_inverse_butterfly(v + 2, v + 3, right, bound);
    ntt_inverse_butterfly(v, v + 2, top, 2 * bound);
    ntt_inverse_butterfly(v + 1, v + 3, top, 2 * bound);
    for (int j = 0; j < 4; j++)
      w32_store(w + i + j * quarter, v[j]);
  }
}

LANE_FN void ntt_load_square(w32 v[NTT_SIDE], const uint32_t *w, unsigned square) {
  LANE_UNROLL
  for (int i = 0; i < NTT_SIDE; i++)
    v[i] = w32_load(w + (square * NTT_SIDE + i) * LANE32_COUNT);
}

LANE_FN void ntt_store_square(uint32_t *w, unsigned square, const w32 v[NTT_SIDE]) {
  LANE_UNROLL
  for (int i = 0; i < NTT_SIDE; i++)
    w32_store(w + (square * NTT_SIDE + i) * LANE32_COUNT, v[i]);
}

/* Algorithm 41, in place: from below B to below B + 16q, for B up to 2^32 - 16q. */
__attribute__((noinline)) static void ntt_forward(const struct ntt_tables *tables,
                                                  uint32_t w[ML_DSA_N]) {
  for (unsigned roots = 1; roots < NTT_SQUARES; roots *= 4)
    for (unsigned root = 0; root < roots; root++)
      ntt_two_levels(w + root * (ML_DSA_N / roots), roots + root, ML_DSA_N / roots / 4);
  for (unsigned square = 0; square < NTT_SQUARES; square++) {
    w32 v[NTT_SIDE];
    ntt_load_square(v, w, square);
    ntt_levels(v, NULL, NTT_SQUARES + square);
    ntt_transpose(v);
    ntt_levels(v, tables->forward[square], 1);
    ntt_transpose(v);
    ntt_store_square(w, square, v);
  }
}

/* Algorithm 42, in place, without its last loop, the product with 256^-1: from below 2q to below
 * 512q. */
__attribute__((noinline)) static void ntt_backward(const struct ntt_tables *tables,
                                                   uint32_t w[ML_DSA_N]) {
  for (unsigned square = 0; square < NTT_SQUARES; square++) {
    w32 v[NTT_SIDE];
    ntt_load_square(v, w, square);
    ntt_transpose(v);
    ntt_inverse_levels(v, tables->inverse[square], 1, 2 * ML_DSA_Q);
    ntt_transpose(v);
    ntt_inverse_levels(v, NULL, NTT_SQUARES + square, 2 * ML_DSA_Q * NTT_SIDE);
    ntt_store_square(w, square, v);
  }
  for (unsigned roots = NTT_SQUARES / 4; roots > 0; roots /= 4)
    for (unsigned root = 0; root < roots; root++)
      ntt_two_inverse_levels(w + root * (ML_DSA_N / roots), roots + root, roots,
                             ML_DSA_N / roots / 4);
}

/* From anything to [0, q), times scale; quotient = floor(2^32 · scale / q). */
static inline void scale_poly(uint32_t w[ML_DSA_N], uint32_t scale, uint32_t quotient) {
  for (unsigned i = 0; i < ML_DSA_N; i += LANE32_COUNT)
    w32_store(w + i, ml_dsa_reduce_once(
                         ml_dsa_multiply(w32_load(w + i), w32_set(scale), w32_set(quotient))));
}
static inline void reduce_poly(uint32_t w[ML_DSA_N]) {
  scale_poly(w, 1, (uint32_t)((UINT64_C(1) << 32) / ML_DSA_Q));
}

#endif

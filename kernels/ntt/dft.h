/* Transforms of 2 to 16 elements in registers.
 *
 * A transform of 2^l elements is a tree of butterflies. At node m of a level, whose nodes are
 * numbered from 0, a polynomial modulo X^2k - c^2 is taken modulo X^k - c and modulo X^k + c, where
 * c is the root of unity of order 2^(level + 1) to the power rev(m), rev() reversing `level` bits;
 * that is the same number at each level that has a node m. Coefficients in their order become
 * values in bit-reversed order (Gentleman, Sande: Fast Fourier transforms for fun and profit, 1966;
 * Chu, George: Inside the FFT black box, 2000, chapter 5, for this order).
 */
#ifndef PROOFMARK_KERNELS_NTT_DFT_H
#define PROOFMARK_KERNELS_NTT_DFT_H

#include <stdbool.h>
#include <stddef.h>

LANE_FN void ntt_butterfly(ntt_vector *x, ntt_vector *y, const struct ntt_roots *roots,
                           unsigned node) {
  const ntt_vector u = *x, t = node ? ntt_times_root(*y, roots, node, false) : ntt_reduce(*y);
  const bool negative = node && ntt_root_is_negative(node, false);
  *(negative ? y : x) = ntt_add(u, t), *(negative ? x : y) = ntt_sub(u, t);
}

/* Its inverse, twice. */
LANE_FN void ntt_inverse_butterfly(ntt_vector *x, ntt_vector *y, const struct ntt_roots *roots,
                                   unsigned node) {
  const bool negative = node && ntt_root_is_negative(node, true);
  const ntt_vector u = negative ? *y : *x, v = ntt_reduce(negative ? *x : *y),
                   difference = ntt_sub(u, v);
  *x = ntt_add(u, v);
  *y = node ? ntt_times_root(difference, roots, node, true) : difference;
}

/* Where elements are words, vectors of them are in registers, and every butterfly has code of its
 * own. Where they are numbers of many limbs, they stay in memory, and all share one. */
#if defined(LANE_VECTORS)
#define NTT_UNROLL LANE_UNROLL
#else
#define NTT_UNROLL _Pragma("GCC unroll 1")
#endif

/* The level of nodes with 2^(log_half + 1) of the `radix` elements v[i · step] each. */
LANE_FN void ntt_level(ntt_vector *v, size_t step, unsigned radix, unsigned log_half,
                       const struct ntt_roots *roots, bool inverse) {
  NTT_UNROLL
  for (unsigned i = 0; i < radix / 2; i++) {
    const unsigned node = i >> log_half;
    ntt_vector *const x = v + (i + (node << log_half)) * step;
    (inverse ? ntt_inverse_butterfly : ntt_butterfly)(x, x + (step << log_half), roots, node);
  }
}

/* All levels; of the inverse the result is times the radix, and `roots` are the inverse ones. */
LANE_FN void ntt_dft(ntt_vector *v, size_t step, unsigned log_radix, const struct ntt_roots *roots,
                     bool inverse) {
  NTT_UNROLL
  for (unsigned i = 0; i < log_radix; i++)
    ntt_level(v, step, 1u << log_radix, inverse ? i : log_radix - 1 - i, roots, inverse);
}

#endif

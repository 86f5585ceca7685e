/* Products of a tile's rows with powers. */
#ifndef PROOFMARK_KERNELS_NTT_TWIST_H
#define PROOFMARK_KERNELS_NTT_TWIST_H

#include <stddef.h>

enum { NTT_TWIST_BLOCK = 32 };

/* base^0 up to base^(NTT_TWIST_BLOCK - 1); returns the next one. */
static ntt_vector ntt_twist_powers(ntt_vector *powers, ntt_vector base) {
  const struct ntt_factor factor = ntt_factor_of(base);
  powers[0] = ntt_vector_set(fe_one());
  for (int j = 1; j < NTT_TWIST_BLOCK; j++)
    powers[j] = ntt_times(powers[j - 1], factor);
  return ntt_times(powers[NTT_TWIST_BLOCK - 1], factor);
}

/* Row i, lane by lane, times first · base^i. Two factors one after the other, base^j of the row in
 * its block and first · base^(i - j) of the block, are cheaper than to make their product. */
static void ntt_twist_lanes(ntt_vector *column, size_t rows, size_t width, ntt_vector base,
                            ntt_vector first) {
  ntt_vector powers[NTT_TWIST_BLOCK];
  struct ntt_factor factors[NTT_TWIST_BLOCK];
  const struct ntt_factor step = ntt_factor_of(ntt_twist_powers(powers, base));
  for (int j = 0; j < NTT_TWIST_BLOCK; j++)
    factors[j] = ntt_factor_of(powers[j]);
  for (size_t i = 0; i < rows; i += NTT_TWIST_BLOCK, first = ntt_times(first, step)) {
    const struct ntt_factor factor = ntt_factor_of(first);
    for (size_t j = 0; j < NTT_TWIST_BLOCK && i + j < rows; j++) {
      ntt_vector *const x = &column[(i + j) * width];
      *x = ntt_times(ntt_times(*x, factor), factors[j]);
    }
  }
}

/* Row i times first · base^i, which are the same in all lanes: here the factors' product serves a
 * whole row. */
static void ntt_twist_rows(ntt_vector *tile, size_t rows, size_t width, ntt_vector base,
                           ntt_vector first) {
  ntt_vector powers[NTT_TWIST_BLOCK];
  const struct ntt_factor step = ntt_factor_of(ntt_twist_powers(powers, base));
  for (size_t i = 0; i < rows; i += NTT_TWIST_BLOCK, first = ntt_times(first, step)) {
    const struct ntt_factor factor = ntt_factor_of(first);
    for (size_t j = 0; j < NTT_TWIST_BLOCK && i + j < rows; j++) {
      const struct ntt_factor product = ntt_factor_of(ntt_times(powers[j], factor));
      for (size_t w = 0; w < width; w++)
        tile[(i + j) * width + w] = ntt_times(tile[(i + j) * width + w], product);
    }
  }
}

/* Row i of `to` is row i of `from` times factors[i]. */
static void ntt_scale(ntt_vector *to, const ntt_vector *from, size_t rows, size_t width,
                      const struct ntt_constant *factors) {
  for (size_t i = 0; i < rows; i++) {
    const struct ntt_factor factor = ntt_factor_set(factors[i]);
    for (size_t w = 0; w < width; w++)
      to[i * width + w] = ntt_times(from[i * width + w], factor);
  }
}

#endif

/* The roots of dft.h where they are like other constants: a table of them. */
#ifndef PROOFMARK_KERNELS_NTT_ROOT_TABLE_H
#define PROOFMARK_KERNELS_NTT_ROOT_TABLE_H

#include <stdbool.h>

struct ntt_roots {
  struct ntt_constant node[8];
};

/* Node m's is the root, of order 16, to the power rev(m) of three bits. */
static void ntt_roots_init(struct ntt_roots *roots, fe root) {
  static const unsigned reversed[8] = {0, 4, 2, 6, 1, 5, 3, 7};
  fe power = fe_one();
  for (unsigned i = 0; i < 8; i++, power = fe_mul(power, root))
    roots->node[reversed[i]] = ntt_constant_of(power);
}

LANE_FN bool ntt_root_is_negative(unsigned node, bool inverse) {
  return (void)node, (void)inverse, false;
}
LANE_FN ntt_vector ntt_times_root(ntt_vector a, const struct ntt_roots *roots, unsigned node,
                                  bool inverse) {
  (void)inverse; /* `roots` are, where the transform is */
  return ntt_times(a, ntt_factor_set(roots->node[node]));
}

#endif

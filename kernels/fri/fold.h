/* The fold of a few values, in lane C over an element.h.
 *
 * Of f(X) = e(X^2) + X o(X^2), whose values at x and -x are u and v, f' = e + beta o has at x^2 the
 * value (u + v) / 2 + beta (u - v) / 2x. Folding by 4 is folding so twice, with beta and with
 * beta^2, and by 8 three times. Values are canonical and stay so, because all constants are in the
 * field's form; the halves are taken together at the end.
 */
#ifndef PROOFMARK_KERNELS_FRI_FOLD_H
#define PROOFMARK_KERNELS_FRI_FOLD_H

#include "kernels/field/extension.h"

struct fri_constants {
  fe roots[4], inverse_arity; /* as in the table: fri.h */
  struct fx_factor beta[3];   /* beta, beta^2, beta^4 */
};

/* `beta` is canonical. */
LANE_FN void fri_set_beta(struct fri_constants *constants, struct fx beta, int log_arity) {
  struct fx power = fx_enter(beta);
  LANE_UNROLL
  for (int level = 0; level < log_arity; level++) {
    constants->beta[level] = fx_factor_of(power);
    if (level + 1 < log_arity)
      power = fx_square(power);
  }
}

/* 2 f'(x^2). */
LANE_FN struct fx fri_fold_pair(struct fx u, struct fx v, fe inverse_x, struct fx_factor beta) {
  return fx_add(fx_add(u, v), fx_multiple(fx_scale(fx_sub(u, v), inverse_x), beta));
}

/* The value that 2^log_arity values, those at x, -x, ix, -ix, ... in bit-reversed order, fold to.
 * They are the leaves of a tree, whose node k is made of the nodes 2 k and 2 k + 1 and whose root
 * is node 1: `nodes` has them from its middle on. The roots of unity by which the points of a
 * level's pairs differ do not depend on the level: they are those of a bit-reversed transform. */
LANE_FN struct fx fri_fold(struct fx *nodes, fe inverse_x, const struct fri_constants *constants,
                           int log_arity) {
  fe inverse[3]; /* of x, x^2, x^4 */
  inverse[0] = inverse_x, inverse[1] = fe_square(inverse[0]), inverse[2] = fe_square(inverse[1]);
  LANE_UNROLL
  for (int k = (1 << log_arity) - 1; k > 0; k--) {
    const int depth = k < 2 ? 0 : k < 4 ? 1 : 2, level = log_arity - 1 - depth;
    const int pair = k - (1 << depth);
    const fe root = constants->roots[pair];
    nodes[k] = fri_fold_pair(nodes[2 * k], nodes[2 * k + 1],
                             pair == 0 ? inverse[level] : fe_mul(inverse[level], root),
                             constants->beta[level]);
  }
  struct fx r = nodes[1];
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    r.c[i] = fe_scale(r.c[i], constants->inverse_arity);
  return r;
}

#endif

/* One inversion for a work-group, modulo n or p: products up a binary tree, one inverse, and
 * inverses down, where a child's inverse is its parent's times its sibling.
 *
 * Source: P. Montgomery, "Speeding the Pollard and elliptic curve methods of factorization" (1987),
 * section 10.3.1, as a tree.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_GROUP_INVERT_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_GROUP_INVERT_H

#include "kernels/sig/group_gpu.h"
#include "kernels/sig/secp256k1/field.h"
#include "kernels/sig/secp256k1/scalar.h"

#define MODULO_N true
#define MODULO_P false

LANE_FN void tree_multiply(struct wide *r, const struct wide *a, const struct wide *b,
                           bool modulo_n) {
  if (modulo_n)
    scalar_multiply(r, a, b);
  else
    field_multiply(r, a, b);
}

/* 1 / a, a not zero (a scalar, or a field element). All work-items of the group call it. */
LANE_FN struct wide group_invert(const struct wide *a, bool modulo_n, GPU_LOCAL uint32_t *tree) {
  const uint32_t item = gpu_local_id();
  struct wide left = *a, right, parent;
  tree_store(tree, SIG_GPU_GROUP + item, a);
  WIDE_ROLLED
  for (uint32_t width = SIG_GPU_GROUP / 2; width > 0; width /= 2) {
    gpu_barrier();
    if (item < width) {
      left = tree_load(tree, 2 * (width + item));
      right = tree_load(tree, 2 * (width + item) + 1);
      tree_multiply(&left, &left, &right, modulo_n);
      tree_store(tree, width + item, &left);
    }
  }
  if (item == 0) { /* whose last product is the root */
    if (modulo_n)
      scalar_inverse(&parent, &left);
    else
      field_inverse(&parent, &left);
    tree_store(tree, 1, &parent);
  }
  WIDE_ROLLED
  for (uint32_t width = 2; width <= SIG_GPU_GROUP; width *= 2) {
    gpu_barrier();
    if (item < width) { /* a child; its sibling reads before either writes */
      right = tree_load(tree, (width + item) ^ 1);
      parent = tree_load(tree, (width + item) / 2);
      tree_multiply(&left, &right, &parent, modulo_n);
    }
    gpu_barrier();
    if (item < width)
      tree_store(tree, width + item, &left);
  }
  gpu_barrier(); /* the tree is free again */
  return left;
}

#endif

/* Poseidon2 as operations. Elements are canonical, little-endian (kernels/poseidon2/poseidon2.h).
 *
 * poseidon2_op, the works hash/poseidon2_<instance>: a batch of states permuted
 *   input 0   states, the permutation's width of elements each
 *   output 0  what they become
 *
 * poseidon2_tree_op, the works merkle/poseidon2_<field>: a Merkle tree over rows
 *   input 0   2^log_leaves rows of `elements` elements
 *   output 0  the root, a digest of the tree's
 *   output 1 ...  the digests of the chosen levels, from the lowest up
 */
#ifndef PROOFMARK_BENCH_POSEIDON2_POSEIDON2_OP_H
#define PROOFMARK_BENCH_POSEIDON2_POSEIDON2_OP_H

#include "bench/op/op.h"

struct poseidon2_shape {
  uint64_t states;
};

struct poseidon2_tree_shape {
  uint64_t log_leaves, elements;
  uint64_t levels; /* bit k: the digests of level k are an output, the leaves' being level 0 */
};

extern const struct op_family poseidon2_op, poseidon2_tree_op;

#endif

/* The root of a Merkle tree over 32-byte leaves, and the nodes of chosen levels of it, as an
 * operation: the works merkle/<algorithm>. Parent = H(left ‖ right); a lone last node of a level is
 * paired with itself (hash_algorithm.odd_node_doubles) or rises to the next level unchanged.
 *
 *   input 0        leaves, HASH_DIGEST_BYTES each
 *   output 0       the root
 *   output 1 ...   the nodes of the chosen levels, from the lowest up
 */
#ifndef PROOFMARK_BENCH_HASH_MERKLE_OP_H
#define PROOFMARK_BENCH_HASH_MERKLE_OP_H

#include "bench/op/op.h"
#include "kernels/hash/hash.h"

struct merkle_shape {
  uint64_t leaves; /* at least 1 */
  uint64_t
      levels; /* bit k: the nodes of level k are an output, leaves being level 0; 0 < k <= depth */
};

/* Levels between the leaves and the root, and the nodes of one of them. */
unsigned merkle_depth(uint64_t leaves);
uint64_t merkle_nodes(uint64_t leaves, unsigned level);

extern const struct op_family merkle_op;

/* For plans that reduce a tree among other things: adds the launches that reduce the first `leaves`
 * nodes of a buffer, and returns the buffer whose first node then is the root. The nodes of level k
 * go to outputs[k] where `levels` has bit k (NULL: it has none). */
unsigned merkle_plan_root(struct device_plan *plan, const struct hash_algorithm *algorithm,
                          unsigned nodes, uint64_t leaves, uint64_t levels,
                          const unsigned *outputs);

#endif

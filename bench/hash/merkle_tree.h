/* Merkle trees of 32-byte nodes on the CPU: parent = H(left ‖ right), a lone last node of a level
 * paired with itself (odd_node_doubles) or risen unchanged. */
#ifndef PROOFMARK_BENCH_HASH_MERKLE_TREE_H
#define PROOFMARK_BENCH_HASH_MERKLE_TREE_H

#include "bench/hash/cpu_hasher.h"

/* A tree being reduced by the threads of a pool: blocks of leaves that fit a core's cache, then the
 * blocks' roots in the same way. */
struct merkle_tree;

enum pm_status merkle_tree_open(const struct hash_algorithm *algorithm,
                                const struct cpu_hasher *hasher, struct pm_pool *pool,
                                uint64_t max_leaves, struct merkle_tree **tree,
                                struct pm_error *error);
void merkle_tree_close(struct merkle_tree *tree); /* NULL is fine */

enum { MERKLE_LEVELS_MAX = 64 };

/* `count` is 1 up to max_leaves. The nodes of level k, leaves being level 0, are copied to
 * levels[k] where that is not NULL. */
enum pm_status merkle_tree_root(struct merkle_tree *tree, const uint8_t *leaves, uint64_t count,
                                uint8_t *const levels[MERKLE_LEVELS_MAX],
                                uint8_t root[HASH_DIGEST_BYTES], struct pm_error *error);

/* Hashes of a tree: how often H is called for `leaves` leaves. */
uint64_t merkle_tree_hashes(uint64_t leaves, bool odd_node_doubles);

#endif

#include "bench/hash/merkle_tree.h"

#include <stdlib.h>
#include <string.h>

/* Leaves of one share: 128 KiB, so that the levels above stay in a core's second-level cache, and
 * the last levels, which do not fill the lanes, are few among all. */
enum { BLOCK_LEVELS = 12, BLOCK_LEAVES = 1 << BLOCK_LEVELS, PAIR_BYTES = 2 * HASH_DIGEST_BYTES };

uint64_t merkle_tree_hashes(uint64_t leaves, bool odd_node_doubles) {
  uint64_t hashes = 0;
  while (leaves > 1) {
    hashes += odd_node_doubles ? (leaves + 1) / 2 : leaves / 2;
    leaves = (leaves + 1) / 2;
  }
  return hashes;
}

/* One level: the pairs of `nodes` hashed by hasher into `parents`. The two do not overlap. Returns
 * the number of parents, 0 if the hasher failed. */
static uint64_t reduce_level(const struct hash_algorithm *algorithm,
                             const struct cpu_hasher *hasher, const uint8_t *nodes, uint64_t count,
                             uint8_t *parents) {
  struct hash_messages pairs = {.bytes = nodes, .length = PAIR_BYTES, .count = count / 2};
  if (pairs.count && !hasher->batch(hasher, algorithm, &pairs, 0, pairs.count, parents))
    return 0;
  if (count % 2 == 0)
    return count / 2;
  const uint8_t *lone = nodes + (count - 1) * HASH_DIGEST_BYTES;
  uint8_t *parent = parents + (count / 2) * HASH_DIGEST_BYTES;
  if (!algorithm->odd_node_doubles) {
    memcpy(parent, lone, HASH_DIGEST_BYTES);
    return count / 2 + 1;
  }
  uint8_t doubled[PAIR_BYTES];
  memcpy(doubled, lone, HASH_DIGEST_BYTES);
  memcpy(doubled + HASH_DIGEST_BYTES, lone, HASH_DIGEST_BYTES);
  struct hash_messages pair = {.bytes = doubled, .length = PAIR_BYTES, .count = 1};
  return hasher->batch(hasher, algorithm, &pair, 0, 1, parent) ? count / 2 + 1 : 0;
}

struct merkle_tree {
  const struct hash_algorithm *algorithm;
  const struct cpu_hasher *hasher;
  struct pm_pool *pool;
  uint8_t *roots[2]; /* of blocks: a level of them, and the next */
  uint8_t *scratch;  /* per worker, 3/4 of a block: the first level and the second */
  /* Of the reduction in progress: */
  const uint8_t *nodes;
  uint64_t count;
  unsigned level, levels;
  uint8_t *const *kept; /* by level: where its nodes are to go, or NULL */
  uint8_t *out;
};

enum { SCRATCH_NODES = BLOCK_LEAVES / 2 + BLOCK_LEAVES / 4 };

static uint64_t blocks_of(uint64_t nodes) { return (nodes + BLOCK_LEAVES - 1) / BLOCK_LEAVES; }

enum pm_status merkle_tree_open(const struct hash_algorithm *algorithm,
                                const struct cpu_hasher *hasher, struct pm_pool *pool,
                                uint64_t max_leaves, struct merkle_tree **tree,
                                struct pm_error *error) {
  struct merkle_tree *t = calloc(1, sizeof *t);
  if (t) {
    *t = (struct merkle_tree){.algorithm = algorithm, .hasher = hasher, .pool = pool};
    t->roots[0] = malloc(blocks_of(max_leaves) * HASH_DIGEST_BYTES);
    t->roots[1] = malloc(blocks_of(blocks_of(max_leaves)) * HASH_DIGEST_BYTES);
    t->scratch = malloc((size_t)pm_pool_threads(pool) * SCRATCH_NODES * HASH_DIGEST_BYTES);
    if (t->roots[0] && t->roots[1] && t->scratch) {
      *tree = t;
      return PM_OK;
    }
  }
  merkle_tree_close(t);
  return pm_fail(error, PM_FAILED, "no memory for a Merkle tree");
}

void merkle_tree_close(struct merkle_tree *tree) {
  if (!tree)
    return;
  free(tree->roots[0]);
  free(tree->roots[1]);
  free(tree->scratch);
  free(tree);
}

/* Reduces one block by tree->levels levels. A block of a larger tree goes through every level, also
 * where it has one node left: that node is then the lone last one of its level. */
static bool reduce_block(struct merkle_tree *tree, uint64_t block, unsigned worker) {
  const uint8_t *nodes = tree->nodes + block * BLOCK_LEAVES * HASH_DIGEST_BYTES;
  uint64_t count = tree->count - block * BLOCK_LEAVES;
  if (count > BLOCK_LEAVES)
    count = BLOCK_LEAVES;
  uint8_t *first = tree->scratch + (size_t)worker * SCRATCH_NODES * HASH_DIGEST_BYTES;
  uint8_t *halves[2] = {first, first + BLOCK_LEAVES / 2 * HASH_DIGEST_BYTES};
  for (unsigned level = 0; level < tree->levels; level++) {
    count = reduce_level(tree->algorithm, tree->hasher, nodes, count, halves[level % 2]);
    if (!count)
      return false;
    nodes = halves[level % 2];
    uint8_t *const kept = tree->kept[tree->level + level + 1];
    if (kept)
      memcpy(kept + (block * BLOCK_LEAVES >> (level + 1)) * HASH_DIGEST_BYTES, nodes,
             count * HASH_DIGEST_BYTES);
  }
  memcpy(tree->out + block * HASH_DIGEST_BYTES, nodes, HASH_DIGEST_BYTES);
  return true;
}

static bool reduce_blocks(void *context, uint64_t first, uint64_t last, unsigned worker) {
  for (uint64_t block = first; block < last; block++)
    if (!reduce_block(context, block, worker))
      return false;
  return true;
}

static unsigned levels_to_root(uint64_t nodes) {
  unsigned levels = 0;
  for (; nodes > 1; nodes = (nodes + 1) / 2)
    levels++;
  return levels;
}

enum pm_status merkle_tree_root(struct merkle_tree *tree, const uint8_t *leaves, uint64_t count,
                                uint8_t *const levels[MERKLE_LEVELS_MAX],
                                uint8_t root[HASH_DIGEST_BYTES], struct pm_error *error) {
  tree->nodes = leaves;
  tree->count = count;
  tree->level = 0;
  tree->kept = levels;
  for (int turn = 0;; turn = !turn) {
    uint64_t blocks = blocks_of(tree->count);
    tree->levels = blocks == 1 ? levels_to_root(tree->count) : BLOCK_LEVELS;
    tree->out = tree->roots[turn];
    if (!pm_pool_run(tree->pool, blocks, 1, reduce_blocks, tree))
      return pm_fail(error, PM_FAILED, "%s: no memory for scratch", tree->algorithm->name);
    if (blocks == 1)
      break;
    tree->nodes = tree->out;
    tree->count = blocks;
    tree->level += tree->levels;
  }
  memcpy(root, tree->out, HASH_DIGEST_BYTES);
  return PM_OK;
}

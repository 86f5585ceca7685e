#include "cpu_ref/hash/merkle.h"

#include <string.h>

struct tree {
  ref_hash_fn *hash;
  bool odd_node_doubles;
  const uint8_t *leaves;
  uint64_t count;
};

/* Whether a level has a node of this index: whether there is a leaf below it. */
static bool exists(const struct tree *t, unsigned level, uint64_t index) {
  return index << level < t->count;
}

/* Node `index` of level `level`; the leaves are level 0. */
static void node(const struct tree *t, unsigned level, uint64_t index,
                 uint8_t digest[REF_DIGEST_BYTES]) {
  if (level == 0) {
    memcpy(digest, t->leaves + index * REF_DIGEST_BYTES, REF_DIGEST_BYTES);
    return;
  }
  uint8_t children[2 * REF_DIGEST_BYTES];
  node(t, level - 1, 2 * index, children);
  if (exists(t, level - 1, 2 * index + 1)) {
    node(t, level - 1, 2 * index + 1, children + REF_DIGEST_BYTES);
  } else if (t->odd_node_doubles) {
    memcpy(children + REF_DIGEST_BYTES, children, REF_DIGEST_BYTES);
  } else {
    memcpy(digest, children, REF_DIGEST_BYTES);
    return;
  }
  t->hash(children, sizeof children, digest);
}

void ref_merkle_root(ref_hash_fn *hash, bool odd_node_doubles, const uint8_t *leaves,
                     uint64_t count, uint8_t root[REF_DIGEST_BYTES]) {
  const struct tree tree = {hash, odd_node_doubles, leaves, count};
  unsigned levels = 0;
  while (exists(&tree, levels, 1))
    levels++;
  node(&tree, levels, 0, root);
}

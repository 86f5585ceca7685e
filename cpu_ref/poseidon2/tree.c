#include <string.h>

#include "cpu_ref/poseidon2/poseidon2.h"

void ref_poseidon2_tree_init(struct ref_poseidon2_tree *tree,
                             const struct ref_poseidon2_tree_parameters *parameters) {
  tree->rate = parameters->rate;
  tree->digest = parameters->digest;
  ref_poseidon2_init(&tree->sponge, parameters->sponge);
  ref_poseidon2_init(&tree->compression, parameters->compression);
}

void ref_poseidon2_leaf(const struct ref_poseidon2_tree *tree, const uint8_t *row,
                        uint64_t elements, uint8_t *digest) {
  const unsigned bytes = tree->sponge.parameters->field->bytes;
  uint8_t state[REF_POSEIDON2_STATE_BYTES_MAX] = {0};
  while (elements > 0) {
    const uint64_t count = elements < tree->rate ? elements : tree->rate;
    memcpy(state, row, count * bytes);
    ref_poseidon2_permute(&tree->sponge, state, state);
    row += count * bytes;
    elements -= count;
  }
  memcpy(digest, state, ref_poseidon2_digest_bytes(tree));
}

void ref_poseidon2_node(const struct ref_poseidon2_tree *tree, const uint8_t *children,
                        uint8_t *digest) {
  uint8_t state[REF_POSEIDON2_STATE_BYTES_MAX] = {0};
  memcpy(state, children, 2 * ref_poseidon2_digest_bytes(tree));
  ref_poseidon2_permute(&tree->compression, state, state);
  memcpy(digest, state, ref_poseidon2_digest_bytes(tree));
}

void ref_poseidon2_root(const struct ref_poseidon2_tree *tree, const uint8_t *rows,
                        uint64_t elements, unsigned log_leaves, uint8_t *root) {
  if (log_leaves == 0) {
    ref_poseidon2_leaf(tree, rows, elements, root);
    return;
  }
  const uint64_t row_bytes = elements * tree->sponge.parameters->field->bytes;
  const uint8_t *const right = rows + (row_bytes << (log_leaves - 1));
  uint8_t children[REF_POSEIDON2_STATE_BYTES_MAX];
  ref_poseidon2_root(tree, rows, elements, log_leaves - 1, children);
  ref_poseidon2_root(tree, right, elements, log_leaves - 1,
                     children + ref_poseidon2_digest_bytes(tree));
  ref_poseidon2_node(tree, children, root);
}

void ref_poseidon2_join(const struct ref_poseidon2_tree *tree, const uint8_t *digests,
                        unsigned log_count, uint8_t *root) {
  const uint64_t bytes = ref_poseidon2_digest_bytes(tree);
  if (log_count == 0) {
    memcpy(root, digests, bytes);
    return;
  }
  const uint8_t *const right = digests + (bytes << (log_count - 1));
  uint8_t children[REF_POSEIDON2_STATE_BYTES_MAX];
  ref_poseidon2_join(tree, digests, log_count - 1, children);
  ref_poseidon2_join(tree, right, log_count - 1, children + bytes);
  ref_poseidon2_node(tree, children, root);
}

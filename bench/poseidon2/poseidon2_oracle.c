#include "bench/poseidon2/poseidon2_oracle.h"

static const struct {
  const struct poseidon2 *instance;
  const struct ref_poseidon2_parameters *oracle;
} instances[] = {
#define POSEIDON2(name) {&poseidon2_##name, &ref_poseidon2_##name},
#define POSEIDON2_TREE(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE
};

static const struct {
  const struct poseidon2_tree *tree;
  const struct ref_poseidon2_tree_parameters *oracle;
} trees[] = {
#define POSEIDON2(name)
#define POSEIDON2_TREE(name) {&poseidon2_tree_##name, &ref_poseidon2_tree_##name},
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE
};

const struct ref_poseidon2_parameters *poseidon2_oracle(const struct poseidon2 *instance) {
  size_t i = 0;
  while (instances[i].instance != instance)
    i++;
  return instances[i].oracle;
}

const struct ref_poseidon2_tree_parameters *
poseidon2_tree_oracle(const struct poseidon2_tree *tree) {
  size_t i = 0;
  while (trees[i].tree != tree)
    i++;
  return trees[i].oracle;
}

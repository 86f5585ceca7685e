/* What the work-groups of the curves' GPU programs share: one signature per work-item, numbers in
 * local memory as a binary tree, verdicts into the bitmap. */
#ifndef PROOFMARK_KERNELS_SIG_GROUP_GPU_H
#define PROOFMARK_KERNELS_SIG_GROUP_GPU_H

#include "kernels/lane/gpu.h"
#include "kernels/lane/wide.h"
#include "kernels/sig/gpu_sizes.h"

/* Work-items in a group, and words of the bitmap that one writes. */
#define SIG_GROUP_WORDS 4

/* A tree of numbers: node i has the children 2 i and 2 i + 1, a work-item's number is the leaf
 * SIG_GPU_GROUP + item. Words of equal weight lie together, which keeps the accesses of a warp
 * apart. */
#define TREE_NODES (2 * SIG_GPU_GROUP)
#define TREE_WORDS (8 * TREE_NODES)

LANE_FN struct wide tree_load(const GPU_LOCAL uint32_t *tree, uint32_t node) {
  w32 words[8];
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    words[i] = tree[TREE_NODES * i + node];
  return wide_from_words(words);
}

LANE_FN void tree_store(GPU_LOCAL uint32_t *tree, uint32_t node, const struct wide *a) {
  w32 words[8];
  wide_to_words(a, words);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    tree[TREE_NODES * i + node] = words[i];
}

/* The work-item's signature; beyond the last one the last once more, so that the group stays
 * together. */
LANE_FN uint64_t signature_index(uint64_t count) {
  const uint64_t id = gpu_global_id();
  return id < count ? id : count - 1;
}

/* Every work-item of the group says whether its signature is valid; the first four write 32
 * verdicts each. `verdicts`: SIG_GPU_GROUP words, which may have had another use. */
LANE_FN void verdicts_store(GPU_LOCAL uint32_t *verdicts, bool valid, uint64_t count,
                            GPU_GLOBAL uint32_t *output) {
  const uint32_t item = gpu_local_id();
  const uint64_t word = gpu_group_id() * SIG_GROUP_WORDS + item;
  gpu_barrier();
  verdicts[item] = valid && gpu_global_id() < count ? 1u : 0u;
  gpu_barrier();
  if (item >= SIG_GROUP_WORDS || 32 * word >= count)
    return;
  uint32_t bits = 0;
  for (uint32_t i = 0; i < 32; i++)
    bits |= verdicts[32 * item + i] << i;
  output[word] = bits;
}

#endif

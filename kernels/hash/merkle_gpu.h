/* Merkle trees on a GPU: the entry kernel that takes a tree up several levels in one launch.
 *
 * Group g takes the 512 nodes from 512 * g on (fewer at the tree's end). Its first level reads
 * global memory; from there the nodes are in local memory, word-major: element [word][i] holds that
 * word of nodes 2i and 2i + 1, so that a work-item's two children come in one 8-byte access per
 * word and neither these accesses nor the parents' 4-byte ones meet in a bank.
 */
#ifndef PROOFMARK_KERNELS_HASH_MERKLE_GPU_H
#define PROOFMARK_KERNELS_HASH_MERKLE_GPU_H

#include "kernels/hash/gpu_launch.h"
#include "kernels/lane/gpu.h"

/* A group's nodes at the lowest level, and at most after one level. */
#define MERKLE_GROUP_NODES (2 * HASH_GPU_GROUP_MERKLE)
#define MERKLE_GROUP_PAIRS (HASH_GPU_GROUP_MERKLE / 2)

/* How many of `count` nodes the group that starts at node `first` (below count) has. */
LANE_FN uint32_t merkle_group_width(uint64_t count, uint64_t first) {
  uint64_t rest = count - first;
  return rest < MERKLE_GROUP_NODES ? (uint32_t)rest : MERKLE_GROUP_NODES;
}

/* Children i (words 0 to 7) and i + 1 (words 8 to 15) of global memory; a lone one twice. */
LANE_FN void merkle_load_global(const GPU_GLOBAL uint32_t *nodes, bool lone, w32 pair[16]) {
  gpu_load_words8(nodes, pair);
  gpu_load_words8(lone ? nodes : nodes + 8, pair + 8);
}

/* The same of local memory, where the children are element i of each word. */
LANE_FN void merkle_load_local(const GPU_LOCAL uint2 *nodes, uint32_t i, bool lone, w32 pair[16]) {
  LANE_UNROLL
  for (int word = 0; word < 8; word++) {
    uint2 children = nodes[word * MERKLE_GROUP_PAIRS + i];
    pair[word] = children.x;
    pair[8 + word] = lone ? children.x : children.y;
  }
}

LANE_FN void merkle_store_local(GPU_LOCAL uint2 *nodes, uint32_t i, const w32 node[8]) {
  GPU_LOCAL w32 *words = (GPU_LOCAL w32 *)nodes;
  LANE_UNROLL
  for (int word = 0; word < 8; word++)
    words[word * HASH_GPU_GROUP_MERKLE + i] = node[word];
}

LANE_FN void merkle_copy(const w32 from[8], w32 to[8]) {
  LANE_UNROLL
  for (int word = 0; word < 8; word++)
    to[word] = from[word];
}

/* Defines the entry kernel `name` over hash_pair(pair, node): the digest, eight little-endian
 * words, of the 64 bytes in the sixteen words of `pair`. `nodes` has `count` nodes of eight words;
 * `levels` is 1 to 9; there are ceil(count / 512) groups. At each level a lone last node is paired
 * with itself where `odd_doubles`, else it rises unchanged. Group g writes its nodes from out[8 * g
 * * (512 >> levels)] on. Work-items without a node go through all barriers with the others. */
#define MERKLE_KERNEL(name, hash_pair)                                                             \
  GPU_KERNEL(HASH_GPU_GROUP_MERKLE)                                                                \
  name(const GPU_GLOBAL uint32_t *GPU_RESTRICT nodes, uint64_t count, uint32_t levels,             \
       uint32_t odd_doubles, GPU_GLOBAL uint32_t *GPU_RESTRICT out) {                              \
    GPU_LOCAL_ARRAY uint2 inner[8 * MERKLE_GROUP_PAIRS];                                           \
    uint64_t first = gpu_group_id() * MERKLE_GROUP_NODES;                                          \
    uint32_t width = merkle_group_width(count, first), i = gpu_local_id();                         \
    w32 node[8];                                                                                   \
    for (uint32_t level = 0; level < levels; level++) {                                            \
      bool lone = 2 * i + 1 == width;                                                              \
      width = (width + 1) / 2;                                                                     \
      if (i < width) {                                                                             \
        w32 pair[16];                                                                              \
        if (level == 0)                                                                            \
          merkle_load_global(nodes + 8 * (first + 2 * i), lone, pair);                             \
        else                                                                                       \
          merkle_load_local(inner, i, lone, pair);                                                 \
        if (lone && !odd_doubles)                                                                  \
          merkle_copy(pair, node);                                                                 \
        else                                                                                       \
          hash_pair(pair, node);                                                                   \
      }                                                                                            \
      gpu_barrier(); /* all children are read before parents take their place */                   \
      if (i < width)                                                                               \
        merkle_store_local(inner, i, node);                                                        \
      gpu_barrier();                                                                               \
    }                                                                                              \
    if (i < width)                                                                                 \
      gpu_store_words8(out + 8 * (gpu_group_id() * (MERKLE_GROUP_NODES >> levels) + i), node);     \
  }

#endif

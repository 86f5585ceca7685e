#include "bench/hash/merkle_op.h"

#include <stdlib.h>
#include <string.h>

#include "bench/hash/merkle_tree.h"

unsigned merkle_depth(uint64_t leaves) {
  unsigned depth = 0;
  for (; leaves > 1; leaves = leaves / 2 + leaves % 2)
    depth++;
  return depth;
}

uint64_t merkle_nodes(uint64_t leaves, unsigned level) {
  for (; level > 0; level--)
    leaves = leaves / 2 + leaves % 2;
  return leaves;
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct merkle_shape *s = shape, *most = capacity;
  if (s->leaves == 0)
    return "it has no leaves";
  if (s->leaves > OP_COUNT_MAX)
    return "it has more leaves than a batch can have";
  if (s->leaves > most->leaves)
    return "it has more leaves than the operation was opened for";
  if (s->levels & ~most->levels)
    return "it asks for the nodes of a level that the operation was not opened for";
  if (s->levels & 1)
    return "it asks for the nodes of level 0, which are the leaves themselves";
  if (__builtin_popcountll(s->levels) >= PLAN_RESULTS_MAX)
    return "it asks for the nodes of more than 15 levels";
  if (s->levels >> merkle_depth(s->leaves) > 1)
    return "it asks for the nodes of a level above the root";
  return NULL;
}

/* On the CPU ---------------------------------------------------------------------------------- */

static enum pm_status cpu_open(const struct pm_work *work, const void *variant,
                               const void *capacity, struct pm_pool *pool, void **state,
                               struct pm_error *error) {
  const struct merkle_shape *most = capacity;
  struct merkle_tree *tree = NULL;
  const enum pm_status status =
      merkle_tree_open(work->family, variant, pool, most->leaves, &tree, error);
  *state = tree;
  return status;
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  const struct merkle_shape *shape = batch->shape;
  uint8_t *levels[MERKLE_LEVELS_MAX] = {0};
  unsigned output = 1;
  for (unsigned k = 1; k < MERKLE_LEVELS_MAX; k++)
    if (shape->levels >> k & 1)
      levels[k] = batch->out[output++].host;
  return merkle_tree_root(state, batch->in[0].host, shape->leaves, levels, batch->out[0].host,
                          error);
}

static void cpu_close(void *state) { merkle_tree_close(state); }

/* On a device --------------------------------------------------------------------------------- */

/* A group of 256 work-items takes 512 nodes. Four levels leave 32 of them, so that every warp that
 * works is full; a tree that fits one group is finished in one launch. */
enum { NODES_PER_GROUP = 2 * HASH_GPU_GROUP_MERKLE, LEVELS_PER_LAUNCH = 4 };

/* A launch writes the nodes of its last level alone, and so ends at a level that is an output. */
static unsigned levels_of_launch(uint64_t nodes, unsigned level, uint64_t levels) {
  const unsigned most = nodes <= NODES_PER_GROUP ? merkle_depth(nodes) : LEVELS_PER_LAUNCH;
  for (unsigned k = 1; k < most; k++)
    if (levels >> (level + k) & 1)
      return k;
  return most;
}

static void plan_levels(struct device_plan *plan, const struct hash_algorithm *algorithm,
                        unsigned from, uint64_t nodes, unsigned levels, unsigned to) {
  const uint64_t groups = (nodes + NODES_PER_GROUP - 1) / NODES_PER_GROUP;
  struct plan_launch *launch =
      plan_add_launch(plan, algorithm->program, algorithm->merkle_kernel,
                      groups * HASH_GPU_GROUP_MERKLE, HASH_GPU_GROUP_MERKLE);
  plan_take_buffer(launch, from);
  plan_take_u64(launch, nodes);
  plan_take_u32(launch, levels);
  plan_take_u32(launch, algorithm->odd_node_doubles);
  plan_take_buffer(launch, to);
}

/* Levels that are no output lie in two scratch buffers in turn. A launch that does not end at an output
 * makes LEVELS_PER_LAUNCH levels or the root, so that they are as large as those of any tree of
 * fewer leaves, whatever of it is an output. */
unsigned merkle_plan_root(struct device_plan *plan, const struct hash_algorithm *algorithm,
                          unsigned nodes, uint64_t leaves, uint64_t levels,
                          const unsigned *outputs) {
  if (leaves == 1)
    return nodes;
  const unsigned scratch[2] = {
      plan_add_scratch(plan, merkle_nodes(leaves, LEVELS_PER_LAUNCH) * HASH_DIGEST_BYTES),
      plan_add_scratch(plan, merkle_nodes(leaves, 2 * LEVELS_PER_LAUNCH) * HASH_DIGEST_BYTES)};
  unsigned from = nodes, level = 0, turn = 0;
  while (leaves > 1) {
    const unsigned step = levels_of_launch(leaves, level, levels);
    const bool is_output = levels >> (level + step) & 1;
    const unsigned to = is_output ? outputs[level + step] : scratch[turn];
    plan_levels(plan, algorithm, from, leaves, step, to);
    turn ^= !is_output;
    level += step;
    leaves = merkle_nodes(leaves, step);
    from = to;
  }
  return from;
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)device;
  const struct merkle_shape *s = shape;
  const unsigned depth = merkle_depth(s->leaves);
  unsigned outputs[MERKLE_LEVELS_MAX] = {0};
  const unsigned leaves = plan_add_padded_input(p, s->leaves * HASH_DIGEST_BYTES);
  /* The root is output 0; in which buffer it comes to lie is known last. */
  plan_add_result(p, leaves, 0, HASH_DIGEST_BYTES);
  for (unsigned k = 1; k <= depth; k++)
    if (s->levels >> k & 1) {
      const uint64_t bytes = merkle_nodes(s->leaves, k) * HASH_DIGEST_BYTES;
      outputs[k] = plan_add_output(p, bytes, bytes);
    }
  p->results[0].buffer = merkle_plan_root(p, work->family, leaves, s->leaves, s->levels, outputs);
}

const struct op_family merkle_op = {
    .shape_bytes = sizeof(struct merkle_shape),
    .inputs = 1,
    .outputs = PLAN_RESULTS_MAX,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = cpu_open, .run = cpu_run, .close = cpu_close},
};

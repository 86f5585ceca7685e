/* merkle/poseidon2_<field>: the root over rows of field elements. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_variant.h"
#include "bench/elements.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "bench/poseidon2/poseidon2_op.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "bench/poseidon2/poseidon2_work.h"
#include "bench/problem_input.h"
#include "bench/stage_pool.h"
#include "host/base/digest.h"
#include "kernels/poseidon2/poseidon2.h"

enum { LOG_LEAVES, ELEMENTS };

static const struct pm_parameter parameters[] = {
    [LOG_LEAVES] = {.name = "log_leaves",
                    .unit = "",
                    .help = "the tree has 2^log_leaves leaves",
                    .minimum = 0,
                    .maximum = 28},
    [ELEMENTS] = {.name = "elements",
                  .unit = "elements",
                  .help = "elements in the row that is hashed to a leaf",
                  .minimum = 1,
                  .maximum = 1 << 16},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {8, 16}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {16, 64}},
    {PM_SUITE_FULL, {20, 16}},
    {PM_SUITE_FULL, {18, 256}},
};

struct rows {
  struct op_problem op;
  struct poseidon2_tree_shape shape;
  uint8_t *bytes, *root;
  struct ref_poseidon2_tree oracle;
};

static uint64_t digest_bytes(const struct poseidon2_tree *tree) {
  return (uint64_t)tree->digest * tree->sponge->field->bytes;
}

/* ---- leaves and nodes in a way; as poseidon2_hash_fn and poseidon2_permute_fn ---- */

static void hash_leaves(const struct poseidon2_tree *tree, const struct cpu_variant *variant,
                        const struct ref_poseidon2_tree *oracle, const uint8_t *rows,
                        uint64_t elements, uint64_t count, uint8_t *digests) {
  const uint64_t row_bytes = elements * tree->sponge->field->bytes;
  if (variant->kind == CPU_PORTABLE)
    tree->portable(rows, elements, 0, count, digests);
  else if (variant->kind == CPU_LANES)
    tree->batch[variant->isa](rows, elements, 0, count, digests);
  else
    for (uint64_t i = 0; i < count; i++)
      ref_poseidon2_leaf(oracle, rows + i * row_bytes, elements, digests + i * digest_bytes(tree));
}

static void hash_nodes(const struct poseidon2_tree *tree, const struct cpu_variant *variant,
                       const struct ref_poseidon2_tree *oracle, const uint8_t *children,
                       uint64_t count, uint8_t *digests) {
  const uint64_t bytes = digest_bytes(tree);
  if (variant->kind == CPU_PORTABLE)
    tree->compress_portable(children, 0, count, digests);
  else if (variant->kind == CPU_LANES)
    tree->compress[variant->isa](children, 0, count, digests);
  else
    for (uint64_t i = 0; i < count; i++)
      ref_poseidon2_node(oracle, children + 2 * i * bytes, digests + i * bytes);
}

/* ---- a tree: subtrees whose levels stay in a core's cache, then what is above them ---- */

enum { LOG_SUBTREE_MAX = 10, POSEIDON2_LEVELS_MAX = 40 };

struct task {
  const struct poseidon2_tree *tree;
  const struct cpu_variant *variant;
  const struct ref_poseidon2_tree *oracle; /* of cpu/reference */
  const uint8_t *rows;
  unsigned log_leaves;
  uint64_t elements;
  uint8_t *even, *odd; /* levels in turn: as many digests as leaves, and half as many */
  uint8_t *tops;       /* the subtrees' roots; of the last stage also its levels */
  uint8_t *root;
  uint8_t *levels[POSEIDON2_LEVELS_MAX]; /* where each level's digests are to go, or NULL */
};

static unsigned log_subtree(const struct task *t) {
  return t->log_leaves < LOG_SUBTREE_MAX ? t->log_leaves : LOG_SUBTREE_MAX;
}

static void keep(const struct task *t, unsigned level, uint64_t first, const uint8_t *nodes,
                 uint64_t count) {
  const uint64_t bytes = digest_bytes(t->tree);
  if (t->levels[level])
    memcpy(t->levels[level] + first * bytes, nodes, count * bytes);
}

/* Reduces 2^log_nodes digests of a level, the piece-th so many; they and half as many in `other` are
 * overwritten. */
static void reduce(const struct task *t, unsigned level, uint64_t piece, unsigned log_nodes,
                   uint8_t *nodes, uint8_t *other, uint8_t *top) {
  while (log_nodes-- > 0) {
    hash_nodes(t->tree, t->variant, t->oracle, nodes, UINT64_C(1) << log_nodes, other);
    keep(t, ++level, piece << log_nodes, other, UINT64_C(1) << log_nodes);
    uint8_t *const swap = nodes;
    nodes = other, other = swap;
  }
  memcpy(top, nodes, digest_bytes(t->tree));
}

static uint64_t task_pieces(const void *task, unsigned stage) {
  const struct task *t = task;
  return stage ? 1 : UINT64_C(1) << (t->log_leaves - log_subtree(t));
}

static void task_run(void *task, unsigned stage, uint64_t first, uint64_t last) {
  const struct task *t = task;
  const uint64_t bytes = digest_bytes(t->tree);
  const unsigned log_size = log_subtree(t);
  if (stage) {
    reduce(t, log_size, 0, t->log_leaves - log_size, t->tops, t->even, t->root);
    return;
  }
  const uint64_t row_bytes = t->elements * t->tree->sponge->field->bytes;
  for (uint64_t piece = first; piece < last; piece++) {
    uint8_t *const even = t->even + (piece << log_size) * bytes;
    uint8_t *const odd = t->odd + (piece << log_size) / 2 * bytes;
    hash_leaves(t->tree, t->variant, t->oracle, t->rows + (piece << log_size) * row_bytes,
                t->elements, UINT64_C(1) << log_size, even);
    keep(t, 0, piece << log_size, even, UINT64_C(1) << log_size);
    reduce(t, 0, piece, log_size, even, odd, t->tops + piece * bytes);
  }
}

static const struct stages task_stages = {.count = 2, .pieces = task_pieces, .run = task_run};

/* False: no memory. A zeroed task is closed, too. */
static bool task_open(struct task *t) {
  const uint64_t bytes = digest_bytes(t->tree), leaves = UINT64_C(1) << t->log_leaves;
  t->even = malloc(leaves * bytes);
  t->odd = malloc((leaves + 1) / 2 * bytes);
  t->tops = malloc(task_pieces(t, 0) * bytes);
  return t->even && t->odd && t->tops;
}

static void task_close(struct task *t) {
  free(t->even);
  free(t->odd);
  free(t->tops);
}

/* ---- the work ---- */

/* Permutations of the leaves' sponge, and those of the nodes' compression. */
static uint64_t leaf_permutations(const struct poseidon2_tree *tree, const uint64_t *values) {
  return (values[ELEMENTS] + tree->rate - 1) / tree->rate << values[LOG_LEAVES];
}
static uint64_t node_permutations(const uint64_t *values) {
  return (UINT64_C(1) << values[LOG_LEAVES]) - 1;
}

static uint64_t multiplications(const struct poseidon2_tree *tree, const uint64_t *values) {
  return leaf_permutations(tree, values) * poseidon2_multiplications(tree->sponge->constants) +
         node_permutations(values) * poseidon2_multiplications(tree->compression->constants);
}

static struct lane_cost cost(const struct poseidon2_tree *tree, const uint64_t *values) {
  return cost_sum(cost_times((double)leaf_permutations(tree, values), poseidon2_cost(tree->sponge)),
                  cost_times((double)node_permutations(values), poseidon2_cost(tree->compression)));
}

static void problem_close(struct pm_problem *problem) {
  struct rows *rows = problem->data;
  free(rows->bytes);
  free(rows->root);
  free(rows);
}

/* The oracle on the pool's threads: roots of subtrees, then the one over them. */
struct oracle_run {
  const struct rows *rows;
  unsigned log_subtree;
  uint64_t elements;
  uint8_t *roots;
};

static bool oracle_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct oracle_run *run = context;
  const struct ref_poseidon2_tree *oracle = &run->rows->oracle;
  const uint64_t row_bytes = run->elements * oracle->sponge.parameters->field->bytes;
  for (uint64_t i = first; i < last; i++)
    ref_poseidon2_root(oracle, run->rows->bytes + (i << run->log_subtree) * row_bytes,
                       run->elements, run->log_subtree,
                       run->roots + i * ref_poseidon2_digest_bytes(oracle));
  return true;
}

/* False: no memory. */
static bool expect_root(struct rows *rows, const struct poseidon2_tree *tree,
                        const uint64_t *values, struct pm_pool *pool) {
  enum { LOG_SUBTREES_MAX = 8 };
  const unsigned log_leaves = (unsigned)values[LOG_LEAVES];
  const unsigned log_subtrees = log_leaves < LOG_SUBTREES_MAX ? log_leaves : LOG_SUBTREES_MAX;
  struct oracle_run run = {rows, log_leaves - log_subtrees, values[ELEMENTS],
                           malloc(digest_bytes(tree) << log_subtrees)};
  rows->root = malloc(digest_bytes(tree));
  const bool made = rows->bytes && rows->root && run.roots;
  if (made) {
    ref_poseidon2_tree_init(&rows->oracle, poseidon2_tree_oracle(tree));
    pm_pool_run(pool, UINT64_C(1) << log_subtrees, 1, oracle_share, &run);
    ref_poseidon2_join(&rows->oracle, run.roots, log_subtrees, rows->root);
  }
  free(run.roots);
  return made;
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct poseidon2_tree *tree = work->family;
  const struct prime_field *field = tree->sponge->field;
  const uint64_t elements = values[ELEMENTS] << values[LOG_LEAVES];
  enum pm_status status = problem_fits(
      elements * field->bytes + (2 * digest_bytes(tree) << values[LOG_LEAVES]), 0, error);
  if (status != PM_OK)
    return status;
  struct rows *rows = calloc(1, sizeof *rows);
  if (!rows)
    return pm_fail(error, PM_FAILED, "no memory");
  problem->data = rows;
  problem->close = problem_close;
  rows->bytes = elements_random(field, elements, seed, 0, pool);
  rows->shape =
      (struct poseidon2_tree_shape){.log_leaves = values[LOG_LEAVES], .elements = values[ELEMENTS]};
  rows->op = (struct op_problem){.shape = &rows->shape, .inputs = {rows->bytes}};
  if (!expect_root(rows, tree, values, pool)) {
    problem_close(problem);
    return pm_fail(error, PM_FAILED, "no memory for a tree over %" PRIu64 " elements", elements);
  }
  problem->item = "leaves";
  problem->items = UINT64_C(1) << values[LOG_LEAVES];
  problem->bytes = elements * field->bytes;
  problem->operation = "field multiplications";
  problem->operations = multiplications(tree, values);
  problem->expected = rows->root;
  problem->output_bytes = problem->output_item_bytes = digest_bytes(tree);
  const struct pm_span span = {rows->bytes, problem->bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, cost(tree, values));
  return PM_OK;
}

/* ---- the operation ---- */

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct poseidon2_tree_shape *s = shape, *most = capacity;
  if (s->elements == 0)
    return "its rows have no elements";
  if (s->log_leaves >= POSEIDON2_LEVELS_MAX || s->elements > OP_COUNT_MAX >> s->log_leaves)
    return "it has more leaves or elements than a batch can have";
  if (s->log_leaves > most->log_leaves)
    return "it has more leaves than the operation was opened for";
  if (s->elements << s->log_leaves > most->elements << most->log_leaves)
    return "its rows have more elements than the operation was opened for";
  if (s->levels & ~most->levels)
    return "it asks for the digests of a level that the operation was not opened for";
  if (s->levels >> s->log_leaves > 1)
    return "it asks for the digests of a level above the root";
  return __builtin_popcountll(s->levels) < PLAN_RESULTS_MAX
             ? NULL
             : "it asks for the digests of more than 15 levels";
}

struct cpu_state {
  struct task task;
  struct pm_pool *pool;
  struct ref_poseidon2_tree *oracle; /* of cpu/reference; else NULL */
};

static enum pm_status cpu_open(const struct pm_work *work, const void *variant,
                               const void *capacity, struct pm_pool *pool, void **state,
                               struct pm_error *error) {
  const struct poseidon2_tree_shape *most = capacity;
  struct cpu_state *s = calloc(1, sizeof *s);
  *state = s;
  if (!s)
    return pm_fail(error, PM_FAILED, "there is no memory to open a tree");
  s->pool = pool;
  s->task = (struct task){
      .tree = work->family, .variant = variant, .log_leaves = (unsigned)most->log_leaves};
  if (s->task.variant->kind == CPU_REFERENCE) {
    s->task.oracle = s->oracle = malloc(sizeof *s->oracle);
    if (!s->oracle)
      return pm_fail(error, PM_FAILED, "there is no memory to open a tree");
    ref_poseidon2_tree_init(s->oracle, poseidon2_tree_oracle(work->family));
  }
  return task_open(&s->task) ? PM_OK
                             : pm_fail(error, PM_FAILED, "there is no memory for a tree's nodes");
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  (void)error;
  struct cpu_state *s = state;
  const struct poseidon2_tree_shape *shape = batch->shape;
  unsigned output = 1;
  s->task.rows = batch->in[0].host;
  s->task.log_leaves = (unsigned)shape->log_leaves;
  s->task.elements = shape->elements;
  s->task.root = batch->out[0].host;
  for (unsigned k = 0; k < POSEIDON2_LEVELS_MAX; k++)
    s->task.levels[k] = shape->levels >> k & 1 ? batch->out[output++].host : NULL;
  stage_pool_run(s->pool, &task_stages, &s->task);
  return PM_OK;
}

static void cpu_close(void *state) {
  struct cpu_state *s = state;
  if (s) {
    task_close(&s->task);
    free(s->oracle);
  }
  free(s);
}

static void plan_nodes(struct device_plan *p, const struct poseidon2_tree *tree, unsigned from,
                       uint64_t parents, unsigned to) {
  struct plan_launch *launch = plan_add_launch(p, tree->compression->program, tree->compress_kernel,
                                               parents, POSEIDON2_GPU_GROUP);
  plan_take_buffer(launch, from);
  plan_take_u64(launch, parents);
  plan_take_buffer(launch, to);
}

/* Each level goes to its output, or to one of two scratch buffers in turn. */
static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)device;
  const struct poseidon2_tree *tree = work->family;
  const struct poseidon2_tree_shape *s = shape;
  const uint64_t bytes = digest_bytes(tree), leaves = UINT64_C(1) << s->log_leaves;
  const unsigned rows = plan_add_input(p, (leaves * s->elements) * tree->sponge->field->bytes);
  const unsigned root = plan_add_output(p, bytes, bytes);
  const unsigned scratch[2] = {plan_add_scratch(p, leaves * bytes),
                               plan_add_scratch(p, (leaves + 1) / 2 * bytes)};
  unsigned from = 0;
  for (unsigned level = 0; level <= s->log_leaves; level++) {
    const uint64_t nodes = leaves >> level;
    const bool is_output = s->levels >> level & 1;
    unsigned to = level == s->log_leaves ? root : scratch[level % 2];
    if (is_output && level == s->log_leaves)
      plan_add_result(p, root, 0, bytes);
    else if (is_output)
      to = plan_add_output(p, nodes * bytes, nodes * bytes);
    if (level) {
      plan_nodes(p, tree, from, nodes, to);
    } else {
      struct plan_launch *launch = plan_add_launch(p, tree->sponge->program, tree->leaves_kernel,
                                                   nodes, POSEIDON2_GPU_GROUP);
      plan_take_buffer(launch, rows);
      plan_take_u64(launch, s->elements);
      plan_take_u64(launch, nodes);
      plan_take_buffer(launch, to);
    }
    from = to;
  }
}

const struct op_family poseidon2_tree_op = {
    .shape_bytes = sizeof(struct poseidon2_tree_shape),
    .inputs = 1,
    .outputs = PLAN_RESULTS_MAX,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = cpu_open, .run = cpu_run, .close = cpu_close},
};

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct poseidon2_tree *tree = work->family;
  const struct cpu_variant *variant = implementation->variant;
  const bool exists = variant->kind == CPU_REFERENCE  ? true
                      : variant->kind == CPU_PORTABLE ? tree->portable != NULL
                                                      : tree->batch[variant->isa] != NULL;
  return cpu_variant_available(variant, exists, reason, reason_bytes);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(cpu_available, op_runner_open_cpu, op_runner_open_device);

#define POSEIDON2_TREE(field)                                                                      \
  const struct pm_work poseidon2_tree_work_##field = {                                             \
      .name = "merkle/poseidon2_" #field,                                                          \
      .title = "the root over rows of field elements",                                             \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &poseidon2_tree_##field,                                                           \
      .operation = &poseidon2_tree_op,                                                             \
  };
#define POSEIDON2(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE

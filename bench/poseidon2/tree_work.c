/* merkle/poseidon2_<field>: the root over rows of field elements. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_way.h"
#include "bench/device_plan.h"
#include "bench/field/elements.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "bench/poseidon2/poseidon2_work.h"
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
  uint8_t *bytes, *root;
  struct ref_poseidon2_tree oracle;
};

static uint64_t digest_bytes(const struct poseidon2_tree *tree) {
  return (uint64_t)tree->digest * tree->sponge->field->bytes;
}

/* ---- leaves and nodes in a way; as poseidon2_hash_fn and poseidon2_permute_fn ---- */

static void hash_leaves(const struct poseidon2_tree *tree, const struct cpu_way *way,
                        const struct ref_poseidon2_tree *oracle, const uint8_t *rows,
                        uint64_t elements, uint64_t count, uint8_t *digests) {
  const uint64_t row_bytes = elements * tree->sponge->field->bytes;
  if (way->kind == CPU_PORTABLE)
    tree->portable(rows, elements, 0, count, digests);
  else if (way->kind == CPU_LANES)
    tree->batch[way->isa](rows, elements, 0, count, digests);
  else
    for (uint64_t i = 0; i < count; i++)
      ref_poseidon2_leaf(oracle, rows + i * row_bytes, elements, digests + i * digest_bytes(tree));
}

static void hash_nodes(const struct poseidon2_tree *tree, const struct cpu_way *way,
                       const struct ref_poseidon2_tree *oracle, const uint8_t *children,
                       uint64_t count, uint8_t *digests) {
  const uint64_t bytes = digest_bytes(tree);
  if (way->kind == CPU_PORTABLE)
    tree->compress_portable(children, 0, count, digests);
  else if (way->kind == CPU_LANES)
    tree->compress[way->isa](children, 0, count, digests);
  else
    for (uint64_t i = 0; i < count; i++)
      ref_poseidon2_node(oracle, children + 2 * i * bytes, digests + i * bytes);
}

/* ---- a tree: subtrees whose levels stay in a core's cache, then what is above them ---- */

enum { LOG_SUBTREE_MAX = 10 };

struct task {
  const struct poseidon2_tree *tree;
  const struct cpu_way *way;
  const struct ref_poseidon2_tree *oracle; /* of cpu/reference */
  const uint8_t *rows;
  unsigned log_leaves;
  uint64_t elements;
  uint8_t *even, *odd; /* levels in turn: as many digests as leaves, and half as many */
  uint8_t *tops;       /* the subtrees' roots; of the last stage also its levels */
  uint8_t *root;
};

static unsigned log_subtree(const struct task *t) {
  return t->log_leaves < LOG_SUBTREE_MAX ? t->log_leaves : LOG_SUBTREE_MAX;
}

/* Reduces 2^log_nodes digests; they and half as many in `other` are overwritten. */
static void reduce(const struct task *t, unsigned log_nodes, uint8_t *nodes, uint8_t *other,
                   uint8_t *top) {
  while (log_nodes-- > 0) {
    hash_nodes(t->tree, t->way, t->oracle, nodes, UINT64_C(1) << log_nodes, other);
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
    reduce(t, t->log_leaves - log_size, t->tops, t->even, t->root);
    return;
  }
  const uint64_t row_bytes = t->elements * t->tree->sponge->field->bytes;
  for (uint64_t piece = first; piece < last; piece++) {
    uint8_t *const even = t->even + (piece << log_size) * bytes;
    uint8_t *const odd = t->odd + (piece << log_size) / 2 * bytes;
    hash_leaves(t->tree, t->way, t->oracle, t->rows + (piece << log_size) * row_bytes, t->elements,
                UINT64_C(1) << log_size, even);
    reduce(t, log_size, even, odd, t->tops + piece * bytes);
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

static struct task task_of(const struct pm_problem *problem, const struct cpu_way *way) {
  const struct rows *rows = problem->data;
  return (struct task){.tree = problem->work->family,
                       .way = way,
                       .oracle = &rows->oracle,
                       .rows = rows->bytes,
                       .log_leaves = (unsigned)problem->values[LOG_LEAVES],
                       .elements = problem->values[ELEMENTS]};
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

struct cpu_runner {
  struct task task;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct cpu_runner *r = self;
  r->task.root = output;
  stage_pool_run(r->pool, &task_stages, &r->task);
  return PM_OK;
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  task_close(&r->task);
  free(r);
}

static const struct pm_runner cpu_functions = {.compute = cpu_compute, .close = cpu_close};

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct poseidon2_tree *tree = work->family;
  const struct cpu_way *way = implementation->variant;
  const bool exists = way->kind == CPU_REFERENCE  ? true
                      : way->kind == CPU_PORTABLE ? tree->portable != NULL
                                                  : tree->batch[way->isa] != NULL;
  return cpu_way_available(way, exists, reason, reason_bytes);
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  struct cpu_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){task_of(problem, implementation->variant), pool};
  enum pm_status status = PM_OK;
  if (!task_open(&r->task))
    status = pm_fail(error, PM_FAILED, "no memory for the tree's nodes");
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  const struct rows *rows = problem->data;
  const struct poseidon2_tree *tree = problem->work->family;
  const uint64_t bytes = digest_bytes(tree);
  uint64_t nodes = problem->items;
  struct device_plan plan = {0};
  const unsigned input = plan_add_buffer(&plan, PLAN_INPUT, problem->bytes, rows->bytes);
  const unsigned root = plan_add_buffer(&plan, PLAN_OUTPUT, bytes, NULL);
  unsigned from = nodes == 1 ? root : plan_add_buffer(&plan, PLAN_SCRATCH, nodes * bytes, NULL);
  unsigned to = plan_add_buffer(&plan, PLAN_SCRATCH, (nodes + 1) / 2 * bytes, NULL);
  struct plan_launch *launch = plan_add_launch(&plan, tree->sponge->program, tree->leaves_kernel,
                                               nodes, POSEIDON2_GPU_GROUP);
  plan_take_buffer(launch, input);
  plan_take_u64(launch, problem->values[ELEMENTS]);
  plan_take_u64(launch, nodes);
  plan_take_buffer(launch, from);
  while (nodes > 1) {
    nodes /= 2;
    const unsigned parents = nodes == 1 ? root : to;
    launch = plan_add_launch(&plan, tree->compression->program, tree->compress_kernel, nodes,
                             POSEIDON2_GPU_GROUP);
    plan_take_buffer(launch, from);
    plan_take_u64(launch, nodes);
    plan_take_buffer(launch, parents);
    to = from, from = parents;
  }
  return device_plan_open(&plan, device, runner, error);
}

static const struct pm_implementation implementations[] =
    WAYS(cpu_available, open_cpu, open_device);

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
  };
#define POSEIDON2(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE

#include "bench/graph/graph_work.h"

#include "bench/cpu_variant.h"
#include "bench/graph/graph_input.h"
#include "kernels/graph/graph.h"

enum { WORDS, ROUNDS, SIZE };

#define WORDS_AND_ROUNDS                                                                           \
  [WORDS] = {.name = "words",                                                                      \
             .unit = "words",                                                                      \
             .help = "32-bit words that each step takes and gives",                                \
             .minimum = 1,                                                                         \
             .maximum = UINT64_C(1) << 28},                                                        \
  [ROUNDS] = {.name = "rounds",                                                                    \
              .unit = "rounds",                                                                    \
              .help = "of mixing by each step; 0 leaves the cost of its dispatch",                 \
              .maximum = UINT64_C(1) << 24}

static const struct pm_parameter four_step_parameters[] = {WORDS_AND_ROUNDS};

static const struct pm_parameter tree_parameters[] = {
    WORDS_AND_ROUNDS,
    [SIZE] = {.name = "width", .unit = "steps", .help = "leaves", .minimum = 1, .maximum = 256},
};

static const struct pm_parameter dag_parameters[] = {
    WORDS_AND_ROUNDS,
    [SIZE] = {.name = "steps",
              .unit = "steps",
              .help = "in layers of up to 8, drawn from the seed",
              .minimum = 1,
              .maximum = 512},
};

enum { LONGER = PM_SUITE_STANDARD | PM_SUITE_FULL };

/* A step of 4096 words fills a few of a GPU's processors, so that another finds room beside it, and lasts
 * many times its dispatch. Without rounds the chain is nothing but dispatches. */
static const struct pm_point linear_points[] = {
    {PM_SUITE_QUICK, {4096, 1024}},
    {LONGER, {1, 0}},
    {LONGER, {4096, 16384}},
    {PM_SUITE_FULL, {65536, 4096}},
};
/* Where the middle steps are worth a queue each, and a diamond cannot be slower than its chain. */
static const struct pm_point diamond_points[] = {
    {PM_SUITE_QUICK, {4096, 1024}},
    {LONGER, {4096, 16384}},
    {PM_SUITE_FULL, {65536, 4096}},
};
static const struct pm_point tree_points[] = {
    {PM_SUITE_QUICK, {1024, 256, 8}},
    {LONGER, {4096, 4096, 16}},
    {PM_SUITE_FULL, {1, 0, 128}},
};
static const struct pm_point dag_points[] = {
    {PM_SUITE_QUICK, {1024, 256, 16}},
    {LONGER, {4096, 4096, 32}},
    {PM_SUITE_FULL, {1, 0, 256}},
};

typedef bool shape_fn(struct graph_shape *shape, const uint64_t *values, uint64_t seed);

struct graph_kind {
  shape_fn *shape;
};

static bool shape_linear(struct graph_shape *shape, const uint64_t *values, uint64_t seed) {
  (void)values;
  return graph_shape_diamond(shape, true, seed);
}
static bool shape_diamond(struct graph_shape *shape, const uint64_t *values, uint64_t seed) {
  (void)values;
  return graph_shape_diamond(shape, false, seed);
}
static bool shape_tree(struct graph_shape *shape, const uint64_t *values, uint64_t seed) {
  return graph_shape_tree(shape, (uint32_t)values[SIZE], seed);
}
static bool shape_dag(struct graph_shape *shape, const uint64_t *values, uint64_t seed) {
  return graph_shape_dag(shape, (uint32_t)values[SIZE], seed);
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct graph_kind *kind = work->family;
  struct graph_shape shape = {0};
  if (!kind->shape(&shape, values, seed)) {
    graph_shape_free(&shape);
    return pm_fail(error, PM_FAILED, "no memory for the graph's shape");
  }
  return graph_input_make(&shape, values[WORDS], (uint32_t)values[ROUNDS], seed, pool, problem,
                          error);
}

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)work;
  const struct cpu_variant *variant = implementation->variant;
  return cpu_variant_available(variant, graph_code.batch[variant->isa] != NULL, reason,
                               reason_bytes);
}

const enum graph_submission graph_one_queue = GRAPH_ONE_QUEUE,
                            graph_many_queues = GRAPH_MANY_QUEUES, graph_recorded = GRAPH_RECORDED;

#define LANES(name_, variant_)                                                                     \
  {                                                                                                \
    .name = (name_), .modelled = true, .available = cpu_available, .open = graph_open_cpu,         \
    .variant = &(variant_)                                                                         \
  }
#define DEVICE(name_, api_, variant_)                                                              \
  {                                                                                                \
    .name = (name_), .on_device = true, .api = (api_), .modelled = true,                           \
    .available = device_available, .open = graph_open_device, .variant = &(variant_)               \
  }

/* How a device is given the steps is the implementation's, not the work's: it is the same work. */
static const struct pm_implementation implementations[] = {
    LANES("cpu/simd-sse2", cpu_variant_sse2),
    LANES("cpu/simd-avx2", cpu_variant_avx2),
    LANES("cpu/simd-avx512", cpu_variant_avx512),
    LANES("cpu/simd-neon", cpu_variant_neon),
    DEVICE("opencl", PM_API_OPENCL, graph_one_queue),
    DEVICE("opencl/queues", PM_API_OPENCL, graph_many_queues),
    DEVICE("cuda", PM_API_CUDA, graph_one_queue),
    DEVICE("cuda/streams", PM_API_CUDA, graph_many_queues),
    DEVICE("cuda/graph", PM_API_CUDA, graph_recorded),
};

#define GRAPH_WORK(name_, title_, kind_parameters, ...)                                            \
  static const struct graph_kind kind_##name_ = {shape_##name_};                                   \
  const struct pm_work graph_work_##name_ = {                                                      \
      .name = "graph/" #name_,                                                                     \
      .title = (title_),                                                                           \
      .parameters = (kind_parameters),                                                             \
      .parameter_count = sizeof(kind_parameters) / sizeof *(kind_parameters),                      \
      .points = name_##_points,                                                                    \
      .point_count = sizeof name_##_points / sizeof *name_##_points,                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &kind_##name_,                                                                     \
      __VA_ARGS__};
GRAPH_WORK(linear, "four steps as a chain", four_step_parameters)
GRAPH_WORK(diamond, "the same four steps, the two in the middle side by side", four_step_parameters,
           .not_slower_than = "graph/linear")
GRAPH_WORK(tree, "steps that bring many arrays together, two at a time", tree_parameters)
GRAPH_WORK(dag, "layers of steps that read of each other at random", dag_parameters)

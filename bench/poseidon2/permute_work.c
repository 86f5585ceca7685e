/* hash/poseidon2_<instance>: a batch of states, each permuted. */
#include <inttypes.h>
#include <stdlib.h>

#include "bench/cpu_variant.h"
#include "bench/elements.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "bench/poseidon2/poseidon2_op.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "bench/poseidon2/poseidon2_work.h"
#include "bench/problem_input.h"
#include "host/base/digest.h"
#include "kernels/poseidon2/poseidon2.h"

enum { COUNT };

static const struct pm_parameter parameters[] = {
    [COUNT] = {.name = "count",
               .unit = "states",
               .help = "states of as many elements as the permutation is wide",
               .minimum = 1,
               .maximum = UINT64_C(1) << 28},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {1 << 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 16}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 20}},
    {PM_SUITE_FULL, {1 << 22}},
};

struct states {
  struct op_problem op;
  struct poseidon2_shape shape;
  uint8_t *in, *expected;
  struct ref_poseidon2 oracle;
};

static uint64_t state_bytes(const struct poseidon2 *instance) {
  return (uint64_t)instance->constants->width * instance->field->bytes;
}

static void problem_close(struct pm_problem *problem) {
  struct states *states = problem->data;
  free(states->in);
  free(states->expected);
  free(states);
}

/* A share of a batch on the CPU. */
struct share {
  const struct poseidon2 *instance;
  const struct cpu_variant *variant;
  const struct ref_poseidon2 *oracle;
  const uint8_t *in;
  uint64_t count;
  uint8_t *out;
};

static poseidon2_permute_fn *code_of(const struct poseidon2 *instance,
                                     const struct cpu_variant *variant) {
  return variant->kind == CPU_PORTABLE ? instance->portable : instance->batch[variant->isa];
}

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct share *s = context;
  if (s->variant->kind != CPU_REFERENCE) {
    code_of(s->instance, s->variant)(s->in, first, last, s->out);
    return true;
  }
  const uint64_t bytes = state_bytes(s->instance);
  for (uint64_t i = first; i < last; i++)
    ref_poseidon2_permute(s->oracle, s->in + i * bytes, s->out + i * bytes);
  return true;
}

static void run(const struct share *share, struct pm_pool *pool) {
  enum { SHARES_EACH = 8, LANES = 64 }; /* a share is whole blocks of lanes */
  const uint64_t threads = pm_pool_threads(pool);
  const uint64_t shares = threads == 1 ? 1 : threads * SHARES_EACH;
  struct share s = *share;
  pm_pool_run(pool, s.count, ((s.count + shares - 1) / shares + LANES - 1) / LANES * LANES,
              run_share, &s);
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct poseidon2 *instance = work->family;
  const uint64_t bytes = values[COUNT] * state_bytes(instance);
  enum pm_status status = problem_fits(bytes, bytes, error);
  if (status != PM_OK)
    return status;
  struct states *states = calloc(1, sizeof *states);
  if (!states)
    return pm_fail(error, PM_FAILED, "no memory");
  problem->data = states;
  problem->close = problem_close;
  states->in =
      elements_random(instance->field, values[COUNT] * instance->constants->width, seed, 0, pool);
  states->expected = malloc(bytes);
  if (!states->in || !states->expected) {
    problem_close(problem);
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " states", values[COUNT]);
  }
  states->shape = (struct poseidon2_shape){.states = values[COUNT]};
  states->op = (struct op_problem){.shape = &states->shape, .inputs = {states->in}};
  ref_poseidon2_init(&states->oracle, poseidon2_oracle(instance));
  const struct share share = {instance,   &cpu_variant_reference, &states->oracle,
                              states->in, values[COUNT],          states->expected};
  run(&share, pool);
  problem->item = "permutations";
  problem->items = values[COUNT];
  problem->bytes = bytes;
  problem->operation = "field multiplications";
  problem->operations = values[COUNT] * poseidon2_multiplications(instance->constants);
  problem->expected = states->expected;
  problem->output_bytes = bytes;
  problem->output_item_bytes = state_bytes(instance);
  const struct pm_span span = {states->in, bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, cost_times((double)values[COUNT], poseidon2_cost(instance)));
  return PM_OK;
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct poseidon2_shape *s = shape, *most = capacity;
  if (s->states == 0)
    return "it has no states";
  if (s->states > OP_COUNT_MAX)
    return "it has more states than a batch can have";
  return s->states > most->states ? "it has more states than the operation was opened for" : NULL;
}

struct cpu_state {
  struct op_place place;
  struct ref_poseidon2 *oracle; /* of cpu/reference; else NULL */
};

static enum pm_status cpu_open(const struct pm_work *work, const void *variant,
                               const void *capacity, struct pm_pool *pool, void **state,
                               struct pm_error *error) {
  (void)capacity;
  const struct cpu_variant *code = variant;
  struct cpu_state *s = calloc(1, sizeof *s);
  *state = s;
  if (s && code->kind == CPU_REFERENCE)
    s->oracle = malloc(sizeof *s->oracle);
  if (!s || (code->kind == CPU_REFERENCE && !s->oracle))
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", work->name);
  s->place = (struct op_place){work, variant, pool};
  if (s->oracle)
    ref_poseidon2_init(s->oracle, poseidon2_oracle(work->family));
  return PM_OK;
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  (void)error;
  const struct cpu_state *s = state;
  const struct op_place *place = &s->place;
  const struct poseidon2_shape *shape = batch->shape;
  const struct share share = {place->work->family, place->variant, s->oracle,
                              batch->in[0].host,   shape->states,  batch->out[0].host};
  run(&share, place->pool);
  return PM_OK;
}

static void cpu_close(void *state) {
  struct cpu_state *s = state;
  if (s)
    free(s->oracle);
  free(s);
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)device;
  const struct poseidon2 *instance = work->family;
  const struct poseidon2_shape *s = shape;
  const uint64_t bytes = s->states * state_bytes(instance);
  const unsigned in = plan_add_input(p, bytes), out = plan_add_output(p, bytes, bytes);
  struct plan_launch *launch = plan_add_launch(p, instance->program, instance->permute_kernel,
                                               s->states, POSEIDON2_GPU_GROUP);
  plan_take_buffer(launch, in);
  plan_take_u64(launch, s->states);
  plan_take_buffer(launch, out);
}

const struct op_family poseidon2_op = {
    .shape_bytes = sizeof(struct poseidon2_shape),
    .inputs = 1,
    .outputs = 1,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = cpu_open, .run = cpu_run, .close = cpu_close},
};

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct cpu_variant *variant = implementation->variant;
  const bool exists = variant->kind == CPU_REFERENCE || code_of(work->family, variant) != NULL;
  return cpu_variant_available(variant, exists, reason, reason_bytes);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(cpu_available, op_runner_open_cpu, op_runner_open_device);

#define POSEIDON2(instance)                                                                        \
  const struct pm_work poseidon2_work_##instance = {                                               \
      .name = "hash/poseidon2_" #instance,                                                         \
      .title = "a batch of states permuted",                                                       \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &poseidon2_##instance,                                                             \
      .operation = &poseidon2_op,                                                                  \
  };
#define POSEIDON2_TREE(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE

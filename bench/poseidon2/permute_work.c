/* hash/poseidon2_<instance>: a batch of states, each permuted. */
#include <inttypes.h>
#include <stdlib.h>

#include "bench/cpu_way.h"
#include "bench/device_plan.h"
#include "bench/field/elements.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "bench/poseidon2/poseidon2_work.h"
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
  const struct cpu_way *way;
  const struct ref_poseidon2 *oracle;
  const uint8_t *in;
  uint64_t count;
  uint8_t *out;
};

static poseidon2_permute_fn *code_of(const struct poseidon2 *instance, const struct cpu_way *way) {
  return way->kind == CPU_PORTABLE ? instance->portable : instance->batch[way->isa];
}

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct share *s = context;
  if (s->way->kind != CPU_REFERENCE) {
    code_of(s->instance, s->way)(s->in, first, last, s->out);
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
  ref_poseidon2_init(&states->oracle, poseidon2_oracle(instance));
  const struct share share = {instance,   &cpu_way_reference, &states->oracle,
                              states->in, values[COUNT],      states->expected};
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

struct cpu_runner {
  struct share share;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct cpu_runner *r = self;
  r->share.out = output;
  run(&r->share, r->pool);
  return PM_OK;
}

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct cpu_way *way = implementation->variant;
  const bool exists = way->kind == CPU_REFERENCE || code_of(work->family, way) != NULL;
  return cpu_way_available(way, exists, reason, reason_bytes);
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct states *states = problem->data;
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){{problem->work->family, implementation->variant, &states->oracle,
                            states->in, problem->items, NULL},
                           pool};
  *runner = (struct pm_runner){.self = r, .compute = cpu_compute, .close = free};
  return PM_OK;
}

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  const struct states *states = problem->data;
  const struct poseidon2 *instance = problem->work->family;
  struct device_plan plan = {0};
  const unsigned in = plan_add_buffer(&plan, PLAN_INPUT, problem->bytes, states->in);
  const unsigned out = plan_add_buffer(&plan, PLAN_OUTPUT, problem->bytes, NULL);
  struct plan_launch *launch = plan_add_launch(&plan, instance->program, instance->permute_kernel,
                                               problem->items, POSEIDON2_GPU_GROUP);
  plan_take_buffer(launch, in);
  plan_take_u64(launch, problem->items);
  plan_take_buffer(launch, out);
  return device_plan_open(&plan, device, runner, error);
}

static const struct pm_implementation implementations[] =
    WAYS(cpu_available, open_cpu, open_device);

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
  };
#define POSEIDON2_TREE(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE

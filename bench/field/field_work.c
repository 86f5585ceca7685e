#include "bench/field/field_work.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bench/cpu_way.h"
#include "bench/device_plan.h"
#include "bench/field/elements.h"
#include "bench/field/field_oracle.h"
#include "bench/hash/message_batch.h"
#include "bench/model.h"
#include "host/base/digest.h"

enum { COUNT, CHAIN };

static const struct pm_parameter parameters[] = {
    [COUNT] = {.name = "count",
               .unit = "elements",
               .help = "pairs a, b of elements",
               .minimum = 1,
               .maximum = UINT64_C(1) << 28},
    [CHAIN] = {.name = "chain",
               .unit = "products",
               .help = "how often each a is multiplied by its b",
               .minimum = 1,
               .maximum = UINT64_C(1) << 24},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {1 << 12, 256}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 18, 1024}},
    {PM_SUITE_FULL, {1 << 22, 1}},
};

struct field_input {
  struct field_products products;
  uint8_t *a, *b, *expected;
  const struct ref_field *oracle;
};

static void problem_close(struct pm_problem *problem) {
  struct field_input *input = problem->data;
  free(input->a);
  free(input->b);
  free(input->expected);
  free(input);
}

/* A share of a batch on the CPU. */
struct share {
  const struct prime_field *field;
  const struct cpu_way *way;
  const struct field_products *products;
  uint8_t *results;
};

static field_products_fn *code_of(const struct prime_field *field, const struct cpu_way *way) {
  return way->kind == CPU_PORTABLE ? field->portable : field->batch[way->isa];
}

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct share *s = context;
  code_of(s->field, s->way)(s->products, first, last, s->results);
  return true;
}

static bool oracle_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct field_input *input = context;
  const struct field_products *p = &input->products;
  const unsigned bytes = input->oracle->bytes;
  for (uint64_t i = first; i < last; i++)
    ref_field_product(input->oracle, p->a + i * bytes, p->b + i * bytes, p->chain,
                      input->expected + i * bytes);
  return true;
}

static void run(const struct share *share, struct pm_pool *pool) {
  enum { SHARES_EACH = 8 };
  uint64_t count = share->products->count, parts = pm_pool_threads(pool) * (uint64_t)SHARES_EACH;
  uint64_t grain = (count + parts - 1) / parts;
  enum { LANES = 64 }; /* a share is whole blocks of lanes */
  grain = (grain + LANES - 1) / LANES * LANES;
  struct share s = *share;
  pm_pool_run(pool, count, grain, run_share, &s);
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct prime_field *field = work->family;
  const uint64_t bytes = values[COUNT] * field->bytes;
  enum pm_status status = problem_fits(2 * bytes, bytes, error);
  if (status != PM_OK)
    return status;
  struct field_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  problem->data = input;
  problem->close = problem_close;
  input->a = elements_random(field, values[COUNT], seed, 0, pool);
  input->b = elements_random(field, values[COUNT], seed, 1, pool);
  input->expected = malloc(bytes);
  if (!input->a || !input->b || !input->expected) {
    problem_close(problem);
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " elements", values[COUNT]);
  }
  input->products = (struct field_products){input->a, input->b, values[CHAIN], values[COUNT]};
  enum { GRAIN = 64 };
  input->oracle = field_oracle(field);
  pm_pool_run(pool, values[COUNT], GRAIN, oracle_share, input);
  problem->item = "products";
  problem->items = values[COUNT] * values[CHAIN];
  problem->bytes = 2 * bytes;
  problem->operation = "field multiplications";
  problem->operations = problem->items;
  problem->expected = input->expected;
  problem->output_bytes = bytes;
  problem->output_item_bytes = field->bytes;
  const struct pm_span spans[] = {{input->a, bytes}, {input->b, bytes}};
  pm_digest(spans, 2, problem->input_digest);
  model_fill(problem, cost_times((double)problem->items, field_product_cost(field)));
  return PM_OK;
}

struct cpu_runner {
  struct share share;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct cpu_runner *r = self;
  r->share.results = output;
  run(&r->share, r->pool);
  return PM_OK;
}

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct cpu_way *way = implementation->variant;
  /* The oracle raises to a power and does not multiply as often as it says: it is not timed. */
  const bool exists = way->kind != CPU_REFERENCE && code_of(work->family, way) != NULL;
  return cpu_way_available(way, exists, reason, reason_bytes);
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct field_input *input = problem->data;
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){{problem->work->family, implementation->variant, &input->products, NULL},
                           pool};
  *runner = (struct pm_runner){.self = r, .compute = cpu_compute, .close = free};
  return PM_OK;
}

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  const struct field_input *input = problem->data;
  const struct prime_field *field = problem->work->family;
  const uint64_t count = input->products.count, bytes = count * field->bytes;
  struct device_plan plan = {0};
  const unsigned a = plan_add_buffer(&plan, PLAN_INPUT, bytes, input->a);
  const unsigned b = plan_add_buffer(&plan, PLAN_INPUT, bytes, input->b);
  const unsigned results = plan_add_buffer(&plan, PLAN_OUTPUT, bytes, NULL);
  struct plan_launch *launch =
      plan_add_launch(&plan, field->program, field->products_kernel, count, FIELD_GPU_GROUP);
  plan_take_buffer(launch, a);
  plan_take_buffer(launch, b);
  plan_take_u32(launch, (uint32_t)input->products.chain);
  plan_take_u64(launch, count);
  plan_take_buffer(launch, results);
  return device_plan_open(&plan, device, runner, error);
}

static const struct pm_implementation implementations[] =
    WAYS(cpu_available, open_cpu, open_device);

#define FIELD(field)                                                                               \
  const struct pm_work field_work_##field = {                                                      \
      .name = "field/" #field "_mul",                                                              \
      .title = "chains of products in a prime field",                                              \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &field_##field,                                                                    \
  };
#include "kernels/field/fields.def"
#undef FIELD

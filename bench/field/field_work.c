#include "bench/field/field_work.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bench/cpu_variant.h"
#include "bench/elements.h"
#include "bench/field/field_oracle.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "bench/problem_input.h"
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

/* Of a batch; inputs 0 and 1 are the factors, output 0 the products. */
struct field_shape {
  uint64_t count, chain;
};

struct field_input {
  struct op_problem op;
  struct field_shape shape;
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
  const struct cpu_variant *variant;
  const struct field_products *products;
  uint8_t *results;
};

static field_products_fn *code_of(const struct prime_field *field,
                                  const struct cpu_variant *variant) {
  return variant->kind == CPU_PORTABLE ? field->portable : field->batch[variant->isa];
}

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct share *s = context;
  code_of(s->field, s->variant)(s->products, first, last, s->results);
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
  input->shape = (struct field_shape){values[COUNT], values[CHAIN]};
  input->op = (struct op_problem){.shape = &input->shape, .inputs = {input->a, input->b}};
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

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct field_shape *s = shape, *most = capacity;
  if (s->count == 0 || s->chain == 0)
    return "it has no products";
  if (s->count > most->count)
    return "it has more pairs of elements than the operation was opened for";
  return s->chain <= UINT32_MAX ? NULL : "its chains are longer than 2^32 - 1 products";
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  (void)error;
  const struct op_place *place = state;
  const struct field_shape *s = batch->shape;
  const struct field_products products = {batch->in[0].host, batch->in[1].host, s->chain, s->count};
  const struct share share = {place->work->family, place->variant, &products, batch->out[0].host};
  run(&share, place->pool);
  return PM_OK;
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)device;
  const struct prime_field *field = work->family;
  const struct field_shape *s = shape;
  const uint64_t bytes = s->count * field->bytes;
  const unsigned a = plan_add_input(p, bytes), b = plan_add_input(p, bytes);
  struct plan_launch *launch =
      plan_add_launch(p, field->program, field->products_kernel, s->count, FIELD_GPU_GROUP);
  plan_take_buffer(launch, a);
  plan_take_buffer(launch, b);
  plan_take_u32(launch, (uint32_t)s->chain);
  plan_take_u64(launch, s->count);
  plan_take_buffer(launch, plan_add_output(p, bytes, bytes));
}

static const struct op_family field_op = {
    .shape_bytes = sizeof(struct field_shape),
    .inputs = 2,
    .outputs = 1,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = op_place_open, .run = cpu_run, .close = op_place_close},
};

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct cpu_variant *variant = implementation->variant;
  /* The oracle raises to a power and does not multiply as often as it says: it is not timed. */
  const bool exists = variant->kind != CPU_REFERENCE && code_of(work->family, variant) != NULL;
  return cpu_variant_available(variant, exists, reason, reason_bytes);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(cpu_available, op_runner_open_cpu, op_runner_open_device);

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
      .operation = &field_op,                                                                      \
  };
#include "kernels/field/fields.def"
#undef FIELD

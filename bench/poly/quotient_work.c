/* poly/quotient_<field>: a STARK's constraints over the extended domain, divided by the vanishing
 * polynomial. */
#include "bench/poly/quotient_work.h"

#include "bench/field/field_oracle.h"
#include "bench/staged_work.h"
#include "cpu_ref/poly/quotient.h"
#include "kernels/poly/quotient.h"

enum { LOG_SIZE, COLUMNS, BLOWUP };

static const char *const blowups[] = {"2", "4", "8", "16", NULL};

static const struct pm_parameter parameters[] = {
    [LOG_SIZE] = {.name = "log_size",
                  .unit = "",
                  .help = "the trace has 2^log_size rows",
                  .minimum = 1,
                  .maximum = 26},
    [COLUMNS] = {.name = "columns",
                 .unit = "columns",
                 .help = "columns of the trace, a multiple of 8",
                 .minimum = QUOTIENT_COLUMNS_STEP,
                 .maximum = 1024},
    [BLOWUP] = {.name = "blowup",
                .unit = "",
                .help = "how many times as many points as rows there are",
                .choices = blowups,
                .maximum = 3},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {8, QUOTIENT_COLUMNS, 1}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {16, QUOTIENT_COLUMNS, 1}},
    {PM_SUITE_FULL, {18, 64, 1}},
};

STAGED_CODE(quotient);
STAGED_CODE_OF(quotient)

static void oracle_share(const struct pm_work *work, const void *problem, const uint8_t *in,
                         uint64_t first, uint64_t last, uint8_t *out) {
  const struct quotient_problem *p = problem;
  const struct ref_quotient quotient = {
      .field = field_oracle(((const struct quotient *)work->family)->field),
      .log_size = p->log_size,
      .log_blowup = p->log_blowup,
      .columns = p->columns};
  ref_quotient(&quotient, in, first, last, out + first * ref_extension_bytes(quotient.field));
}

static bool oracle(const struct pm_work *work, const void *problem, const uint8_t *in,
                   struct pm_pool *pool, uint8_t *out) {
  return staged_oracle_run(oracle_share, UINT64_C(1) << quotient_log_points(problem), work, problem,
                           in, pool, out);
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  const struct prime_field *field = ((const struct quotient *)work->family)->field;
  const struct quotient_problem *p = shape, *most = capacity;
  if (p->log_size == 0 || p->log_blowup == 0)
    return "it has at least two rows, and at least two points a row";
  if (p->log_size > field->two_adicity || p->log_blowup > field->two_adicity - p->log_size)
    return "it has more points than the field has roots of unity for";
  if (p->columns > OP_COUNT_MAX >> quotient_log_points(p))
    return "it has more elements than a batch can have";
  if (p->columns == 0 || p->columns % QUOTIENT_COLUMNS_STEP)
    return "its columns are no multiple of 8";
  if (quotient_log_points(p) > quotient_log_points(most) || p->columns > most->columns)
    return "it has more points or columns than the operation was opened for";
  return NULL;
}

static uint64_t table_key(const struct quotient_problem *p) {
  return (uint64_t)p->log_blowup << 32 | p->log_size;
}

static void make_table(const void *context, const uint64_t key[2], void *bytes) {
  const struct quotient_problem problem = {
      .log_size = (uint32_t)key[0], .log_blowup = (unsigned)(key[0] >> 32), .columns = key[1]};
  ((const struct quotient *)context)->table(&problem, bytes);
}

static void device_plan(const struct pm_work *work, const void *problem,
                        const struct pm_device_info *device, struct device_plan *plan) {
  (void)device;
  const struct quotient *q = work->family;
  const struct quotient_problem *p = problem;
  const struct prime_field *field = q->field;
  const uint64_t table_bytes = quotient_table_words(q, p) * sizeof(uint32_t);
  const uint64_t out_bytes = quotient_output_elements(field, p) * field->bytes;
  const struct plan_constant table = {
      make_table, q, {table_key(p), p->columns}, .made_bytes = table_bytes};
  const unsigned rows = plan_add_input(plan, quotient_input_elements(field, p) * field->bytes);
  const unsigned factors = plan_add_constant(plan, table_bytes, &table);
  const unsigned powers =
      plan_add_scratch(plan, quotient_gpu_power_elements(p) * field->extension * field->bytes);
  const unsigned out = plan_add_output(plan, out_bytes, out_bytes);
  struct plan_launch *launch =
      plan_add_launch(plan, q->program, q->powers_kernel, QUOTIENT_GPU_GROUP, QUOTIENT_GPU_GROUP);
  plan_take_buffer(launch, rows);
  plan_take_u32(launch, quotient_log_points(p));
  plan_take_u32(launch, (uint32_t)p->columns);
  plan_take_buffer(launch, powers);
  launch = plan_add_launch(plan, q->program, q->quotient_kernel,
                           UINT64_C(1) << quotient_log_points(p), QUOTIENT_GPU_GROUP);
  plan_take_buffer(launch, rows);
  plan_take_buffer(launch, factors);
  plan_take_buffer(launch, powers);
  plan_take_u32(launch, p->log_size);
  plan_take_u32(launch, p->log_blowup);
  plan_take_u32(launch, (uint32_t)p->columns);
  plan_take_buffer(launch, out);
}

static const struct staged_family quotient_staged = {.code = &quotient_code,
                                                     .problem_bytes =
                                                         sizeof(struct quotient_problem),
                                                     .code_of = quotient_code_of,
                                                     .oracle = oracle};

STAGED_OP(quotient, device_plan, refusal);

STAGED_AVAILABLE(quotient)

/* Of a constraint: a square, which is reduced; its product with the base and that of two columns, which are
 * reduced together; the products with a power of alpha, four of which are (kernels/poly/constraint.h). */
static struct lane_cost constraint_cost(const struct prime_field *field) {
  const struct field_costs *costs = &field->costs;
  const struct lane_cost products =
      cost_sum(costs->square, cost_times(2 + field->extension, costs->product));
  return cost_sum(products, cost_times(2 + field->extension / 4.0, costs->reduction));
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct quotient *quotient = work->family;
  const struct prime_field *field = quotient->field;
  const struct quotient_problem asked = {.log_size = (unsigned)values[LOG_SIZE],
                                         .log_blowup = (unsigned)values[BLOWUP] + 1,
                                         .columns = values[COLUMNS]};
  if (asked.columns % QUOTIENT_COLUMNS_STEP)
    return pm_fail(error, PM_USAGE, "columns is %u; it has to be a multiple of %u",
                   (unsigned)asked.columns, QUOTIENT_COLUMNS_STEP);
  if (quotient_log_points(&asked) > field->two_adicity)
    return pm_fail(error, PM_USAGE, "%s has roots of unity of order 2^%u at most, this takes 2^%u",
                   field->name, field->two_adicity, quotient_log_points(&asked));
  const uint64_t count = UINT64_C(1) << quotient_log_points(&asked);
  const struct staged_request request = {
      .family = &quotient_staged,
      .field = field,
      .problem = &asked,
      .in_elements = quotient_input_elements(field, &asked),
      .out_elements = quotient_output_elements(field, &asked),
      .out_item_elements = field->extension,
      .item = "points",
      .items = count,
      /* Of each constraint: a cube, a product, and the product with a power of alpha. */
      .operation = "field multiplications",
      .operations = count * asked.columns * (3 + field->extension),
      .cost = cost_times((double)(count * asked.columns), constraint_cost(field)),
  };
  return staged_make(work, &request, seed, pool, problem, error);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(quotient_available, op_runner_open_cpu, op_runner_open_device);

#define QUOTIENT(field)                                                                            \
  const struct pm_work quotient_work_##field = {                                                   \
      .name = "poly/quotient_" #field,                                                             \
      .title = "constraints of degree 3 over the extended domain, divided",                        \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &quotient_##field,                                                                 \
      .operation = &quotient_op,                                                                   \
  };
#include "kernels/poly/fields.def"
#undef QUOTIENT

/* fri/fold_<field>: the values of a polynomial folded by a random challenge. */
#include "bench/fri/fri_work.h"

#include "bench/field/field_oracle.h"
#include "bench/staged_work.h"
#include "cpu_ref/fri/fri.h"
#include "kernels/fri/fri.h"

enum { LOG_SIZE, ARITY };

static const char *const arities[] = {"2", "4", "8", NULL};

static const struct pm_parameter parameters[] = {
    [LOG_SIZE] = {.name = "log_size",
                  .unit = "",
                  .help = "2^log_size values in the extension field",
                  .minimum = 1,
                  .maximum = 28},
    [ARITY] = {.name = "arity",
               .unit = "",
               .help = "how many values become one",
               .choices = arities,
               .maximum = 2},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {12, 0}}, {PM_SUITE_STANDARD | PM_SUITE_FULL, {20, 0}},
    {PM_SUITE_FULL, {20, 1}},  {PM_SUITE_FULL, {20, 2}},
    {PM_SUITE_FULL, {24, 0}},
};

STAGED_CODE(fri);
STAGED_CODE_OF(fri)

static void oracle_share(const struct pm_work *work, const void *problem, const uint8_t *in,
                         uint64_t first, uint64_t last, uint8_t *out) {
  const struct ref_field *field = field_oracle(((const struct fri *)work->family)->field);
  const struct fri_problem *p = problem;
  ref_fri_fold(field, p->log_size, p->log_arity, in, first, last,
               out + first * ref_extension_bytes(field));
}

static bool oracle(const struct pm_work *work, const void *problem, const uint8_t *in,
                   struct pm_pool *pool, uint8_t *out) {
  return staged_oracle_run(oracle_share, fri_output_elements(problem), work, problem, in, pool,
                           out);
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  const struct prime_field *field = ((const struct fri *)work->family)->field;
  const struct fri_problem *p = shape, *most = capacity;
  if (p->log_arity == 0 || p->log_arity > FRI_LOG_ARITY_MAX || p->log_size < p->log_arity)
    return "it is folded by 2, 4 or 8, and has at least as many values";
  if (p->log_size > field->two_adicity)
    return "it has more values than the field has roots of unity for";
  return p->log_size > most->log_size ? "it has more values than the operation was opened for"
                                      : NULL;
}

static void make_table(const void *context, const uint64_t key[2], void *bytes) {
  const struct fri_problem problem = {.log_size = (unsigned)key[0], .log_arity = (unsigned)key[1]};
  ((const struct fri *)context)->table(&problem, bytes);
}

static void device_plan(const struct pm_work *work, const void *problem,
                        const struct pm_device_info *device, struct device_plan *plan) {
  (void)device;
  const struct fri *fri = work->family;
  const struct fri_problem *p = problem;
  const uint64_t element = (uint64_t)fri->field->extension * fri->field->bytes;
  const uint64_t table_bytes = fri_table_words(fri, p) * sizeof(uint32_t);
  const uint64_t out_bytes = fri_output_elements(p) * element;
  const struct plan_constant table = {
      make_table, fri, {p->log_size, p->log_arity}, .made_bytes = table_bytes};
  const unsigned values = plan_add_input(plan, fri_input_elements(p) * element);
  const unsigned factors = plan_add_constant(plan, table_bytes, &table);
  const unsigned out = plan_add_output(plan, out_bytes, out_bytes);
  struct plan_launch *launch = plan_add_launch(plan, fri->program, fri->fold_kernel[p->log_arity],
                                               fri_output_elements(p), FRI_GPU_GROUP);
  plan_take_buffer(launch, values);
  plan_take_buffer(launch, factors);
  plan_take_u32(launch, p->log_size);
  plan_take_buffer(launch, out);
}

static const struct staged_family fri_staged = {.code = &fri_code,
                                                .problem_bytes = sizeof(struct fri_problem),
                                                .code_of = fri_code_of,
                                                .oracle = oracle};

STAGED_OP(fri, device_plan, refusal);

STAGED_AVAILABLE(fri)

/* Of a butterfly: the sum and the difference, that times an inverse point and then times beta (fold.h). */
static struct lane_cost fold_cost(const struct prime_field *field) {
  const struct lane_cost sums = cost_times(3 * field->extension, field_add_cost(field));
  return cost_sum(sums, cost_sum(cost_times(field->extension, field_product_cost(field)),
                                 field_extension_product_cost(field)));
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct fri *fri = work->family;
  const struct prime_field *field = fri->field;
  const struct fri_problem asked = {.log_size = (unsigned)values[LOG_SIZE],
                                    .log_arity = (unsigned)values[ARITY] + 1};
  if (asked.log_size < asked.log_arity || asked.log_size > field->two_adicity)
    return pm_fail(error, PM_USAGE, "log_size is %u; arity %s over %s takes %u up to %u",
                   asked.log_size, arities[values[ARITY]], field->name, asked.log_arity,
                   field->two_adicity);
  const uint64_t size = UINT64_C(1) << asked.log_size;
  const struct staged_request request = {
      .family = &fri_staged,
      .field = field,
      .problem = &asked,
      .in_elements = fri_input_elements(&asked) * field->extension,
      .out_elements = fri_output_elements(&asked) * field->extension,
      .out_item_elements = field->extension,
      .item = "values",
      .items = size,
      /* A butterfly divides a difference by twice its point and multiplies it with the challenge. */
      .operation = "field multiplications",
      .operations = (size - fri_output_elements(&asked)) *
                    (field->extension + field_extension_products(field)),
      .cost = cost_times((double)(size - fri_output_elements(&asked)), fold_cost(field)),
  };
  return staged_make(work, &request, seed, pool, problem, error);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(fri_available, op_runner_open_cpu, op_runner_open_device);

#define FRI(field)                                                                                 \
  const struct pm_work fri_work_##field = {                                                        \
      .name = "fri/fold_" #field,                                                                  \
      .title = "values of a polynomial folded by a random challenge",                              \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &fri_##field,                                                                      \
      .operation = &fri_op,                                                                        \
  };
#include "kernels/fri/fields.def"
#undef FRI

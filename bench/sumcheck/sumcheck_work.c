/* sumcheck/<field>: the prover's messages for a product of three multilinear polynomials. */
#include "bench/sumcheck/sumcheck_work.h"

#include "bench/field/field_oracle.h"
#include "bench/staged_work.h"
#include "cpu_ref/sumcheck/sumcheck.h"
#include "kernels/sumcheck/sumcheck.h"

enum { LOG_SIZE };

static const struct pm_parameter parameters[] = {
    [LOG_SIZE] = {.name = "log_size",
                  .unit = "",
                  .help = "variables; each polynomial has 2^log_size values",
                  .minimum = 1,
                  .maximum = 28},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {18}},
    {PM_SUITE_FULL, {22}},
};

STAGED_CODE(sumcheck);
STAGED_CODE_OF(sumcheck)

static bool oracle(const struct pm_work *work, const void *problem, const uint8_t *in,
                   struct pm_pool *pool, uint8_t *out) {
  (void)pool;
  const struct sumcheck *sumcheck = work->family;
  const struct sumcheck_problem *p = problem;
  return ref_sumcheck(field_oracle(sumcheck->field), p->log_size, in, out);
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  enum { LOG_SIZE_MAX = 36 };
  (void)work;
  const struct sumcheck_problem *p = shape, *most = capacity;
  if (p->log_size == 0)
    return "it has at least one variable";
  if (p->log_size > LOG_SIZE_MAX)
    return "it has more values than a batch can have";
  return p->log_size > most->log_size ? "it has more variables than the operation was opened for"
                                      : NULL;
}

static void device_plan(const struct pm_work *work, const void *problem,
                        const struct pm_device_info *device, struct device_plan *plan) {
  (void)device;
  const struct sumcheck *s = work->family;
  const struct sumcheck_problem *p = problem;
  const uint64_t element = (uint64_t)s->field->extension * s->field->bytes;
  const uint64_t out_bytes = sumcheck_output_elements(p) * element;
  const unsigned input = plan_add_input(plan, sumcheck_input_elements(p) * element);
  const unsigned tables = plan_add_scratch(plan, sumcheck_gpu_table_elements(p) * element);
  const unsigned parts = plan_add_scratch(plan, sumcheck_gpu_part_elements(p) * element);
  const unsigned out = plan_add_output(plan, out_bytes, out_bytes);
  const unsigned rounds = sumcheck_gpu_rounds(p);
  for (unsigned round = 0; round < rounds; round++) {
    struct plan_launch *launch =
        plan_add_launch(plan, s->program, s->round_kernel,
                        sumcheck_gpu_groups(p, round) * SUMCHECK_GPU_GROUP, SUMCHECK_GPU_GROUP);
    plan_take_buffer(launch, input);
    plan_take_buffer(launch, tables);
    plan_take_u32(launch, p->log_size);
    plan_take_u32(launch, round);
    plan_take_buffer(launch, parts);
  }
  if (rounds) {
    struct plan_launch *launch =
        plan_add_launch(plan, s->program, s->reduce_kernel, (uint64_t)rounds * SUMCHECK_GPU_GROUP,
                        SUMCHECK_GPU_GROUP);
    plan_take_buffer(launch, parts);
    plan_take_u32(launch, p->log_size);
    plan_take_buffer(launch, out);
  }
  struct plan_launch *launch =
      plan_add_launch(plan, s->program, s->tail_kernel, SUMCHECK_GPU_GROUP, SUMCHECK_GPU_GROUP);
  plan_take_buffer(launch, input);
  plan_take_buffer(launch, tables);
  plan_take_u32(launch, p->log_size);
  plan_take_buffer(launch, out);
}

static const struct staged_family sumcheck_staged = {.code = &sumcheck_code,
                                                     .problem_bytes =
                                                         sizeof(struct sumcheck_problem),
                                                     .code_of = sumcheck_code_of,
                                                     .oracle = oracle};

STAGED_OP(sumcheck, device_plan, refusal);

STAGED_AVAILABLE(sumcheck)

/* Of an index of a round: seven products of values (kernels/sumcheck/round.h), four of which are summed
 * before anything needs them reduced, and one to bind each table. */
static struct lane_cost index_cost(const struct prime_field *field) {
  enum { PRODUCTS = 7, SUMMED = 4 };
  const struct lane_cost reductions = cost_times(field->extension, field->costs.reduction);
  return cost_sum(cost_times(PRODUCTS + SUMCHECK_TABLES, field_extension_product_cost(field)),
                  cost_times(-SUMMED, reductions));
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct sumcheck *sumcheck = work->family;
  const struct prime_field *field = sumcheck->field;
  const struct sumcheck_problem asked = {.log_size = (unsigned)values[LOG_SIZE]};
  const uint64_t size = UINT64_C(1) << asked.log_size;
  const struct staged_request request = {
      .family = &sumcheck_staged,
      .field = field,
      .problem = &asked,
      .in_elements = sumcheck_input_elements(&asked) * field->extension,
      .out_elements = sumcheck_output_elements(&asked) * field->extension,
      .out_item_elements = field->extension,
      .item = "values",
      .items = size,
      /* Of the pairs that a round has, as many as points that are left: two products for each of
       * the four values, and one for each table to bind the variable. */
      .operation = "field multiplications",
      .operations =
          (size - 1) * (2 * SUMCHECK_VALUES + SUMCHECK_TABLES) * field_extension_products(field),
      .cost = cost_times((double)size - 1, index_cost(field)),
  };
  return staged_make(work, &request, seed, pool, problem, error);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(sumcheck_available, op_runner_open_cpu, op_runner_open_device);

#define SUMCHECK(field)                                                                            \
  const struct pm_work sumcheck_work_##field = {                                                   \
      .name = "sumcheck/" #field,                                                                  \
      .title = "sumcheck of a product of three multilinear polynomials",                           \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &sumcheck_##field,                                                                 \
      .operation = &sumcheck_op,                                                                   \
  };
#include "kernels/sumcheck/fields.def"
#undef SUMCHECK

#include "bench/ntt/ntt_work.h"

#include "bench/ntt/ntt_device.h"
#include "bench/ntt/ntt_oracle.h"
#include "bench/staged_work.h"
#include "kernels/ntt/ntt.h"

enum { LOG_SIZE, COLUMNS, LAYOUT, LAST /* a transform's direction, an extension's blowup */ };

static const char *const layouts[] = {"columns", "rows", NULL};
static const char *const directions[] = {"forward", "inverse", NULL};
static const char *const blowups[] = {"2", "4", "8", "16", NULL};

#define COMMON_PARAMETERS                                                                          \
  [LOG_SIZE] = {.name = "log_size",                                                                \
                .unit = "",                                                                        \
                .help = "each column has 2^log_size elements",                                     \
                .minimum = 0,                                                                      \
                .maximum = 28},                                                                    \
  [COLUMNS] = {.name = "columns",                                                                  \
               .unit = "columns",                                                                  \
               .help = "columns, each a polynomial",                                               \
               .minimum = 1,                                                                       \
               .maximum = 1 << 16},                                                                \
  [LAYOUT] = {.name = "layout",                                                                    \
              .unit = "",                                                                          \
              .help = "whether elements of a column are neighbours, or those of a row",            \
              .choices = layouts,                                                                  \
              .maximum = 1}

static const struct pm_parameter ntt_parameters[] = {
    COMMON_PARAMETERS,
    [LAST] = {.name = "direction",
              .unit = "",
              .help = "from coefficients to values in bit-reversed order, or back",
              .choices = directions,
              .maximum = 1},
};
static const struct pm_parameter lde_parameters[] = {
    COMMON_PARAMETERS,
    [LAST] = {.name = "blowup",
              .unit = "",
              .help = "how many times as many values there are on the coset",
              .choices = blowups,
              .maximum = 3},
};

static const struct pm_point ntt_points[] = {
    {PM_SUITE_QUICK, {14, 1, NTT_BY_COLUMNS, 0}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {20, 1, NTT_BY_COLUMNS, 0}},
    {PM_SUITE_FULL, {20, 1, NTT_BY_COLUMNS, 1}},
    {PM_SUITE_FULL, {16, 64, NTT_BY_ROWS, 0}},
    {PM_SUITE_FULL, {22, 1, NTT_BY_COLUMNS, 0}},
};
static const struct pm_point lde_points[] = {
    {PM_SUITE_QUICK, {8, 16, NTT_BY_ROWS, 0}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {16, 64, NTT_BY_ROWS, 0}},
    {PM_SUITE_FULL, {16, 256, NTT_BY_ROWS, 0}},
    {PM_SUITE_FULL, {20, 1, NTT_BY_COLUMNS, 1}},
};

/* Multiplications of the butterflies of a transform. */
static uint64_t butterflies(uint64_t columns, unsigned log_size) {
  return log_size ? columns * log_size << (log_size - 1) : 0;
}

/* A transform of one column, at the least. A butterfly is a sum, a difference and a product with a constant,
 * but in the first block of each level, where that is 1. Over Goldilocks four levels need products
 * only with the roots of their blocks, as the roots of order 16 are powers of 2
 * (kernels/ntt/goldilocks/arithmetic.h): one for each element but one of 16. */
static struct lane_cost transform_cost(const struct prime_field *field, unsigned log_size) {
  enum { LOG_SHIFTS = 4 };
  const double size = (double)(UINT64_C(1) << log_size);
  const double passes = (log_size + LOG_SHIFTS - 1) / LOG_SHIFTS;
  const double shared = passes > 1 ? (passes - 1) * size * 15 / 16 - size / 15 : 0;
  const double products =
      field->bytes == 8 ? shared : (double)butterflies(1, log_size) - (size - 1);
  return cost_sum(cost_times(products > 0 ? products : 0, field->costs.constant_product),
                  cost_times(size * log_size, field_add_cost(field)));
}

/* Of an extension the inverse transform, then one for each coset of its size: where the upper
 * coefficients are 0, the first levels are copies. */
static struct lane_cost cost(const struct ntt *ntt, const struct ntt_problem *asked) {
  const double transforms =
      asked->kind == NTT_LDE ? 1 + (double)(UINT64_C(1) << asked->log_blowup) : 1;
  return cost_times(transforms * (double)asked->columns,
                    transform_cost(ntt->field, asked->log_size));
}

STAGED_CODE(ntt);
STAGED_CODE_OF(ntt)

struct oracle_run {
  struct ref_ntt ntt;
  const uint8_t *in;
  uint8_t *out;
};

static bool oracle_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct oracle_run *run = context;
  return ref_ntt(&run->ntt, run->in, first, last, run->out);
}

static bool oracle(const struct pm_work *work, const void *problem, const uint8_t *in,
                   struct pm_pool *pool, uint8_t *out) {
  const struct ntt *ntt = work->family;
  struct oracle_run run = {ntt_oracle(ntt->field, problem), in, out};
  return pm_pool_run(pool, run.ntt.columns, 1, oracle_share, &run);
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  const struct prime_field *field = ((const struct ntt *)work->family)->field;
  const struct ntt_problem *p = shape, *most = capacity;
  if (p->columns == 0)
    return "it has no columns";
  if (p->log_size > field->two_adicity || p->log_blowup > field->two_adicity - p->log_size)
    return "its columns are longer than the field has roots of unity for";
  if (p->columns > OP_COUNT_MAX >> (p->log_size + p->log_blowup))
    return "it has more elements than a batch can have";
  if ((p->kind == NTT_LDE) != (p->log_blowup > 0))
    return "an extension, and that alone, has a blowup";
  if (ntt_input_elements(p) > ntt_input_elements(most) ||
      ntt_output_elements(p) > ntt_output_elements(most))
    return "it has more elements than the operation was opened for";
  return NULL;
}

static const struct staged_family ntt_staged = {.code = &ntt_code,
                                                .problem_bytes = sizeof(struct ntt_problem),
                                                .code_of = ntt_code_of,
                                                .oracle = oracle};

STAGED_OP(ntt, ntt_device_plan, refusal);

STAGED_AVAILABLE(ntt)

static enum pm_status make(const struct pm_work *work, const struct ntt_problem *asked,
                           uint64_t seed, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  const struct ntt *ntt = work->family;
  const unsigned log_out = asked->log_size + asked->log_blowup;
  if (log_out > ntt->field->two_adicity)
    return pm_fail(error, PM_USAGE, "%s has roots of unity of order 2^%u at most, this takes 2^%u",
                   ntt->field->name, ntt->field->two_adicity, log_out);
  const uint64_t inverse =
      asked->kind == NTT_LDE ? butterflies(asked->columns, asked->log_size) : 0;
  const struct staged_request request = {
      .family = &ntt_staged,
      .field = ntt->field,
      .problem = asked,
      .in_elements = ntt_input_elements(asked),
      .out_elements = ntt_output_elements(asked),
      .out_item_elements = 1,
      .item = "elements",
      .items = ntt_input_elements(asked),
      .operation = "field multiplications",
      .operations = butterflies(asked->columns, log_out) + inverse,
      .cost = cost(ntt, asked),
  };
  return staged_make(work, &request, seed, pool, problem, error);
}

static enum pm_status make_ntt(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                               const char *input_path, struct pm_pool *pool,
                               struct pm_problem *problem, struct pm_error *error) {
  (void)input_path;
  const struct ntt_problem asked = {.kind = values[LAST] ? NTT_INVERSE : NTT_FORWARD,
                                    .layout = (enum ntt_layout)values[LAYOUT],
                                    .log_size = (unsigned)values[LOG_SIZE],
                                    .columns = values[COLUMNS]};
  return make(work, &asked, seed, pool, problem, error);
}

static enum pm_status make_lde(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                               const char *input_path, struct pm_pool *pool,
                               struct pm_problem *problem, struct pm_error *error) {
  (void)input_path;
  const struct ntt_problem asked = {.kind = NTT_LDE,
                                    .layout = (enum ntt_layout)values[LAYOUT],
                                    .log_size = (unsigned)values[LOG_SIZE],
                                    .log_blowup = (unsigned)values[LAST] + 1,
                                    .columns = values[COLUMNS]};
  return make(work, &asked, seed, pool, problem, error);
}

static const struct pm_implementation implementations[] =
    IMPLEMENTATIONS(ntt_available, op_runner_open_cpu, op_runner_open_device);

#define NTT_WORK(work, name_, title_, kind, field)                                                 \
  const struct pm_work work##_##field = {                                                          \
      .name = name_,                                                                               \
      .title = title_,                                                                             \
      .parameters = kind##_parameters,                                                             \
      .parameter_count = sizeof kind##_parameters / sizeof *kind##_parameters,                     \
      .points = kind##_points,                                                                     \
      .point_count = sizeof kind##_points / sizeof *kind##_points,                                 \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make_##kind,                                                                         \
      .family = &ntt_##field,                                                                      \
      .operation = &ntt_op,                                                                        \
  };
#define NTT(field)                                                                                 \
  NTT_WORK(ntt_work, "ntt/" #field, "number-theoretic transforms", ntt, field)                     \
  NTT_WORK(lde_work, "lde/" #field, "values of polynomials extended to a larger coset", lde, field)
#include "kernels/ntt/fields.def"
#undef NTT

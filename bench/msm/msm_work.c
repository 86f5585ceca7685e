/* msm/<curve>: the sum of scalars times points. */
#include "bench/msm/msm_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_variant.h"
#include "bench/model.h"
#include "bench/msm/msm_input.h"
#include "bench/problem_input.h"
#include "bench/stage_pool.h"
#include "host/base/digest.h"

enum { LOG_SIZE, SCALARS, POINTS };

static const char *const scalar_kinds[] = {"uniform", "skewed", NULL};
static const char *const point_kinds[] = {"fresh", "fixed", "table", NULL};

static const struct pm_parameter parameters[] = {
    [LOG_SIZE] = {.name = "log_size",
                  .unit = "",
                  .help = "2^log_size points and scalars",
                  .minimum = 0,
                  .maximum = 24},
    [SCALARS] = {.name = "scalars",
                 .unit = "",
                 .help = "uniform, or skewed as in a witness: most are 0, 1 or small",
                 .choices = scalar_kinds,
                 .maximum = 1},
    [POINTS] = {.name = "points",
                .unit = "",
                .help = "fresh ones, ones that are known before the clock starts, or a table of "
                        "their multiples made before it does",
                .choices = point_kinds,
                .maximum = 2},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK, {10, MSM_SCALARS_UNIFORM, MSM_POINTS_FIXED}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {16, MSM_SCALARS_UNIFORM, MSM_POINTS_FIXED}},
    {PM_SUITE_FULL, {16, MSM_SCALARS_UNIFORM, MSM_POINTS_FRESH}},
    {PM_SUITE_FULL, {16, MSM_SCALARS_UNIFORM, MSM_POINTS_TABLE}},
    {PM_SUITE_FULL, {16, MSM_SCALARS_SKEWED, MSM_POINTS_FIXED}},
    {PM_SUITE_FULL, {20, MSM_SCALARS_UNIFORM, MSM_POINTS_FIXED}},
};

/* Field multiplications of `count` uniform scalars by Pippenger's method: the fewest of any size of digits,
 * at six for an addition, which is what one costs whose division is shared with many. */
static uint64_t multiplications(const struct msm_curve *curve, uint64_t count) {
  enum { DIGIT_BITS_MAX = 24, FOR_AN_ADDITION = 6, OF_A_SQUARED_FIELD = 3 };
  uint64_t least = UINT64_MAX;
  for (unsigned bits = 2; bits <= DIGIT_BITS_MAX; bits++) {
    const uint64_t digits = (8 * MSM_SCALAR_BYTES + bits - 1) / bits;
    const uint64_t additions = digits * (count + (UINT64_C(1) << bits));
    least = additions < least ? additions : least;
  }
  return least * FOR_AN_ADDITION * (curve->degree == 2 ? OF_A_SQUARED_FIELD : 1);
}

/* Bits that a scalar has. */
static unsigned scalar_bits(const uint8_t scalar[MSM_SCALAR_BYTES]) {
  for (unsigned i = MSM_SCALAR_BYTES; i > 0; i--)
    for (unsigned bit = 8; bit > 0; bit--)
      if (scalar[i - 1] >> (bit - 1) & 1)
        return 8 * (i - 1) + bit;
  return 0;
}

/* Additions by Pippenger's method, at the least: for each place of signed digits of the best size one for
 * each scalar that reaches there, less the share of digits that are 0, and one for each bucket that
 * has something in it: of the filled ones at least half (the sum of k buckets times their numbers is
 * 2 k additions, and a bucket's first point is none). With a table all places share their buckets. */
static double additions(const uint64_t with_bits[8 * MSM_SCALAR_BYTES + 1], bool table) {
  enum { DIGIT_BITS_MAX = 24, BITS_MAX = 8 * MSM_SCALAR_BYTES };
  double least = INFINITY;
  for (unsigned bits = 2; bits <= DIGIT_BITS_MAX; bits++) {
    const double buckets = (double)(UINT64_C(1) << (bits - 1)), nonzero = 1 - 0.5 / buckets;
    double sum = 0, points = 0, reaching = 0;
    for (unsigned length = BITS_MAX; length > 0; length--) {
      reaching += (double)with_bits[length];
      if ((length - 1) % bits != 0) /* not the lowest bit of a digit's place */
        continue;
      points += reaching * nonzero;
      if (!table || length == 1) {
        sum += points + fmin(points, buckets) / 2;
        points = 0;
      }
    }
    least = fmin(least, sum);
  }
  return least;
}

/* An addition is five products and a square, where its division is shared with many (kernels/curve/batch.h);
 * in an extension of degree 2 three products and two reductions make one, two products a square. */
static struct lane_cost addition_cost(const struct msm_curve *curve) {
  const struct field_costs *costs = &curve->field->costs;
  if (curve->degree == 1)
    return cost_sum(cost_times(5, field_product_cost(curve->field)),
                    field_square_cost(curve->field));
  return cost_sum(cost_times(5 * 3 + 2, costs->product), cost_times(6 * 2, costs->reduction));
}

/* Points that are multiplied by 0 need not be read; those that are known beforehand are not sent. */
static void model(struct pm_problem *problem, const struct msm_input *input) {
  uint64_t with_bits[8 * MSM_SCALAR_BYTES + 1] = {0};
  for (uint64_t i = 0; i < input->count; i++)
    with_bits[scalar_bits(input->scalars + i * MSM_SCALAR_BYTES)]++;
  const enum msm_points points = (enum msm_points)problem->values[POINTS];
  const double scalars = (double)input->count * MSM_SCALAR_BYTES;
  const double read =
      scalars + (double)(input->count - with_bits[0]) * msm_point_bytes(input->curve);
  model_fill(problem, cost_times(additions(with_bits, points == MSM_POINTS_TABLE),
                                 addition_cost(input->curve)));
  problem->model.amounts[PM_RESOURCE_MEMORY] = read + (double)problem->output_bytes;
  if (points != MSM_POINTS_FRESH)
    problem->model.amounts[PM_RESOURCE_UPLOAD] = scalars;
}

static void problem_close(struct pm_problem *problem) { msm_input_free(problem->data); }

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  const struct msm_curve *curve = work->family;
  const uint64_t count = UINT64_C(1) << values[LOG_SIZE];
  const uint64_t bytes = count * (msm_point_bytes(curve) + MSM_SCALAR_BYTES);
  enum pm_status status = problem_fits(bytes, 0, error);
  struct msm_input *input = NULL;
  if (status == PM_OK)
    status =
        msm_input_make(curve, count, (enum msm_scalars)values[SCALARS], seed, pool, &input, error);
  if (status != PM_OK)
    return status;
  const enum msm_points points = (enum msm_points)values[POINTS];
  input->shape =
      (struct msm_batch_shape){count, points, points == MSM_POINTS_FRESH ? NULL : input->points};
  input->op =
      (struct op_problem){.shape = &input->shape, .inputs = {input->scalars, input->points}};
  problem->item = "points";
  problem->items = count;
  problem->bytes = bytes;
  problem->operation = "field multiplications";
  problem->operations = multiplications(curve, count);
  problem->expected = input->expected;
  problem->output_bytes = problem->output_item_bytes = msm_point_bytes(curve);
  problem->data = input;
  problem->close = problem_close;
  const struct pm_span spans[] = {{input->points, count * msm_point_bytes(curve)},
                                  {input->scalars, count * MSM_SCALAR_BYTES}};
  pm_digest(spans, 2, problem->input_digest);
  model(problem, input);
  return PM_OK;
}

static const struct msm_cpu *code_of(const struct msm_curve *curve,
                                     const struct cpu_variant *variant) {
  return variant->kind == CPU_REFERENCE  ? NULL
         : variant->kind == CPU_PORTABLE ? curve->portable
                                         : curve->batch[variant->isa];
}

/* The reference takes a millisecond for a point, and all it could show is that. */
static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  const struct cpu_variant *variant = implementation->variant;
  return cpu_variant_available(variant, code_of(work->family, variant) != NULL, reason,
                               reason_bytes);
}

/* ---- the operation ---- */

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct msm_batch_shape *s = shape, *most = capacity;
  if (s->count == 0)
    return "it has no points";
  if (s->count > OP_COUNT_MAX || s->points > MSM_POINTS_TABLE)
    return "it has more points than a batch can have, or points of a kind that there is not";
  if (s->count > most->count)
    return "it has more points than the operation was opened for";
  if (s->points != most->points)
    return "its points are known beforehand, or are not, as the operation was not opened for";
  if ((s->points == MSM_POINTS_FRESH) != (s->known == NULL))
    return "points that are known beforehand, and they alone, belong to the shape";
  return NULL;
}

struct cpu_state {
  struct op_place place;
  const struct msm_cpu *code;
  struct msm_batch_shape shape; /* that the plan is for */
  struct msm_plan *plan;
};

static enum pm_status make_plan(struct cpu_state *s, const struct msm_batch_shape *shape,
                                struct pm_error *error) {
  const struct msm_problem asked = {.count = shape->count,
                                    .points = (enum msm_points)shape->points};
  if (s->plan && s->shape.count == shape->count && s->shape.known == shape->known)
    return PM_OK;
  s->code->plan_free(s->plan);
  s->plan = NULL;
  const uint64_t bytes = s->code->plan_bytes(&asked);
  enum pm_status status = problem_fits(bytes / 2, 0, error);
  if (status != PM_OK)
    return status;
  s->plan = s->code->plan(&asked, shape->known);
  if (!s->plan)
    return pm_fail(error, PM_FAILED, "there is no memory for a plan of %.1f GiB",
                   (double)bytes / (1 << 30));
  s->shape = *shape;
  if (shape->known) {
    const struct stages prepare = s->code->prepare(s->plan);
    stage_pool_run(s->place.pool, &prepare, s->plan);
  }
  return PM_OK;
}

static enum pm_status cpu_open(const struct pm_work *work, const void *variant,
                               const void *capacity, struct pm_pool *pool, void **state,
                               struct pm_error *error) {
  struct cpu_state *s = calloc(1, sizeof *s);
  if (!s)
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", work->name);
  *s = (struct cpu_state){.place = {work, variant, pool}, .code = code_of(work->family, variant)};
  *state = s;
  return make_plan(s, capacity, error);
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  struct cpu_state *s = state;
  const struct msm_batch_shape *shape = batch->shape;
  const enum pm_status status = make_plan(s, shape, error);
  if (status != PM_OK)
    return status;
  s->code->set(s->plan, shape->known ? NULL : batch->in[1].host, batch->in[0].host,
               batch->out[0].host);
  const struct stages stages = s->code->stages(s->plan);
  stage_pool_run(s->place.pool, &stages, s->plan);
  return PM_OK;
}

static void cpu_close(void *state) {
  struct cpu_state *s = state;
  if (s)
    s->code->plan_free(s->plan);
  free(s);
}

const struct op_family msm_op = {
    .shape_bytes = sizeof(struct msm_batch_shape),
    .inputs = 2,
    .outputs = 1,
    .refusal = refusal,
    .plan = msm_device_plan,
    .cpu = {.open = cpu_open, .run = cpu_run, .close = cpu_close},
};

static const struct pm_implementation implementations[] = {
    CPU_IMPLEMENTATION("cpu/portable", cpu_variant_portable, cpu_available, op_runner_open_cpu),
    CPU_IMPLEMENTATION("cpu/adx", cpu_variant_adx, cpu_available, op_runner_open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-avx512-ifma", cpu_variant_avx512_ifma, cpu_available,
                       op_runner_open_cpu),
    DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, op_runner_open_device),
    DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, op_runner_open_device),
};

#define MSM(curve)                                                                                 \
  const struct pm_work msm_work_##curve = {                                                        \
      .name = "msm/" #curve,                                                                       \
      .title = "the sum of scalars times points",                                                  \
      .parameters = parameters,                                                                    \
      .parameter_count = sizeof parameters / sizeof *parameters,                                   \
      .points = points,                                                                            \
      .point_count = sizeof points / sizeof *points,                                               \
      .implementations = implementations,                                                          \
      .implementation_count = sizeof implementations / sizeof *implementations,                    \
      .make = make,                                                                                \
      .family = &msm_##curve,                                                                      \
      .operation = &msm_op,                                                                        \
  };
#include "kernels/msm/curves.def"
#undef MSM

/* system/rate: operations of a class per second (kernels/system/rate/rate.h). */
#include "bench/problem_input.h"
#include "bench/system/system_work.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_variant.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "cpu_ref/system/rate.h"
#include "host/base/digest.h"
#include "kernels/system/rate/rate.h"

enum { LANES, STEPS, CLASS };

static const char *const classes[] = {[RATE_ADD] = "add",
                                      [RATE_LOGIC3] = "logic3",
                                      [RATE_SHIFT] = "shift",
                                      [RATE_MULTIPLY] = "multiply",
                                      [RATE_MULTIPLY_WIDE] = "multiply_wide",
                                      [RATE_OPERATIONS] = "operations",
                                      NULL};

static const enum ref_rate oracles[] = {[RATE_ADD] = REF_RATE_ADD,
                                        [RATE_LOGIC3] = REF_RATE_LOGIC3,
                                        [RATE_SHIFT] = REF_RATE_SHIFT,
                                        [RATE_MULTIPLY] = REF_RATE_MULTIPLY,
                                        [RATE_MULTIPLY_WIDE] = REF_RATE_MULTIPLY_WIDE,
                                        [RATE_OPERATIONS] = REF_RATE_OPERATIONS,
                                        [RATE_MULTIPLY_64] = REF_RATE_MULTIPLY_64,
                                        [RATE_MULTIPLY_52] = REF_RATE_MULTIPLY_52};

#define COMMON_PARAMETERS                                                                          \
  [LANES] = {.name = "lanes",                                                                      \
             .unit = "lanes",                                                                      \
             .help = "independent lanes, each of several chains; a multiple of 256",               \
             .minimum = RATE_STATES,                                                               \
             .maximum = UINT64_C(1) << 24},                                                        \
  [STEPS] = {.name = "steps",                                                                      \
             .unit = "steps",                                                                      \
             .help = "steps of each chain; a multiple of 4",                                       \
             .minimum = 4,                                                                         \
             .maximum = 1 << 24}

static const struct pm_parameter rate_parameters[] = {
    COMMON_PARAMETERS,
    [CLASS] = {.name = "class",
               .unit = "",
               .help = "additions; logic of three inputs; rotations; products, their lower words; "
                       "products, whole; additions and logic together",
               .choices = classes,
               .maximum = RATE_OPERATIONS},
};
static const struct pm_parameter product_parameters[] = {COMMON_PARAMETERS};

enum { LONGER = PM_SUITE_STANDARD | PM_SUITE_FULL };

/* The larger ones are what a GPU needs for its clock to settle. All operations together are no faster than the
 * classes of which they are made, in a hurry. */
#define POINTS_OF(class)                                                                           \
  {PM_SUITE_QUICK, {1 << 16, 96, class}}, {                                                        \
    LONGER, { 1 << 18, 1024, class }                                                               \
  }
static const struct pm_point rate_points[] = {
    POINTS_OF(RATE_ADD),           POINTS_OF(RATE_LOGIC3),
    POINTS_OF(RATE_SHIFT),         POINTS_OF(RATE_MULTIPLY),
    POINTS_OF(RATE_MULTIPLY_WIDE), {LONGER, {1 << 18, 1024, RATE_OPERATIONS}},
};
static const struct pm_point product_points[] = {
    {PM_SUITE_QUICK, {1 << 14, 256}},
    {LONGER, {1 << 17, 1024}},
};

/* Which class a set of values asks for: the last two have works of their own. */
static enum rate_class class_of(const struct pm_work *work, const uint64_t *values) {
  return work == &system_work_rate_64   ? RATE_MULTIPLY_64
         : work == &system_work_rate_52 ? RATE_MULTIPLY_52
                                        : (enum rate_class)values[CLASS];
}

static enum pm_resource resource_of(enum rate_class class) {
  static const enum pm_resource resources[RATE_CLASS_COUNT] = {
      [RATE_ADD] = PM_RESOURCE_ADD,
      [RATE_LOGIC3] = PM_RESOURCE_LOGIC3,
      [RATE_SHIFT] = PM_RESOURCE_SHIFT,
      [RATE_MULTIPLY] = PM_RESOURCE_MULTIPLY,
      [RATE_MULTIPLY_WIDE] = PM_RESOURCE_MULTIPLY_WIDE,
      [RATE_OPERATIONS] = PM_RESOURCE_OPERATIONS,
      [RATE_MULTIPLY_64] = PM_RESOURCE_MULTIPLY_WIDE,
      [RATE_MULTIPLY_52] = PM_RESOURCE_MULTIPLY_WIDE,
  };
  return resources[class];
}

/* Of a step of a lane. An addition of 64 bits is two, a product four; one of 52 bits is as many products
 * of 32 as its bits are: (52 / 32)^2. */
static struct lane_cost step_cost(enum rate_class class) {
  enum { HALF = RATE_WORDS / 2 };
  switch (class) {
  case RATE_ADD:
    return (struct lane_cost){.add = 2 * 2 * RATE_WORDS};
  case RATE_LOGIC3:
    return (struct lane_cost){.logic3 = 2 * RATE_WORDS};
  case RATE_SHIFT:
    return (struct lane_cost){.shift = 2 * RATE_WORDS};
  case RATE_MULTIPLY:
    return (struct lane_cost){.multiply = RATE_WORDS};
  case RATE_MULTIPLY_WIDE:
    return (struct lane_cost){.multiply_wide = RATE_WORDS};
  case RATE_OPERATIONS:
    return (struct lane_cost){.add = 2 * 2 * HALF, .logic3 = 2 * HALF};
  case RATE_MULTIPLY_64:
    return (struct lane_cost){.multiply_wide = 4 * RATE_WORDS_64};
  default:
    return (struct lane_cost){.multiply_wide = RATE_WORDS * 52.0 * 52 / (32 * 32)};
  }
}

/* Of a batch: input 0 are the words that a lane begins with, aligned to 64 bytes on a pool; output 0 is a word
 * of each lane. */
struct rate_shape {
  uint64_t class, steps, lanes;
};

struct rate_input {
  struct op_problem op;
  struct rate_shape shape;
  enum rate_class class;
  uint32_t steps;
  uint64_t lanes;
  void *in, *expected;
};

static void problem_close(struct pm_problem *problem) {
  struct rate_input *input = problem->data;
  free(input->in);
  free(input->expected);
  free(input);
}

static size_t in_bytes(enum rate_class class) {
  return (size_t)RATE_WORDS * RATE_STATES * rate_word_bytes(class);
}

/* Products begin with odd words, and stay odd. */
static void make_odd(const struct rate_input *input) {
  const unsigned bytes = rate_word_bytes(input->class);
  uint8_t *const in = input->in;
  for (size_t i = 0; i < in_bytes(input->class); i += bytes)
    in[i] |= 1;
}

static enum pm_status fill(struct rate_input *input, uint64_t seed, struct pm_pool *pool,
                           struct pm_error *error) {
  const unsigned bytes = rate_word_bytes(input->class);
  uint8_t *random = NULL;
  enum pm_status status = input_random(in_bytes(input->class), seed, pool, &random, error);
  if (status != PM_OK)
    return status;
  input->in = aligned_alloc(64, in_bytes(input->class));
  input->expected = malloc(input->lanes * bytes);
  if (input->in)
    memcpy(input->in, random, in_bytes(input->class));
  free(random);
  if (!input->in || !input->expected)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " lanes", input->lanes);
  if (input->class != RATE_ADD && input->class != RATE_LOGIC3 && input->class != RATE_SHIFT &&
      input->class != RATE_OPERATIONS)
    make_odd(input);
  for (uint64_t lane = 0; lane < RATE_STATES; lane++)
    ref_rate(oracles[input->class], input->in, RATE_STATES, input->steps, lane, input->expected);
  for (uint64_t lane = RATE_STATES; lane < input->lanes; lane += RATE_STATES)
    memcpy((uint8_t *)input->expected + lane * bytes, input->expected, (size_t)RATE_STATES * bytes);
  return PM_OK;
}

static void describe(struct pm_problem *problem, struct rate_input *input) {
  const unsigned bytes = rate_word_bytes(input->class);
  const struct lane_cost cost =
      cost_times((double)input->lanes * input->steps, step_cost(input->class));
  input->shape = (struct rate_shape){input->class, input->steps, input->lanes};
  input->op = (struct op_problem){.shape = &input->shape, .inputs = {input->in}};
  problem->measures = resource_of(input->class);
  problem->item = problem->operation = "operations";
  problem->bytes = in_bytes(input->class);
  problem->expected = input->expected;
  problem->output_bytes = input->lanes * bytes;
  problem->output_item_bytes = bytes;
  const struct pm_span span = {input->in, problem->bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, cost);
  problem->items = problem->operations = (uint64_t)problem->model.amounts[PM_RESOURCE_OPERATIONS];
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)input_path;
  if (values[LANES] % RATE_STATES)
    return pm_fail(error, PM_USAGE, "lanes is %" PRIu64 "; it has to be a multiple of %d",
                   values[LANES], RATE_STATES);
  if (values[STEPS] % 4)
    return pm_fail(error, PM_USAGE, "steps is %" PRIu64 "; it has to be a multiple of 4",
                   values[STEPS]);
  struct rate_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  *input = (struct rate_input){
      .class = class_of(work, values), .steps = (uint32_t)values[STEPS], .lanes = values[LANES]};
  problem->data = input;
  problem->close = problem_close;
  enum pm_status status = fill(input, seed, pool, error);
  if (status == PM_OK)
    describe(problem, input);
  else
    problem_close(problem);
  return status;
}

static const struct rate_code *code_of(const struct cpu_variant *variant) {
  return variant->kind == CPU_PORTABLE ? system_rate.portable : system_rate.batch[variant->isa];
}

/* Whether there is code for one of the work's classes, all of which there is code for then. */
static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  static const uint64_t values[PM_PARAMETERS_MAX];
  const struct rate_code *const code = code_of(implementation->variant);
  return cpu_variant_available(implementation->variant, code && code->of[class_of(work, values)],
                               reason, reason_bytes);
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct rate_shape *s = shape, *most = capacity;
  if (s->lanes == 0 || s->lanes % RATE_STATES)
    return "its lanes are no multiple of the states that there are";
  return s->lanes > most->lanes || s->class != most->class ? "it has more lanes, or another class "
                                                             "of operations, than it was opened for"
                                                           : NULL;
}

struct run {
  rate_fn *code;
  const void *in;
  uint32_t steps;
  uint8_t *output;
};

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct run *r = context;
  r->code(r->in, r->steps, first, last, r->output);
  return true;
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  (void)error;
  enum { SHARES_EACH = 8 };
  const struct op_place *place = state;
  const struct rate_shape *s = batch->shape;
  const uint64_t parts = (uint64_t)pm_pool_threads(place->pool) * SHARES_EACH;
  const uint64_t blocks = s->lanes / RATE_STATES;
  struct run run = {code_of(place->variant)->of[s->class], batch->in[0].host, (uint32_t)s->steps,
                    batch->out[0].host};
  pm_pool_run(place->pool, s->lanes, (blocks + parts - 1) / parts * RATE_STATES, run_share, &run);
  return PM_OK;
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)work, (void)device;
  const struct rate_shape *s = shape;
  const uint64_t bytes = s->lanes * rate_word_bytes((enum rate_class)s->class);
  const unsigned in = plan_add_input(p, in_bytes((enum rate_class)s->class));
  const unsigned out = plan_add_output(p, bytes, bytes);
  struct plan_launch *launch = plan_add_launch(
      p, system_rate.program, system_rate.kernels[s->class], s->lanes, RATE_GPU_GROUP);
  plan_take_buffer(launch, in);
  plan_take_u32(launch, (uint32_t)s->steps);
  plan_take_u32(launch, 0);
  plan_take_buffer(launch, out);
}

static const struct op_family rate_op = {
    .shape_bytes = sizeof(struct rate_shape),
    .inputs = 1,
    .outputs = 1,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = op_place_open, .run = cpu_run, .close = op_place_close},
};

static const struct pm_implementation rate_implementations[] = {
    CPU_IMPLEMENTATION("cpu/simd-sse2", cpu_variant_sse2, cpu_available, op_runner_open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-avx2", cpu_variant_avx2, cpu_available, op_runner_open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-avx512", cpu_variant_avx512, cpu_available, op_runner_open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-neon", cpu_variant_neon, cpu_available, op_runner_open_cpu),
    DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, op_runner_open_device),
    DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, op_runner_open_device),
};
static const struct pm_implementation rate_64_implementations[] = {
    CPU_IMPLEMENTATION("cpu/portable", cpu_variant_portable, cpu_available, op_runner_open_cpu),
    CPU_IMPLEMENTATION("cpu/adx", cpu_variant_adx, cpu_available, op_runner_open_cpu),
};
static const struct pm_implementation rate_52_implementations[] = {
    CPU_IMPLEMENTATION("cpu/simd-avx512-ifma", cpu_variant_avx512_ifma, cpu_available,
                       op_runner_open_cpu),
};

#define RATE_WORK(variable, name_, title_, parameters_, points_, implementations_)                 \
  const struct pm_work variable = {                                                                \
      .name = name_,                                                                               \
      .title = title_,                                                                             \
      .parameters = parameters_,                                                                   \
      .parameter_count = sizeof parameters_ / sizeof *parameters_,                                 \
      .points = points_,                                                                           \
      .point_count = sizeof points_ / sizeof *points_,                                             \
      .implementations = implementations_,                                                         \
      .implementation_count = sizeof implementations_ / sizeof *implementations_,                  \
      .make = make,                                                                                \
      .operation = &rate_op,                                                                       \
  }

RATE_WORK(system_work_rate, "system/rate", "the rate of operations of a class, on words of 32 bits",
          rate_parameters, rate_points, rate_implementations);
RATE_WORK(system_work_rate_64, "system/rate_64", "the rate of products of 64 bits, as four of 32",
          product_parameters, product_points, rate_64_implementations);
RATE_WORK(system_work_rate_52, "system/rate_52", "the rate of products of 52 bits, as 2.64 of 32",
          product_parameters, product_points, rate_52_implementations);

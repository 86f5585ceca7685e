/* system/copy: bytes of memory read and written per second (kernels/system/copy/copy.h). */
#include "bench/problem_input.h"
#include "bench/system/system_work.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_variant.h"
#include "bench/op/runner.h"
#include "bench/model.h"
#include "host/base/digest.h"
#include "kernels/system/copy/copy.h"

enum { BYTES, ROUNDS, STORES };
enum { STORES_CACHED, STORES_STREAMING };

static const char *const stores[] = {"cached", "streaming", NULL};

enum { GRAIN_BYTES = COPY_GPU_BLOCKS * COPY_BLOCK_BYTES };

static const struct pm_parameter parameters[] = {
    [BYTES] = {.name = "bytes",
               .unit = "bytes",
               .help = "to copy, by all threads together; a multiple of 16 KiB",
               .minimum = GRAIN_BYTES,
               .maximum = UINT64_C(1) << 36},
    [ROUNDS] = {.name = "rounds",
                .unit = "rounds",
                .help = "how often, each from the copy before",
                .minimum = 1,
                .maximum = 1 << 16},
    [STORES] = {.name = "stores",
                .unit = "",
                .help = "through a processor's caches, or past them; of no account on a GPU",
                .choices = stores,
                .maximum = STORES_STREAMING},
};

enum { ALL = PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL };
enum { LONGER = PM_SUITE_STANDARD | PM_SUITE_FULL };

/* From what is in the nearest caches to what is in none. */
static const struct pm_point points[] = {
    {ALL, {1 << 17, 32, STORES_CACHED}},          {ALL, {1 << 24, 1, STORES_CACHED}},
    {LONGER, {1 << 14, 256, STORES_CACHED}},      {LONGER, {1 << 20, 8, STORES_CACHED}},
    {LONGER, {1 << 28, 1, STORES_CACHED}},        {LONGER, {1 << 28, 1, STORES_STREAMING}},
    {PM_SUITE_FULL, {1 << 22, 4, STORES_CACHED}}, {PM_SUITE_FULL, {1 << 26, 1, STORES_CACHED}},
    {PM_SUITE_FULL, {1 << 30, 1, STORES_CACHED}}, {PM_SUITE_FULL, {1 << 30, 1, STORES_STREAMING}},
};

struct copy_shape {
  uint64_t bytes, rounds;
};

struct copy_input {
  struct op_problem op;
  struct copy_shape shape;
  uint8_t *in, *expected;
  uint64_t bytes, rounds;
  bool streaming;
};

static void problem_close(struct pm_problem *problem) {
  struct copy_input *input = problem->data;
  free(input->in);
  free(input->expected);
  free(input);
}

static void expect(const struct copy_input *input) {
  const uint64_t turned = input->rounds * COPY_TURN_BYTES % COPY_BLOCK_BYTES;
  for (uint64_t block = 0; block < input->bytes; block += COPY_BLOCK_BYTES) {
    memcpy(input->expected + block, input->in + block + turned, COPY_BLOCK_BYTES - turned);
    memcpy(input->expected + block + COPY_BLOCK_BYTES - turned, input->in + block, turned);
  }
}

static enum pm_status fill(struct copy_input *input, uint64_t seed, struct pm_pool *pool,
                           struct pm_error *error) {
  uint8_t *random = NULL;
  enum pm_status status = problem_fits(2 * input->bytes, input->bytes, error);
  if (status == PM_OK)
    status = input_random(input->bytes, seed, pool, &random, error);
  if (status != PM_OK)
    return status;
  input->in = aligned_alloc(COPY_BLOCK_BYTES, input->bytes);
  input->expected = malloc(input->bytes);
  if (input->in && input->expected) {
    memcpy(input->in, random, input->bytes);
    expect(input);
  } else {
    status = pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " bytes", input->bytes);
  }
  free(random);
  return status;
}

static void describe(struct pm_problem *problem, struct copy_input *input) {
  problem->measures = PM_RESOURCE_MEMORY;
  problem->item = "bytes";
  problem->items = 2 * input->bytes * input->rounds;
  problem->bytes = input->bytes;
  problem->operation = "bytes";
  problem->operations = problem->items;
  input->shape = (struct copy_shape){input->bytes, input->rounds};
  input->op = (struct op_problem){.shape = &input->shape, .inputs = {input->in}};
  problem->expected = input->expected;
  problem->output_bytes = input->bytes;
  problem->output_item_bytes = COPY_BLOCK_BYTES;
  const struct pm_span span = {input->in, input->bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, (struct lane_cost){0}); /* its memory is that of one round: what it touches */
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)input_path;
  if (values[BYTES] % GRAIN_BYTES)
    return pm_fail(error, PM_USAGE, "bytes is %" PRIu64 "; it has to be a multiple of %d",
                   values[BYTES], GRAIN_BYTES);
  struct copy_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  *input = (struct copy_input){.bytes = values[BYTES],
                               .rounds = values[ROUNDS],
                               .streaming = values[STORES] == STORES_STREAMING};
  problem->data = input;
  problem->close = problem_close;
  enum pm_status status = fill(input, seed, pool, error);
  if (status == PM_OK)
    describe(problem, input);
  else
    problem_close(problem);
  return status;
}

struct cpu_runner {
  const struct copy_input *input;
  copy_fn *code;
  struct pm_pool *pool;
  uint8_t *scratch, *output;
};

/* All rounds of the blocks of a share, the last one to the output. */
static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct cpu_runner *r = context;
  const uint8_t *from = r->input->in;
  for (uint64_t left = r->input->rounds; left > 0; left--) {
    uint8_t *const to = left % 2 ? r->output : r->scratch;
    r->code(from, first, last, to);
    from = to;
  }
  return true;
}

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct cpu_runner *r = self;
  const uint64_t blocks = r->input->bytes / COPY_BLOCK_BYTES, threads = pm_pool_threads(r->pool);
  r->output = output;
  pm_pool_run(r->pool, blocks, (blocks + threads - 1) / threads, run_share, r);
  return PM_OK;
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  free(r->scratch);
  free(r);
}

static const struct pm_runner cpu_functions = {.compute = cpu_compute, .close = cpu_close};

static bool cpu_available(const struct pm_implementation *implementation,
                          const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)work;
  const struct cpu_variant *variant = implementation->variant;
  return cpu_variant_available(variant, system_copy.batch[variant->isa] != NULL, reason,
                               reason_bytes);
}

static enum pm_status open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct copy_input *input = problem->data;
  const struct cpu_variant *variant = implementation->variant;
  const struct copy_code *code = system_copy.batch[variant->isa];
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){.input = input,
                           .code = input->streaming ? code->streaming : code->cached,
                           .pool = pool,
                           .scratch = aligned_alloc(COPY_BLOCK_BYTES, input->bytes)};
  enum pm_status status = PM_OK;
  if (!r->scratch)
    status = pm_fail(error, PM_FAILED, "no memory for a copy of %" PRIu64 " bytes", input->bytes);
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)work, (void)device;
  const struct copy_shape *s = shape;
  unsigned from = plan_add_input(p, s->bytes);
  const unsigned out = plan_add_output(p, s->bytes, s->bytes);
  const unsigned scratch = s->rounds > 1 ? plan_add_scratch(p, s->bytes) : out;
  for (uint64_t left = s->rounds; left > 0; left--) {
    struct plan_launch *launch =
        plan_add_launch(p, system_copy.program, system_copy.kernel,
                        s->bytes / (16 * COPY_GPU_VECTORS), COPY_GPU_GROUP);
    plan_take_buffer(launch, from);
    from = left % 2 ? out : scratch;
    plan_take_buffer(launch, from);
  }
}

static const struct op_family on_device = {.shape_bytes = sizeof(struct copy_shape), .plan = plan};

static const struct pm_implementation implementations[] = {
    CPU_IMPLEMENTATION("cpu/simd-sse2", cpu_variant_sse2, cpu_available, open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-avx2", cpu_variant_avx2, cpu_available, open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-avx512", cpu_variant_avx512, cpu_available, open_cpu),
    CPU_IMPLEMENTATION("cpu/simd-neon", cpu_variant_neon, cpu_available, open_cpu),
    DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, op_runner_open_device),
    DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, op_runner_open_device),
};

const struct pm_work system_work_copy = {
    .name = "system/copy",
    .title = "the rate at which memory is read and written",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
    .operation = &on_device,
};

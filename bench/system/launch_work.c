/* system/launch: kernels that do next to nothing, started one after another. */
#include "bench/system/system_work.h"

#include <stdlib.h>

#include "bench/cpu_variant.h"
#include "bench/op/gpu_program.h"
#include "bench/model.h"
#include "host/base/digest.h"
#include "kernels/system/launch/launch.h"

enum { MODE, LAUNCHES };
enum { MODE_SYNC, MODE_QUEUED, MODE_GRAPH };

static const char *const modes[] = {
    [MODE_SYNC] = "sync", [MODE_QUEUED] = "queued", [MODE_GRAPH] = "graph", NULL};

static const struct pm_parameter parameters[] = {
    [MODE] = {.name = "mode",
              .unit = "",
              .help = "a wait after each; one after all; all of them recorded and started as one",
              .choices = modes,
              .maximum = MODE_GRAPH},
    [LAUNCHES] = {.name = "launches",
                  .unit = "launches",
                  .help = "kernels in one iteration",
                  .minimum = 1,
                  .maximum = 1 << 16},
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {MODE_SYNC, 16}},
    {PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {MODE_QUEUED, 256}},
    {PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL, {MODE_GRAPH, 256}},
    {PM_SUITE_FULL, {MODE_SYNC, 1}},
};

struct launch_input {
  uint32_t launches, expected;
  unsigned mode;
};

static void problem_close(struct pm_problem *problem) { free(problem->data); }

static uint32_t expect(uint32_t launches) {
  uint32_t word = 0;
  for (uint32_t n = 0; n < launches; n++)
    word = word * LAUNCH_FACTOR + n;
  return word;
}

/* What a kernel costs that is waited for is the limit of those that do something; of kernels behind each
 * other at least one start has to be waited for. */
static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)seed, (void)input_path, (void)pool;
  struct launch_input *input = malloc(sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  const uint32_t launches = (uint32_t)values[LAUNCHES];
  *input = (struct launch_input){launches, expect(launches), (unsigned)values[MODE]};
  problem->item = problem->operation = "launches";
  problem->items = problem->operations = launches;
  problem->expected = (const uint8_t *)&input->expected;
  problem->output_bytes = problem->output_item_bytes = sizeof input->expected;
  problem->data = input;
  problem->close = problem_close;
  const struct pm_span span = {&input->launches, sizeof input->launches};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, (struct lane_cost){0});
  if (input->mode == MODE_SYNC) {
    problem->measures = PM_RESOURCE_LAUNCH;
    problem->model.amounts[PM_RESOURCE_LAUNCH] = launches;
  }
  return PM_OK;
}

struct device_runner {
  const struct launch_input *input;
  struct pm_device *device;
  struct pm_kernel *kernel;
  struct pm_buffer *word;
  struct pm_launch_graph *graph; /* of MODE_GRAPH */
};

static enum pm_status launch(struct device_runner *r, uint32_t n, struct pm_error *error) {
  const struct pm_argument arguments[] = {PM_BUFFER(r->word), PM_U32(n)};
  return pm_launch(r->kernel, 1, LAUNCH_GROUP, arguments, 2, error);
}

static enum pm_status launch_all(struct device_runner *r, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (uint32_t n = 0; status == PM_OK && n < r->input->launches; n++) {
    status = launch(r, n, error);
    if (status == PM_OK && r->input->mode == MODE_SYNC)
      status = pm_device_finish(r->device, error);
  }
  return status;
}

static enum pm_status record(struct device_runner *r, struct pm_error *error) {
  enum pm_status status = pm_graph_begin(r->device, error);
  if (status != PM_OK)
    return status;
  status = launch_all(r, error);
  const enum pm_status ended = pm_graph_end(r->device, &r->graph, status == PM_OK ? error : NULL);
  return status == PM_OK ? ended : status;
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  return r->graph ? pm_graph_launch(r->graph, error) : launch_all(r, error);
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  return pm_download(r->word, 0, output, sizeof r->input->expected, error);
}

static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return pm_buffer_fill(r->word, byte, error);
}

static void device_close(void *self) {
  struct device_runner *r = self;
  pm_graph_free(r->graph);
  pm_buffer_free(r->word);
  free(r);
}

static const struct pm_runner device_functions = {.compute = device_compute,
                                                  .download = device_download,
                                                  .poison = device_poison,
                                                  .close = device_close};

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct device_runner){.input = problem->data, .device = device};
  struct pm_program *program;
  enum pm_status status = gpu_program_load(device, &gpu_program_system_launch, &program, error);
  if (status == PM_OK)
    status = pm_kernel_get(program, "launch_mark", &r->kernel, error);
  if (status == PM_OK)
    status = pm_buffer_create(device, sizeof r->input->expected, &r->word, error);
  if (status == PM_OK && r->input->mode == MODE_GRAPH)
    status = record(r, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

static const struct pm_implementation implementations[] = {
    DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, open_device),
    DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, open_device),
};

const struct pm_work system_work_launch = {
    .name = "system/launch",
    .title = "the rate at which a device starts kernels",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
};

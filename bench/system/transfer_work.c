/* system/transfer: bytes per second between a host's memory and a device's. What other works do around their
 * computation is the computation here: `kernel` is the copy by the device's events, `resident` the copy
 * and the wait for it. */
#include "bench/problem_input.h"
#include "bench/system/system_work.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_variant.h"
#include "bench/model.h"
#include "host/base/digest.h"
#include "host/topology/topology.h"

enum { DIRECTION, MEMORY, BYTES, NODE };
enum { DIRECTION_UP, DIRECTION_DOWN, DIRECTION_BOTH };
enum { MEMORY_PINNED, MEMORY_PAGEABLE };

static const char *const directions[] = {
    [DIRECTION_UP] = "up", [DIRECTION_DOWN] = "down", [DIRECTION_BOTH] = "both", NULL};
static const char *const memories[] = {
    [MEMORY_PINNED] = "pinned", [MEMORY_PAGEABLE] = "pageable", NULL};

static const struct pm_parameter parameters[] = {
    [DIRECTION] = {.name = "direction",
                   .unit = "",
                   .help = "to the device, from it, or both at once",
                   .choices = directions,
                   .maximum = DIRECTION_BOTH},
    [MEMORY] = {.name = "memory",
                .unit = "",
                .help = "the host's: pinned by the driver, or as any program has it",
                .choices = memories,
                .maximum = MEMORY_PAGEABLE},
    [BYTES] = {.name = "bytes",
               .unit = "bytes",
               .help = "each way",
               .minimum = 1,
               .maximum = UINT64_C(1) << 34},
    [NODE] = {.name = "node",
              .unit = "",
              .help = "the NUMA node where the host's memory lies",
              .maximum = 255},
};

enum { ALL = PM_SUITE_QUICK | PM_SUITE_STANDARD | PM_SUITE_FULL };
enum { LONGER = PM_SUITE_STANDARD | PM_SUITE_FULL };
#define POINTS_OF(suites, bytes, node)                                                             \
  {suites, {DIRECTION_UP, MEMORY_PINNED, bytes, node}},                                            \
      {suites, {DIRECTION_DOWN, MEMORY_PINNED, bytes, node}},                                      \
      {suites, {DIRECTION_BOTH, MEMORY_PINNED, bytes, node}},                                      \
      {suites, {DIRECTION_UP, MEMORY_PAGEABLE, bytes, node}}, {                                    \
    suites, { DIRECTION_DOWN, MEMORY_PAGEABLE, bytes, node }                                       \
  }
static const struct pm_point points[] = {
    POINTS_OF(ALL, 8 << 20, 0),
    POINTS_OF(LONGER, 128 << 20, 0),
    POINTS_OF(LONGER, 128 << 20, 1),
    {PM_SUITE_FULL, {DIRECTION_UP, MEMORY_PINNED, 64 << 10, 0}},
    {PM_SUITE_FULL, {DIRECTION_DOWN, MEMORY_PINNED, 64 << 10, 0}},
};

struct transfer_input {
  uint8_t *in; /* what goes up, and behind it what comes down */
  uint64_t up_bytes, down_bytes;
};

static void problem_close(struct pm_problem *problem) {
  struct transfer_input *input = problem->data;
  free(input->in);
  free(input);
}

static void describe(struct pm_problem *problem, struct transfer_input *input) {
  const uint64_t bytes = input->up_bytes + input->down_bytes;
  problem->measures = !input->down_bytes ? PM_RESOURCE_UPLOAD
                      : !input->up_bytes ? PM_RESOURCE_DOWNLOAD
                                         : PM_RESOURCE_NONE;
  problem->item = problem->operation = "bytes";
  problem->items = problem->bytes = problem->operations = bytes;
  problem->expected = input->in;
  problem->output_bytes = bytes;
  problem->output_item_bytes = 1;
  const struct pm_span span = {input->in, bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, (struct lane_cost){0});
  problem->model.amounts[PM_RESOURCE_MEMORY] = (double)bytes; /* on the device */
  problem->model.amounts[PM_RESOURCE_UPLOAD] = (double)input->up_bytes;
  problem->model.amounts[PM_RESOURCE_DOWNLOAD] = (double)input->down_bytes;
  problem->model.amounts[PM_RESOURCE_LAUNCH] = 0;
}

static enum pm_status make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                           const char *input_path, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  (void)work, (void)input_path;
  struct transfer_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  input->up_bytes = values[DIRECTION] != DIRECTION_DOWN ? values[BYTES] : 0;
  input->down_bytes = values[DIRECTION] != DIRECTION_UP ? values[BYTES] : 0;
  const uint64_t bytes = input->up_bytes + input->down_bytes;
  problem->data = input;
  problem->close = problem_close;
  enum pm_status status = problem_fits(bytes, bytes, error);
  if (status == PM_OK)
    status = input_random(bytes, seed, pool, &input->in, error);
  if (status == PM_OK)
    describe(problem, input);
  else
    problem_close(problem);
  return status;
}

struct device_runner {
  const struct transfer_input *input;
  struct pm_device *device;
  struct pm_queue *aside; /* for what comes down while something goes up; NULL: the device's own */
  bool pinned;
  uint8_t *host_up, *host_down;
  struct pm_buffer *up, *down;
};

/* The device's memory has what is to come down. */
static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  const struct transfer_input *in = r->input;
  return in->down_bytes ? pm_upload(r->down, 0, in->in + in->up_bytes, in->down_bytes, error)
                        : PM_OK;
}

/* From pageable memory a driver copies while the host waits: what comes down is asked for first. */
static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  const struct transfer_input *in = r->input;
  struct pm_queue *const own = pm_device_queue(r->device);
  enum pm_status status = r->aside ? pm_queue_wait(r->aside, own, error) : PM_OK;
  if (status == PM_OK && in->down_bytes)
    status = pm_queue_download(r->aside ? r->aside : own, r->down, 0, r->host_down, in->down_bytes,
                               error);
  if (status == PM_OK && in->up_bytes)
    status = pm_upload(r->up, 0, r->host_up, in->up_bytes, error);
  return status;
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  const struct transfer_input *in = r->input;
  enum pm_status status = PM_OK;
  if (in->up_bytes)
    status = pm_download(r->up, 0, output, in->up_bytes, error);
  if (status == PM_OK)
    status = pm_device_finish(r->device, error);
  if (status == PM_OK && in->down_bytes)
    memcpy(output + in->up_bytes, r->host_down, in->down_bytes);
  return status;
}

static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  if (r->host_down)
    memset(r->host_down, byte, r->input->down_bytes);
  return r->up ? pm_buffer_fill(r->up, byte, error) : PM_OK;
}

static void host_free(const struct device_runner *r, uint8_t *memory) {
  if (r->pinned)
    pm_host_free(r->device, memory);
  else
    free(memory);
}

static void device_close(void *self) {
  struct device_runner *r = self;
  pm_queue_free(r->aside);
  host_free(r, r->host_up);
  host_free(r, r->host_down);
  pm_buffer_free(r->up);
  pm_buffer_free(r->down);
  free(r);
}

static const struct pm_runner device_functions = {.upload = device_upload,
                                                  .compute = device_compute,
                                                  .download = device_download,
                                                  .poison = device_poison,
                                                  .close = device_close};

static enum pm_status host_alloc(struct device_runner *r, uint64_t bytes, uint8_t **memory,
                                 struct pm_error *error) {
  enum { PAGE_BYTES = 4096 };
  void *pinned = NULL;
  if (r->pinned) {
    const enum pm_status status = pm_host_alloc(r->device, bytes, &pinned, error);
    *memory = pinned;
    return status;
  }
  *memory = aligned_alloc(PAGE_BYTES, (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES);
  if (!*memory)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " bytes", bytes);
  memset(*memory, 0, bytes);
  return PM_OK;
}

/* The host's memory, made while the thread is on the node that it is to lie on. */
struct allocation {
  struct device_runner *runner;
  enum pm_status status;
  struct pm_error *error;
};

static void allocate(void *context) {
  struct allocation *a = context;
  struct device_runner *r = a->runner;
  a->status = PM_OK;
  if (r->input->up_bytes) {
    a->status = host_alloc(r, r->input->up_bytes, &r->host_up, a->error);
    if (a->status == PM_OK)
      memcpy(r->host_up, r->input->in, r->input->up_bytes);
  }
  if (a->status == PM_OK && r->input->down_bytes)
    a->status = host_alloc(r, r->input->down_bytes, &r->host_down, a->error);
}

static enum pm_status make_host_memory(struct device_runner *r, uint64_t node,
                                       struct pm_error *error) {
  struct allocation allocation = {.runner = r, .error = error};
  struct pm_topology *topology;
  enum pm_status status = pm_topology_load(NULL, &topology, error);
  if (status != PM_OK)
    return status;
  status = pm_topology_at_node(topology, (unsigned)node, allocate, &allocation, error);
  pm_topology_free(topology);
  return status == PM_OK ? allocation.status : status;
}

static enum pm_status make_device_memory(struct device_runner *r, struct pm_error *error) {
  const struct transfer_input *in = r->input;
  enum pm_status status = PM_OK;
  if (in->up_bytes)
    status = pm_buffer_create(r->device, in->up_bytes, &r->up, error);
  if (status == PM_OK && in->down_bytes)
    status = pm_buffer_create(r->device, in->down_bytes, &r->down, error);
  if (status == PM_OK && in->up_bytes && in->down_bytes)
    status = pm_queue_create(r->device, &r->aside, error);
  return status;
}

static enum pm_status open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct device_runner){
      .input = problem->data, .device = device, .pinned = problem->values[MEMORY] == MEMORY_PINNED};
  enum pm_status status = make_host_memory(r, problem->values[NODE], error);
  if (status == PM_OK)
    status = make_device_memory(r, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

static const struct pm_implementation implementations[] = {
    DEVICE_IMPLEMENTATION("opencl", PM_API_OPENCL, open_device),
    DEVICE_IMPLEMENTATION("cuda", PM_API_CUDA, open_device),
};

const struct pm_work system_work_transfer = {
    .name = "system/transfer",
    .title = "the rate at which bytes go between host and device",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .points = points,
    .point_count = sizeof points / sizeof *points,
    .implementations = implementations,
    .implementation_count = sizeof implementations / sizeof *implementations,
    .make = make,
};

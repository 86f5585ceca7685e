/* The works graph/... on a device: a step is a launch, with a buffer of its own, so that a driver sees
 * which of them share nothing. */
#include <inttypes.h>
#include <stdlib.h>

#include "bench/op/places.h"
#include "bench/op/gpu_program.h"
#include "bench/graph/dispatch.h"
#include "bench/graph/graph_input.h"
#include "kernels/graph/graph.h"

struct device_runner {
  const struct graph_input *in;
  struct pm_device *device;
  struct graph_dispatch dispatch;
  struct pm_queue *queues[GRAPH_QUEUES_MAX]; /* the first is the device's own */
  struct pm_kernel *kernel;
  struct device_bytes input;     /* which does not change places: a launch graph has it fixed */
  struct pm_buffer **outputs;    /* by step */
  struct pm_launch_graph *graph; /* NULL: the actions are carried out each time */
};

static void close_runner(void *self) {
  struct device_runner *r = self;
  pm_graph_free(r->graph);
  for (unsigned i = 1; i < GRAPH_QUEUES_MAX; i++)
    pm_queue_free(r->queues[i]);
  for (uint32_t i = 0; r->outputs && i < r->in->shape.count; i++)
    pm_buffer_free(r->outputs[i]);
  free(r->outputs);
  device_bytes_close(&r->input);
  graph_dispatch_free(&r->dispatch);
  free(r);
}

static struct pm_buffer *output_of(const struct device_runner *r, uint32_t step) {
  return step == GRAPH_INPUT ? device_bytes_place(&r->input) : r->outputs[step];
}

static enum pm_status launch(struct device_runner *r, struct pm_queue *queue, uint32_t number,
                             struct pm_error *error) {
  const struct graph_step *step = &r->in->shape.steps[number];
  const uint64_t groups = (r->in->words + GRAPH_GPU_GROUP - 1) / GRAPH_GPU_GROUP;
  const struct pm_argument arguments[] = {PM_BUFFER(output_of(r, step->inputs[0])),
                                          PM_BUFFER(output_of(r, step->inputs[1])),
                                          PM_U32(step->key),
                                          PM_U32(r->in->rounds),
                                          PM_U64(r->in->words),
                                          PM_BUFFER(output_of(r, number))};
  return pm_queue_launch(queue, r->kernel, groups, GRAPH_GPU_GROUP, arguments,
                         sizeof arguments / sizeof *arguments, error);
}

static enum pm_status carry_out(struct device_runner *r, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (uint32_t i = 0; status == PM_OK && i < r->dispatch.count; i++) {
    const struct graph_action *action = &r->dispatch.actions[i];
    struct pm_queue *queue = r->queues[action->queue];
    status = action->kind == GRAPH_LAUNCH ? launch(r, queue, action->number, error)
                                          : pm_queue_wait(queue, r->queues[action->number], error);
  }
  return status;
}

static enum pm_status compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  return r->graph ? pm_graph_launch(r->graph, error) : carry_out(r, error);
}

static enum pm_status upload(void *self, struct pm_error *error) {
  return device_bytes_upload(&((struct device_runner *)self)->input, error);
}

static enum pm_status download(void *self, uint8_t *output, struct pm_error *error) {
  const struct device_runner *r = self;
  return pm_download(r->outputs[r->in->shape.count - 1], 0, output, r->input.bytes, error);
}

static enum pm_status poison(void *self, uint8_t byte, struct pm_error *error) {
  const struct device_runner *r = self;
  enum pm_status status = PM_OK;
  for (uint32_t i = 0; status == PM_OK && i < r->in->shape.count; i++)
    status = pm_buffer_fill(r->outputs[i], byte, error);
  return status;
}

static enum pm_status poison_input(void *self, uint8_t byte, struct pm_error *error) {
  return device_bytes_poison(&((struct device_runner *)self)->input, byte, error);
}

static const struct pm_runner functions = {
    .compute = compute,
    .upload = upload,
    .download = download,
    .poison = poison,
    .poison_input = poison_input,
    .close = close_runner,
};

static enum pm_status open_buffers(struct device_runner *r, struct pm_error *error) {
  const struct graph_input *in = r->in;
  const uint64_t bytes = in->words * sizeof(uint32_t), all = (in->shape.count + 1) * bytes;
  const struct pm_device_info *info = pm_device_info(r->device);
  if (all > info->memory_bytes)
    return pm_fail(error, PM_NO_MEMORY,
                   "%s has %" PRIu64 " MiB of memory and this takes %" PRIu64 " MiB", info->id,
                   info->memory_bytes >> 20, (all + (1 << 20) - 1) >> 20);
  r->outputs = calloc(in->shape.count, sizeof *r->outputs);
  if (!r->outputs)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = device_bytes_open(&r->input, r->device, in->input, bytes, error);
  for (uint32_t i = 0; status == PM_OK && i < in->shape.count; i++)
    status = pm_buffer_create(r->device, bytes, &r->outputs[i], error);
  return status;
}

static enum pm_status open_queues(struct device_runner *r, enum graph_submission submission,
                                  struct pm_error *error) {
  if (!graph_dispatch_make(&r->in->shape, submission == GRAPH_ONE_QUEUE ? 1 : GRAPH_QUEUES_MAX,
                           &r->dispatch))
    return pm_fail(error, PM_FAILED, "no memory");
  r->queues[0] = pm_device_queue(r->device);
  enum pm_status status = PM_OK;
  for (unsigned i = 1; status == PM_OK && i < r->dispatch.queues; i++)
    status = pm_queue_create(r->device, &r->queues[i], error);
  return status;
}

static enum pm_status open_kernel(struct device_runner *r, struct pm_error *error) {
  struct pm_program *program;
  enum pm_status status = gpu_program_load(r->device, graph_code.program, &program, error);
  return status == PM_OK ? pm_kernel_get(program, graph_code.kernel, &r->kernel, error) : status;
}

/* Once before it is recorded, the kernel is launched as such: a driver may load it only then, and cannot
 * while it records. */
static enum pm_status record(struct device_runner *r, struct pm_error *error) {
  enum pm_status status = launch(r, r->queues[0], 0, error);
  if (status == PM_OK)
    status = pm_device_finish(r->device, error);
  if (status == PM_OK)
    status = pm_graph_begin(r->device, error);
  if (status != PM_OK)
    return status;
  const enum pm_status carried_out = carry_out(r, error);
  const enum pm_status ended =
      pm_graph_end(r->device, &r->graph, carried_out == PM_OK ? error : NULL);
  return carried_out == PM_OK ? ended : carried_out;
}

enum pm_status graph_open_device(const struct pm_implementation *implementation,
                                 const struct pm_problem *problem, struct pm_pool *pool,
                                 struct pm_device *device, struct pm_runner *runner,
                                 struct pm_error *error) {
  (void)pool;
  const enum graph_submission submission = *(const enum graph_submission *)implementation->variant;
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  r->in = problem->data;
  r->device = device;
  enum pm_status status = open_kernel(r, error);
  if (status == PM_OK)
    status = open_queues(r, submission, error);
  if (status == PM_OK)
    status = open_buffers(r, error);
  if (status == PM_OK && submission == GRAPH_RECORDED)
    status = record(r, error);
  const uint64_t bytes = (r->in->shape.count + 1) * r->in->words * sizeof(uint32_t);
  status = pm_runner_start(runner, &functions, r, device, status);
  if (status == PM_OK)
    runner->memory_bytes = bytes;
  return status;
}

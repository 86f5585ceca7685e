#include "bench/op/runner.h"

#include <stdlib.h>
#include <string.h>

#include "bench/op/places.h"

static const struct op_family *family_of(const struct pm_problem *problem) {
  return problem->work->operation;
}

static const struct op_problem *input_of(const struct pm_problem *problem) { return problem->data; }

/* Where each of the outputs lies in a problem's. */
static void set_outputs(const struct pm_problem *problem, uint8_t *output, struct op_out *out) {
  const uint64_t *bytes = input_of(problem)->output_bytes;
  uint64_t at = 0;
  for (unsigned i = 0; i < PLAN_RESULTS_MAX; at += bytes[i++])
    out[i].host = i == 0 || bytes[i] ? output + at : NULL;
}

/* On the CPU ---------------------------------------------------------------------------------- */

struct cpu_runner {
  const struct pm_problem *problem;
  void *state;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  const struct cpu_runner *r = self;
  const struct op_problem *input = input_of(r->problem);
  struct op_batch batch = {.shape = input->shape};
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    batch.in[i].host = input->inputs[i];
  set_outputs(r->problem, output, batch.out);
  return family_of(r->problem)->cpu.run(r->state, &batch, error);
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  if (r->state)
    family_of(r->problem)->cpu.close(r->state);
  free(r);
}

static const struct pm_runner cpu_functions = {.compute = cpu_compute, .close = cpu_close};

enum pm_status op_runner_open_cpu(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)device;
  struct cpu_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", implementation->name);
  r->problem = problem;
  const enum pm_status status = family_of(problem)->cpu.open(
      problem->work, implementation->variant, input_of(problem)->shape, pool, &r->state, error);
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

/* On a device --------------------------------------------------------------------------------- */

/* An input: in places that take turns, or for the host to bring. */
struct input {
  struct device_bytes places;
  void *host; /* pinned, of an input that has no places */
  bool kept;
};

/* Where one of several batches in flight is computed. */
struct lane {
  struct pm_queue *queue;
  struct engine_slot *slot;
  void *inputs[PLAN_INPUTS_MAX]; /* pinned, for staging; else the runner's serve all lanes */
  void *staging;
};

struct device_runner {
  const struct pm_problem *problem;
  struct pm_device *device;
  struct engine *engine;
  struct engine_slot *slot;
  struct input inputs[PLAN_INPUTS_MAX];
  void *staging; /* its memory; NULL: none */
  struct lane lanes[OP_IN_FLIGHT_MAX];
  unsigned lane_count;
};

static const struct op_staging *staging_of(const struct device_runner *r) {
  return input_of(r->problem)->staging;
}

static void close_staging(const struct device_runner *r, void *state) {
  if (state && staging_of(r)->close)
    staging_of(r)->close(state);
  free(state);
}

static void close_lane(const struct device_runner *r, struct lane *lane) {
  engine_slot_close(lane->slot);
  pm_queue_free(lane->queue);
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    pm_host_free(r->device, lane->inputs[i]);
  close_staging(r, lane->staging);
  *lane = (struct lane){0};
}

static void device_close(void *self) {
  struct device_runner *r = self;
  for (unsigned i = 0; i < r->lane_count; i++)
    close_lane(r, &r->lanes[i]);
  engine_slot_close(r->slot);
  engine_close(r->engine);
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++) {
    if (r->inputs[i].places.device)
      device_bytes_close(&r->inputs[i].places);
    pm_host_free(r->device, r->inputs[i].host);
  }
  close_staging(r, r->staging);
  free(r);
}

static void set_inputs(const struct device_runner *r, struct op_in in[PLAN_INPUTS_MAX]) {
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++) {
    const struct input *input = &r->inputs[i];
    in[i] = (struct op_in){.host = input->host};
    if (input->places.device)
      in[i].device = device_bytes_place(&input->places);
  }
}

static enum pm_status device_stage(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  if (!r->staging)
    return PM_OK;
  void *host[PLAN_INPUTS_MAX];
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    host[i] = r->inputs[i].host ? r->inputs[i].host : r->inputs[i].places.host;
  return staging_of(r)->stage(r->problem, r->staging, host, error);
}

static enum pm_status upload_placed(struct device_runner *r, struct pm_error *error) {
  struct op_in in[PLAN_INPUTS_MAX];
  set_inputs(r, in);
  return engine_upload(r->slot, in, error);
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < PLAN_INPUTS_MAX; i++)
    if (r->inputs[i].places.device && !r->inputs[i].kept)
      status = device_bytes_upload(&r->inputs[i].places, error);
  return status == PM_OK ? upload_placed(r, error) : status;
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  struct op_in in[PLAN_INPUTS_MAX];
  set_inputs(r, in);
  return engine_launch(r->slot, in, NULL, error);
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  struct op_out out[PLAN_RESULTS_MAX] = {{0}};
  set_outputs(r->problem, output, out);
  return engine_download(r->slot, out, error);
}

/* What staging writes is poisoned with what the device writes, and what the device writes beside an input
 * is put back. */
static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++) {
    struct device_bytes *places = &r->inputs[i].places;
    if (!places->device)
      continue;
    device_bytes_rotate(places);
    if (r->staging)
      memset(places->host, byte, places->bytes);
  }
  const enum pm_status status = engine_fill(r->slot, byte, error);
  return status == PM_OK ? upload_placed(r, error) : status;
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < PLAN_INPUTS_MAX; i++)
    if (r->inputs[i].places.device && !r->inputs[i].kept)
      status = device_bytes_poison(&r->inputs[i].places, byte, error);
  return status;
}

static enum pm_status open_staging(const struct device_runner *r, void **state,
                                   struct pm_error *error) {
  const struct op_staging *staging = staging_of(r);
  if (!staging)
    return PM_OK;
  *state = calloc(1, staging->state_bytes);
  if (!*state)
    return pm_fail(error, PM_FAILED, "there is no memory to prepare inputs");
  return staging->open ? staging->open(r->problem, *state, error) : PM_OK;
}

/* Several batches in flight -------------------------------------------------------------------- */

static enum pm_status hold_staged(const struct device_runner *r, struct lane *lane,
                                  struct pm_error *error) {
  enum pm_status status = open_staging(r, &lane->staging, error);
  for (unsigned i = 0; status == PM_OK && i < PLAN_INPUTS_MAX; i++)
    if (r->inputs[i].places.device)
      status = pm_host_alloc(r->device, r->inputs[i].places.bytes, &lane->inputs[i], error);
  return status;
}

static enum pm_status open_lane(const struct device_runner *r, struct lane *lane,
                                struct pm_error *error) {
  const struct engine_memory memory = {.inputs = true, .outputs = true};
  enum pm_status status = pm_queue_create(r->device, &lane->queue, error);
  if (status == PM_OK)
    status = engine_slot_open(r->engine, lane->queue, memory, &lane->slot, error);
  if (status == PM_OK)
    status = engine_slot_plan(lane->slot, input_of(r->problem)->shape, error);
  if (status == PM_OK && staging_of(r))
    status = hold_staged(r, lane, error);
  return status;
}

static enum pm_status poison_lane(const struct lane *lane, uint8_t byte, struct pm_error *error) {
  enum pm_status status = engine_fill(lane->slot, byte, error);
  if (status == PM_OK)
    status = engine_fill_inputs(lane->slot, byte, error);
  return status == PM_OK ? pm_queue_finish(lane->queue, error) : status;
}

static enum pm_status sustain_prepare(void *self, unsigned in_flight, uint8_t byte,
                                      struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = PM_OK;
  while (status == PM_OK && r->lane_count < in_flight) {
    status = open_lane(r, &r->lanes[r->lane_count], error);
    if (status == PM_OK)
      r->lane_count++;
    else
      close_lane(r, &r->lanes[r->lane_count]);
  }
  for (unsigned i = 0; status == PM_OK && i < in_flight; i++)
    status = poison_lane(&r->lanes[i], byte, error);
  return status;
}

/* What an end-to-end iteration does not bring stays where the runner has it. */
static void set_lane_inputs(const struct device_runner *r, const struct lane *lane,
                            struct op_in in[PLAN_INPUTS_MAX]) {
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++) {
    const struct input *input = &r->inputs[i];
    const bool kept = input->places.device && input->kept;
    in[i] = (struct op_in){.host = lane->inputs[i] ? lane->inputs[i]
                                   : input->host   ? input->host
                                                   : input->places.host,
                           .device = kept ? device_bytes_place(&input->places) : NULL};
  }
}

/* One batch, from the host's preparation to the copy of its output. */
static enum pm_status enqueue_batch(const struct device_runner *r, struct lane *lane, uint8_t byte,
                                    uint8_t *output, struct pm_error *error) {
  struct op_in in[PLAN_INPUTS_MAX];
  struct op_out out[PLAN_RESULTS_MAX] = {{0}};
  enum pm_status status = PM_OK;
  if (lane->staging)
    status = staging_of(r)->stage(r->problem, lane->staging, lane->inputs, error);
  set_lane_inputs(r, lane, in);
  set_outputs(r->problem, output, out);
  if (status == PM_OK)
    status = engine_fill_outputs(lane->slot, byte, error);
  if (status == PM_OK)
    status = engine_upload(lane->slot, in, error);
  if (status == PM_OK)
    status = engine_launch(lane->slot, in, NULL, error);
  return status == PM_OK ? engine_download(lane->slot, out, error) : status;
}

static enum pm_status sustain(void *self, unsigned in_flight, uint8_t byte, uint8_t *outputs,
                              unsigned count, struct pm_error *error) {
  struct device_runner *r = self;
  const size_t bytes = r->problem->output_bytes;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < count; i++) {
    struct lane *lane = &r->lanes[i % in_flight];
    if (i >= in_flight)
      status = pm_queue_finish(lane->queue, error);
    if (status == PM_OK)
      status = enqueue_batch(r, lane, byte, outputs + i * bytes, error);
  }
  for (unsigned i = 0; i < in_flight; i++) {
    const enum pm_status finished =
        pm_queue_finish(r->lanes[i].queue, status == PM_OK ? error : NULL);
    status = status == PM_OK ? finished : status;
  }
  return status;
}

/* Opening -------------------------------------------------------------------------------------- */

static const struct pm_runner device_functions = {
    .compute = device_compute,
    .upload = device_upload,
    .download = device_download,
    .poison = device_poison,
    .poison_input = device_poison_input,
    .sustain_prepare = sustain_prepare,
    .sustain = sustain,
    .close = device_close,
};
static const struct pm_runner staged_functions = {
    .stage = device_stage,
    .compute = device_compute,
    .upload = device_upload,
    .download = device_download,
    .poison = device_poison,
    .poison_input = device_poison_input,
    .sustain_prepare = sustain_prepare,
    .sustain = sustain,
    .close = device_close,
};

static enum pm_status hold_on_host(struct device_runner *r, unsigned number, uint64_t bytes,
                                   struct pm_error *error) {
  const enum pm_status status = pm_host_alloc(r->device, bytes, &r->inputs[number].host, error);
  if (status == PM_OK)
    memcpy(r->inputs[number].host, input_of(r->problem)->inputs[number], bytes);
  return status;
}

static enum pm_status hold_inputs(struct device_runner *r, struct pm_error *error) {
  const struct device_plan *plan = engine_plan(r->engine);
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < plan->buffer_count; i++) {
    const struct plan_buffer *planned = &plan->buffers[i];
    struct input *input = &r->inputs[planned->number];
    if (planned->role == PLAN_PIECE)
      status = hold_on_host(r, planned->number, planned->input_bytes, error);
    if (planned->role != PLAN_INPUT)
      continue;
    input->kept = planned->kept;
    status =
        device_bytes_open(&input->places, r->device, input_of(r->problem)->inputs[planned->number],
                          planned->input_bytes, error);
  }
  if (status == PM_OK && plan->has_placed)
    status = hold_on_host(r, plan->placed.number, plan->placed.bytes, error);
  return status;
}

static enum pm_status open_on_device(struct device_runner *r, struct pm_error *error) {
  const struct op_family *family = family_of(r->problem);
  const struct engine_source source = {family->plan, r->problem->work, family->shape_bytes};
  const void *shape = input_of(r->problem)->shape;
  enum pm_status status = engine_open(r->device, &source, shape, &r->engine, error);
  if (status == PM_OK)
    status = engine_slot_open(r->engine, pm_device_queue(r->device),
                              (struct engine_memory){.outputs = true}, &r->slot, error);
  if (status == PM_OK)
    status = engine_slot_plan(r->slot, shape, error);
  if (status == PM_OK)
    status = hold_inputs(r, error);
  if (status == PM_OK)
    status = upload_placed(r, error);
  if (status == PM_OK)
    status = open_staging(r, &r->staging, error);
  /* Also after a failure: what was to be uploaded may be freed now. */
  const enum pm_status finished = pm_device_finish(r->device, status == PM_OK ? error : NULL);
  return status == PM_OK ? finished : status;
}

enum pm_status op_runner_open_device(const struct pm_implementation *implementation,
                                     const struct pm_problem *problem, struct pm_pool *pool,
                                     struct pm_device *device, struct pm_runner *runner,
                                     struct pm_error *error) {
  (void)pool;
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", implementation->name);
  r->problem = problem;
  r->device = device;
  enum pm_status status = open_on_device(r, error);
  const bool staged = staging_of(r) != NULL;
  uint64_t bytes = 0;
  char note[PM_NOTE_MAX] = "";
  if (status == PM_OK) {
    bytes = plan_bytes(engine_plan(r->engine));
    memcpy(note, engine_plan(r->engine)->note, sizeof note);
  }
  status =
      pm_runner_start(runner, staged ? &staged_functions : &device_functions, r, device, status);
  if (status == PM_OK) {
    runner->memory_bytes = bytes;
    memcpy(runner->note, note, sizeof runner->note);
  }
  return status;
}

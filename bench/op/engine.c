#include "bench/op/engine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/op/gpu_program.h"

struct constant {
  struct plan_constant made;
  struct pm_buffer *buffer;
};

struct kernel {
  const struct gpu_program *program;
  const char *name;
  struct pm_kernel *kernel;
};

struct engine {
  struct pm_device *device;
  struct engine_source source;
  struct device_plan plan; /* of the capacity */
  struct constant *constants;
  unsigned constant_count;
  struct kernel *kernels;
  unsigned kernel_count;
};

struct engine_slot {
  struct engine *engine;
  struct pm_queue *queue;
  struct device_plan plan; /* of the batch */
  void *shape;             /* that it is a plan of */
  bool planned;
  struct pm_kernel **kernels; /* of its launches */
  unsigned kernel_room;
  struct pm_buffer *inputs[PLAN_INPUTS_MAX], *outputs[PLAN_RESULTS_MAX], *scratch[PLAN_BUFFERS_MAX];
  struct pm_buffer *bound[PLAN_BUFFERS_MAX]; /* what the plan's buffers are for this batch */
};

static enum pm_status no_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "there is no memory for what a device is to do");
}

static enum pm_status check_fits(const struct device_plan *plan, const struct pm_device_info *info,
                                 struct pm_error *error) {
  const uint64_t bytes = plan_bytes(plan);
  if (bytes <= info->memory_bytes)
    return PM_OK;
  return pm_fail(error, PM_NO_MEMORY,
                 "%s has %" PRIu64 " MiB of memory and this takes %" PRIu64 " MiB", info->id,
                 info->memory_bytes >> 20, (bytes + (1 << 20) - 1) >> 20);
}

/* Kernels ------------------------------------------------------------------------------------- */

static enum pm_status load_kernel(struct engine *e, const struct plan_launch *launch,
                                  struct pm_kernel **kernel, struct pm_error *error) {
  struct kernel *grown = realloc(e->kernels, (e->kernel_count + 1) * sizeof *grown);
  if (!grown)
    return no_memory(error);
  e->kernels = grown;
  struct pm_program *loaded;
  enum pm_status status = gpu_program_load(e->device, launch->program, &loaded, error);
  if (status == PM_OK)
    status = pm_kernel_get(loaded, launch->kernel, kernel, error);
  if (status == PM_OK)
    e->kernels[e->kernel_count++] = (struct kernel){launch->program, launch->kernel, *kernel};
  return status;
}

static enum pm_status find_kernel(struct engine *e, const struct plan_launch *launch,
                                  struct pm_kernel **kernel, struct pm_error *error) {
  *kernel = NULL;
  if (!launch->kernel)
    return PM_OK;
  for (unsigned i = 0; i < e->kernel_count; i++) {
    const struct kernel *known = &e->kernels[i];
    if (known->program == launch->program &&
        (known->name == launch->kernel || strcmp(known->name, launch->kernel) == 0)) {
      *kernel = known->kernel;
      return PM_OK;
    }
  }
  return load_kernel(e, launch, kernel, error);
}

static enum pm_status launch_kernel(struct pm_queue *queue, struct pm_kernel *kernel,
                                    const struct plan_launch *launch,
                                    struct pm_buffer *const *bound, struct pm_error *error) {
  struct pm_argument arguments[PLAN_ARGUMENTS_MAX];
  for (unsigned i = 0; i < launch->argument_count; i++) {
    const uint64_t value = launch->arguments[i].value;
    switch (launch->arguments[i].kind) {
    case PLAN_BUFFER:
      arguments[i] = PM_BUFFER(bound[value]);
      break;
    case PLAN_U32:
      arguments[i] = PM_U32((uint32_t)value);
      break;
    case PLAN_U64:
      arguments[i] = PM_U64(value);
      break;
    }
  }
  return pm_queue_launch(queue, kernel, launch->groups, launch->group, arguments,
                         launch->argument_count, error);
}

/* Constants ----------------------------------------------------------------------------------- */

static bool same_constant(const struct plan_constant *a, const struct plan_constant *b) {
  return a->make == b->make && a->context == b->context && a->key[0] == b->key[0] &&
         a->key[1] == b->key[1];
}

static struct pm_buffer *known_constant(const struct engine *e, const struct plan_buffer *planned) {
  for (unsigned i = 0; i < e->constant_count; i++)
    if (same_constant(&e->constants[i].made, &planned->constant) &&
        pm_buffer_bytes(e->constants[i].buffer) >= planned->bytes)
      return e->constants[i].buffer;
  return NULL;
}

static enum pm_status fill_constant(struct engine *e, const struct plan_constant *constant,
                                    struct pm_buffer *buffer, struct pm_error *error) {
  if (!constant->make)
    return PM_OK;
  void *bytes = malloc(constant->made_bytes ? constant->made_bytes : 1);
  if (!bytes)
    return no_memory(error);
  constant->make(constant->context, constant->key, bytes);
  struct pm_queue *queue = pm_device_queue(e->device);
  enum pm_status status = pm_queue_upload(queue, buffer, 0, bytes, constant->made_bytes, error);
  const enum pm_status finished = pm_queue_finish(queue, status == PM_OK ? error : NULL);
  free(bytes);
  return status == PM_OK ? finished : status;
}

static uint64_t at_least_one(uint64_t bytes) { return bytes ? bytes : 1; }

static enum pm_status make_constant(struct engine *e, const struct plan_buffer *planned,
                                    struct pm_buffer **buffer, struct pm_error *error) {
  struct constant *grown = realloc(e->constants, (e->constant_count + 1) * sizeof *grown);
  if (!grown)
    return no_memory(error);
  e->constants = grown;
  enum pm_status status = pm_buffer_create(e->device, at_least_one(planned->bytes), buffer, error);
  if (status != PM_OK)
    return status;
  status = fill_constant(e, &planned->constant, *buffer, error);
  if (status == PM_OK)
    e->constants[e->constant_count++] = (struct constant){planned->constant, *buffer};
  else
    pm_buffer_free(*buffer);
  return status;
}

/* Forgets the constants from number `kept` on: a preparation that failed has left them unmade. */
static void forget_constants(struct engine *e, unsigned kept) {
  while (e->constant_count > kept)
    pm_buffer_free(e->constants[--e->constant_count].buffer);
}

static enum pm_status prepare(struct engine *e, const struct device_plan *plan,
                              struct pm_buffer *const *bound, struct pm_error *error) {
  struct pm_queue *queue = pm_device_queue(e->device);
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < plan->preparations.count; i++) {
    struct pm_kernel *kernel;
    status = find_kernel(e, &plan->preparations.list[i], &kernel, error);
    if (status == PM_OK)
      status = launch_kernel(queue, kernel, &plan->preparations.list[i], bound, error);
  }
  const enum pm_status finished = pm_queue_finish(queue, status == PM_OK ? error : NULL);
  return status == PM_OK ? finished : status;
}

/* Binds the plan's constants, and makes those that are new. */
static enum pm_status bind_constants(struct engine *e, const struct device_plan *plan,
                                     struct pm_buffer **bound, struct pm_error *error) {
  const unsigned known = e->constant_count;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < plan->buffer_count; i++) {
    const struct plan_buffer *planned = &plan->buffers[i];
    if (planned->role != PLAN_CONSTANT)
      continue;
    bound[i] = known_constant(e, planned);
    if (!bound[i])
      status = make_constant(e, planned, &bound[i], error);
  }
  if (status == PM_OK && e->constant_count > known)
    status = prepare(e, plan, bound, error);
  if (status != PM_OK)
    forget_constants(e, known);
  return status;
}

/* The engine ---------------------------------------------------------------------------------- */

static enum pm_status open_engine(struct engine *e, const void *capacity, struct pm_error *error) {
  struct pm_buffer *bound[PLAN_BUFFERS_MAX];
  const struct pm_device_info *info = pm_device_info(e->device);
  e->source.plan(e->source.work, capacity, info, &e->plan);
  enum pm_status status = plan_check(&e->plan, error);
  if (status == PM_OK)
    status = check_fits(&e->plan, info, error);
  for (unsigned i = 0; status == PM_OK && i < e->plan.launches.count; i++) {
    struct pm_kernel *kernel;
    status = find_kernel(e, &e->plan.launches.list[i], &kernel, error);
  }
  return status == PM_OK ? bind_constants(e, &e->plan, bound, error) : status;
}

enum pm_status engine_open(struct pm_device *device, const struct engine_source *source,
                           const void *capacity, struct engine **engine, struct pm_error *error) {
  struct engine *e = calloc(1, sizeof *e);
  if (!e)
    return no_memory(error);
  e->device = device;
  e->source = *source;
  enum pm_status status = open_engine(e, capacity, error);
  if (status == PM_OK)
    *engine = e;
  else
    engine_close(e);
  return status;
}

void engine_close(struct engine *engine) {
  if (!engine)
    return;
  forget_constants(engine, 0);
  free(engine->constants);
  free(engine->kernels);
  plan_free(&engine->plan);
  free(engine);
}

const struct device_plan *engine_plan(const struct engine *engine) { return &engine->plan; }

/* Slots --------------------------------------------------------------------------------------- */

/* Where a slot keeps its own memory for a buffer of a plan, the `scratch`-th of its scratch buffers. */
static struct pm_buffer **own_place(struct engine_slot *slot, const struct plan_buffer *planned,
                                    unsigned scratch) {
  switch (planned->role) {
  case PLAN_INPUT:
  case PLAN_PIECE:
    return &slot->inputs[planned->number];
  case PLAN_OUTPUT:
    return &slot->outputs[planned->number];
  default:
    return &slot->scratch[scratch];
  }
}

/* Devices have no empty buffer. A shape may need more of one buffer than the capacity does, where it is
 * divided otherwise. */
static enum pm_status own(struct engine_slot *slot, struct pm_buffer **place, uint64_t bytes,
                          struct pm_error *error) {
  if (*place && pm_buffer_bytes(*place) >= bytes)
    return PM_OK;
  enum pm_status status = PM_OK;
  if (*place)
    status = pm_queue_finish(slot->queue, error);
  if (status != PM_OK)
    return status;
  pm_buffer_free(*place);
  *place = NULL;
  status = pm_buffer_create(slot->engine->device, at_least_one(bytes), place, error);
  /* What kernels read past an input is never the same bytes by chance. */
  return status == PM_OK ? pm_queue_fill(slot->queue, *place, 0, pm_buffer_bytes(*place), 0, error)
                         : status;
}

static bool is_wanted(const struct plan_buffer *planned, struct engine_memory memory) {
  switch (planned->role) {
  case PLAN_INPUT:
    return memory.inputs;
  case PLAN_OUTPUT:
    return memory.outputs;
  case PLAN_CONSTANT:
    return false;
  default:
    return true;
  }
}

static enum pm_status make_memory(struct engine_slot *slot, struct engine_memory memory,
                                  struct pm_error *error) {
  const struct device_plan *plan = &slot->engine->plan;
  enum pm_status status = PM_OK;
  unsigned scratch = 0;
  for (unsigned i = 0; status == PM_OK && i < plan->buffer_count; i++) {
    const struct plan_buffer *planned = &plan->buffers[i];
    if (is_wanted(planned, memory))
      status = own(slot, own_place(slot, planned, scratch), planned->bytes, error);
    scratch += planned->role == PLAN_SCRATCH;
  }
  const enum pm_status finished = pm_queue_finish(slot->queue, status == PM_OK ? error : NULL);
  return status == PM_OK ? finished : status;
}

enum pm_status engine_slot_open(struct engine *engine, struct pm_queue *queue,
                                struct engine_memory memory, struct engine_slot **slot,
                                struct pm_error *error) {
  struct engine_slot *s = calloc(1, sizeof *s);
  if (!s)
    return no_memory(error);
  *s = (struct engine_slot){
      .engine = engine, .queue = queue, .shape = malloc(engine->source.shape_bytes)};
  enum pm_status status = s->shape ? make_memory(s, memory, error) : no_memory(error);
  if (status == PM_OK)
    *slot = s;
  else
    engine_slot_close(s);
  return status;
}

void engine_slot_close(struct engine_slot *slot) {
  if (!slot)
    return;
  pm_queue_finish(slot->queue, NULL); /* what is in flight uses the buffers */
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    pm_buffer_free(slot->inputs[i]);
  for (unsigned i = 0; i < PLAN_RESULTS_MAX; i++)
    pm_buffer_free(slot->outputs[i]);
  for (unsigned i = 0; i < PLAN_BUFFERS_MAX; i++)
    pm_buffer_free(slot->scratch[i]);
  plan_free(&slot->plan);
  free(slot->kernels);
  free(slot->shape);
  free(slot);
}

struct pm_queue *engine_slot_queue(const struct engine_slot *slot) {
  return slot->queue;
}

static enum pm_status find_kernels(struct engine_slot *slot, struct pm_error *error) {
  const struct plan_launches *launches = &slot->plan.launches;
  if (launches->count > slot->kernel_room) {
    struct pm_kernel **grown = realloc(slot->kernels, launches->room * sizeof *grown);
    if (!grown)
      return no_memory(error);
    slot->kernels = grown;
    slot->kernel_room = launches->room;
  }
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < launches->count; i++)
    status = find_kernel(slot->engine, &launches->list[i], &slot->kernels[i], error);
  return status;
}

enum pm_status engine_slot_plan(struct engine_slot *slot, const void *shape,
                                struct pm_error *error) {
  struct engine *e = slot->engine;
  if (slot->planned && memcmp(slot->shape, shape, e->source.shape_bytes) == 0)
    return PM_OK;
  slot->planned = false;
  plan_reset(&slot->plan);
  e->source.plan(e->source.work, shape, pm_device_info(e->device), &slot->plan);
  enum pm_status status = plan_check(&slot->plan, error);
  if (status == PM_OK)
    status = find_kernels(slot, error);
  if (status == PM_OK)
    status = bind_constants(e, &slot->plan, slot->bound, error);
  if (status == PM_OK) {
    memcpy(slot->shape, shape, e->source.shape_bytes);
    slot->planned = true;
  }
  return status;
}

/* Batches ------------------------------------------------------------------------------------- */

static enum pm_status check_borrowed(const struct engine_slot *slot, const struct pm_buffer *buffer,
                                     uint64_t bytes, const char *what, unsigned number,
                                     struct pm_error *error) {
  if (pm_buffer_device(buffer) != slot->engine->device)
    return pm_fail(error, PM_USAGE, "%s %u lies on %s and the operation runs on %s", what, number,
                   pm_device_info(pm_buffer_device(buffer))->id,
                   pm_device_info(slot->engine->device)->id);
  if (pm_buffer_bytes(buffer) < bytes)
    return pm_fail(error, PM_USAGE,
                   "%s %u is a buffer of %zu bytes; for this batch it has to have %" PRIu64, what,
                   number, pm_buffer_bytes(buffer), bytes);
  return PM_OK;
}

static enum pm_status check_given(const void *host, unsigned number, struct pm_error *error) {
  return host ? PM_OK
              : pm_fail(error, PM_USAGE, "input %u is neither on the host nor on the device",
                        number);
}

static enum pm_status upload_input(struct engine_slot *slot, const struct plan_buffer *planned,
                                   const struct op_in *in, struct pm_error *error) {
  struct pm_buffer **place = own_place(slot, planned, 0);
  enum pm_status status = own(slot, place, planned->bytes, error);
  if (status != PM_OK || planned->input_bytes == 0)
    return status;
  status = check_given(in->host, planned->number, error);
  return status == PM_OK
             ? pm_queue_upload(slot->queue, *place, 0, in->host, planned->input_bytes, error)
             : status;
}

static unsigned scratch_number(const struct device_plan *plan, unsigned buffer) {
  unsigned number = 0;
  for (unsigned i = 0; i < buffer; i++)
    number += plan->buffers[i].role == PLAN_SCRATCH;
  return number;
}

static enum pm_status upload_placed(struct engine_slot *slot, const struct op_in *in,
                                    struct pm_error *error) {
  const struct plan_placed *placed = &slot->plan.placed;
  const struct plan_buffer *planned = &slot->plan.buffers[placed->buffer];
  struct pm_buffer **place = &slot->scratch[scratch_number(&slot->plan, placed->buffer)];
  enum pm_status status = own(slot, place, planned->bytes, error);
  if (status == PM_OK)
    status = in->device
                 ? check_borrowed(slot, in->device, placed->bytes, "input", placed->number, error)
                 : check_given(in->host, placed->number, error);
  if (status != PM_OK)
    return status;
  if (in->device)
    return pm_queue_copy(slot->queue, in->device, 0, *place, placed->offset, placed->bytes, error);
  return pm_queue_upload(slot->queue, *place, placed->offset, in->host, placed->bytes, error);
}

enum pm_status engine_upload(struct engine_slot *slot, const struct op_in *in,
                             struct pm_error *error) {
  const struct device_plan *plan = &slot->plan;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < plan->buffer_count; i++) {
    const struct plan_buffer *planned = &plan->buffers[i];
    if (planned->role == PLAN_INPUT && !in[planned->number].device)
      status = upload_input(slot, planned, &in[planned->number], error);
  }
  if (status == PM_OK && plan->has_placed)
    status = upload_placed(slot, &in[plan->placed.number], error);
  return status;
}

/* What each of the plan's buffers is for this batch; constants are bound when it is planned. */
static enum pm_status bind(struct engine_slot *slot, const struct op_in *in,
                           const struct op_out *out, struct pm_error *error) {
  const struct device_plan *plan = &slot->plan;
  enum pm_status status = PM_OK;
  unsigned scratch = 0;
  for (unsigned i = 0; status == PM_OK && i < plan->buffer_count; i++) {
    const struct plan_buffer *planned = &plan->buffers[i];
    const bool is_output = planned->role == PLAN_OUTPUT;
    struct pm_buffer *borrowed = planned->role == PLAN_INPUT ? in[planned->number].device
                                 : is_output && out          ? out[planned->number].device
                                                             : NULL;
    if (planned->role == PLAN_CONSTANT)
      continue;
    if (borrowed) {
      status = check_borrowed(slot, borrowed, planned->bytes, is_output ? "output" : "input",
                              planned->number, error);
      slot->bound[i] = borrowed;
      continue;
    }
    struct pm_buffer **place = own_place(slot, planned, scratch);
    scratch += planned->role == PLAN_SCRATCH;
    status = own(slot, place, planned->bytes, error);
    slot->bound[i] = *place;
  }
  return status;
}

static enum pm_status upload_piece(struct engine_slot *slot, const struct plan_launch *launch,
                                   const struct op_in *in, struct pm_error *error) {
  const struct plan_buffer *planned = &slot->plan.buffers[launch->buffer];
  const struct op_in *from = &in[planned->number];
  const enum pm_status status = from->device
                                    ? check_borrowed(slot, from->device, planned->input_bytes,
                                                     "input", planned->number, error)
                                    : check_given(from->host, planned->number, error);
  if (status != PM_OK)
    return status;
  if (from->device)
    return pm_queue_copy(slot->queue, from->device, launch->offset, slot->bound[launch->buffer], 0,
                         launch->bytes, error);
  const uint8_t *host = from->host;
  return pm_queue_upload(slot->queue, slot->bound[launch->buffer], 0, host + launch->offset,
                         launch->bytes, error);
}

/* Kernels read their inputs while they write their outputs. */
static enum pm_status check_apart(const struct engine_slot *slot, const struct op_in *in,
                                  const struct op_out *out, struct pm_error *error) {
  const struct device_plan *plan = &slot->plan;
  for (unsigned o = 0; out && o < plan->result_count; o++)
    for (unsigned i = 0; out[o].device && i < plan->input_count; i++)
      if (in[i].device == out[o].device)
        return pm_fail(error, PM_USAGE, "output %u is the same buffer as input %u", o, i);
  return PM_OK;
}

enum pm_status engine_launch(struct engine_slot *slot, const struct op_in *in,
                             const struct op_out *out, struct pm_error *error) {
  const struct plan_launches *launches = &slot->plan.launches;
  enum pm_status status = check_apart(slot, in, out, error);
  if (status == PM_OK)
    status = bind(slot, in, out, error);
  for (unsigned i = 0; status == PM_OK && i < launches->count; i++) {
    const struct plan_launch *launch = &launches->list[i];
    status = launch->kernel
                 ? launch_kernel(slot->queue, slot->kernels[i], launch, slot->bound, error)
                 : upload_piece(slot, launch, in, error);
  }
  return status;
}

/* An output that is a whole buffer was written where it is to go. */
enum pm_status engine_download(struct engine_slot *slot, const struct op_out *out,
                               struct pm_error *error) {
  const struct device_plan *plan = &slot->plan;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < plan->result_count; i++) {
    const struct plan_result *result = &plan->results[i];
    const struct pm_buffer *from = slot->bound[result->buffer];
    if (out[i].device && out[i].device != from) {
      status = check_borrowed(slot, out[i].device, result->bytes, "output", i, error);
      if (status == PM_OK)
        status = pm_queue_copy(slot->queue, from, result->offset, out[i].device, 0, result->bytes,
                               error);
    }
    if (status == PM_OK && out[i].host)
      status =
          pm_queue_download(slot->queue, from, result->offset, out[i].host, result->bytes, error);
  }
  return status;
}

/* Fills the slot's own buffers of some roles, one bit each, as large as the planned batch has them. */
static enum pm_status fill_roles(struct engine_slot *slot, unsigned roles, uint8_t byte,
                                 struct pm_error *error) {
  const struct device_plan *plan = &slot->plan;
  enum pm_status status = PM_OK;
  unsigned scratch = 0;
  for (unsigned i = 0; status == PM_OK && i < plan->buffer_count; i++) {
    const struct plan_buffer *planned = &plan->buffers[i];
    struct pm_buffer **place = own_place(slot, planned, scratch);
    scratch += planned->role == PLAN_SCRATCH;
    if (!(roles >> planned->role & 1))
      continue;
    status = own(slot, place, planned->bytes, error);
    if (status == PM_OK)
      status = pm_queue_fill(slot->queue, *place, 0, at_least_one(planned->bytes), byte, error);
  }
  return status;
}

enum pm_status engine_fill(struct engine_slot *slot, uint8_t byte, struct pm_error *error) {
  return fill_roles(slot, 1u << PLAN_PIECE | 1u << PLAN_SCRATCH | 1u << PLAN_OUTPUT, byte, error);
}

enum pm_status engine_fill_inputs(struct engine_slot *slot, uint8_t byte, struct pm_error *error) {
  return fill_roles(slot, 1u << PLAN_INPUT, byte, error);
}

/* An output that is a part of an input is not filled: nobody writes it. */
enum pm_status engine_fill_outputs(struct engine_slot *slot, uint8_t byte, struct pm_error *error) {
  const struct device_plan *plan = &slot->plan;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < plan->result_count; i++) {
    const struct plan_result *result = &plan->results[i];
    const struct plan_buffer *planned = &plan->buffers[result->buffer];
    if (planned->role == PLAN_INPUT || result->bytes == 0)
      continue;
    struct pm_buffer **place = own_place(slot, planned, scratch_number(plan, result->buffer));
    status = own(slot, place, planned->bytes, error);
    if (status == PM_OK)
      status = pm_queue_fill(slot->queue, *place, result->offset, result->bytes, byte, error);
  }
  return status;
}

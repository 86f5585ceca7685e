#include "bench/op/op.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bench/op/best.h"

/* A place where a batch is in flight on a device. It is free once its batch was collected and nobody looks
 * at its fence any more. */
struct slot {
  struct engine_slot *engine;
  struct pm_queue *queue;
  struct pm_fence *fence;
  struct op_ticket *ticket; /* of the batch that is in flight; NULL: none */
  uint64_t number;          /* of that batch */
  unsigned lookers;
};

struct op {
  const struct pm_work *work;
  const struct op_family *family;
  const struct pm_implementation *implementation;
  char reason[384];
  void *capacity;
  pthread_mutex_t mutex; /* around all below, and the tickets' */
  pthread_cond_t freed;  /* a slot */

  struct pm_pool *pool;
  void *state; /* the family's, on a pool */

  struct pm_device *device;
  struct engine *engine;
  struct slot slots[OP_IN_FLIGHT_MAX];
  unsigned slot_count;
  uint64_t submitted;
};

enum pm_status op_place_open(const struct pm_work *work, const void *variant, const void *capacity,
                             struct pm_pool *pool, void **state, struct pm_error *error) {
  (void)capacity;
  struct op_place *place = malloc(sizeof *place);
  if (!place)
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", work->name);
  *place = (struct op_place){work, variant, pool};
  *state = place;
  return PM_OK;
}

void op_place_close(void *state) { free(state); }

/* Opening ------------------------------------------------------------------------------------- */

static enum pm_status choose(struct op *op, const struct op_request *request,
                             struct pm_error *error) {
  const char *name = request->implementation;
  if (name && strcmp(name, "best") == 0)
    name = NULL;
  if (!name && request->device)
    name = pm_api_name(pm_device_info(request->device)->api);
  char why[256] = "";
  op->implementation = name ? op_implementation_named(op->work, name, why, sizeof why)
                            : op_best(op->work, op->reason, sizeof op->reason);
  if (!op->implementation)
    return pm_fail(error, PM_UNAVAILABLE, "%s has no implementation %s here%s%s", op->work->name,
                   name ? name : "on the CPU", *why ? ": " : "", why);
  if (op->implementation->on_device != (request->device != NULL))
    return pm_fail(error, PM_USAGE, "%s runs on %s", op->implementation->name,
                   op->implementation->on_device ? "a device, not on a pool of threads"
                                                 : "a pool of threads, not on a device");
  return PM_OK;
}

static enum pm_status open_slot(struct op *op, struct slot *slot, struct engine_memory memory,
                                struct pm_error *error) {
  enum pm_status status = pm_queue_create(op->device, &slot->queue, error);
  if (status == PM_UNAVAILABLE) { /* the device has one queue, so that there is one slot, too */
    slot->queue = pm_device_queue(op->device);
    status = PM_OK;
  }
  if (status == PM_OK)
    status = pm_fence_create(op->device, &slot->fence, error);
  if (status == PM_OK)
    status = engine_slot_open(op->engine, slot->queue, memory, &slot->engine, error);
  if (status == PM_OK) /* so that the first batch has room for its launches */
    status = engine_slot_plan(slot->engine, op->capacity, error);
  return status;
}

static enum pm_status open_on_device(struct op *op, const struct op_request *request,
                                     struct pm_error *error) {
  const struct engine_memory memory = {!request->resident, !request->resident};
  const struct engine_source source = {op->family->plan, op->work, op->family->shape_bytes};
  op->device = request->device;
  pm_device_lock(op->device);
  enum pm_status status = engine_open(op->device, &source, op->capacity, &op->engine, error);
  for (unsigned i = 0; status == PM_OK && i < request->in_flight; i++) {
    op->slot_count++;
    status = open_slot(op, &op->slots[i], memory, error);
    if (op->slots[i].queue == pm_device_queue(op->device))
      break; /* what failed in one queue is the batch's whose queue it is */
  }
  pm_device_unlock(op->device);
  return status;
}

static enum pm_status open_on_pool(struct op *op, const struct op_request *request,
                                   struct pm_error *error) {
  op->pool = request->pool;
  if (!op->family->cpu.open)
    return PM_OK;
  pm_pool_lock(op->pool);
  const enum pm_status status = op->family->cpu.open(op->work, op->implementation->variant,
                                                     op->capacity, op->pool, &op->state, error);
  pm_pool_unlock(op->pool);
  return status;
}

static enum pm_status check_request(const struct op_request *request, struct pm_error *error) {
  const struct op_family *family = request->work->operation;
  const char *const name = request->work->name;
  if (!family)
    return pm_fail(error, PM_USAGE, "%s is no operation: it can be measured only", name);
  if (!request->pool == !request->device)
    return pm_fail(error, PM_USAGE, "%s is opened on a pool or on a device, one of the two", name);
  if (request->device && !family->plan)
    return pm_fail(error, PM_UNAVAILABLE, "%s does not run on devices", name);
  if (request->device && (request->in_flight < 1 || request->in_flight > OP_IN_FLIGHT_MAX))
    return pm_fail(error, PM_USAGE,
                   "%s: %u batches in flight were asked for; it takes from 1 to %d", name,
                   request->in_flight, OP_IN_FLIGHT_MAX);
  const char *refusal = family->refusal(request->work, request->capacity, request->capacity);
  return refusal
             ? pm_fail(error, PM_USAGE, "%s cannot be opened for this capacity: %s", name, refusal)
             : PM_OK;
}

static struct op *new_op(const struct op_request *request) {
  const struct op_family *family = request->work->operation;
  struct op *op = calloc(1, sizeof *op);
  void *capacity = malloc(family->shape_bytes);
  if (!op || !capacity) {
    free(op);
    free(capacity);
    return NULL;
  }
  memcpy(capacity, request->capacity, family->shape_bytes);
  op->work = request->work;
  op->family = family;
  op->capacity = capacity;
  pthread_mutex_init(&op->mutex, NULL);
  pthread_cond_init(&op->freed, NULL);
  return op;
}

enum pm_status op_open(const struct op_request *request, struct op **op, struct pm_error *error) {
  *op = NULL;
  enum pm_status status = check_request(request, error);
  if (status != PM_OK)
    return status;
  struct op *opened = new_op(request);
  if (!opened)
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", request->work->name);
  status = choose(opened, request, error);
  if (status == PM_OK)
    status = (request->device ? open_on_device : open_on_pool)(opened, request, error);
  if (status == PM_OK)
    *op = opened;
  else
    op_close(opened);
  return status;
}

static void close_on_device(struct op *op) {
  pm_device_lock(op->device);
  for (unsigned i = 0; i < op->slot_count; i++) {
    engine_slot_close(op->slots[i].engine);
    pm_fence_free(op->slots[i].fence);
    pm_queue_free(op->slots[i].queue);
  }
  engine_close(op->engine);
  pm_device_unlock(op->device);
}

void op_close(struct op *op) {
  if (!op)
    return;
  if (op->device)
    close_on_device(op);
  else if (op->pool && op->family->cpu.close)
    op->family->cpu.close(op->state);
  pthread_cond_destroy(&op->freed);
  pthread_mutex_destroy(&op->mutex);
  free(op->capacity);
  free(op);
}

const char *op_implementation(const struct op *op) { return op->implementation->name; }
const char *op_reason(const struct op *op) { return op->reason; }

/* Batches on a device ------------------------------------------------------------------------- */

/* Takes the batch off a slot whose fence has passed. */
static void collect(struct op *op, struct slot *slot) {
  struct op_ticket *ticket = slot->ticket;
  pm_device_lock(op->device);
  ticket->status = pm_queue_finish(slot->queue, &ticket->error);
  pm_device_unlock(op->device);
  ticket->state = OP_TICKET_DONE;
  slot->ticket = NULL;
}

/* Waits, without the mutex, until the slot's batch is done, and collects it unless another thread has. */
static void wait_for_slot(struct op *op, struct slot *slot) {
  const uint64_t number = slot->number;
  slot->lookers++;
  pthread_mutex_unlock(&op->mutex);
  pm_fence_wait(slot->fence, NULL); /* pm_queue_finish says what went wrong */
  pthread_mutex_lock(&op->mutex);
  slot->lookers--;
  if (slot->ticket && slot->number == number)
    collect(op, slot);
  pthread_cond_broadcast(&op->freed);
}

static struct slot *free_slot(struct op *op) {
  for (unsigned i = 0; i < op->slot_count; i++)
    if (!op->slots[i].ticket && !op->slots[i].lookers)
      return &op->slots[i];
  return NULL;
}

static struct slot *oldest_in_flight(struct op *op) {
  struct slot *oldest = NULL;
  for (unsigned i = 0; i < op->slot_count; i++)
    if (op->slots[i].ticket && (!oldest || op->slots[i].number < oldest->number))
      oldest = &op->slots[i];
  return oldest;
}

static struct slot *take_slot(struct op *op) {
  struct slot *slot;
  while (!(slot = free_slot(op))) {
    struct slot *oldest = oldest_in_flight(op);
    if (oldest)
      wait_for_slot(op, oldest);
    else
      pthread_cond_wait(&op->freed, &op->mutex);
  }
  return slot;
}

static enum pm_status enqueue(struct slot *slot, const struct op_batch *batch,
                              struct pm_error *error) {
  enum pm_status status = engine_slot_plan(slot->engine, batch->shape, error);
  if (status == PM_OK)
    status = engine_upload(slot->engine, batch->in, error);
  if (status == PM_OK)
    status = engine_launch(slot->engine, batch->in, batch->out, error);
  if (status == PM_OK)
    status = engine_download(slot->engine, batch->out, error);
  if (status == PM_OK)
    status = pm_fence_set(slot->fence, slot->queue, error);
  if (status != PM_OK)
    pm_queue_finish(slot->queue,
                    NULL); /* what was enqueued before it failed uses the caller's memory */
  return status;
}

static enum pm_status submit_to_device(struct op *op, const struct op_batch *batch,
                                       struct op_ticket *ticket, struct pm_error *error) {
  struct slot *slot = take_slot(op);
  pm_device_lock(op->device);
  const enum pm_status status = enqueue(slot, batch, error);
  pm_device_unlock(op->device);
  if (status != PM_OK)
    return status;
  slot->ticket = ticket;
  slot->number = ++op->submitted;
  ticket->slot = (unsigned)(slot - op->slots);
  ticket->state = OP_TICKET_IN_FLIGHT;
  return PM_OK;
}

/* Batches on a pool --------------------------------------------------------------------------- */

static enum pm_status compute_on_pool(struct op *op, const struct op_batch *batch,
                                      struct op_ticket *ticket, struct pm_error *error) {
  for (unsigned i = 0; i < op->family->inputs; i++)
    if (batch->in[i].device)
      return pm_fail(error, PM_USAGE, "%s on the CPU takes host memory; input %u is a device's",
                     op->work->name, i);
  for (unsigned i = 0; i < op->family->outputs; i++)
    if (batch->out[i].device)
      return pm_fail(error, PM_USAGE, "%s on the CPU takes host memory; output %u is a device's",
                     op->work->name, i);
  if (!batch->out[0].host)
    return pm_fail(error, PM_USAGE, "%s on the CPU has to be told where output 0 is to go",
                   op->work->name);
  pm_pool_lock(op->pool);
  ticket->status = op->family->cpu.run(op->state, batch, &ticket->error);
  pm_pool_unlock(op->pool);
  ticket->state = OP_TICKET_DONE;
  return PM_OK;
}

/* Submitting and waiting ---------------------------------------------------------------------- */

enum pm_status op_submit(struct op *op, const struct op_batch *batch, struct op_ticket *ticket,
                         struct pm_error *error) {
  const char *refusal = op->family->refusal(op->work, batch->shape, op->capacity);
  if (refusal)
    return pm_fail(error, PM_USAGE, "%s does not take this batch: %s", op->work->name, refusal);
  ticket->op = op;
  ticket->state = OP_TICKET_FREE;
  pthread_mutex_lock(&op->mutex);
  const enum pm_status status =
      (op->device ? submit_to_device : compute_on_pool)(op, batch, ticket, error);
  pthread_mutex_unlock(&op->mutex);
  return status;
}

enum pm_status op_wait(struct op_ticket *ticket, struct pm_error *error) {
  struct op *op = ticket->op;
  if (!op)
    return pm_fail(error, PM_USAGE, "the ticket belongs to no batch");
  pthread_mutex_lock(&op->mutex);
  while (ticket->state == OP_TICKET_IN_FLIGHT)
    wait_for_slot(op, &op->slots[ticket->slot]);
  const bool done = ticket->state == OP_TICKET_DONE;
  ticket->state = OP_TICKET_FREE;
  pthread_mutex_unlock(&op->mutex);
  if (!done)
    return pm_fail(error, PM_USAGE,
                   "%s: there is no batch to wait for; a ticket is waited for once",
                   op->work->name);
  if (ticket->status != PM_OK && error)
    *error = ticket->error;
  return ticket->status;
}

enum pm_status op_run(struct op *op, const struct op_batch *batch, struct pm_error *error) {
  struct op_ticket ticket = {0};
  const enum pm_status status = op_submit(op, batch, &ticket, error);
  return status == PM_OK ? op_wait(&ticket, error) : status;
}

/* Sizes --------------------------------------------------------------------------------------- */

static uint64_t bytes_of(const struct device_plan *plan, enum plan_role role, unsigned number) {
  for (unsigned i = 0; i < plan->buffer_count; i++) {
    const struct plan_buffer *buffer = &plan->buffers[i];
    const bool is_input = buffer->role == PLAN_INPUT || buffer->role == PLAN_PIECE;
    if (buffer->number == number && (role == PLAN_INPUT ? is_input : buffer->role == role))
      return buffer->role == PLAN_PIECE ? buffer->input_bytes : buffer->bytes;
  }
  if (role == PLAN_INPUT)
    return plan->has_placed && plan->placed.number == number ? plan->placed.bytes : 0;
  return number < plan->result_count ? plan->results[number].bytes : 0;
}

static uint64_t planned_bytes(struct op *op, const void *shape, enum plan_role role,
                              unsigned number) {
  struct device_plan plan = {0};
  if (!op->device)
    return 0;
  op->family->plan(op->work, shape, pm_device_info(op->device), &plan);
  const uint64_t bytes = bytes_of(&plan, role, number);
  plan_free(&plan);
  return bytes;
}

uint64_t op_input_bytes(struct op *op, const void *shape, unsigned number) {
  return planned_bytes(op, shape, PLAN_INPUT, number);
}
uint64_t op_output_bytes(struct op *op, const void *shape, unsigned number) {
  return planned_bytes(op, shape, PLAN_OUTPUT, number);
}

/* An open OpenCL device: context, in-order queues, and the events of their commands.
 *
 * A queue keeps the event of every command until it has seen that the command has ended: clFinish
 * alone does not say whether one failed, the event's status does; other queues wait for the
 * event; and the timer reads the commands' own profiling times, because markers carry poor ones
 * in some drivers. Lists keep their room, and grow only where more commands are under way than
 * ever before.
 */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

#include <stdlib.h>
#include <string.h>

static struct opencl_device *of(struct pm_device *device) { return (struct opencl_device *)device; }

enum pm_status pm_opencl_device_open(struct pm_device *device, size_t index,
                                     struct pm_error *error) {
  struct opencl_device *self = of(device);
  cl_platform_id platform;
  enum pm_status status = pm_opencl_device_find(index, &platform, &self->id, error);
  if (status != PM_OK)
    return status;
  const cl_context_properties properties[] = {CL_CONTEXT_PLATFORM, (cl_context_properties)platform,
                                              0};
  cl_int code;
  self->context = clCreateContext(properties, 1, &self->id, NULL, NULL, &code);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, device, "clCreateContext", code);
  cl_uint address_bits = 64;
  clGetDeviceInfo(self->id, CL_DEVICE_ADDRESS_BITS, sizeof address_bits, &address_bits, NULL);
  /* clEnqueueNDRangeKernel: the global size must fit the device's size_t. */
  device->work_items_max = address_bits == 32 ? UINT32_MAX : UINT64_MAX;
  device->groups_max = device->work_items_max;
  return PM_OK;
}

void pm_opencl_device_close(struct pm_device *device) {
  struct opencl_device *self = of(device);
  if (self->context)
    clReleaseContext(self->context);
}

static struct opencl_queue *queue_of(struct pm_queue *queue) {
  return (struct opencl_queue *)queue;
}

struct opencl_queue *pm_opencl_own_queue(const struct pm_device *device) {
  return queue_of(device->queue);
}

enum pm_status pm_opencl_queue_create(struct pm_queue *queue, struct pm_error *error) {
  struct pm_device *device = queue->device;
  const struct opencl_device *on = of(device);
  cl_int code;
  queue_of(queue)->queue =
      clCreateCommandQueue(on->context, on->id, CL_QUEUE_PROFILING_ENABLE, &code);
  if (code == CL_SUCCESS)
    return PM_OK;
  enum pm_status status = pm_opencl_fail(error, device, "clCreateCommandQueue", code);
  if (!device->queue)
    return status;
  return pm_fail(error, PM_UNAVAILABLE, "%s (%s) gives no further queue: %s", device->info.id,
                 device->info.name, pm_opencl_error_name(code));
}

/* Nothing is left to wait for. */
static void forget_waits(struct opencl_queue *self) {
  for (cl_uint i = 0; i < self->wait_count; i++)
    clReleaseEvent(self->waits[i]);
  self->wait_count = 0;
}

void pm_opencl_queue_free(struct pm_queue *queue) {
  struct opencl_queue *self = queue_of(queue);
  for (size_t i = 0; i < self->command_count; i++)
    clReleaseEvent(self->commands[i].event);
  free(self->commands);
  forget_waits(self);
  free(self->waits);
  if (self->queue)
    clReleaseCommandQueue(self->queue);
}

/* Commands ------------------------------------------------------------------------------------ */

/* Positive: not ended yet. Negative: the error that ended the command. */
static cl_int command_status(cl_event event) {
  cl_int status = CL_COMPLETE;
  cl_int code =
      clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
  return code != CL_SUCCESS ? code : status;
}

/* Widens the current timing by a command's start and end. */
static cl_int command_times(struct opencl_device *self, cl_event event) {
  cl_ulong start, end;
  cl_int code =
      clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof start, &start, NULL);
  if (code == CL_SUCCESS)
    code = clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, sizeof end, &end, NULL);
  if (code != CL_SUCCESS)
    return code;
  if (start < self->timer_start_ns)
    self->timer_start_ns = start;
  if (end > self->timer_end_ns)
    self->timer_end_ns = end;
  return CL_SUCCESS;
}

/* The first failure is what is reported: others may follow from it. */
static void note_failure(struct opencl_queue *self, const char *what, cl_int code) {
  if (code == CL_SUCCESS || self->failure != CL_SUCCESS)
    return;
  self->failure = code;
  self->failed = what;
}

/* Takes from the list the commands that have ended, and notes what is to be known of them. */
static void collect(struct opencl_queue *self) {
  struct opencl_device *device = of(self->base.device);
  size_t ended = 0;
  for (; ended < self->command_count; ended++) {
    const struct opencl_command *command = &self->commands[ended];
    const cl_int status = command_status(command->event);
    if (status > 0)
      break;
    note_failure(self, "a command in the queue failed", status);
    if (status == CL_COMPLETE && command->timer && command->timer == device->timer)
      note_failure(self, "a command's profiling times", command_times(device, command->event));
    clReleaseEvent(command->event);
  }
  if (ended == 0)
    return;
  self->command_count -= ended;
  memmove(self->commands, self->commands + ended, self->command_count * sizeof *self->commands);
}

/* Room for one command more. Nobody may ever finish the queue, so that the list is looked through
 * before it grows; it grows where that leaves it half full, so that this is not done for every
 * command. */
static bool make_room(struct opencl_queue *self) {
  if (self->command_count < self->command_capacity)
    return true;
  collect(self);
  if (self->command_count < self->command_capacity / 2)
    return true;
  const size_t capacity = self->command_capacity ? 2 * self->command_capacity : 64;
  struct opencl_command *grown = realloc(self->commands, capacity * sizeof *grown);
  if (!grown)
    return false;
  self->commands = grown;
  self->command_capacity = capacity;
  return true;
}

enum pm_status pm_opencl_enqueued(struct opencl_queue *queue, const char *what, cl_int code,
                                  cl_event event, struct pm_error *error) {
  struct pm_device *device = queue->base.device;
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, device, what, code);
  forget_waits(queue);
  if (!make_room(queue)) {
    clWaitForEvents(1, &event); /* or it would be under way and nobody know of it */
    clReleaseEvent(event);
    return pm_fail_host_memory(error);
  }
  queue->commands[queue->command_count++] = (struct opencl_command){
      .event = event, .timer = device->timer == PM_TIMER_RUNNING ? of(device)->timer : 0};
  return PM_OK;
}

enum pm_status pm_opencl_last_command(struct opencl_queue *queue, cl_event *last,
                                      struct pm_error *error) {
  if (queue->wait_count) {
    cl_event event = NULL;
    const cl_int code =
        clEnqueueMarkerWithWaitList(queue->queue, queue->wait_count, queue->waits, &event);
    const enum pm_status status =
        pm_opencl_enqueued(queue, "clEnqueueMarkerWithWaitList", code, event, error);
    if (status != PM_OK)
      return status;
    queue->commands[queue->command_count - 1].timer = 0;
  }
  *last = queue->command_count ? queue->commands[queue->command_count - 1].event : NULL;
  return PM_OK;
}

/* Waiting ------------------------------------------------------------------------------------- */

static enum pm_status add_wait(struct opencl_queue *self, cl_event event, struct pm_error *error) {
  for (cl_uint i = 0; i < self->wait_count; i++)
    if (self->waits[i] == event)
      return PM_OK;
  if (self->wait_count == self->wait_capacity) {
    const cl_uint capacity = 2 * self->wait_capacity + 8;
    cl_event *grown = realloc(self->waits, capacity * sizeof *grown);
    if (!grown)
      return pm_fail_host_memory(error);
    self->waits = grown;
    self->wait_capacity = capacity;
  }
  const cl_int code = clRetainEvent(event);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, self->base.device, "clRetainEvent", code);
  self->waits[self->wait_count++] = event;
  return PM_OK;
}

/* In order, so that the last command ends after all before it; with it comes what the other queue
 * itself is still to wait for. The flush: a queue may be waited for by another only once its
 * commands were given to the device (OpenCL 1.2, 5.13). What failed in the other before is no
 * event any more, but fails here as a command does that waits for one that fails. */
enum pm_status pm_opencl_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                                    struct pm_error *error) {
  struct opencl_queue *self = queue_of(queue);
  const struct opencl_queue *other = queue_of(after);
  enum pm_status status = PM_OK;
  for (cl_uint i = 0; status == PM_OK && i < other->wait_count; i++)
    status = add_wait(self, other->waits[i], error);
  if (status != PM_OK)
    return status;
  note_failure(self, other->failed, other->failure);
  if (!other->command_count)
    return PM_OK;
  status = add_wait(self, other->commands[other->command_count - 1].event, error);
  if (status != PM_OK)
    return status;
  const cl_int code = clFlush(other->queue);
  return code == CL_SUCCESS ? PM_OK : pm_opencl_fail(error, queue->device, "clFlush", code);
}

/* What the next command was to wait for has ended as well. (A command that failed shows in its own
 * status, so that the wait need not say it.) */
static void await_queue(struct opencl_queue *self) {
  if (self->wait_count) {
    const cl_int code = clWaitForEvents(self->wait_count, self->waits);
    if (code != CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST)
      note_failure(self, "clWaitForEvents", code);
  }
  note_failure(self, "clFinish", clFinish(self->queue));
}

static void settle_queue(struct opencl_queue *self) {
  collect(self);
  forget_waits(self);
  self->base.ahead = false;
}

/* One that is not ahead and has nothing to wait for was waited for by another. */
void pm_opencl_settle(struct pm_device *device) {
  for (struct pm_queue *q = device->queues; q; q = q->next)
    if (q->ahead || queue_of(q)->wait_count)
      await_queue(queue_of(q));
  await_queue(queue_of(device->queue));
  for (struct pm_queue *q = device->queues; q; q = q->next)
    settle_queue(queue_of(q));
  settle_queue(queue_of(device->queue));
}

static enum pm_status report(struct opencl_queue *self, struct pm_error *error) {
  const cl_int code = self->failure;
  self->failure = CL_SUCCESS;
  return code == CL_SUCCESS ? PM_OK : pm_opencl_fail(error, self->base.device, self->failed, code);
}

enum pm_status pm_opencl_queue_finish(struct pm_queue *queue, struct pm_error *error) {
  await_queue(queue_of(queue));
  settle_queue(queue_of(queue));
  return report(queue_of(queue), error);
}

enum pm_status pm_opencl_finish(struct pm_device *device, struct pm_error *error) {
  pm_opencl_settle(device);
  enum pm_status status = report(queue_of(device->queue), error);
  for (struct pm_queue *q = device->queues; q; q = q->next) {
    const enum pm_status further = report(queue_of(q), status == PM_OK ? error : NULL);
    status = status == PM_OK ? further : status;
  }
  return status;
}

/* Timer --------------------------------------------------------------------------------------- */

enum pm_status pm_opencl_timer_start(struct pm_device *device, struct pm_error *error) {
  (void)error;
  struct opencl_device *self = of(device);
  self->timer++;
  self->timer_start_ns = UINT64_MAX;
  self->timer_end_ns = 0;
  return PM_OK;
}

/* Commands carry the timer's number only while it runs, so there is nothing to do. */
enum pm_status pm_opencl_timer_stop(struct pm_device *device, struct pm_error *error) {
  (void)device, (void)error;
  return PM_OK;
}

enum pm_status pm_opencl_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                       struct pm_error *error) {
  const struct opencl_device *self = of(device);
  if (self->timer_end_ns < self->timer_start_ns)
    return pm_fail(error, PM_FAILED, "%s (%s): the driver's profiling times run backwards",
                   device->info.id, device->info.name);
  *elapsed_ns = (double)(self->timer_end_ns - self->timer_start_ns);
  return PM_OK;
}

#endif

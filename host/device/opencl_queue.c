/* An open OpenCL device: context, in-order queues, and the events of their commands.
 *
 * Every command's event is kept until the next finish, and is what other queues wait for. clFinish alone does not say whether a
 * command failed, the event's status does; and the timer reads the commands' own profiling times,
 * because markers carry poor ones in some drivers.
 */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

#include <stdlib.h>

static struct opencl_device *of(struct pm_device *device) { return (struct opencl_device *)device; }

enum pm_status opencl_device_open(struct pm_device *device, size_t index, struct pm_error *error) {
  struct opencl_device *self = of(device);
  cl_platform_id platform;
  enum pm_status status = opencl_device_find(index, &platform, &self->id, error);
  if (status != PM_OK)
    return status;
  const cl_context_properties properties[] = {CL_CONTEXT_PLATFORM, (cl_context_properties)platform,
                                              0};
  cl_int code;
  self->context = clCreateContext(properties, 1, &self->id, NULL, NULL, &code);
  if (code != CL_SUCCESS)
    return opencl_fail(error, device, "clCreateContext", code);
  cl_uint address_bits = 64;
  clGetDeviceInfo(self->id, CL_DEVICE_ADDRESS_BITS, sizeof address_bits, &address_bits, NULL);
  /* clEnqueueNDRangeKernel: the global size must fit the device's size_t. */
  device->work_items_max = address_bits == 32 ? UINT32_MAX : UINT64_MAX;
  device->groups_max = device->work_items_max;
  return PM_OK;
}

void opencl_device_close(struct pm_device *device) {
  struct opencl_device *self = of(device);
  for (size_t i = 0; i < self->command_count; i++)
    clReleaseEvent(self->commands[i].event);
  free(self->commands);
  if (self->context)
    clReleaseContext(self->context);
}

static struct opencl_queue *queue_of(struct pm_queue *queue) {
  return (struct opencl_queue *)queue;
}

struct opencl_queue *opencl_own_queue(const struct pm_device *device) {
  return queue_of(device->queue);
}

enum pm_status opencl_queue_create(struct pm_queue *queue, struct pm_error *error) {
  struct pm_device *device = queue->device;
  const struct opencl_device *on = of(device);
  cl_int code;
  queue_of(queue)->queue =
      clCreateCommandQueue(on->context, on->id, CL_QUEUE_PROFILING_ENABLE, &code);
  if (code == CL_SUCCESS)
    return PM_OK;
  enum pm_status status = opencl_fail(error, device, "clCreateCommandQueue", code);
  if (!device->queue)
    return status;
  return pm_fail(error, PM_UNAVAILABLE, "%s (%s) gives no further queue: %s", device->info.id,
                 device->info.name, opencl_error_name(code));
}

void opencl_queue_free(struct pm_queue *queue) {
  free(queue_of(queue)->waits);
  if (queue_of(queue)->queue)
    clReleaseCommandQueue(queue_of(queue)->queue);
}

/* In order, so that the last command ends after all before it. The flush: a queue may be waited for by
 * another only once its commands were given to the device (OpenCL 1.2, 5.13). */
enum pm_status opencl_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                                 struct pm_error *error) {
  struct opencl_queue *self = queue_of(queue), *other = queue_of(after);
  const cl_uint added = other->wait_count + (other->last != NULL);
  if (self->wait_count + added > self->wait_capacity) {
    const cl_uint capacity = 2 * (self->wait_count + added);
    cl_event *grown = realloc(self->waits, capacity * sizeof *grown);
    if (!grown)
      return pm_fail(error, PM_FAILED, "the host is out of memory");
    self->waits = grown;
    self->wait_capacity = capacity;
  }
  /* With what the other itself is still to wait for. */
  for (cl_uint i = 0; i < other->wait_count; i++)
    self->waits[self->wait_count++] = other->waits[i];
  if (!other->last)
    return PM_OK;
  self->waits[self->wait_count++] = other->last;
  const cl_int code = clFlush(other->queue);
  return code == CL_SUCCESS ? PM_OK : opencl_fail(error, queue->device, "clFlush", code);
}

enum pm_status opencl_enqueued(struct opencl_queue *queue, const char *what, cl_int code,
                               cl_event event, struct pm_error *error) {
  struct pm_device *device = queue->base.device;
  struct opencl_device *self = of(device);
  if (code != CL_SUCCESS)
    return opencl_fail(error, device, what, code);
  if (self->command_count == self->command_capacity) {
    size_t capacity = self->command_capacity ? 2 * self->command_capacity : 64;
    struct opencl_command *grown = realloc(self->commands, capacity * sizeof *grown);
    if (!grown) {
      clReleaseEvent(event);
      return pm_fail(error, PM_FAILED, "the host is out of memory");
    }
    self->commands = grown;
    self->command_capacity = capacity;
  }
  self->commands[self->command_count++] = (struct opencl_command){
      .event = event, .timer = device->timer == PM_TIMER_RUNNING ? self->timer : 0};
  queue->last = event;
  queue->wait_count = 0;
  return PM_OK;
}

/* A negative execution status is the error that ended the command. */
static cl_int command_status(cl_event event) {
  cl_int status = CL_COMPLETE;
  cl_int code =
      clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status, NULL);
  return code != CL_SUCCESS ? code : status < 0 ? status : CL_SUCCESS;
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

/* Nothing is left to wait for. */
static void forget_commands(struct pm_queue *queue) {
  queue_of(queue)->last = NULL;
  queue_of(queue)->wait_count = 0;
  queue->ahead = false;
}

/* What the next command was to wait for has ended as well. (A command that failed shows in its own
 * status, so that the wait need not say it.) */
static cl_int finish_queue(struct pm_queue *queue) {
  const struct opencl_queue *self = queue_of(queue);
  const cl_int code =
      self->wait_count ? clWaitForEvents(self->wait_count, self->waits) : CL_SUCCESS;
  const cl_int finished = clFinish(self->queue);
  return code == CL_SUCCESS || code == CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST ? finished
                                                                                    : code;
}

/* One that is not ahead and has nothing to wait for was waited for by another. */
static cl_int finish_queues(struct pm_device *device) {
  cl_int code = CL_SUCCESS;
  for (struct pm_queue *q = device->queues; code == CL_SUCCESS && q; q = q->next)
    if (q->ahead || queue_of(q)->wait_count)
      code = finish_queue(q);
  const cl_int finished = finish_queue(device->queue);
  return code == CL_SUCCESS ? finished : code;
}

enum pm_status opencl_finish(struct pm_device *device, struct pm_error *error) {
  struct opencl_device *self = of(device);
  const char *what = "clFinish";
  cl_int code = finish_queues(device);
  for (size_t i = 0; i < self->command_count; i++) {
    const struct opencl_command *command = &self->commands[i];
    if (code == CL_SUCCESS && (code = command_status(command->event)) != CL_SUCCESS)
      what = "a command in the queue failed";
    if (code == CL_SUCCESS && command->timer && command->timer == self->timer &&
        (code = command_times(self, command->event)) != CL_SUCCESS)
      what = "a command's profiling times";
    clReleaseEvent(command->event);
  }
  self->command_count = 0;
  forget_commands(device->queue);
  for (struct pm_queue *q = device->queues; q; q = q->next)
    forget_commands(q);
  return code == CL_SUCCESS ? PM_OK : opencl_fail(error, device, what, code);
}

enum pm_status opencl_timer_start(struct pm_device *device, struct pm_error *error) {
  (void)error;
  struct opencl_device *self = of(device);
  self->timer++;
  self->timer_start_ns = UINT64_MAX;
  self->timer_end_ns = 0;
  return PM_OK;
}

/* Commands carry the timer's number only while it runs, so there is nothing to do. */
enum pm_status opencl_timer_stop(struct pm_device *device, struct pm_error *error) {
  (void)device, (void)error;
  return PM_OK;
}

enum pm_status opencl_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                    struct pm_error *error) {
  const struct opencl_device *self = of(device);
  if (self->timer_end_ns < self->timer_start_ns)
    return pm_fail(error, PM_FAILED, "%s (%s): the driver's profiling times run backwards",
                   device->info.id, device->info.name);
  *elapsed_ns = (double)(self->timer_end_ns - self->timer_start_ns);
  return PM_OK;
}

#endif

/* An open OpenCL device: context, in-order queue, and the events of its commands.
 *
 * Every command's event is kept until the next finish. clFinish alone does not say whether a
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
  self->queue = clCreateCommandQueue(self->context, self->id, CL_QUEUE_PROFILING_ENABLE, &code);
  if (code != CL_SUCCESS)
    return opencl_fail(error, device, "clCreateCommandQueue", code);
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
  if (self->queue)
    clReleaseCommandQueue(self->queue);
  if (self->context)
    clReleaseContext(self->context);
}

enum pm_status opencl_enqueued(struct pm_device *device, const char *what, cl_int code,
                               cl_event event, struct pm_error *error) {
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

enum pm_status opencl_finish(struct pm_device *device, struct pm_error *error) {
  struct opencl_device *self = of(device);
  const char *what = "clFinish";
  cl_int code = clFinish(self->queue);
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

/* An open CUDA device: its primary context, its streams and the timer's two events.
 *
 * The primary context serves, not one of our own: cuCtxCreate's signature differs between CUDA 12
 * and 13, and opening a device twice shares it.
 */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

static struct cuda_device *of(struct pm_device *device) { return (struct cuda_device *)device; }

enum pm_status pm_cuda_enter(const struct pm_device *device, struct pm_error *error) {
  CUcontext context = ((const struct cuda_device *)device)->context;
  return pm_cuda_check(error, device, "cuCtxSetCurrent",
                       pm_cuda_driver()->context_set_current(context));
}

static enum pm_status create_events(struct cuda_device *self, struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  CUresult result = cuda->event_create(&self->timer_start, CU_EVENT_DEFAULT);
  if (result == CUDA_SUCCESS)
    result = cuda->event_create(&self->timer_stop, CU_EVENT_DEFAULT);
  return pm_cuda_check(error, &self->base, "cuEventCreate", result);
}

enum pm_status pm_cuda_device_open(struct pm_device *device, size_t index, struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  struct cuda_device *self = of(device);
  enum pm_status status =
      pm_cuda_check(error, device, "cuDeviceGet", cuda->device_get(&self->id, (int)index));
  if (status == PM_OK)
    status = pm_cuda_check(error, device, "cuDevicePrimaryCtxRetain",
                           cuda->context_retain(&self->context, self->id));
  if (status == PM_OK)
    status = pm_cuda_enter(device, error);
  if (status == PM_OK)
    status = create_events(self, error);
  device->groups_max = (uint64_t)pm_cuda_attribute(self->id, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X);
  device->work_items_max = UINT64_MAX;
  return status;
}

void pm_cuda_device_close(struct pm_device *device) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  struct cuda_device *self = of(device);
  if (!self->context)
    return;
  pm_cuda_enter(device, NULL);
  if (self->timer_start)
    cuda->event_destroy(self->timer_start);
  if (self->timer_stop)
    cuda->event_destroy(self->timer_stop);
  cuda->context_set_current(NULL);
  cuda->context_release(self->id);
}

static struct cuda_queue *queue_of(struct pm_queue *queue) { return (struct cuda_queue *)queue; }

CUstream pm_cuda_stream(const struct pm_device *device) {
  return ((const struct cuda_queue *)device->queue)->stream;
}

enum pm_status pm_cuda_queue_create(struct pm_queue *queue, struct pm_error *error) {
  struct pm_device *device = queue->device;
  if (device->queue && !pm_cuda_attribute(of(device)->id, CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS))
    return pm_fail(error, PM_UNAVAILABLE, "%s (%s) runs one kernel at a time", device->info.id,
                   device->info.name);
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, device, "cuStreamCreate",
      pm_cuda_driver()->stream_create(&queue_of(queue)->stream, CU_STREAM_NON_BLOCKING));
}

void pm_cuda_queue_free(struct pm_queue *queue) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  struct cuda_queue *self = queue_of(queue);
  if (!self->stream)
    return;
  pm_cuda_enter(queue->device, NULL);
  if (self->end)
    cuda->event_destroy(self->end);
  cuda->stream_destroy(self->stream);
}

/* A wait is for what the event was last recorded as when the wait was asked for, so that one
 * event for each stream is enough. */
enum pm_status pm_cuda_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                                  struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  const struct pm_device *device = queue->device;
  struct cuda_queue *self = queue_of(queue), *other = queue_of(after);
  enum pm_status status = pm_cuda_enter(device, error);
  if (status == PM_OK && !other->end)
    status = pm_cuda_check(error, device, "cuEventCreate",
                           cuda->event_create(&other->end, CU_EVENT_DISABLE_TIMING));
  if (status == PM_OK)
    status = pm_cuda_check(error, device, "cuEventRecord",
                           cuda->event_record(other->end, other->stream));
  if (status == PM_OK)
    status = pm_cuda_check(error, device, "cuStreamWaitEvent",
                           cuda->stream_wait(self->stream, other->end, 0));
  return status;
}

/* A kernel that fails shows up here: launches only report what they can see at once. It breaks the
 * context, so that every later finish, of whichever queue, reports it again. */
enum pm_status pm_cuda_queue_finish(struct pm_queue *queue, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(queue->device, error);
  if (status == PM_OK)
    status = pm_cuda_check(error, queue->device, "a command in the stream failed",
                           pm_cuda_driver()->stream_synchronize(queue_of(queue)->stream));
  if (status == PM_OK)
    queue->ahead = false;
  return status;
}

enum pm_status pm_cuda_finish(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = pm_cuda_queue_finish(device->queue, error);
  for (struct pm_queue *q = device->queues; status == PM_OK && q; q = q->next)
    if (q->ahead)
      status = pm_cuda_queue_finish(q, error);
  return status;
}

void pm_cuda_settle(struct pm_device *device) { pm_cuda_finish(device, NULL); }

static enum pm_status record(struct pm_device *device, CUevent event, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(error, device, "cuEventRecord",
                       pm_cuda_driver()->event_record(event, pm_cuda_stream(device)));
}

enum pm_status pm_cuda_timer_start(struct pm_device *device, struct pm_error *error) {
  return record(device, of(device)->timer_start, error);
}

enum pm_status pm_cuda_timer_stop(struct pm_device *device, struct pm_error *error) {
  return record(device, of(device)->timer_stop, error);
}

enum pm_status pm_cuda_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                     struct pm_error *error) {
  const struct cuda_device *self = of(device);
  float elapsed_ms = 0;
  enum pm_status status = pm_cuda_enter(device, error);
  if (status == PM_OK)
    status = pm_cuda_check(
        error, device, "cuEventElapsedTime",
        pm_cuda_driver()->event_elapsed_ms(&elapsed_ms, self->timer_start, self->timer_stop));
  *elapsed_ns = 1e6 * (double)elapsed_ms;
  return status;
}

#endif

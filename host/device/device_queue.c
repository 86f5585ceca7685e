/* Queues, the waits between them, and fences. */
#include "host/device/device_shared.h"

#include <stdlib.h>

enum pm_status pm_check_not_recording(const struct pm_device *device, const char *what,
                                      struct pm_error *error) {
  if (!device->recording)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s cannot be recorded in a launch graph", what);
}

void pm_queue_destroy(struct pm_queue *queue) {
  queue->device->backend->queue_free(queue);
  free(queue);
}

enum pm_status pm_queue_make(struct pm_device *device, struct pm_queue **queue,
                             struct pm_error *error) {
  struct pm_queue *created = calloc(1, device->backend->queue_bytes);
  if (!created)
    return pm_fail_host_memory(error);
  created->device = device;
  enum pm_status status = device->backend->queue_create(created, error);
  if (status == PM_OK)
    *queue = created;
  else
    pm_queue_destroy(created);
  return status;
}

struct pm_queue *pm_device_queue(struct pm_device *device) {
  return device->queue;
}

struct pm_device *pm_queue_device(const struct pm_queue *queue) {
  return queue->device;
}

enum pm_status pm_queue_create(struct pm_device *device, struct pm_queue **queue,
                               struct pm_error *error) {
  *queue = NULL;
  enum pm_status status = pm_queue_make(device, queue, error);
  if (status == PM_OK) {
    (*queue)->next = device->queues;
    device->queues = *queue;
  }
  return status;
}

void pm_queue_free(struct pm_queue *queue) {
  if (!queue)
    return;
  struct pm_queue **link = &queue->device->queues;
  while (*link && *link != queue)
    link = &(*link)->next;
  if (!*link) /* the device's own */
    return;
  queue->device->backend->settle(queue->device);
  *link = queue->next;
  pm_queue_destroy(queue);
}

/* With a wait the queue takes over what `after` was ahead of the device's own queue: once that
 * waits for `queue`, it waits for both. */
enum pm_status pm_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                             struct pm_error *error) {
  struct pm_device *device = queue->device;
  if (after->device != device)
    return pm_fail(error, PM_FAILED, "a queue of %s cannot wait for one of another device",
                   device->info.id);
  if (queue == after)
    return PM_OK;
  enum pm_status status = device->backend->queue_wait(queue, after, error);
  if (status == PM_OK) {
    queue->ahead = queue != device->queue;
    after->ahead = false;
  }
  return status;
}

enum pm_status pm_queues_join(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (struct pm_queue *q = device->queues; status == PM_OK && q; q = q->next)
    if (q->ahead)
      status = pm_queue_wait(device->queue, q, error);
  return status;
}

enum pm_status pm_queue_finish(struct pm_queue *queue, struct pm_error *error) {
  struct pm_device *device = queue->device;
  enum pm_status status = pm_check_not_recording(device, "waiting for a queue", error);
  return status == PM_OK ? device->backend->queue_finish(queue, error) : status;
}

enum pm_status pm_device_finish(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = pm_check_not_recording(device, "waiting for the device", error);
  return status == PM_OK ? device->backend->finish(device, error) : status;
}

/* Fences -------------------------------------------------------------------------------------- */

enum pm_status pm_fence_create(struct pm_device *device, struct pm_fence **fence,
                               struct pm_error *error) {
  *fence = NULL;
  struct pm_fence *created = calloc(1, device->backend->fence_bytes);
  if (!created)
    return pm_fail_host_memory(error);
  created->device = device;
  enum pm_status status = device->backend->fence_create(created, error);
  if (status == PM_OK)
    *fence = created;
  else
    free(created);
  return status;
}

void pm_fence_free(struct pm_fence *fence) {
  if (!fence)
    return;
  fence->device->backend->fence_free(fence);
  free(fence);
}

enum pm_status pm_fence_set(struct pm_fence *fence, struct pm_queue *queue,
                            struct pm_error *error) {
  struct pm_device *device = fence->device;
  if (queue->device != device)
    return pm_fail(error, PM_FAILED, "a fence of %s cannot be set in a queue of another device",
                   device->info.id);
  enum pm_status status = pm_check_not_recording(device, "a fence", error);
  return status == PM_OK ? device->backend->fence_set(fence, queue, error) : status;
}

enum pm_status pm_fence_wait(struct pm_fence *fence, struct pm_error *error) {
  return fence->device->backend->fence_wait(fence, error);
}

enum pm_status pm_fence_passed(struct pm_fence *fence, bool *passed, struct pm_error *error) {
  *passed = false;
  return fence->device->backend->fence_passed(fence, passed, error);
}

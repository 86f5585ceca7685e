/* Opening, closing and taking turns; the other device_*.c have what is done with an open one. */
#include "host/device/device_shared.h"

#include <stdlib.h>
#include <string.h>

/* Finds the device that `info` described; devices may have come and gone since. */
static enum pm_status find_again(const struct pm_device_info *info, size_t *index,
                                 struct pm_error *error) {
  const struct pm_backend *backend = pm_api_backend(info->api);
  const char *reason = backend->unavailable();
  if (reason)
    return pm_fail(error, PM_UNAVAILABLE, "%s: %s", info->id, reason);
  size_t count = 0;
  enum pm_status status = backend->device_count(&count, error);
  if (status != PM_OK)
    return status;
  const char *number = strchr(info->id, ':');
  *index = number ? strtoul(number + 1, NULL, 10) : SIZE_MAX;
  struct pm_device_info now = {0};
  if (*index < count) {
    status = backend->device_info(*index, &now, error);
    if (status != PM_OK)
      return status;
  }
  if (*index >= count || strcmp(now.name, info->name) != 0)
    return pm_fail(error, PM_UNAVAILABLE, "%s (%s) is no longer there", info->id, info->name);
  return PM_OK;
}

static void close_device(struct pm_device *device) {
  device->backend->device_close(device);
  pthread_mutex_destroy(&device->lock);
  free(device);
}

enum pm_status pm_device_open(const struct pm_device_info *info, struct pm_device **device,
                              struct pm_error *error) {
  *device = NULL;
  size_t index;
  enum pm_status status = find_again(info, &index, error);
  if (status != PM_OK)
    return status;
  const struct pm_backend *backend = pm_api_backend(info->api);
  struct pm_device *opened = calloc(1, backend->device_bytes);
  if (!opened)
    return pm_fail_host_memory(error);
  opened->backend = backend;
  opened->info = *info;
  pthread_mutex_init(&opened->lock, NULL); /* which cannot fail without attributes */
  status = backend->device_open(opened, index, error);
  if (status == PM_OK)
    status = pm_queue_make(opened, &opened->queue, error);
  if (status != PM_OK) {
    close_device(opened);
    return status;
  }
  *device = opened;
  return PM_OK;
}

void pm_device_close(struct pm_device *device) {
  if (!device)
    return;
  if (device->recording) {
    struct pm_launch_graph *graph;
    pm_graph_end(device, &graph, NULL);
    pm_graph_free(graph);
  }
  device->backend->settle(device);
  while (device->host_blocks)
    pm_host_free(device, device->host_blocks->memory);
  while (device->programs) {
    struct pm_program *program = device->programs;
    device->programs = program->next;
    pm_program_free(device->backend, program);
  }
  while (device->queues) {
    struct pm_queue *queue = device->queues;
    device->queues = queue->next;
    pm_queue_destroy(queue);
  }
  pm_queue_destroy(device->queue);
  close_device(device);
}

const struct pm_device_info *pm_device_info(const struct pm_device *device) {
  return &device->info;
}

void pm_device_lock(struct pm_device *device) { pthread_mutex_lock(&device->lock); }

void pm_device_unlock(struct pm_device *device) { pthread_mutex_unlock(&device->lock); }

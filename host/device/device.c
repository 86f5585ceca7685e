/* Opening and closing; the other device_*.c have what is done with an open one. */
#include "host/device/internal.h"

#include <stdlib.h>
#include <string.h>

enum pm_status fail_host_memory(struct pm_error *error) {
  return pm_fail(error, PM_FAILED, "the host is out of memory");
}

/* Finds the device that `info` described; devices may have come and gone since. */
static enum pm_status find_again(const struct pm_device_info *info, size_t *index,
                                 struct pm_error *error) {
  const struct pm_backend *backend = backend_of(info->api);
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

enum pm_status pm_device_open(const struct pm_device_info *info, struct pm_device **device,
                              struct pm_error *error) {
  *device = NULL;
  size_t index;
  enum pm_status status = find_again(info, &index, error);
  if (status != PM_OK)
    return status;
  const struct pm_backend *backend = backend_of(info->api);
  struct pm_device *opened = calloc(1, backend->device_bytes);
  if (!opened)
    return fail_host_memory(error);
  opened->backend = backend;
  opened->info = *info;
  status = backend->device_open(opened, index, error);
  if (status == PM_OK)
    status = create_queue(opened, &opened->queue, error);
  if (status != PM_OK) {
    backend->device_close(opened);
    free(opened);
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
  device->backend->finish(device, NULL);
  while (device->host_blocks)
    pm_host_free(device, device->host_blocks->memory);
  while (device->programs) {
    struct pm_program *program = device->programs;
    device->programs = program->next;
    free_program(device->backend, program);
  }
  while (device->queues) {
    struct pm_queue *queue = device->queues;
    device->queues = queue->next;
    free_queue(queue);
  }
  free_queue(device->queue);
  device->backend->device_close(device);
  free(device);
}

const struct pm_device_info *pm_device_info(const struct pm_device *device) {
  return &device->info;
}

enum pm_status pm_device_finish(struct pm_device *device, struct pm_error *error) {
  enum pm_status status = check_not_recording(device, "waiting for the device", error);
  return status == PM_OK ? device->backend->finish(device, error) : status;
}

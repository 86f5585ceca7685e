/* What is enqueued, and what is wrong with it. */
#include "host/device/internal.h"

#include <stdio.h>

static enum pm_status count_command(struct pm_device *device, enum pm_status status) {
  if (status == PM_OK && device->timer == PM_TIMER_RUNNING && !device->recording)
    device->timed_commands++;
  return status;
}

static enum pm_status check_range(const struct pm_buffer *buffer, const char *what, size_t offset,
                                  size_t bytes, struct pm_error *error) {
  if (offset <= buffer->bytes && bytes <= buffer->bytes - offset)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s of %zu bytes at offset %zu leaves a buffer of %zu bytes",
                 what, bytes, offset, buffer->bytes);
}

enum pm_status pm_upload(struct pm_buffer *buffer, size_t offset, const void *host, size_t bytes,
                         struct pm_error *error) {
  enum pm_status status = check_not_recording(buffer->device, "an upload", error);
  if (status == PM_OK)
    status = check_range(buffer, "an upload", offset, bytes, error);
  if (status != PM_OK || bytes == 0)
    return status;
  struct pm_device *device = buffer->device;
  return count_command(device, device->backend->upload(buffer, offset, host, bytes, error));
}

enum pm_status pm_queue_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                 size_t offset, void *host, size_t bytes, struct pm_error *error) {
  struct pm_device *device = buffer->device;
  enum pm_status status = check_not_recording(device, "a download", error);
  if (status == PM_OK)
    status = check_range(buffer, "a download", offset, bytes, error);
  if (status == PM_OK && queue->device != device)
    status = pm_fail(error, PM_FAILED, "a download: the queue is another device's");
  if (status != PM_OK || bytes == 0)
    return status;
  status = device->backend->download(queue, buffer, offset, host, bytes, error);
  queue->ahead |= status == PM_OK && queue != device->queue;
  return count_command(device, status);
}

enum pm_status pm_download(const struct pm_buffer *buffer, size_t offset, void *host, size_t bytes,
                           struct pm_error *error) {
  return pm_queue_download(buffer->device->queue, buffer, offset, host, bytes, error);
}

enum pm_status pm_buffer_fill(struct pm_buffer *buffer, uint8_t byte, struct pm_error *error) {
  struct pm_device *device = buffer->device;
  enum pm_status status = check_not_recording(device, "a fill", error);
  return status == PM_OK ? count_command(device, device->backend->fill(buffer, byte, error))
                         : status;
}

static enum pm_status check_grid(const struct pm_kernel *kernel, uint64_t groups,
                                 unsigned group_size, struct pm_error *error) {
  const struct pm_device *device = kernel->program->device;
  if (groups == 0 || group_size == 0)
    return pm_fail(error, PM_FAILED, "kernel %s: a launch of %llu groups of %u is empty",
                   kernel->name, (unsigned long long)groups, group_size);
  if (group_size > kernel->group_size_max)
    return pm_fail(error, PM_FAILED, "kernel %s: groups of %u, but %s (%s) allows it %zu at most",
                   kernel->name, group_size, device->info.id, device->info.name,
                   kernel->group_size_max);
  uint64_t groups_max = device->work_items_max / group_size;
  if (groups_max > device->groups_max)
    groups_max = device->groups_max;
  if (groups > groups_max)
    return pm_fail(error, PM_FAILED,
                   "kernel %s: %llu groups of %u, but one launch on %s (%s) takes %llu at most",
                   kernel->name, (unsigned long long)groups, group_size, device->info.id,
                   device->info.name, (unsigned long long)groups_max);
  return PM_OK;
}

/* An argument that is not given would be what an earlier launch left there, or garbage. */
static enum pm_status check_arguments(const struct pm_kernel *kernel,
                                      const struct pm_argument *arguments, size_t count,
                                      struct pm_error *error) {
  if (kernel->argument_count != PM_ARGUMENT_COUNT_UNKNOWN && count != kernel->argument_count)
    return pm_fail(error, PM_FAILED, "kernel %s takes %zu arguments, not %zu", kernel->name,
                   kernel->argument_count, count);
  for (size_t i = 0; i < count; i++)
    if (arguments[i].kind == PM_ARGUMENT_BUFFER &&
        (!arguments[i].buffer || arguments[i].buffer->device != kernel->program->device))
      return pm_fail(error, PM_FAILED, "kernel %s: argument %zu is no buffer of its device",
                     kernel->name, i);
  return PM_OK;
}

enum pm_status pm_queue_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                               unsigned group_size, const struct pm_argument *arguments,
                               size_t argument_count, struct pm_error *error) {
  struct pm_device *device = kernel->program->device;
  enum pm_status status = check_grid(kernel, groups, group_size, error);
  if (status == PM_OK)
    status = check_arguments(kernel, arguments, argument_count, error);
  if (status == PM_OK && queue->device != device)
    status = pm_fail(error, PM_FAILED, "kernel %s: the queue is another device's", kernel->name);
  if (status != PM_OK)
    return status;
  status =
      device->backend->launch(queue, kernel, groups, group_size, arguments, argument_count, error);
  queue->ahead |= status == PM_OK && queue != device->queue;
  return count_command(device, status);
}

enum pm_status pm_launch(struct pm_kernel *kernel, uint64_t groups, unsigned group_size,
                         const struct pm_argument *arguments, size_t argument_count,
                         struct pm_error *error) {
  return pm_queue_launch(kernel->program->device->queue, kernel, groups, group_size, arguments,
                         argument_count, error);
}

enum pm_status pm_graph_launch(struct pm_launch_graph *graph, struct pm_error *error) {
  struct pm_device *device = graph->device;
  enum pm_status status = check_not_recording(device, "a launch graph", error);
  return status == PM_OK ? count_command(device, device->backend->graph_launch(graph, error))
                         : status;
}

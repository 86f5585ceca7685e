/* What is enqueued, and what is wrong with it. */
#include "host/device/device_shared.h"

#include <stdio.h>

enum pm_status pm_command_enqueued(struct pm_queue *queue, enum pm_status status) {
  struct pm_device *device = queue->device;
  if (status != PM_OK)
    return status;
  queue->ahead = queue != device->queue;
  if (device->timer == PM_TIMER_RUNNING && !device->recording)
    device->timed_commands++;
  return PM_OK;
}

/* `what` is "an upload"; the same of all that move bytes. */
static enum pm_status check_bytes(const struct pm_queue *queue, const struct pm_buffer *buffer,
                                  const char *what, size_t offset, size_t bytes,
                                  struct pm_error *error) {
  enum pm_status status = pm_check_not_recording(queue->device, what, error);
  if (status != PM_OK)
    return status;
  if (queue->device != buffer->device)
    return pm_fail(error, PM_FAILED, "%s: the queue is another device's", what);
  if (offset <= buffer->bytes && bytes <= buffer->bytes - offset)
    return PM_OK;
  return pm_fail(error, PM_FAILED, "%s of %zu bytes at offset %zu leaves a buffer of %zu bytes",
                 what, bytes, offset, buffer->bytes);
}

enum pm_status pm_queue_upload(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                               const void *host, size_t bytes, struct pm_error *error) {
  enum pm_status status = check_bytes(queue, buffer, "an upload", offset, bytes, error);
  if (status != PM_OK || bytes == 0)
    return status;
  status = queue->device->backend->upload(queue, buffer, offset, host, bytes, error);
  return pm_command_enqueued(queue, status);
}

enum pm_status pm_queue_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                 size_t offset, void *host, size_t bytes, struct pm_error *error) {
  enum pm_status status = check_bytes(queue, buffer, "a download", offset, bytes, error);
  if (status != PM_OK || bytes == 0)
    return status;
  status = queue->device->backend->download(queue, buffer, offset, host, bytes, error);
  return pm_command_enqueued(queue, status);
}

enum pm_status pm_queue_fill(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                             size_t bytes, uint8_t byte, struct pm_error *error) {
  enum pm_status status = check_bytes(queue, buffer, "a fill", offset, bytes, error);
  if (status != PM_OK || bytes == 0)
    return status;
  status = queue->device->backend->fill(queue, buffer, offset, bytes, byte, error);
  return pm_command_enqueued(queue, status);
}

enum pm_status pm_queue_copy(struct pm_queue *queue, const struct pm_buffer *from,
                             size_t from_offset, struct pm_buffer *to, size_t to_offset,
                             size_t bytes, struct pm_error *error) {
  enum pm_status status = check_bytes(queue, from, "a copy", from_offset, bytes, error);
  if (status == PM_OK)
    status = check_bytes(queue, to, "a copy", to_offset, bytes, error);
  if (status != PM_OK || bytes == 0)
    return status;
  if (from == to && from_offset < to_offset + bytes && to_offset < from_offset + bytes)
    return pm_fail(error, PM_FAILED,
                   "a copy of %zu bytes from offset %zu to %zu of one buffer overlaps", bytes,
                   from_offset, to_offset);
  status = queue->device->backend->copy(queue, from, from_offset, to, to_offset, bytes, error);
  return pm_command_enqueued(queue, status);
}

enum pm_status pm_upload(struct pm_buffer *buffer, size_t offset, const void *host, size_t bytes,
                         struct pm_error *error) {
  return pm_queue_upload(buffer->device->queue, buffer, offset, host, bytes, error);
}

enum pm_status pm_download(const struct pm_buffer *buffer, size_t offset, void *host, size_t bytes,
                           struct pm_error *error) {
  return pm_queue_download(buffer->device->queue, buffer, offset, host, bytes, error);
}

enum pm_status pm_buffer_fill(struct pm_buffer *buffer, uint8_t byte, struct pm_error *error) {
  return pm_queue_fill(buffer->device->queue, buffer, 0, buffer->bytes, byte, error);
}

/* Launches ------------------------------------------------------------------------------------ */

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

static const char *kind_name(enum pm_argument_kind kind) {
  switch (kind) {
  case PM_ARGUMENT_BUFFER:
    return "a buffer";
  case PM_ARGUMENT_U32:
    return "a 32-bit word";
  case PM_ARGUMENT_U64:
    return "a 64-bit word";
  }
  return "of no kind that there is";
}

static const char *taken_name(enum pm_argument_taken taken) {
  switch (taken) {
  case PM_TAKES_BUFFER:
    return "a buffer";
  case PM_TAKES_U32:
    return "a 32-bit word";
  case PM_TAKES_U64:
    return "a 64-bit word";
  case PM_TAKES_8_BYTES:
    return "a buffer or a 64-bit word";
  case PM_TAKES_UNKNOWN:
    break;
  }
  return "an argument of a kind that the driver does not tell";
}

static bool is_taken(enum pm_argument_taken taken, enum pm_argument_kind kind) {
  switch (kind) {
  case PM_ARGUMENT_BUFFER:
    return taken == PM_TAKES_BUFFER || taken == PM_TAKES_8_BYTES || taken == PM_TAKES_UNKNOWN;
  case PM_ARGUMENT_U32:
    return taken == PM_TAKES_U32 || taken == PM_TAKES_UNKNOWN;
  case PM_ARGUMENT_U64:
    return taken == PM_TAKES_U64 || taken == PM_TAKES_8_BYTES || taken == PM_TAKES_UNKNOWN;
  }
  return false;
}

static enum pm_status check_argument(const struct pm_kernel *kernel, size_t number,
                                     const struct pm_argument *argument, struct pm_error *error) {
  const enum pm_argument_taken taken = kernel->takes[number];
  if (!is_taken(taken, argument->kind))
    return pm_fail(error, PM_FAILED, "kernel %s: argument %zu is %s, and the kernel takes %s",
                   kernel->name, number, kind_name(argument->kind), taken_name(taken));
  if (argument->kind == PM_ARGUMENT_BUFFER &&
      (!argument->buffer || argument->buffer->device != kernel->program->device))
    return pm_fail(error, PM_FAILED, "kernel %s: argument %zu is no buffer of its device",
                   kernel->name, number);
  return PM_OK;
}

/* An argument that is not given would be what an earlier launch left there, or garbage. */
static enum pm_status check_arguments(const struct pm_kernel *kernel,
                                      const struct pm_argument *arguments, size_t count,
                                      struct pm_error *error) {
  if (kernel->argument_count != PM_ARGUMENT_COUNT_UNKNOWN && count != kernel->argument_count)
    return pm_fail(error, PM_FAILED, "kernel %s takes %zu arguments, not %zu", kernel->name,
                   kernel->argument_count, count);
  if (count > PM_ARGUMENTS_MAX)
    return pm_fail(error, PM_FAILED, "kernel %s: %zu arguments, but %d are the most", kernel->name,
                   count, PM_ARGUMENTS_MAX);
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < count; i++)
    status = check_argument(kernel, i, &arguments[i], error);
  return status;
}

enum pm_status pm_queue_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                               unsigned group_size, const struct pm_argument *arguments,
                               size_t argument_count, struct pm_error *error) {
  enum pm_status status = check_grid(kernel, groups, group_size, error);
  if (status == PM_OK)
    status = check_arguments(kernel, arguments, argument_count, error);
  if (status == PM_OK && queue->device != kernel->program->device)
    status = pm_fail(error, PM_FAILED, "kernel %s: the queue is another device's", kernel->name);
  if (status != PM_OK)
    return status;
  status = queue->device->backend->launch(queue, kernel, groups, group_size, arguments,
                                          argument_count, error);
  return pm_command_enqueued(queue, status);
}

enum pm_status pm_launch(struct pm_kernel *kernel, uint64_t groups, unsigned group_size,
                         const struct pm_argument *arguments, size_t argument_count,
                         struct pm_error *error) {
  return pm_queue_launch(kernel->program->device->queue, kernel, groups, group_size, arguments,
                         argument_count, error);
}

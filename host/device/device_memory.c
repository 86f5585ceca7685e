/* Device memory, and pinned host memory. */
#include "host/device/device_shared.h"

#include <stdlib.h>
#include <string.h>

enum pm_status pm_buffer_create(struct pm_device *device, size_t bytes, struct pm_buffer **buffer,
                                struct pm_error *error) {
  *buffer = NULL;
  if (bytes == 0)
    return pm_fail(error, PM_FAILED, "a device buffer of 0 bytes was asked for");
  if (bytes > device->info.largest_buffer_bytes)
    return pm_fail_no_memory(error, device, "a buffer", bytes, device->info.largest_buffer_bytes,
                             "the largest that it gives");
  struct pm_buffer *created = calloc(1, device->backend->buffer_bytes);
  if (!created)
    return pm_fail_host_memory(error);
  created->device = device;
  created->bytes = bytes;
  enum pm_status status = device->backend->buffer_create(created, error);
  if (status != PM_OK) {
    pm_buffer_free(created);
    return status;
  }
  *buffer = created;
  return PM_OK;
}

void pm_buffer_free(struct pm_buffer *buffer) {
  if (!buffer)
    return;
  buffer->device->backend->buffer_free(buffer);
  free(buffer);
}

size_t pm_buffer_bytes(const struct pm_buffer *buffer) { return buffer->bytes; }

struct pm_device *pm_buffer_device(const struct pm_buffer *buffer) {
  return buffer->device;
}

enum pm_status pm_host_alloc(struct pm_device *device, size_t bytes, void **memory,
                             struct pm_error *error) {
  *memory = NULL;
  size_t at_least_one = bytes ? bytes : 1;
  struct pm_host_block *block = calloc(1, sizeof *block);
  if (!block)
    return pm_fail_host_memory(error);
  enum pm_status status = device->backend->host_alloc(device, at_least_one, block, error);
  if (status != PM_OK) {
    free(block);
    return status;
  }
  memset(block->memory, 0, at_least_one);
  block->next = device->host_blocks;
  device->host_blocks = block;
  *memory = block->memory;
  return PM_OK;
}

void pm_host_free(struct pm_device *device, void *memory) {
  if (!memory)
    return;
  struct pm_host_block **link = &device->host_blocks;
  while (*link && (*link)->memory != memory)
    link = &(*link)->next;
  struct pm_host_block *block = *link;
  if (!block)
    return;
  *link = block->next;
  device->backend->host_free(device, block);
  free(block);
}

/* CUDA device memory, pinned host memory and copies. */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

static CUdeviceptr address_of(const struct pm_buffer *buffer) {
  return ((const struct cuda_buffer *)buffer)->address;
}

static CUstream stream_of(const struct pm_queue *queue) {
  return ((const struct cuda_queue *)queue)->stream;
}

enum pm_status pm_cuda_buffer_create(struct pm_buffer *buffer, struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  struct cuda_buffer *self = (struct cuda_buffer *)buffer;
  struct pm_device *device = buffer->device;
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  CUresult result = cuda->memory_alloc(&self->address, buffer->bytes);
  if (result != CUDA_ERROR_OUT_OF_MEMORY)
    return pm_cuda_check(error, device, "cuMemAlloc", result);
  size_t free_bytes = 0, total_bytes = 0;
  cuda->memory_info(&free_bytes, &total_bytes);
  return pm_fail_no_memory(error, device, "a buffer", buffer->bytes, free_bytes, "free now");
}

/* Commands that still use the memory end first. A kernel's error is not lost by that: it sticks to
 * the context, so that the next finish reports it. */
void pm_cuda_buffer_free(struct pm_buffer *buffer) {
  if (!address_of(buffer))
    return;
  pm_cuda_settle(buffer->device);
  pm_cuda_driver()->memory_free(address_of(buffer));
}

enum pm_status pm_cuda_host_alloc(struct pm_device *device, size_t bytes,
                                  struct pm_host_block *block, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(error, device, "pinned host memory",
                       pm_cuda_driver()->host_alloc(&block->memory, bytes, 0));
}

void pm_cuda_host_free(struct pm_device *device, struct pm_host_block *block) {
  pm_cuda_settle(device);
  pm_cuda_driver()->host_free(block->memory);
}

enum pm_status pm_cuda_upload(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                              const void *host, size_t bytes, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(buffer->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, buffer->device, "cuMemcpyHtoDAsync",
      pm_cuda_driver()->upload(address_of(buffer) + offset, host, bytes, stream_of(queue)));
}

enum pm_status pm_cuda_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                size_t offset, void *host, size_t bytes, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(buffer->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, buffer->device, "cuMemcpyDtoHAsync",
      pm_cuda_driver()->download(host, address_of(buffer) + offset, bytes, stream_of(queue)));
}

enum pm_status pm_cuda_fill(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                            size_t bytes, uint8_t byte, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(buffer->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(
      error, buffer->device, "cuMemsetD8Async",
      pm_cuda_driver()->memory_fill(address_of(buffer) + offset, byte, bytes, stream_of(queue)));
}

enum pm_status pm_cuda_copy(struct pm_queue *queue, const struct pm_buffer *from,
                            size_t from_offset, struct pm_buffer *to, size_t to_offset,
                            size_t bytes, struct pm_error *error) {
  enum pm_status status = pm_cuda_enter(to->device, error);
  if (status != PM_OK)
    return status;
  return pm_cuda_check(error, to->device, "cuMemcpyDtoDAsync",
                       pm_cuda_driver()->copy(address_of(to) + to_offset,
                                              address_of(from) + from_offset, bytes,
                                              stream_of(queue)));
}

#endif

/* OpenCL buffers, pinned host memory and copies. */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

#include <string.h>

static struct opencl_device *device_of(const struct pm_buffer *buffer) {
  return (struct opencl_device *)buffer->device;
}

static cl_mem memory_of(const struct pm_buffer *buffer) {
  return ((const struct opencl_buffer *)buffer)->memory;
}

/* The codes by which drivers refuse an allocation. */
static bool is_lack_of_memory(cl_int code) {
  return code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_RESOURCES ||
         code == CL_OUT_OF_HOST_MEMORY || code == CL_INVALID_BUFFER_SIZE;
}

/* Drivers allocate when a buffer is first used. One byte written makes that now, so that a lack of
 * memory shows here and not in a launch. */
static cl_int touch(const struct opencl_device *device, cl_mem memory) {
  const uint8_t zero = 0;
  cl_event event;
  cl_int code = clEnqueueFillBuffer(pm_opencl_own_queue(&device->base)->queue, memory, &zero,
                                    sizeof zero, 0, sizeof zero, 0, NULL, &event);
  if (code != CL_SUCCESS)
    return code;
  code = clWaitForEvents(1, &event);
  clReleaseEvent(event);
  return code;
}

enum pm_status pm_opencl_buffer_create(struct pm_buffer *buffer, struct pm_error *error) {
  struct opencl_buffer *self = (struct opencl_buffer *)buffer;
  struct pm_device *device = buffer->device;
  pm_opencl_settle(device); /* so that a failure from here on is the allocation's */
  cl_int code;
  self->memory =
      clCreateBuffer(device_of(buffer)->context, CL_MEM_READ_WRITE, buffer->bytes, NULL, &code);
  if (code == CL_SUCCESS)
    code = touch(device_of(buffer), self->memory);
  if (is_lack_of_memory(code))
    return pm_fail_no_memory(error, device, "a buffer", buffer->bytes, device->info.memory_bytes,
                             "all of it, used and free");
  return code == CL_SUCCESS ? PM_OK : pm_opencl_fail(error, device, "clCreateBuffer", code);
}

void pm_opencl_buffer_free(struct pm_buffer *buffer) {
  if (memory_of(buffer))
    clReleaseMemObject(memory_of(buffer));
}

/* OpenCL has no call for pinned memory; a mapped buffer in host memory is what drivers pin. */
enum pm_status pm_opencl_host_alloc(struct pm_device *device, size_t bytes,
                                    struct pm_host_block *block, struct pm_error *error) {
  const struct opencl_device *self = (const struct opencl_device *)device;
  cl_int code;
  cl_mem memory =
      clCreateBuffer(self->context, CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, bytes, NULL, &code);
  if (code == CL_SUCCESS) {
    block->memory = clEnqueueMapBuffer(pm_opencl_own_queue(device)->queue, memory, CL_TRUE,
                                       CL_MAP_READ | CL_MAP_WRITE, 0, bytes, 0, NULL, NULL, &code);
    if (code != CL_SUCCESS)
      clReleaseMemObject(memory);
  }
  if (is_lack_of_memory(code))
    return pm_fail_no_memory(error, device, "pinned host memory", bytes,
                             device->info.largest_buffer_bytes, "the largest that it gives");
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, device, "pinned host memory", code);
  block->handle = memory;
  return PM_OK;
}

void pm_opencl_host_free(struct pm_device *device, struct pm_host_block *block) {
  const cl_command_queue queue = pm_opencl_own_queue(device)->queue;
  pm_opencl_settle(device); /* commands that still use the memory */
  clEnqueueUnmapMemObject(queue, block->handle, block->memory, 0, NULL, NULL);
  clFinish(queue);
  clReleaseMemObject(block->handle);
}

/* What a command in the queue waits for, as the last arguments of a clEnqueue... take it. */
#define WAITS(in) (in)->wait_count, (in)->wait_count ? (in)->waits : NULL

enum pm_status pm_opencl_upload(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                                const void *host, size_t bytes, struct pm_error *error) {
  struct opencl_queue *in = (struct opencl_queue *)queue;
  cl_event event = NULL;
  cl_int code = clEnqueueWriteBuffer(in->queue, memory_of(buffer), CL_FALSE, offset, bytes, host,
                                     WAITS(in), &event);
  return pm_opencl_enqueued(in, "clEnqueueWriteBuffer", code, event, error);
}

enum pm_status pm_opencl_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                  size_t offset, void *host, size_t bytes, struct pm_error *error) {
  struct opencl_queue *in = (struct opencl_queue *)queue;
  cl_event event = NULL;
  cl_int code = clEnqueueReadBuffer(in->queue, memory_of(buffer), CL_FALSE, offset, bytes, host,
                                    WAITS(in), &event);
  return pm_opencl_enqueued(in, "clEnqueueReadBuffer", code, event, error);
}

/* A fill must be a multiple of its pattern, and drivers store one pattern at a time. */
enum pm_status pm_opencl_fill(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                              size_t bytes, uint8_t byte, struct pm_error *error) {
  struct opencl_queue *in = (struct opencl_queue *)queue;
  uint8_t pattern[16];
  memset(pattern, byte, sizeof pattern);
  const size_t pattern_bytes = (offset | bytes) % sizeof pattern == 0 ? sizeof pattern : 1;
  cl_event event = NULL;
  cl_int code = clEnqueueFillBuffer(in->queue, memory_of(buffer), pattern, pattern_bytes, offset,
                                    bytes, WAITS(in), &event);
  return pm_opencl_enqueued(in, "clEnqueueFillBuffer", code, event, error);
}

enum pm_status pm_opencl_copy(struct pm_queue *queue, const struct pm_buffer *from,
                              size_t from_offset, struct pm_buffer *to, size_t to_offset,
                              size_t bytes, struct pm_error *error) {
  struct opencl_queue *in = (struct opencl_queue *)queue;
  cl_event event = NULL;
  cl_int code = clEnqueueCopyBuffer(in->queue, memory_of(from), memory_of(to), from_offset,
                                    to_offset, bytes, WAITS(in), &event);
  return pm_opencl_enqueued(in, "clEnqueueCopyBuffer", code, event, error);
}

#endif

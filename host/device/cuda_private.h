/* The CUDA backend's own: the driver's functions, structs, and what its files share. cuda.h gives
 * types and prototypes only; the library is opened at run time. */
#ifndef PROOFMARK_HOST_DEVICE_CUDA_PRIVATE_H
#define PROOFMARK_HOST_DEVICE_CUDA_PRIVATE_H

#include <cuda.h>

#include "host/device/backend.h"

/* Member, prototype, symbol. cuda.h maps some prototypes to newer versions than drivers in use
 * have, so symbols are spelt out: each has been there since CUDA 11.0 with this signature. */
#define CUDA_FUNCTIONS(X)                                                                          \
  X(init, cuInit, "cuInit")                                                                        \
  X(driver_version, cuDriverGetVersion, "cuDriverGetVersion")                                      \
  X(error_name, cuGetErrorName, "cuGetErrorName")                                                  \
  X(error_string, cuGetErrorString, "cuGetErrorString")                                            \
  X(device_count, cuDeviceGetCount, "cuDeviceGetCount")                                            \
  X(device_get, cuDeviceGet, "cuDeviceGet")                                                        \
  X(device_name, cuDeviceGetName, "cuDeviceGetName")                                               \
  X(device_attribute, cuDeviceGetAttribute, "cuDeviceGetAttribute")                                \
  X(device_memory, cuDeviceTotalMem, "cuDeviceTotalMem_v2")                                        \
  X(device_uuid, cuDeviceGetUuid, "cuDeviceGetUuid")                                               \
  X(context_retain, cuDevicePrimaryCtxRetain, "cuDevicePrimaryCtxRetain")                          \
  X(context_release, cuDevicePrimaryCtxRelease, "cuDevicePrimaryCtxRelease_v2")                    \
  X(context_set_current, cuCtxSetCurrent, "cuCtxSetCurrent")                                       \
  X(stream_create, cuStreamCreate, "cuStreamCreate")                                               \
  X(stream_destroy, cuStreamDestroy, "cuStreamDestroy_v2")                                         \
  X(stream_synchronize, cuStreamSynchronize, "cuStreamSynchronize")                                \
  X(stream_wait, cuStreamWaitEvent, "cuStreamWaitEvent")                                           \
  X(capture_begin, cuStreamBeginCapture, "cuStreamBeginCapture_v2")                                \
  X(capture_end, cuStreamEndCapture, "cuStreamEndCapture")                                         \
  X(graph_launch, cuGraphLaunch, "cuGraphLaunch")                                                  \
  X(graph_destroy, cuGraphDestroy, "cuGraphDestroy")                                               \
  X(graph_exec_destroy, cuGraphExecDestroy, "cuGraphExecDestroy")                                  \
  X(event_create, cuEventCreate, "cuEventCreate")                                                  \
  X(event_destroy, cuEventDestroy, "cuEventDestroy_v2")                                            \
  X(event_record, cuEventRecord, "cuEventRecord")                                                  \
  X(event_synchronize, cuEventSynchronize, "cuEventSynchronize")                                   \
  X(event_query, cuEventQuery, "cuEventQuery")                                                     \
  X(event_elapsed_ms, cuEventElapsedTime, "cuEventElapsedTime")                                    \
  X(module_load, cuModuleLoadDataEx, "cuModuleLoadDataEx")                                         \
  X(module_unload, cuModuleUnload, "cuModuleUnload")                                               \
  X(module_function, cuModuleGetFunction, "cuModuleGetFunction")                                   \
  X(function_attribute, cuFuncGetAttribute, "cuFuncGetAttribute")                                  \
  X(launch, cuLaunchKernel, "cuLaunchKernel")                                                      \
  X(memory_alloc, cuMemAlloc, "cuMemAlloc_v2")                                                     \
  X(memory_free, cuMemFree, "cuMemFree_v2")                                                        \
  X(memory_info, cuMemGetInfo, "cuMemGetInfo_v2")                                                  \
  X(memory_fill, cuMemsetD8Async, "cuMemsetD8Async")                                               \
  X(upload, cuMemcpyHtoDAsync, "cuMemcpyHtoDAsync_v2")                                             \
  X(download, cuMemcpyDtoHAsync, "cuMemcpyDtoHAsync_v2")                                           \
  X(copy, cuMemcpyDtoDAsync, "cuMemcpyDtoDAsync_v2")                                               \
  X(host_alloc, cuMemHostAlloc, "cuMemHostAlloc")                                                  \
  X(host_free, cuMemFreeHost, "cuMemFreeHost")

struct cuda_driver {
#define CUDA_MEMBER(member, prototype, symbol) typeof(prototype) *member;
  CUDA_FUNCTIONS(CUDA_MEMBER)
#undef CUDA_MEMBER
  /* Since CUDA 12.4, else NULL: offset and size of a kernel's parameter; an error past the last. */
  CUresult (*parameter_info)(CUfunction function, size_t index, size_t *offset, size_t *bytes);
  /* Since CUDA 11.4, else NULL: cuGraphInstantiateWithFlags. What came before it had other
   * arguments. */
  CUresult (*graph_instantiate)(CUgraphExec *executable, CUgraph graph, unsigned long long flags);
};

struct cuda_device {
  struct pm_device base;
  CUdevice id;
  CUcontext context; /* the device's primary context, held once per open device */
  CUevent timer_start, timer_stop;
};

struct cuda_queue {
  struct pm_queue base;
  CUstream stream;
  CUevent
      end; /* of what was in the stream when another was last made to wait for it; NULL: never */
};

struct cuda_fence {
  struct pm_fence base;
  CUevent event;
};

struct cuda_graph {
  struct pm_launch_graph base;
  CUgraphExec executable;
};

struct cuda_program {
  struct pm_program base;
  CUmodule module;
};

struct cuda_kernel {
  struct pm_kernel base;
  CUfunction function;
};

struct cuda_buffer {
  struct pm_buffer base;
  CUdeviceptr address;
};

/* cuda_driver.c. The driver once pm_cuda_unavailable has returned NULL. */
const char *pm_cuda_unavailable(void);
const struct cuda_driver *pm_cuda_driver(void);

/* cuda_error.c. PM_OK for CUDA_SUCCESS, PM_NO_MEMORY for a lack of memory, else PM_FAILED. */
enum pm_status pm_cuda_check(struct pm_error *error, const struct pm_device *device,
                             const char *what, CUresult result);

/* cuda_info.c */
enum pm_status pm_cuda_device_count(size_t *count, struct pm_error *error);
enum pm_status pm_cuda_device_info(size_t index, struct pm_device_info *info,
                                   struct pm_error *error);
/* 0 where the device does not tell. */
int pm_cuda_attribute(CUdevice id, CUdevice_attribute attribute);

/* cuda_queue.c */
enum pm_status pm_cuda_device_open(struct pm_device *device, size_t index, struct pm_error *error);
void pm_cuda_device_close(struct pm_device *device);
/* Makes the device's context the calling thread's; every call into a context needs it. */
enum pm_status pm_cuda_enter(const struct pm_device *device, struct pm_error *error);
/* The stream of the device's own queue. */
CUstream pm_cuda_stream(const struct pm_device *device);
enum pm_status pm_cuda_queue_create(struct pm_queue *queue, struct pm_error *error);
void pm_cuda_queue_free(struct pm_queue *queue);
enum pm_status pm_cuda_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                                  struct pm_error *error);
enum pm_status pm_cuda_queue_finish(struct pm_queue *queue, struct pm_error *error);
enum pm_status pm_cuda_finish(struct pm_device *device, struct pm_error *error);
void pm_cuda_settle(struct pm_device *device);
enum pm_status pm_cuda_timer_start(struct pm_device *device, struct pm_error *error);
enum pm_status pm_cuda_timer_stop(struct pm_device *device, struct pm_error *error);
enum pm_status pm_cuda_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                     struct pm_error *error);

/* cuda_fence.c */
enum pm_status pm_cuda_fence_create(struct pm_fence *fence, struct pm_error *error);
void pm_cuda_fence_free(struct pm_fence *fence);
enum pm_status pm_cuda_fence_set(struct pm_fence *fence, struct pm_queue *queue,
                                 struct pm_error *error);
enum pm_status pm_cuda_fence_wait(struct pm_fence *fence, struct pm_error *error);
enum pm_status pm_cuda_fence_passed(struct pm_fence *fence, bool *passed, struct pm_error *error);

/* cuda_graph.c */
enum pm_status pm_cuda_graph_begin(struct pm_device *device, struct pm_error *error);
enum pm_status pm_cuda_graph_end(struct pm_launch_graph *graph, struct pm_error *error);
enum pm_status pm_cuda_graph_launch(struct pm_launch_graph *graph, struct pm_error *error);
void pm_cuda_graph_free(struct pm_launch_graph *graph);

/* cuda_program.c */
enum pm_status pm_cuda_program_load(struct pm_program *program,
                                    const struct pm_program_image *image, struct pm_error *error);
void pm_cuda_program_free(struct pm_program *program);
enum pm_status pm_cuda_kernel_get(struct pm_kernel *kernel, struct pm_error *error);
void pm_cuda_kernel_free(struct pm_kernel *kernel);
enum pm_status pm_cuda_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                              unsigned group_size, const struct pm_argument *arguments,
                              size_t argument_count, struct pm_error *error);

/* cuda_memory.c */
enum pm_status pm_cuda_buffer_create(struct pm_buffer *buffer, struct pm_error *error);
void pm_cuda_buffer_free(struct pm_buffer *buffer);
enum pm_status pm_cuda_host_alloc(struct pm_device *device, size_t bytes,
                                  struct pm_host_block *block, struct pm_error *error);
void pm_cuda_host_free(struct pm_device *device, struct pm_host_block *block);
enum pm_status pm_cuda_upload(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                              const void *host, size_t bytes, struct pm_error *error);
enum pm_status pm_cuda_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                size_t offset, void *host, size_t bytes, struct pm_error *error);
enum pm_status pm_cuda_fill(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                            size_t bytes, uint8_t byte, struct pm_error *error);
enum pm_status pm_cuda_copy(struct pm_queue *queue, const struct pm_buffer *from,
                            size_t from_offset, struct pm_buffer *to, size_t to_offset,
                            size_t bytes, struct pm_error *error);

#endif

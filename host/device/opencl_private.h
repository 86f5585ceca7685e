/* The OpenCL backend's own: structs, and the functions its files share. OpenCL 1.2 host API. */
#ifndef PROOFMARK_HOST_DEVICE_OPENCL_PRIVATE_H
#define PROOFMARK_HOST_DEVICE_OPENCL_PRIVATE_H

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include "host/device/backend.h"

/* A command whose end has not been looked at. `timer` is the number of the timing it belongs to,
 * 0: none. */
struct opencl_command {
  cl_event event;
  uint64_t timer;
};

struct opencl_device {
  struct pm_device base;
  cl_device_id id;
  cl_context context;
  uint64_t timer; /* number of the current timing, from 1 */
  cl_ulong timer_start_ns, timer_end_ns;
};

struct opencl_queue {
  struct pm_queue base;
  cl_command_queue queue;
  struct opencl_command *commands; /* the oldest first; each holds its event */
  size_t command_count, command_capacity;
  cl_event *waits; /* commands of other queues that the next command waits for; holds them */
  cl_uint wait_count, wait_capacity;
  cl_int failure;     /* the first since the last finish that reported; CL_SUCCESS: none */
  const char *failed; /* what it was that failed */
};

/* The lock is for the two calls that need not have the device's. */
struct opencl_fence {
  struct pm_fence base;
  pthread_mutex_t lock;
  cl_event event; /* that ends last; held; NULL: none, and the fence has passed */
};

struct opencl_program {
  struct pm_program base;
  cl_program program;
};

struct opencl_kernel {
  struct pm_kernel base;
  cl_kernel kernel;
};

struct opencl_buffer {
  struct pm_buffer base;
  cl_mem memory;
};

/* opencl_error.c. The name of an error code, "CL_..."; and PM_FAILED (PM_NO_MEMORY where the code
 * says nothing else) with the call's name and the code's. */
const char *pm_opencl_error_name(cl_int code);
enum pm_status pm_opencl_fail(struct pm_error *error, const struct pm_device *device,
                              const char *what, cl_int code);

/* opencl_info.c */
enum pm_status pm_opencl_device_info(cl_platform_id platform, cl_device_id id,
                                     struct pm_device_info *info, struct pm_error *error);

/* opencl_platform.c. Devices are counted over all platforms, in the loader's order. */
const char *pm_opencl_unavailable(void);
enum pm_status pm_opencl_device_count(size_t *count, struct pm_error *error);
enum pm_status pm_opencl_device_find(size_t index, cl_platform_id *platform, cl_device_id *id,
                                     struct pm_error *error);

/* opencl_queue.c */
enum pm_status pm_opencl_device_open(struct pm_device *device, size_t index,
                                     struct pm_error *error);
void pm_opencl_device_close(struct pm_device *device);
enum pm_status pm_opencl_queue_create(struct pm_queue *queue, struct pm_error *error);
void pm_opencl_queue_free(struct pm_queue *queue);
enum pm_status pm_opencl_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                                    struct pm_error *error);
enum pm_status pm_opencl_queue_finish(struct pm_queue *queue, struct pm_error *error);
enum pm_status pm_opencl_finish(struct pm_device *device, struct pm_error *error);
void pm_opencl_settle(struct pm_device *device);
/* The device's own queue. */
struct opencl_queue *pm_opencl_own_queue(const struct pm_device *device);
/* Takes over the event of a command that was enqueued, with the queue's waits and with `code`, and
 * reports a failure. */
enum pm_status pm_opencl_enqueued(struct opencl_queue *queue, const char *what, cl_int code,
                                  cl_event event, struct pm_error *error);
enum pm_status pm_opencl_timer_start(struct pm_device *device, struct pm_error *error);
enum pm_status pm_opencl_timer_stop(struct pm_device *device, struct pm_error *error);
enum pm_status pm_opencl_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                       struct pm_error *error);

/* The last command of the queue, which it holds; NULL: all have ended, as far as is known. What
 * the queue was made to wait for comes before it: where nothing was enqueued since, a marker is. */
enum pm_status pm_opencl_last_command(struct opencl_queue *queue, cl_event *last,
                                      struct pm_error *error);

/* opencl_fence.c */
enum pm_status pm_opencl_fence_create(struct pm_fence *fence, struct pm_error *error);
void pm_opencl_fence_free(struct pm_fence *fence);
enum pm_status pm_opencl_fence_set(struct pm_fence *fence, struct pm_queue *queue,
                                   struct pm_error *error);
enum pm_status pm_opencl_fence_wait(struct pm_fence *fence, struct pm_error *error);
enum pm_status pm_opencl_fence_passed(struct pm_fence *fence, bool *passed, struct pm_error *error);

/* opencl_program.c */
enum pm_status pm_opencl_program_load(struct pm_program *program,
                                      const struct pm_program_image *image, struct pm_error *error);
void pm_opencl_program_free(struct pm_program *program);
enum pm_status pm_opencl_kernel_get(struct pm_kernel *kernel, struct pm_error *error);
void pm_opencl_kernel_free(struct pm_kernel *kernel);
enum pm_status pm_opencl_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                                unsigned group_size, const struct pm_argument *arguments,
                                size_t argument_count, struct pm_error *error);

/* opencl_memory.c */
enum pm_status pm_opencl_buffer_create(struct pm_buffer *buffer, struct pm_error *error);
void pm_opencl_buffer_free(struct pm_buffer *buffer);
enum pm_status pm_opencl_host_alloc(struct pm_device *device, size_t bytes,
                                    struct pm_host_block *block, struct pm_error *error);
void pm_opencl_host_free(struct pm_device *device, struct pm_host_block *block);
enum pm_status pm_opencl_upload(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                                const void *host, size_t bytes, struct pm_error *error);
enum pm_status pm_opencl_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                  size_t offset, void *host, size_t bytes, struct pm_error *error);
enum pm_status pm_opencl_fill(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                              size_t bytes, uint8_t byte, struct pm_error *error);
enum pm_status pm_opencl_copy(struct pm_queue *queue, const struct pm_buffer *from,
                              size_t from_offset, struct pm_buffer *to, size_t to_offset,
                              size_t bytes, struct pm_error *error);

#endif

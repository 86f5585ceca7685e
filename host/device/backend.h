/* What a backend is to device*.c: a table of functions per API, and the structs behind the public
 * opaque ones. A backend's own struct begins with the one here and says its size in the table, so
 * that device*.c allocates it zeroed, keeps the lists and frees it.
 *
 * device*.c checks what every API has in common before it calls: ranges, arguments, group sizes,
 * the order of timer calls and recordings. A backend's release functions accept a struct that its
 * acquire function left half-filled. A device is used by one thread at a time, whichever it is.
 */
#ifndef PROOFMARK_HOST_DEVICE_BACKEND_H
#define PROOFMARK_HOST_DEVICE_BACKEND_H

#include "host/device/device.h"

#include <pthread.h>

#define PM_ARGUMENT_COUNT_UNKNOWN SIZE_MAX

enum { PM_ARGUMENTS_MAX = 32 };

/* What a kernel takes as one of its arguments, as far as the API tells. */
enum pm_argument_taken {
  PM_TAKES_UNKNOWN,
  PM_TAKES_BUFFER,
  PM_TAKES_U32,
  PM_TAKES_U64,
  PM_TAKES_8_BYTES, /* a buffer or a 64-bit word */
};

struct pm_kernel {
  struct pm_program *program;
  struct pm_kernel *next;
  char *name;
  size_t argument_count; /* PM_ARGUMENT_COUNT_UNKNOWN where the API does not tell */
  enum pm_argument_taken takes[PM_ARGUMENTS_MAX];
  size_t group_size_max; /* with the registers and local memory this kernel takes */
};

struct pm_program {
  struct pm_device *device;
  struct pm_program *next;
  struct pm_kernel *kernels;
  char *name;
};

struct pm_buffer {
  struct pm_device *device;
  size_t bytes;
};

struct pm_queue {
  struct pm_device *device;
  struct pm_queue *next;
  bool ahead; /* may hold what the device's own queue has not been made to wait for */
};

struct pm_fence {
  struct pm_device *device;
};

struct pm_launch_graph {
  struct pm_device *device;
};

/* Pinned host memory; `handle` is the backend's own. */
struct pm_host_block {
  struct pm_host_block *next;
  void *memory;
  void *handle;
};

enum pm_timer_state { PM_TIMER_UNUSED, PM_TIMER_RUNNING, PM_TIMER_STOPPED };

struct pm_device {
  const struct pm_backend *backend;
  pthread_mutex_t lock; /* the turn of the thread that uses the device */
  struct pm_device_info info;
  uint64_t groups_max;               /* in one launch */
  uint64_t work_items_max;           /* in one launch */
  struct pm_queue *queue;            /* its own */
  struct pm_queue *queues;           /* further ones */
  struct pm_launch_graph *recording; /* from pm_graph_begin to pm_graph_end, else NULL */
  struct pm_program *programs;
  struct pm_host_block *host_blocks;
  enum pm_timer_state timer;
  uint64_t timed_commands; /* since the timer was started */
};

struct pm_backend {
  size_t device_bytes, queue_bytes, fence_bytes, program_bytes, kernel_bytes, buffer_bytes,
      graph_bytes;

  /* As pm_api_unavailable. */
  const char *(*unavailable)(void);
  enum pm_status (*device_count)(size_t *count, struct pm_error *error);
  /* Fills *info, zeroed before, but for `api` and `id`. */
  enum pm_status (*device_info)(size_t index, struct pm_device_info *info, struct pm_error *error);

  /* Without its queues, which are created next and freed before it is closed. */
  enum pm_status (*device_open)(struct pm_device *device, size_t index, struct pm_error *error);
  void (*device_close)(struct pm_device *device);
  /* The device's own first, while device->queue is NULL. */
  enum pm_status (*queue_create)(struct pm_queue *queue, struct pm_error *error);
  void (*queue_free)(struct pm_queue *queue);
  enum pm_status (*queue_wait)(struct pm_queue *queue, struct pm_queue *after,
                               struct pm_error *error);
  /* Waits for the queue, which then is not ahead, and reports what went wrong in it since the last
   * finish of it or of the device. */
  enum pm_status (*queue_finish)(struct pm_queue *queue, struct pm_error *error);
  /* Waits for the device's own queue and for those that are ahead of it; reports likewise. */
  enum pm_status (*finish)(struct pm_device *device, struct pm_error *error);
  /* Waits as finish does, and leaves what went wrong for a finish to report. */
  void (*settle)(struct pm_device *device);

  /* A fence whose creation failed is not freed. Any thread calls the last two at any time. */
  enum pm_status (*fence_create)(struct pm_fence *fence, struct pm_error *error);
  void (*fence_free)(struct pm_fence *fence);
  enum pm_status (*fence_set)(struct pm_fence *fence, struct pm_queue *queue,
                              struct pm_error *error);
  enum pm_status (*fence_wait)(struct pm_fence *fence, struct pm_error *error);
  enum pm_status (*fence_passed)(struct pm_fence *fence, bool *passed, struct pm_error *error);

  enum pm_status (*program_load)(struct pm_program *program, const struct pm_program_image *image,
                                 struct pm_error *error);
  void (*program_free)(struct pm_program *program);
  /* PM_FAILED for a kernel that takes what no struct pm_argument is. */
  enum pm_status (*kernel_get)(struct pm_kernel *kernel, struct pm_error *error);
  void (*kernel_free)(struct pm_kernel *kernel);
  enum pm_status (*launch)(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                           unsigned group_size, const struct pm_argument *arguments,
                           size_t argument_count, struct pm_error *error);

  /* All NULL where the API has no launch graphs. graph_end ends the recording, come what may. */
  enum pm_status (*graph_begin)(struct pm_device *device, struct pm_error *error);
  enum pm_status (*graph_end)(struct pm_launch_graph *graph, struct pm_error *error);
  enum pm_status (*graph_launch)(struct pm_launch_graph *graph, struct pm_error *error);
  void (*graph_free)(struct pm_launch_graph *graph);

  enum pm_status (*buffer_create)(struct pm_buffer *buffer, struct pm_error *error);
  void (*buffer_free)(struct pm_buffer *buffer);
  enum pm_status (*host_alloc)(struct pm_device *device, size_t bytes, struct pm_host_block *block,
                               struct pm_error *error);
  void (*host_free)(struct pm_device *device, struct pm_host_block *block);
  /* Ranges have been checked, and none is empty. */
  enum pm_status (*upload)(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                           const void *host, size_t bytes, struct pm_error *error);
  enum pm_status (*download)(struct pm_queue *queue, const struct pm_buffer *buffer, size_t offset,
                             void *host, size_t bytes, struct pm_error *error);
  enum pm_status (*fill)(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                         size_t bytes, uint8_t byte, struct pm_error *error);
  enum pm_status (*copy)(struct pm_queue *queue, const struct pm_buffer *from, size_t from_offset,
                         struct pm_buffer *to, size_t to_offset, size_t bytes,
                         struct pm_error *error);

  enum pm_status (*timer_start)(struct pm_device *device, struct pm_error *error);
  enum pm_status (*timer_stop)(struct pm_device *device, struct pm_error *error);
  /* Called once the queue has been finished. */
  enum pm_status (*timer_read_ns)(struct pm_device *device, double *elapsed_ns,
                                  struct pm_error *error);
};

/* A build without an API has its backend too: one that is unavailable and says why. */
extern const struct pm_backend pm_backend_opencl;
extern const struct pm_backend pm_backend_cuda;

/* backend_text.c, which the backends call too. PM_FAILED: the host's. */
enum pm_status pm_fail_host_memory(struct pm_error *error);

/* PM_NO_MEMORY: `wanted` bytes for `what` ("a buffer") on a device that has `there`, which is
 * `there_is` ("the largest that it gives", "free"). */
enum pm_status pm_fail_no_memory(struct pm_error *error, const struct pm_device *device,
                                 const char *what, uint64_t wanted, uint64_t there,
                                 const char *there_is);

/* 16 bytes as 8-4-4-4-12 hex digits (RFC 9562 section 4), without a vendor's prefix, so that a
 * card reads the same in every API. */
void pm_uuid_format(const uint8_t uuid[16], char *text, size_t text_bytes);

/* Makes one line of a compiler's log: line breaks become "|", blanks at the ends go. */
void pm_log_flatten(char *log);

#endif

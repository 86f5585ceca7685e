/* Accelerators: one interface, a backend per API (OpenCL, CUDA). A backend knows no algorithm; it
 * loads programs, holds buffers, launches kernels and times them by the device's own events.
 *
 * Commands (uploads, fills, copies, launches and downloads) are enqueued: the call returns before
 * they are done. The commands of one queue run in the order in which they were enqueued. Commands
 * of two queues run side by side, or one before the other as the device likes, except where
 * pm_queue_wait orders them. Every device has one queue of its own, which the calls without a
 * queue mean (pm_upload, pm_launch, ...); pm_queue_create makes further ones. Who wants to know
 * that commands have ended waits for the device (pm_device_finish), for one queue
 * (pm_queue_finish) or for a fence (pm_fence_wait). Until one of the three has said so, the host
 * memory of an upload must stay and must not be written, and that of a download must stay and
 * must not be read.
 *
 * A device is used by one thread at a time. Threads that share one take turns: see pm_device_lock.
 *
 * No call falls back to another device. A device that is a CPU (PoCL) says so in `kind`.
 */
#ifndef PROOFMARK_HOST_DEVICE_DEVICE_H
#define PROOFMARK_HOST_DEVICE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"

enum pm_api { PM_API_OPENCL, PM_API_CUDA, PM_API_COUNT };

enum { PM_PCI_MAX = 32 };

enum pm_device_kind { PM_DEVICE_GPU, PM_DEVICE_CPU, PM_DEVICE_OTHER };

struct pm_device_info {
  enum pm_api api;
  enum pm_device_kind kind;
  char id[24]; /* "cuda:0", "opencl:1": what --device takes */
  char name[128];
  char vendor[64];
  char driver[128];
  char uuid[48]; /* "" where unknown */
  bool pci_known;
  unsigned pci_domain, pci_bus, pci_device, pci_function;
  unsigned compute_units;
  unsigned clock_mhz; /* as the driver states it, 0 where unknown */
  /* Both no more than PROOFMARK_DEVICE_MEMORY_MIB of the environment says. */
  uint64_t memory_bytes;
  uint64_t largest_buffer_bytes;
  uint64_t cache_bytes;       /* last-level cache, 0 where unknown */
  int ecc;                    /* 1 on, 0 off, -1 unknown */
  double timer_resolution_ns; /* of its events, as the API states it; 0 where it does not */
};

/* "0000:3b:00.0"; "" where the device's place is not known. */
void pm_device_pci(const struct pm_device_info *info, char address[PM_PCI_MAX]);

/* "opencl", "cuda". */
const char *pm_api_name(enum pm_api api);

/* NULL where the API can be used on this machine by this binary; else why it cannot, in words (left
 * out of the build and why, library not found, no driver). The text lives as long as the program.
 */
const char *pm_api_unavailable(enum pm_api api);

/* The devices of all usable APIs; `*devices` is the caller's, freed with free(). An API without
 * devices is no error. */
enum pm_status pm_devices_list(struct pm_device_info **devices, size_t *count,
                               struct pm_error *error);

/* A program as the build made it; where an API's form is missing, loading it fails with a reason.
 */
struct pm_program_image {
  const char *name;
  const char *opencl_source;
  size_t opencl_source_bytes;
  const void *cuda_fatbin;
  size_t cuda_fatbin_bytes;
};

struct pm_device;  /* an open device: context and queue */
struct pm_program; /* loaded code; lives as long as the device, which caches it by image name */
struct pm_kernel;  /* an entry kernel; lives as long as its program */
struct pm_buffer;  /* device memory */
struct pm_queue;   /* an in-order queue of a device */
struct pm_fence;   /* a point in a queue that threads can wait for */
struct pm_launch_graph; /* launches and the order between them, started as one */

enum pm_status pm_device_open(const struct pm_device_info *info, struct pm_device **device,
                              struct pm_error *error);
/* Waits, then releases everything; buffers and fences must have been freed. NULL is fine. */
void pm_device_close(struct pm_device *device);
const struct pm_device_info *pm_device_info(const struct pm_device *device);

/* Threads that share a device take turns between these two, which do not nest. Every call that
 * takes the device, or something that was made on it, belongs in between, except pm_fence_wait,
 * pm_fence_passed and the calls that only read what never changes (pm_device_info,
 * pm_device_queue, pm_buffer_bytes, pm_buffer_device, pm_queue_device). A recording and a timing
 * each belong in one turn. A thread that has a device for itself need not call them. */
void pm_device_lock(struct pm_device *device);
void pm_device_unlock(struct pm_device *device);

enum pm_status pm_program_load(struct pm_device *device, const struct pm_program_image *image,
                               struct pm_program **program, struct pm_error *error);
enum pm_status pm_kernel_get(struct pm_program *program, const char *name,
                             struct pm_kernel **kernel, struct pm_error *error);

/* PM_NO_MEMORY, with the bytes wanted and there, where the device has no room. */
enum pm_status pm_buffer_create(struct pm_device *device, size_t bytes, struct pm_buffer **buffer,
                                struct pm_error *error);
void pm_buffer_free(struct pm_buffer *buffer); /* NULL is fine */
size_t pm_buffer_bytes(const struct pm_buffer *buffer);
struct pm_device *pm_buffer_device(const struct pm_buffer *buffer);

/* Pinned host memory where the API has it, zeroed; freed by pm_host_free. */
enum pm_status pm_host_alloc(struct pm_device *device, size_t bytes, void **memory,
                             struct pm_error *error);
void pm_host_free(struct pm_device *device, void *memory);

/* In the device's own queue: as pm_queue_upload, pm_queue_download, and pm_queue_fill of all of
 * it. */
enum pm_status pm_upload(struct pm_buffer *buffer, size_t offset, const void *host, size_t bytes,
                         struct pm_error *error);
enum pm_status pm_download(const struct pm_buffer *buffer, size_t offset, void *host, size_t bytes,
                           struct pm_error *error);
enum pm_status pm_buffer_fill(struct pm_buffer *buffer, uint8_t byte, struct pm_error *error);

enum pm_argument_kind { PM_ARGUMENT_BUFFER, PM_ARGUMENT_U32, PM_ARGUMENT_U64 };

struct pm_argument {
  enum pm_argument_kind kind;
  union {
    const struct pm_buffer *buffer;
    uint32_t u32;
    uint64_t u64;
  };
};

#define PM_BUFFER(b) ((struct pm_argument){.kind = PM_ARGUMENT_BUFFER, .buffer = (b)})
#define PM_U32(x) ((struct pm_argument){.kind = PM_ARGUMENT_U32, .u32 = (x)})
#define PM_U64(x) ((struct pm_argument){.kind = PM_ARGUMENT_U64, .u64 = (x)})

/* Enqueues `groups` groups of `group_size` work-items (CUDA: blocks of threads), one-dimensional,
 * in the device's own queue. The arguments must be as many and of the kinds that the kernel
 * takes, as far as the driver tells: OpenCL drivers tell all; CUDA drivers from 12.4 on tell a
 * size, by which a buffer and a 64-bit word are the same, and older ones nothing. */
enum pm_status pm_launch(struct pm_kernel *kernel, uint64_t groups, unsigned group_size,
                         const struct pm_argument *arguments, size_t argument_count,
                         struct pm_error *error);

/* Queues ------------------------------------------------------------------------------------------
 * The calls that enqueue fail without having enqueued anything where the buffer, the kernel or the
 * range does not belong to the queue's device or to the buffer. */

/* The device's own queue; lives as long as the device. */
struct pm_queue *pm_device_queue(struct pm_device *device);
struct pm_device *pm_queue_device(const struct pm_queue *queue);

/* A further queue. PM_UNAVAILABLE where the device runs one kernel at a time, or has no further
 * queue to give. */
enum pm_status pm_queue_create(struct pm_device *device, struct pm_queue **queue,
                               struct pm_error *error);
/* Waits until the device has nothing to do. NULL is fine. */
void pm_queue_free(struct pm_queue *queue);

/* `bytes` from the host's memory to the buffer's, from its byte `offset` on. */
enum pm_status pm_queue_upload(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                               const void *host, size_t bytes, struct pm_error *error);
/* `bytes` of the buffer, from its byte `offset` on, to the host's memory. */
enum pm_status pm_queue_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                 size_t offset, void *host, size_t bytes, struct pm_error *error);
/* Sets `bytes` bytes of the buffer, from its byte `offset` on, to `byte`. */
enum pm_status pm_queue_fill(struct pm_queue *queue, struct pm_buffer *buffer, size_t offset,
                             size_t bytes, uint8_t byte, struct pm_error *error);
/* Between two buffers of one device, or two ranges of one buffer that do not overlap. */
enum pm_status pm_queue_copy(struct pm_queue *queue, const struct pm_buffer *from,
                             size_t from_offset, struct pm_buffer *to, size_t to_offset,
                             size_t bytes, struct pm_error *error);
/* As pm_launch. */
enum pm_status pm_queue_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                               unsigned group_size, const struct pm_argument *arguments,
                               size_t argument_count, struct pm_error *error);

/* What is enqueued in `queue` from now on begins when all that is in `after` now has ended. The
 * host does not wait. */
enum pm_status pm_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                             struct pm_error *error);

/* Waits for this queue alone, and for what it was made to wait for, and reports what went wrong
 * in it since it was last finished. It waits with the device's lock held: a thread that shares the
 * device waits for a fence first, so that the others can go on meanwhile. */
enum pm_status pm_queue_finish(struct pm_queue *queue, struct pm_error *error);

/* Waits for all queues to run empty and reports what went wrong in them since they were last
 * finished. */
enum pm_status pm_device_finish(struct pm_device *device, struct pm_error *error);

/* Fences ------------------------------------------------------------------------------------------
 * A fence passes when all that was in a queue when it was set has ended. One that was never set has
 * passed. Whether the commands ended well pm_queue_finish says, not the fence. */

enum pm_status pm_fence_create(struct pm_device *device, struct pm_fence **fence,
                               struct pm_error *error);
/* No thread may be waiting for it; it need not have passed. NULL is fine. */
void pm_fence_free(struct pm_fence *fence);
/* May be called again once the fence has passed. After a failure the fence is as it was. */
enum pm_status pm_fence_set(struct pm_fence *fence, struct pm_queue *queue, struct pm_error *error);

/* Any thread may call these two at any time, without the device's lock and whoever has it. They
 * fail where the device answers nothing any more, as a CUDA device after a kernel has crashed. */
enum pm_status pm_fence_wait(struct pm_fence *fence, struct pm_error *error);
enum pm_status pm_fence_passed(struct pm_fence *fence, bool *passed, struct pm_error *error);

/* Launch graphs -----------------------------------------------------------------------------------
 * From pm_graph_begin to pm_graph_end launches and waits are not run but recorded: those in the
 * device's own queue, and those in queues that since have been made to wait for it.
 * PM_UNAVAILABLE where the API or its driver has no such thing. Once begun, a recording has to be
 * ended, also after a failure, which ends it without a graph. */
enum pm_status pm_graph_begin(struct pm_device *device, struct pm_error *error);
enum pm_status pm_graph_end(struct pm_device *device, struct pm_launch_graph **graph,
                            struct pm_error *error);
/* Enqueues all of it in the device's own queue. The buffers are those that were recorded. */
enum pm_status pm_graph_launch(struct pm_launch_graph *graph, struct pm_error *error);
/* Waits until the device has nothing to do. NULL is fine. */
void pm_graph_free(struct pm_launch_graph *graph);

/* Timer -------------------------------------------------------------------------------------------
 * Device time between pm_timer_start and pm_timer_stop, both enqueued in the device's own queue,
 * as the device's events give it: from the start of the first command to the end of the last. The
 * stop waits for all queues; a queue whose launches are to be timed waits for the device's own
 * after the start. pm_timer_read waits. */
enum pm_status pm_timer_start(struct pm_device *device, struct pm_error *error);
enum pm_status pm_timer_stop(struct pm_device *device, struct pm_error *error);
enum pm_status pm_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                struct pm_error *error);

#endif

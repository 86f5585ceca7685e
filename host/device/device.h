/* Accelerators: one interface, a backend per API (OpenCL, CUDA). A backend knows no algorithm; it
 * loads programs, holds buffers, launches kernels and times them by the device's own events.
 *
 * Every device has one in-order queue: uploads, fills, launches and downloads run in the order in
 * which they were asked for, and return before they are done; pm_device_finish waits. Host memory
 * given to pm_upload and pm_download must stay until then. Who wants kernels to run side by side makes
 * further queues (pm_queue_create), for launches and downloads.
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
struct pm_launch_graph; /* launches and the order between them, started as one */

enum pm_status pm_device_open(const struct pm_device_info *info, struct pm_device **device,
                              struct pm_error *error);
/* Waits, then releases everything; buffers must have been freed. NULL is fine. */
void pm_device_close(struct pm_device *device);
const struct pm_device_info *pm_device_info(const struct pm_device *device);

enum pm_status pm_program_load(struct pm_device *device, const struct pm_program_image *image,
                               struct pm_program **program, struct pm_error *error);
enum pm_status pm_kernel_get(struct pm_program *program, const char *name,
                             struct pm_kernel **kernel, struct pm_error *error);

/* PM_NO_MEMORY, with the bytes wanted and there, where the device has no room. */
enum pm_status pm_buffer_create(struct pm_device *device, size_t bytes, struct pm_buffer **buffer,
                                struct pm_error *error);
void pm_buffer_free(struct pm_buffer *buffer); /* NULL is fine */
size_t pm_buffer_bytes(const struct pm_buffer *buffer);

/* Pinned host memory where the API has it, zeroed; freed by pm_host_free. */
enum pm_status pm_host_alloc(struct pm_device *device, size_t bytes, void **memory,
                             struct pm_error *error);
void pm_host_free(struct pm_device *device, void *memory);

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

/* Enqueues `groups` groups of `group_size` work-items (CUDA: blocks of threads), one-dimensional.
 */
enum pm_status pm_launch(struct pm_kernel *kernel, uint64_t groups, unsigned group_size,
                         const struct pm_argument *arguments, size_t argument_count,
                         struct pm_error *error);

/* Further queues, each in order. Launches in two of them run side by side, or one before the other, as
 * the device likes, but for what pm_queue_wait orders. Uploads, fills and pm_download are the device's own
 * queue's, and so come after launches elsewhere only where that has been made to wait for them. */

/* The device's own queue, that of pm_launch; lives as long as the device. */
struct pm_queue *pm_device_queue(struct pm_device *device);

/* PM_UNAVAILABLE where the device runs one kernel at a time, or has no further queue to give. */
enum pm_status pm_queue_create(struct pm_device *device, struct pm_queue **queue,
                               struct pm_error *error);
/* Waits until the device has nothing to do. NULL is fine. */
void pm_queue_free(struct pm_queue *queue);

/* As pm_launch. */
enum pm_status pm_queue_launch(struct pm_queue *queue, struct pm_kernel *kernel, uint64_t groups,
                               unsigned group_size, const struct pm_argument *arguments,
                               size_t argument_count, struct pm_error *error);

/* As pm_download: beside what the device's own queue does meanwhile. */
enum pm_status pm_queue_download(struct pm_queue *queue, const struct pm_buffer *buffer,
                                 size_t offset, void *host, size_t bytes, struct pm_error *error);

/* What is enqueued in `queue` from now on begins when all that is in `after` now has ended. The host
 * does not wait. */
enum pm_status pm_queue_wait(struct pm_queue *queue, struct pm_queue *after,
                             struct pm_error *error);

/* Launch graphs. From pm_graph_begin to pm_graph_end launches and waits are not run but recorded: those
 * in the device's own queue, and those in queues that since have been made to wait for it. PM_UNAVAILABLE
 * where the API or its driver has no such thing. Once begun, a recording has to be ended, also after a
 * failure, which ends it without a graph. */
enum pm_status pm_graph_begin(struct pm_device *device, struct pm_error *error);
enum pm_status pm_graph_end(struct pm_device *device, struct pm_launch_graph **graph,
                            struct pm_error *error);
/* Enqueues all of it in the device's own queue. The buffers are those that were recorded. */
enum pm_status pm_graph_launch(struct pm_launch_graph *graph, struct pm_error *error);
/* Waits until the device has nothing to do. NULL is fine. */
void pm_graph_free(struct pm_launch_graph *graph);

/* Device time between pm_timer_start and pm_timer_stop, both enqueued in the device's own queue, as the
 * device's events give it: from the start of the first command to the end of the last. The stop waits
 * for all queues; a queue whose launches are to be timed waits for the device's own after the start.
 * pm_timer_read waits. */
enum pm_status pm_timer_start(struct pm_device *device, struct pm_error *error);
enum pm_status pm_timer_stop(struct pm_device *device, struct pm_error *error);
enum pm_status pm_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                struct pm_error *error);

/* Waits for all queues to run empty and reports what went wrong in them. */
enum pm_status pm_device_finish(struct pm_device *device, struct pm_error *error);

#endif

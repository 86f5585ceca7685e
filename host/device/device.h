/* Accelerators: one interface, a backend per API (OpenCL, CUDA). A backend knows no algorithm; it
 * loads programs, holds buffers, launches kernels and times them by the device's own events.
 *
 * Every device has one in-order queue: uploads, fills, launches and downloads run in the order in
 * which they were asked for, and return before they are done; pm_device_finish waits. Host memory
 * given to pm_upload and pm_download must stay until then.
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

/* Device time between pm_timer_start and pm_timer_stop, both enqueued, as the device's events give
 * it: from the start of the first command to the end of the last. pm_timer_read waits. */
enum pm_status pm_timer_start(struct pm_device *device, struct pm_error *error);
enum pm_status pm_timer_stop(struct pm_device *device, struct pm_error *error);
enum pm_status pm_timer_read_ns(struct pm_device *device, double *elapsed_ns,
                                struct pm_error *error);

/* Waits for the queue to run empty and reports what went wrong in it. */
enum pm_status pm_device_finish(struct pm_device *device, struct pm_error *error);

#endif

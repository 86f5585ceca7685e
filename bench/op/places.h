/* Input bytes on their way to a device: pinned host memory, and places in device memory that take
 * turns, so that a small input is not read from the device's cache again and again. */
#ifndef PROOFMARK_BENCH_OP_PLACES_H
#define PROOFMARK_BENCH_OP_PLACES_H

#include "bench/op/plan.h"

enum { DEVICE_PLACES_MAX = 16 };

struct device_bytes {
  struct pm_device *device;
  size_t bytes;
  uint8_t *host; /* pinned */
  struct pm_buffer *places[DEVICE_PLACES_MAX];
  unsigned place_count;
  unsigned current; /* the place the next upload and compute use */
};

/* Copies the bytes into pinned memory, makes the places and uploads to all of them. Enough places
 * are made that together they exceed a GPU's cache twice; a CPU device gets one, as the CPU
 * implementations do. `input` is to be closed also after a failure. */
enum pm_status device_bytes_open(struct device_bytes *input, struct pm_device *device,
                                 const uint8_t *bytes, size_t count, struct pm_error *error);
void device_bytes_close(struct device_bytes *input); /* a zeroed one is fine */

/* Moves on to the next place. */
void device_bytes_rotate(struct device_bytes *input);

/* The current place, and what is enqueued for it: a fill, the copy from pinned memory. */
struct pm_buffer *device_bytes_place(const struct device_bytes *input);
enum pm_status device_bytes_poison(struct device_bytes *input, uint8_t byte,
                                   struct pm_error *error);
enum pm_status device_bytes_upload(struct device_bytes *input, struct pm_error *error);

#endif

/* A batch of messages on its way to a device: pinned host memory, and places in device memory. */
#ifndef PROOFMARK_BENCH_HASH_DEVICE_INPUT_H
#define PROOFMARK_BENCH_HASH_DEVICE_INPUT_H

#include "bench/hash/device_hash.h"

enum { DEVICE_INPUT_PLACES_MAX = 16 };

struct device_input {
  struct pm_device *device;
  size_t bytes;           /* of message data */
  uint8_t *host_bytes;    /* pinned */
  uint64_t *host_offsets; /* pinned, count + 1; NULL for uniform messages */
  struct pm_buffer *places[DEVICE_INPUT_PLACES_MAX];
  unsigned place_count;
  unsigned current; /* the place the next upload and compute use */
  struct pm_buffer *offsets;
  uint64_t length, count;
};

/* Copies the messages into pinned memory, makes the places and uploads to all of them. Enough
 * places are made that together they exceed a GPU's cache twice; a CPU device gets one, as the CPU
 * implementations do. PM_UNAVAILABLE where a message is longer than HASH_GPU_MESSAGE_BYTES. `input` is to be closed also after a failure. */
enum pm_status device_input_open(struct device_input *input, struct pm_device *device,
                                 const struct hash_messages *messages, struct pm_error *error);
void device_input_close(struct device_input *input);

/* Moves on to the next place. */
void device_input_rotate(struct device_input *input);

/* Enqueues a fill of the current place. */
enum pm_status device_input_poison(struct device_input *input, uint8_t byte,
                                   struct pm_error *error);

/* Enqueues the copy from pinned memory to the current place. */
enum pm_status device_input_upload(struct device_input *input, struct pm_error *error);

/* The current place as the argument of device_hash_messages. */
struct device_messages device_input_messages(const struct device_input *input);

#endif

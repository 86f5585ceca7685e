/* A batch of messages on its way to a device. */
#ifndef PROOFMARK_BENCH_HASH_DEVICE_INPUT_H
#define PROOFMARK_BENCH_HASH_DEVICE_INPUT_H

#include "bench/device_bytes.h"
#include "bench/hash/device_hash.h"

struct device_input {
  struct device_bytes messages;
  uint64_t *host_offsets; /* pinned, count + 1; NULL for uniform messages */
  struct pm_buffer *offsets;
  uint64_t length, count;
};

/* Copies the messages and uploads them. PM_UNAVAILABLE where a message is longer than
 * HASH_GPU_MESSAGE_BYTES. `input` is to be closed also after a failure. */
enum pm_status device_input_open(struct device_input *input, struct pm_device *device,
                                 const struct hash_messages *messages, struct pm_error *error);
void device_input_close(struct device_input *input); /* a zeroed one is fine */

/* Enqueues the copy to the current place. */
enum pm_status device_input_upload(struct device_input *input, struct pm_error *error);

/* The current place as the argument of device_hash_messages. */
struct device_messages device_input_messages(const struct device_input *input);

#endif

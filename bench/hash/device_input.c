#include "bench/hash/device_input.h"

#include <inttypes.h>
#include <string.h>

static enum pm_status open_offsets(struct device_input *input, struct pm_device *device,
                                   const struct hash_messages *messages, struct pm_error *error) {
  size_t bytes = (messages->count + 1) * sizeof *messages->offsets;
  void *memory;
  enum pm_status status = pm_host_alloc(device, bytes, &memory, error);
  if (status != PM_OK)
    return status;
  input->host_offsets = memory;
  memcpy(memory, messages->offsets, bytes);
  status = pm_buffer_create(device, bytes, &input->offsets, error);
  return status == PM_OK ? device_input_upload(input, error) : status;
}

/* A kernel's stack of tree nodes is no deeper than such a message needs. */
static enum pm_status check_lengths(const struct hash_messages *messages, struct pm_error *error) {
  for (uint64_t i = 0; messages->offsets && i < messages->count; i++)
    if (hash_message_length(messages, i) > HASH_GPU_MESSAGE_BYTES)
      return pm_fail(error, PM_UNAVAILABLE,
                     "message %" PRIu64 " has %" PRIu64 " bytes; a device hashes at most %" PRIu64,
                     i, hash_message_length(messages, i), (uint64_t)HASH_GPU_MESSAGE_BYTES);
  return PM_OK;
}

enum pm_status device_input_open(struct device_input *input, struct pm_device *device,
                                 const struct hash_messages *messages, struct pm_error *error) {
  *input = (struct device_input){.length = messages->length, .count = messages->count};
  enum pm_status status = check_lengths(messages, error);
  if (status == PM_OK)
    status = device_bytes_open(&input->messages, device, messages->bytes,
                               hash_message_start(messages, messages->count), error);
  if (status == PM_OK && messages->offsets)
    status = open_offsets(input, device, messages, error);
  return status == PM_OK ? pm_device_finish(device, error) : status;
}

void device_input_close(struct device_input *input) {
  pm_buffer_free(input->offsets);
  if (input->host_offsets)
    pm_host_free(input->messages.device, input->host_offsets);
  device_bytes_close(&input->messages);
}

enum pm_status device_input_upload(struct device_input *input, struct pm_error *error) {
  enum pm_status status = PM_OK;
  if (input->offsets)
    status =
        pm_upload(input->offsets, 0, input->host_offsets, pm_buffer_bytes(input->offsets), error);
  return status == PM_OK ? device_bytes_upload(&input->messages, error) : status;
}

struct device_messages device_input_messages(const struct device_input *input) {
  return (struct device_messages){.bytes = device_bytes_place(&input->messages),
                                  .offsets = input->offsets,
                                  .length = input->length,
                                  .count = input->count};
}

#include "bench/hash/device_input.h"

#include <inttypes.h>
#include <string.h>

/* Where a driver does not say how large a GPU's last cache is (NVIDIA's and AMD's OpenCL give that
 * of the first), more than any has today. */
static const uint64_t unknown_cache_bytes = 256 << 20;

static unsigned places_wanted(const struct pm_device_info *info, size_t bytes) {
  if (info->kind != PM_DEVICE_GPU || !bytes)
    return 1;
  uint64_t cache_bytes = info->cache_bytes ? info->cache_bytes : unknown_cache_bytes;
  uint64_t places = 2 * cache_bytes / bytes + 1;
  return places < DEVICE_INPUT_PLACES_MAX ? (unsigned)places : DEVICE_INPUT_PLACES_MAX;
}

static enum pm_status host_copy(struct device_input *input, const struct hash_messages *messages,
                                struct pm_error *error) {
  void *memory;
  enum pm_status status = pm_host_alloc(input->device, input->bytes + 1, &memory, error);
  if (status != PM_OK)
    return status;
  input->host_bytes = memory;
  memcpy(memory, messages->bytes, input->bytes);
  if (!messages->offsets)
    return PM_OK;
  size_t offsets_bytes = (messages->count + 1) * sizeof *messages->offsets;
  status = pm_host_alloc(input->device, offsets_bytes, &memory, error);
  if (status != PM_OK)
    return status;
  input->host_offsets = memory;
  memcpy(memory, messages->offsets, offsets_bytes);
  return pm_buffer_create(input->device, offsets_bytes, &input->offsets, error);
}

/* A first place that does not fit is an error; a further one that does not fit ends the list. */
static enum pm_status make_places(struct device_input *input, struct pm_error *error) {
  unsigned wanted = places_wanted(pm_device_info(input->device), input->bytes);
  while (input->place_count < wanted) {
    struct pm_buffer **place = &input->places[input->place_count];
    enum pm_status status =
        pm_buffer_create(input->device, input->bytes + DEVICE_HASH_PADDING_BYTES, place, error);
    if (status == PM_NO_MEMORY && input->place_count)
      break;
    if (status == PM_OK)
      status = pm_buffer_fill(*place, 0, error);
    if (status != PM_OK)
      return status;
    input->current = input->place_count++;
    status = device_input_upload(input, error);
    if (status != PM_OK)
      return status;
  }
  return pm_device_finish(input->device, error);
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
  *input = (struct device_input){.device = device,
                                 .bytes = hash_message_start(messages, messages->count),
                                 .length = messages->length,
                                 .count = messages->count};
  enum pm_status status = check_lengths(messages, error);
  if (status == PM_OK)
    status = host_copy(input, messages, error);
  return status == PM_OK ? make_places(input, error) : status;
}

void device_input_close(struct device_input *input) {
  for (unsigned i = 0; i < DEVICE_INPUT_PLACES_MAX; i++)
    pm_buffer_free(input->places[i]);
  pm_buffer_free(input->offsets);
  pm_host_free(input->device, input->host_bytes);
  pm_host_free(input->device, input->host_offsets);
}

void device_input_rotate(struct device_input *input) {
  input->current = (input->current + 1) % input->place_count;
}

enum pm_status device_input_poison(struct device_input *input, uint8_t byte,
                                   struct pm_error *error) {
  return pm_buffer_fill(input->places[input->current], byte, error);
}

enum pm_status device_input_upload(struct device_input *input, struct pm_error *error) {
  enum pm_status status = PM_OK;
  if (input->offsets)
    status =
        pm_upload(input->offsets, 0, input->host_offsets, pm_buffer_bytes(input->offsets), error);
  if (status == PM_OK && input->bytes)
    status = pm_upload(input->places[input->current], 0, input->host_bytes, input->bytes, error);
  return status;
}

struct device_messages device_input_messages(const struct device_input *input) {
  return (struct device_messages){.bytes = input->places[input->current],
                                  .offsets = input->offsets,
                                  .length = input->length,
                                  .count = input->count};
}

#include "bench/op/places.h"

#include <string.h>

/* Where a driver does not say how large a GPU's last cache is (NVIDIA's and AMD's OpenCL give that
 * of the first), more than any has today. */
static const uint64_t unknown_cache_bytes = 256 << 20;

static unsigned places_wanted(const struct pm_device_info *info, size_t bytes) {
  if (info->kind != PM_DEVICE_GPU || !bytes)
    return 1;
  uint64_t cache_bytes = info->cache_bytes ? info->cache_bytes : unknown_cache_bytes;
  uint64_t places = 2 * cache_bytes / bytes + 1;
  return places < DEVICE_PLACES_MAX ? (unsigned)places : DEVICE_PLACES_MAX;
}

/* A first place that does not fit is an error; a further one that does not fit ends the list. */
static enum pm_status make_places(struct device_bytes *input, struct pm_error *error) {
  unsigned wanted = places_wanted(pm_device_info(input->device), input->bytes);
  while (input->place_count < wanted) {
    struct pm_buffer **place = &input->places[input->place_count];
    enum pm_status status =
        pm_buffer_create(input->device, input->bytes + PLAN_PADDING_BYTES, place, error);
    if (status == PM_NO_MEMORY && input->place_count)
      break;
    if (status == PM_OK)
      status = pm_buffer_fill(*place, 0, error);
    if (status != PM_OK)
      return status;
    input->current = input->place_count++;
    status = device_bytes_upload(input, error);
    if (status != PM_OK)
      return status;
  }
  return pm_device_finish(input->device, error);
}

enum pm_status device_bytes_open(struct device_bytes *input, struct pm_device *device,
                                 const uint8_t *bytes, size_t count, struct pm_error *error) {
  *input = (struct device_bytes){.device = device, .bytes = count};
  void *memory;
  enum pm_status status = pm_host_alloc(device, count + 1, &memory, error);
  if (status != PM_OK)
    return status;
  input->host = memory;
  if (count)
    memcpy(memory, bytes, count);
  return make_places(input, error);
}

void device_bytes_close(struct device_bytes *input) {
  for (unsigned i = 0; i < DEVICE_PLACES_MAX; i++)
    pm_buffer_free(input->places[i]);
  if (input->host)
    pm_host_free(input->device, input->host);
}

void device_bytes_rotate(struct device_bytes *input) {
  input->current = (input->current + 1) % input->place_count;
}

struct pm_buffer *device_bytes_place(const struct device_bytes *input) {
  return input->places[input->current];
}

enum pm_status device_bytes_poison(struct device_bytes *input, uint8_t byte,
                                   struct pm_error *error) {
  return pm_buffer_fill(device_bytes_place(input), byte, error);
}

enum pm_status device_bytes_upload(struct device_bytes *input, struct pm_error *error) {
  if (!input->bytes)
    return PM_OK;
  return pm_upload(device_bytes_place(input), 0, input->host, input->bytes, error);
}

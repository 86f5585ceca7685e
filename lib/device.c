#include <stdlib.h>
#include <string.h>

#include "lib/library.h"

struct proofmark_devices {
  struct pm_device_info *infos;
  size_t count;
};

enum proofmark_status proofmark_devices_list(struct proofmark_devices **devices,
                                             struct proofmark_error *error) {
  struct pm_error inside = {0};
  enum pm_status status = PM_OK;
  *devices = NULL;
  struct proofmark_devices *listed = calloc(1, sizeof *listed);
  if (!listed)
    status = pm_fail(&inside, PM_FAILED, "there is no memory for a list of devices");
  if (status == PM_OK)
    status = pm_devices_list(&listed->infos, &listed->count, &inside);
  if (status == PM_OK)
    *devices = listed;
  else
    free(listed);
  return lib_end(status, &inside, error);
}

void proofmark_devices_free(struct proofmark_devices *devices) {
  if (!devices)
    return;
  free(devices->infos);
  free(devices);
}

size_t proofmark_devices_count(const struct proofmark_devices *devices) { return devices->count; }

const char *proofmark_device_id(const struct proofmark_devices *devices, size_t number) {
  return number < devices->count ? devices->infos[number].id : NULL;
}

const char *proofmark_device_name(const struct proofmark_devices *devices, size_t number) {
  return number < devices->count ? devices->infos[number].name : NULL;
}

int proofmark_device_is_gpu(const struct proofmark_devices *devices, size_t number) {
  return number < devices->count && devices->infos[number].kind == PM_DEVICE_GPU;
}

uint64_t proofmark_device_memory_bytes(const struct proofmark_devices *devices, size_t number) {
  return number < devices->count ? devices->infos[number].memory_bytes : 0;
}

const char *proofmark_backend_unavailable(const char *backend) {
  for (enum pm_api api = 0; backend && api < PM_API_COUNT; api++)
    if (strcmp(backend, pm_api_name(api)) == 0)
      return pm_api_unavailable(api);
  return "there is no such backend; there are opencl and cuda";
}

/* Which devices there are. */
#include "host/device/device_shared.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  const struct pm_backend *backend;
} apis[PM_API_COUNT] = {
    [PM_API_OPENCL] = {"opencl", &pm_backend_opencl},
    [PM_API_CUDA] = {"cuda", &pm_backend_cuda},
};

const char *pm_api_name(enum pm_api api) { return apis[api].name; }

const struct pm_backend *pm_api_backend(enum pm_api api) { return apis[api].backend; }

const char *pm_api_unavailable(enum pm_api api) { return apis[api].backend->unavailable(); }

void pm_device_pci(const struct pm_device_info *info, char address[PM_PCI_MAX]) {
  address[0] = '\0';
  if (info->pci_known)
    snprintf(address, PM_PCI_MAX, "%04x:%02x:%02x.%x", info->pci_domain, info->pci_bus,
             info->pci_device, info->pci_function);
}

/* A device may be given out as one with less memory than it has, to see what happens then. */
static const char memory_limit_variable[] = "PROOFMARK_DEVICE_MEMORY_MIB";

static enum pm_status read_memory_limit(uint64_t *bytes, struct pm_error *error) {
  *bytes = UINT64_MAX;
  const char *text = getenv(memory_limit_variable);
  if (!text)
    return PM_OK;
  char *end;
  errno = 0;
  const unsigned long long mib = strtoull(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || errno || mib == 0 || mib > UINT64_MAX >> 20)
    return pm_fail(error, PM_USAGE, "%s is \"%s\", and has to be a number of MiB",
                   memory_limit_variable, text);
  *bytes = (uint64_t)mib << 20;
  return PM_OK;
}

static uint64_t at_most(uint64_t bytes, uint64_t limit) { return bytes < limit ? bytes : limit; }

static enum pm_status list_api(enum pm_api api, struct pm_device_info **devices, size_t *count,
                               struct pm_error *error) {
  const struct pm_backend *backend = apis[api].backend;
  size_t here = 0;
  uint64_t limit;
  enum pm_status status = read_memory_limit(&limit, error);
  if (status == PM_OK)
    status = backend->device_count(&here, error);
  if (status != PM_OK || here == 0)
    return status;
  struct pm_device_info *grown = realloc(*devices, (*count + here) * sizeof **devices);
  if (!grown)
    return pm_fail_host_memory(error);
  *devices = grown;
  for (size_t i = 0; i < here; i++) {
    struct pm_device_info *info = &grown[*count];
    memset(info, 0, sizeof *info);
    status = backend->device_info(i, info, error);
    if (status != PM_OK)
      return status;
    info->api = api;
    info->memory_bytes = at_most(info->memory_bytes, limit);
    info->largest_buffer_bytes = at_most(info->largest_buffer_bytes, limit);
    snprintf(info->id, sizeof info->id, "%s:%zu", apis[api].name, i);
    ++*count;
  }
  return PM_OK;
}

enum pm_status pm_devices_list(struct pm_device_info **devices, size_t *count,
                               struct pm_error *error) {
  *devices = NULL;
  *count = 0;
  for (enum pm_api api = 0; api < PM_API_COUNT; api++) {
    if (pm_api_unavailable(api))
      continue;
    enum pm_status status = list_api(api, devices, count, error);
    if (status != PM_OK) {
      free(*devices);
      *devices = NULL;
      *count = 0;
      return status;
    }
  }
  return PM_OK;
}

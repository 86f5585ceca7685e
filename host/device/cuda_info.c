/* What a CUDA device says about itself. */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

#include <stdio.h>
#include <string.h>

enum pm_status pm_cuda_device_count(size_t *count, struct pm_error *error) {
  int found = 0;
  enum pm_status status =
      pm_cuda_check(error, NULL, "cuDeviceGetCount", pm_cuda_driver()->device_count(&found));
  *count = status == PM_OK ? (size_t)found : 0;
  return status;
}

int pm_cuda_attribute(CUdevice id, CUdevice_attribute attribute) {
  int value = 0;
  return pm_cuda_driver()->device_attribute(&value, attribute, id) == CUDA_SUCCESS ? value : 0;
}

static void find_pci(CUdevice id, struct pm_device_info *info) {
  int bus;
  if (pm_cuda_driver()->device_attribute(&bus, CU_DEVICE_ATTRIBUTE_PCI_BUS_ID, id) != CUDA_SUCCESS)
    return;
  info->pci_known = true;
  info->pci_domain = (unsigned)pm_cuda_attribute(id, CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID);
  info->pci_bus = (unsigned)bus;
  info->pci_device = (unsigned)pm_cuda_attribute(id, CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID);
  info->pci_function = 0; /* GPUs are function 0; the driver does not tell */
}

/* The version of CUDA that the driver speaks, and the kernel module's own where Linux shows it. */
static void find_driver(struct pm_device_info *info) {
  int version = 0;
  pm_cuda_driver()->driver_version(&version);
  char module[64] = "";
  FILE *file = fopen("/sys/module/nvidia/version", "r");
  if (file) {
    if (!fgets(module, sizeof module, file))
      module[0] = '\0';
    fclose(file);
    module[strcspn(module, "\n")] = '\0';
  }
  snprintf(info->driver, sizeof info->driver, "CUDA %d.%d%s%s", version / 1000, version % 1000 / 10,
           module[0] ? ", NVIDIA " : "", module);
}

static int ecc_of(CUdevice id) {
  int ecc;
  if (pm_cuda_driver()->device_attribute(&ecc, CU_DEVICE_ATTRIBUTE_ECC_ENABLED, id) != CUDA_SUCCESS)
    return -1;
  return ecc != 0;
}

enum pm_status pm_cuda_device_info(size_t index, struct pm_device_info *info,
                                   struct pm_error *error) {
  const struct cuda_driver *cuda = pm_cuda_driver();
  CUdevice id;
  size_t memory_bytes = 0;
  enum pm_status status =
      pm_cuda_check(error, NULL, "cuDeviceGet", cuda->device_get(&id, (int)index));
  if (status == PM_OK)
    status = pm_cuda_check(error, NULL, "cuDeviceGetName",
                           cuda->device_name(info->name, sizeof info->name, id));
  if (status == PM_OK)
    status = pm_cuda_check(error, NULL, "cuDeviceTotalMem", cuda->device_memory(&memory_bytes, id));
  if (status != PM_OK)
    return status;
  info->kind = PM_DEVICE_GPU;
  snprintf(info->vendor, sizeof info->vendor, "NVIDIA Corporation");
  find_driver(info);
  find_pci(id, info);
  CUuuid uuid;
  if (cuda->device_uuid(&uuid, id) == CUDA_SUCCESS)
    pm_uuid_format((const uint8_t *)uuid.bytes, info->uuid, sizeof info->uuid);
  info->compute_units = (unsigned)pm_cuda_attribute(id, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  info->clock_mhz =
      (unsigned)pm_cuda_attribute(id, CU_DEVICE_ATTRIBUTE_CLOCK_RATE) / 1000; /* kHz */
  info->memory_bytes = memory_bytes;
  info->largest_buffer_bytes = memory_bytes;
  info->cache_bytes = (uint64_t)pm_cuda_attribute(id, CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE);
  info->ecc = ecc_of(id);
  info->timer_resolution_ns =
      500; /* CUDA Driver API, cuEventElapsedTime: "around 0.5 microseconds" */
  return PM_OK;
}

#endif

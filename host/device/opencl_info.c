/* What an OpenCL device says about itself. */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Queries of extensions, which the headers of OpenCL 1.2 lack; numbers as in the OpenCL registry.
 */
enum {
  OPENCL_DEVICE_UUID_KHR = 0x106A,         /* cl_khr_device_uuid */
  OPENCL_DEVICE_PCI_BUS_INFO_KHR = 0x410F, /* cl_khr_pci_bus_info: domain, bus, device, function */
  OPENCL_DEVICE_PCI_BUS_ID_NV = 0x4008,    /* cl_nv_device_attribute_query */
  OPENCL_DEVICE_PCI_SLOT_ID_NV = 0x4009,
  OPENCL_DEVICE_PCI_DOMAIN_ID_NV = 0x400A,
  OPENCL_DEVICE_TOPOLOGY_AMD = 0x4037, /* cl_amd_device_attribute_query */
};

static bool query(cl_device_id id, cl_device_info what, void *value, size_t bytes) {
  return clGetDeviceInfo(id, what, bytes, value, NULL) == CL_SUCCESS;
}

static uint64_t query_u64(cl_device_id id, cl_device_info what) {
  cl_ulong value = 0;
  return query(id, what, &value, sizeof value) ? value : 0;
}

static cl_uint query_uint(cl_device_id id, cl_device_info what) {
  cl_uint value = 0;
  return query(id, what, &value, sizeof value) ? value : 0;
}

/* The caller frees the text; NULL where there is none. */
static char *query_text(cl_device_id id, cl_device_info what) {
  size_t bytes = 0;
  if (clGetDeviceInfo(id, what, 0, NULL, &bytes) != CL_SUCCESS || bytes == 0)
    return NULL;
  char *text = calloc(1, bytes + 1);
  if (text && !query(id, what, text, bytes)) {
    free(text);
    return NULL;
  }
  return text;
}

static void copy_text(cl_device_id id, cl_device_info what, char *to, size_t to_bytes) {
  char *text = query_text(id, what);
  if (text)
    pm_log_flatten(text); /* some drivers pad names with blanks */
  snprintf(to, to_bytes, "%s", text ? text : "");
  free(text);
}

static bool has_extension(cl_device_id id, const char *name) {
  char *list = query_text(id, CL_DEVICE_EXTENSIONS);
  char *rest = NULL;
  bool found = false;
  for (char *word = list ? strtok_r(list, " ", &rest) : NULL; word && !found;
       word = strtok_r(NULL, " ", &rest))
    found = strcmp(word, name) == 0;
  free(list);
  return found;
}

static enum pm_device_kind kind_of(cl_device_id id) {
  cl_device_type type = 0;
  query(id, CL_DEVICE_TYPE, &type, sizeof type);
  if (type & CL_DEVICE_TYPE_CPU)
    return PM_DEVICE_CPU;
  return type & CL_DEVICE_TYPE_GPU ? PM_DEVICE_GPU : PM_DEVICE_OTHER;
}

static void set_pci(struct pm_device_info *info, unsigned domain, unsigned bus, unsigned device,
                    unsigned function) {
  info->pci_known = true;
  info->pci_domain = domain;
  info->pci_bus = bus;
  info->pci_device = device;
  info->pci_function = function;
}

static void find_pci_khr(cl_device_id id, struct pm_device_info *info) {
  cl_uint place[4];
  if (has_extension(id, "cl_khr_pci_bus_info") &&
      query(id, OPENCL_DEVICE_PCI_BUS_INFO_KHR, place, sizeof place))
    set_pci(info, place[0], place[1], place[2], place[3]);
}

/* The slot holds device and function as in a PCI address: five bits and three. Drivers that do not
 * know the domain query have one domain. */
static void find_pci_nvidia(cl_device_id id, struct pm_device_info *info) {
  cl_uint bus, slot;
  if (has_extension(id, "cl_nv_device_attribute_query") &&
      query(id, OPENCL_DEVICE_PCI_BUS_ID_NV, &bus, sizeof bus) &&
      query(id, OPENCL_DEVICE_PCI_SLOT_ID_NV, &slot, sizeof slot))
    set_pci(info, query_uint(id, OPENCL_DEVICE_PCI_DOMAIN_ID_NV), bus, slot >> 3, slot & 7);
}

/* cl_device_topology_amd: a type, 1 for PCI Express, then in the last three of 24 bytes bus, device
 * and function; the domain is not told. */
static void find_pci_amd(cl_device_id id, struct pm_device_info *info) {
  struct {
    cl_uint type;
    uint8_t unused[17], bus, device, function;
  } place;
  if (has_extension(id, "cl_amd_device_attribute_query") &&
      query(id, OPENCL_DEVICE_TOPOLOGY_AMD, &place, sizeof place) && place.type == 1)
    set_pci(info, 0, place.bus, place.device, place.function);
}

static void find_pci(cl_device_id id, struct pm_device_info *info) {
  find_pci_khr(id, info);
  if (!info->pci_known)
    find_pci_nvidia(id, info);
  if (!info->pci_known)
    find_pci_amd(id, info);
}

static void find_uuid(cl_device_id id, struct pm_device_info *info) {
  uint8_t uuid[16];
  if (has_extension(id, "cl_khr_device_uuid") &&
      query(id, OPENCL_DEVICE_UUID_KHR, uuid, sizeof uuid))
    pm_uuid_format(uuid, info->uuid, sizeof info->uuid);
}

/* A CPU device's driver does not know the memory's error correction and says "no" for it. */
static int ecc_of(cl_device_id id, enum pm_device_kind kind) {
  cl_bool ecc = CL_FALSE;
  if (kind == PM_DEVICE_CPU || !query(id, CL_DEVICE_ERROR_CORRECTION_SUPPORT, &ecc, sizeof ecc))
    return -1;
  return ecc == CL_TRUE;
}

/* GPU drivers differ in what this query means. NVIDIA's sums the L1 caches and AMD's tells of one;
 * both would be far too small for a last-level cache. */
static uint64_t cache_of(cl_device_id id) {
  if (has_extension(id, "cl_nv_device_attribute_query") ||
      has_extension(id, "cl_amd_device_attribute_query"))
    return 0;
  return query_u64(id, CL_DEVICE_GLOBAL_MEM_CACHE_SIZE);
}

static void find_driver(cl_platform_id platform, cl_device_id id, struct pm_device_info *info) {
  char name[256] = "", version[64];
  clGetPlatformInfo(platform, CL_PLATFORM_NAME, sizeof name, name, NULL);
  copy_text(id, CL_DRIVER_VERSION, version, sizeof version);
  snprintf(info->driver, sizeof info->driver, "%.60s %s", name, version);
}

enum pm_status pm_opencl_device_info(cl_platform_id platform, cl_device_id id,
                                     struct pm_device_info *info, struct pm_error *error) {
  info->kind = kind_of(id);
  copy_text(id, CL_DEVICE_NAME, info->name, sizeof info->name);
  copy_text(id, CL_DEVICE_VENDOR, info->vendor, sizeof info->vendor);
  find_driver(platform, id, info);
  find_uuid(id, info);
  find_pci(id, info);
  info->compute_units = query_uint(id, CL_DEVICE_MAX_COMPUTE_UNITS);
  info->clock_mhz = query_uint(id, CL_DEVICE_MAX_CLOCK_FREQUENCY);
  info->memory_bytes = query_u64(id, CL_DEVICE_GLOBAL_MEM_SIZE);
  info->largest_buffer_bytes = query_u64(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE);
  info->cache_bytes = cache_of(id);
  info->ecc = ecc_of(id, info->kind);
  size_t resolution_ns = 0; /* in nanoseconds: OpenCL 3.0, table of device queries */
  query(id, CL_DEVICE_PROFILING_TIMER_RESOLUTION, &resolution_ns, sizeof resolution_ns);
  info->timer_resolution_ns = (double)resolution_ns;
  if (!info->name[0] || info->largest_buffer_bytes == 0)
    return pm_fail(error, PM_FAILED, "an OpenCL device does not tell its name or memory");
  return PM_OK;
}

#endif

/* OpenCL platforms and devices. The ICD loader opens the drivers on the first call here, which can
 * take a while (PoCL loads LLVM); nothing before it touches OpenCL. */
#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* cl_khr_icd: no driver is registered with the loader. */
#ifndef CL_PLATFORM_NOT_FOUND_KHR
#define CL_PLATFORM_NOT_FOUND_KHR -1001
#endif

static enum pm_status platforms(cl_platform_id **list, cl_uint *count, struct pm_error *error) {
  *list = NULL;
  cl_int code = clGetPlatformIDs(0, NULL, count);
  if (code != CL_SUCCESS)
    return pm_opencl_fail(error, NULL, "clGetPlatformIDs", code);
  *list = calloc(*count + 1, sizeof **list);
  if (!*list)
    return pm_fail(error, PM_FAILED, "the host is out of memory");
  code = clGetPlatformIDs(*count, *list, NULL);
  return code == CL_SUCCESS ? PM_OK : pm_opencl_fail(error, NULL, "clGetPlatformIDs", code);
}

static enum pm_status platform_device_count(cl_platform_id platform, cl_uint *count,
                                            struct pm_error *error) {
  *count = 0;
  cl_int code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, NULL, count);
  if (code == CL_SUCCESS || code == CL_DEVICE_NOT_FOUND)
    return PM_OK;
  return pm_opencl_fail(error, NULL, "clGetDeviceIDs", code);
}

enum pm_status pm_opencl_device_count(size_t *count, struct pm_error *error) {
  *count = 0;
  cl_platform_id *list;
  cl_uint platform_count = 0;
  enum pm_status status = platforms(&list, &platform_count, error);
  for (cl_uint i = 0; i < platform_count && status == PM_OK; i++) {
    cl_uint here;
    status = platform_device_count(list[i], &here, error);
    *count += here;
  }
  free(list);
  return status;
}

static pthread_once_t asked = PTHREAD_ONCE_INIT;
static char reason[160];

static void ask(void) {
  struct pm_error error;
  size_t devices;
  cl_uint count = 0;
  cl_int code = clGetPlatformIDs(0, NULL, &count);
  if (code == CL_PLATFORM_NOT_FOUND_KHR || (code == CL_SUCCESS && count == 0))
    snprintf(reason, sizeof reason, "no OpenCL driver is installed (the ICD loader finds none)");
  else if (code != CL_SUCCESS)
    snprintf(reason, sizeof reason, "the OpenCL ICD loader fails: %s", pm_opencl_error_name(code));
  else if (pm_opencl_device_count(&devices, &error) == PM_OK && devices == 0)
    snprintf(reason, sizeof reason,
             "the OpenCL drivers find no device (PoCL needs a folder that it can write: HOME or "
             "POCL_CACHE_DIR)");
}

const char *pm_opencl_unavailable(void) {
  pthread_once(&asked, ask);
  return reason[0] ? reason : NULL;
}

static enum pm_status device_at(cl_platform_id platform, cl_uint count, size_t index,
                                cl_device_id *id, struct pm_error *error) {
  cl_device_id *ids = calloc(count, sizeof *ids);
  if (!ids)
    return pm_fail(error, PM_FAILED, "the host is out of memory");
  cl_int code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, ids, NULL);
  *id = ids[index];
  free(ids);
  return code == CL_SUCCESS ? PM_OK : pm_opencl_fail(error, NULL, "clGetDeviceIDs", code);
}

enum pm_status pm_opencl_device_find(size_t index, cl_platform_id *platform, cl_device_id *id,
                                     struct pm_error *error) {
  cl_platform_id *list;
  cl_uint platform_count = 0;
  enum pm_status status = platforms(&list, &platform_count, error);
  bool found = false;
  for (cl_uint i = 0; i < platform_count && status == PM_OK && !found; i++) {
    cl_uint here;
    status = platform_device_count(list[i], &here, error);
    if (status != PM_OK)
      break;
    found = index < here;
    if (found) {
      *platform = list[i];
      status = device_at(list[i], here, index, id, error);
    } else
      index -= here;
  }
  free(list);
  if (status == PM_OK && !found)
    return pm_fail(error, PM_UNAVAILABLE, "there is no such OpenCL device");
  return status;
}

#endif

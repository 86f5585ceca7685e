/* CUDA driver errors in words. */
#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

enum pm_status pm_cuda_check(struct pm_error *error, const struct pm_device *device,
                             const char *what, CUresult result) {
  if (result == CUDA_SUCCESS)
    return PM_OK;
  const char *name = NULL, *text = NULL;
  pm_cuda_driver()->error_name(result, &name);
  pm_cuda_driver()->error_string(result, &text);
  enum pm_status status = result == CUDA_ERROR_OUT_OF_MEMORY ? PM_NO_MEMORY : PM_FAILED;
  return pm_fail(error, status, "%s%s%s%s%s: %s (%s, %d)", device ? device->info.id : "",
                 device ? " (" : "", device ? device->info.name : "", device ? "): " : "", what,
                 text ? text : "unknown error", name ? name : "no name", (int)result);
}

#endif

/* The OpenCL backend's table, or the reason why it is not in this build. */
#include "host/device/backend.h"

#ifdef PROOFMARK_HAVE_OPENCL

#include "host/device/opencl_private.h"

static enum pm_status device_info(size_t index, struct pm_device_info *info,
                                  struct pm_error *error) {
  cl_platform_id platform;
  cl_device_id id;
  enum pm_status status = pm_opencl_device_find(index, &platform, &id, error);
  return status == PM_OK ? pm_opencl_device_info(platform, id, info, error) : status;
}

const struct pm_backend pm_backend_opencl = {
    .device_bytes = sizeof(struct opencl_device),
    .queue_bytes = sizeof(struct opencl_queue),
    .fence_bytes = sizeof(struct opencl_fence),
    .program_bytes = sizeof(struct opencl_program),
    .kernel_bytes = sizeof(struct opencl_kernel),
    .buffer_bytes = sizeof(struct opencl_buffer),
    .unavailable = pm_opencl_unavailable,
    .device_count = pm_opencl_device_count,
    .device_info = device_info,
    .device_open = pm_opencl_device_open,
    .device_close = pm_opencl_device_close,
    .queue_create = pm_opencl_queue_create,
    .queue_free = pm_opencl_queue_free,
    .queue_wait = pm_opencl_queue_wait,
    .queue_finish = pm_opencl_queue_finish,
    .finish = pm_opencl_finish,
    .settle = pm_opencl_settle,
    .fence_create = pm_opencl_fence_create,
    .fence_free = pm_opencl_fence_free,
    .fence_set = pm_opencl_fence_set,
    .fence_wait = pm_opencl_fence_wait,
    .fence_passed = pm_opencl_fence_passed,
    .program_load = pm_opencl_program_load,
    .program_free = pm_opencl_program_free,
    .kernel_get = pm_opencl_kernel_get,
    .kernel_free = pm_opencl_kernel_free,
    .launch = pm_opencl_launch,
    .buffer_create = pm_opencl_buffer_create,
    .buffer_free = pm_opencl_buffer_free,
    .host_alloc = pm_opencl_host_alloc,
    .host_free = pm_opencl_host_free,
    .upload = pm_opencl_upload,
    .download = pm_opencl_download,
    .fill = pm_opencl_fill,
    .copy = pm_opencl_copy,
    .timer_start = pm_opencl_timer_start,
    .timer_stop = pm_opencl_timer_stop,
    .timer_read_ns = pm_opencl_timer_read_ns,
};

#else

static const char *unavailable(void) {
#ifdef PROOFMARK_OPENCL_OFF
  return "left out: switched off when this was built (PROOFMARK_OPENCL=OFF)";
#else
  return "left out: OpenCL headers or the ICD loader were not found when this was built";
#endif
}

const struct pm_backend pm_backend_opencl = {.unavailable = unavailable};

#endif

/* The CUDA backend's table, or the reason why it is not in this build. */
#include "host/device/backend.h"

#ifdef PROOFMARK_HAVE_CUDA

#include "host/device/cuda_private.h"

const struct pm_backend pm_backend_cuda = {
    .device_bytes = sizeof(struct cuda_device),
    .queue_bytes = sizeof(struct cuda_queue),
    .fence_bytes = sizeof(struct cuda_fence),
    .program_bytes = sizeof(struct cuda_program),
    .kernel_bytes = sizeof(struct cuda_kernel),
    .buffer_bytes = sizeof(struct cuda_buffer),
    .graph_bytes = sizeof(struct cuda_graph),
    .unavailable = pm_cuda_unavailable,
    .device_count = pm_cuda_device_count,
    .device_info = pm_cuda_device_info,
    .device_open = pm_cuda_device_open,
    .device_close = pm_cuda_device_close,
    .queue_create = pm_cuda_queue_create,
    .queue_free = pm_cuda_queue_free,
    .queue_wait = pm_cuda_queue_wait,
    .queue_finish = pm_cuda_queue_finish,
    .finish = pm_cuda_finish,
    .settle = pm_cuda_settle,
    .fence_create = pm_cuda_fence_create,
    .fence_free = pm_cuda_fence_free,
    .fence_set = pm_cuda_fence_set,
    .fence_wait = pm_cuda_fence_wait,
    .fence_passed = pm_cuda_fence_passed,
    .program_load = pm_cuda_program_load,
    .program_free = pm_cuda_program_free,
    .kernel_get = pm_cuda_kernel_get,
    .kernel_free = pm_cuda_kernel_free,
    .launch = pm_cuda_launch,
    .graph_begin = pm_cuda_graph_begin,
    .graph_end = pm_cuda_graph_end,
    .graph_launch = pm_cuda_graph_launch,
    .graph_free = pm_cuda_graph_free,
    .buffer_create = pm_cuda_buffer_create,
    .buffer_free = pm_cuda_buffer_free,
    .host_alloc = pm_cuda_host_alloc,
    .host_free = pm_cuda_host_free,
    .upload = pm_cuda_upload,
    .download = pm_cuda_download,
    .fill = pm_cuda_fill,
    .copy = pm_cuda_copy,
    .timer_start = pm_cuda_timer_start,
    .timer_stop = pm_cuda_timer_stop,
    .timer_read_ns = pm_cuda_timer_read_ns,
};

#else

static const char *unavailable(void) {
#ifdef PROOFMARK_CUDA_OFF
  return "left out: switched off when this was built (PROOFMARK_CUDA=OFF)";
#else
  return "left out: built without the CUDA toolkit (no nvcc, or no cuda.h beside it)";
#endif
}

const struct pm_backend pm_backend_cuda = {.unavailable = unavailable};

#endif

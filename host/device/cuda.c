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
    .unavailable = cuda_unavailable,
    .device_count = cuda_device_count,
    .device_info = cuda_device_info,
    .device_open = cuda_device_open,
    .device_close = cuda_device_close,
    .queue_create = cuda_queue_create,
    .queue_free = cuda_queue_free,
    .queue_wait = cuda_queue_wait,
    .queue_finish = cuda_queue_finish,
    .finish = cuda_finish,
    .settle = cuda_settle,
    .fence_create = cuda_fence_create,
    .fence_free = cuda_fence_free,
    .fence_set = cuda_fence_set,
    .fence_wait = cuda_fence_wait,
    .fence_passed = cuda_fence_passed,
    .program_load = cuda_program_load,
    .program_free = cuda_program_free,
    .kernel_get = cuda_kernel_get,
    .kernel_free = cuda_kernel_free,
    .launch = cuda_launch,
    .graph_begin = cuda_graph_begin,
    .graph_end = cuda_graph_end,
    .graph_launch = cuda_graph_launch,
    .graph_free = cuda_graph_free,
    .buffer_create = cuda_buffer_create,
    .buffer_free = cuda_buffer_free,
    .host_alloc = cuda_host_alloc,
    .host_free = cuda_host_free,
    .upload = cuda_upload,
    .download = cuda_download,
    .fill = cuda_fill,
    .copy = cuda_copy,
    .timer_start = cuda_timer_start,
    .timer_stop = cuda_timer_stop,
    .timer_read_ns = cuda_timer_read_ns,
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

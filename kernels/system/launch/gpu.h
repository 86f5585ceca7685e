/* The kernel of launch.h. */
#include "kernels/lane/gpu.h"
#include "kernels/system/launch/launch.h"

GPU_KERNEL(LAUNCH_GROUP) launch_mark(GPU_GLOBAL uint32_t *word, uint32_t n) {
  if (gpu_global_id() == 0)
    *word = (n == 0 ? 0 : *word) * LAUNCH_FACTOR + n;
}

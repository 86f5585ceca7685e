/* A round of copy.h on a GPU. */
#include "kernels/lane/gpu.h"
#include "kernels/system/copy/copy.h"

#define BLOCK_VECTORS (COPY_BLOCK_BYTES / 16)

/* A group's vectors are whole blocks, read one group width after another. */
GPU_KERNEL(COPY_GPU_GROUP)
copy_round(const GPU_GLOBAL uint4 *GPU_RESTRICT from, GPU_GLOBAL uint4 *GPU_RESTRICT to) {
  const uint64_t first = gpu_group_id() * COPY_GPU_GROUP * COPY_GPU_VECTORS + gpu_local_id();
  uint4 x[COPY_GPU_VECTORS];
  LANE_UNROLL
  for (int i = 0; i < COPY_GPU_VECTORS; i++)
    x[i] = from[first + i * COPY_GPU_GROUP];
  LANE_UNROLL
  for (int i = 0; i < COPY_GPU_VECTORS; i++) {
    const uint64_t at = first + i * COPY_GPU_GROUP, block = at / BLOCK_VECTORS * BLOCK_VECTORS;
    to[block + (at - COPY_TURN_BYTES / 16) % BLOCK_VECTORS] = x[i];
  }
}

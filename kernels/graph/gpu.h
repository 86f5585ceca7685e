/* graph_code.kernel */
#include "kernels/graph/gpu_sizes.h"
#include "kernels/graph/step.h"
#include "kernels/lane/gpu.h"

GPU_KERNEL(GRAPH_GPU_GROUP)
graph_step(const GPU_GLOBAL uint32_t *first, const GPU_GLOBAL uint32_t *second, uint32_t key,
           uint32_t rounds, uint64_t words, GPU_GLOBAL uint32_t *out) {
  const uint64_t i = gpu_global_id();
  if (i >= words)
    return;
  w32 x = graph_begin(first[i], second[i], key);
  for (uint32_t round = 0; round < rounds; round++)
    x = graph_round(x, key);
  out[i] = x;
}

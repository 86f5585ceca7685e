/* fri.fold_kernel over an element.h. */
#include "kernels/fri/fold.h"
#include "kernels/fri/gpu_sizes.h"
#include "kernels/lane/gpu.h"

/* As in fri.h, which a GPU's compiler does not see. */
#define FRI_PROGRAM_ARITY_MAX 8
#define FRI_PROGRAM_CONSTANTS 5
#define FRI_PROGRAM_LOG_LOW 10
#define FX_WORDS (FX_DEGREE * FE_WORDS)

LANE_FN fe fri_inverse_point(const GPU_GLOBAL uint32_t *table, uint32_t log_outputs, uint64_t i) {
  const uint32_t log_low = log_outputs < FRI_PROGRAM_LOG_LOW ? log_outputs : FRI_PROGRAM_LOG_LOW;
  const uint64_t low = FRI_PROGRAM_CONSTANTS + (i & ((1u << log_low) - 1));
  const uint64_t high = FRI_PROGRAM_CONSTANTS + (1u << log_low) + (i >> log_low);
  return fe_mul(fe_load(table + low * FE_WORDS), fe_load(table + high * FE_WORDS));
}

LANE_FN void fri_fold_one(const GPU_GLOBAL uint32_t *in, const GPU_GLOBAL uint32_t *table,
                          uint32_t log_size, GPU_GLOBAL uint32_t *out, int log_arity) {
  const uint64_t i = gpu_global_id();
  const uint32_t log_outputs = log_size - (uint32_t)log_arity;
  const int arity = 1 << log_arity;
  if (i >> log_outputs != 0)
    return;
  struct fri_constants constants;
  LANE_UNROLL
  for (int root = 0; root < 4; root++)
    constants.roots[root] = fe_load(table + root * FE_WORDS);
  constants.inverse_arity = fe_load(table + 4 * FE_WORDS);
  fri_set_beta(&constants, fx_load(in + ((uint64_t)FX_WORDS << log_size)), log_arity);
  struct fx nodes[2 * FRI_PROGRAM_ARITY_MAX];
  LANE_UNROLL
  for (int v = 0; v < arity; v++)
    nodes[arity + v] = fx_load(in + ((i << log_arity) + (uint64_t)v) * FX_WORDS);
  const fe inverse_x = fri_inverse_point(table, log_outputs, i);
  fx_store(out + i * FX_WORDS, fri_fold(nodes, inverse_x, &constants, log_arity));
}

#define FRI_KERNEL(name, log_arity)                                                                \
  GPU_KERNEL(FRI_GPU_GROUP)                                                                        \
  name(const GPU_GLOBAL uint32_t *GPU_RESTRICT in, const GPU_GLOBAL uint32_t *GPU_RESTRICT table,  \
       uint32_t log_size, GPU_GLOBAL uint32_t *GPU_RESTRICT out) {                                 \
    fri_fold_one(in, table, log_size, out, log_arity);                                             \
  }
FRI_KERNEL(fri_fold_2, 1)
FRI_KERNEL(fri_fold_4, 2)
FRI_KERNEL(fri_fold_8, 3)

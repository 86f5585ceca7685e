/* prime_field.products_kernel over an element.h. The result is linear in a, and so a stays a
 * canonical number: only b enters the form. */
#include "kernels/field/gpu_sizes.h"
#include "kernels/lane/gpu.h"

GPU_KERNEL(FIELD_GPU_GROUP)
field_products(const GPU_GLOBAL uint32_t *GPU_RESTRICT a, const GPU_GLOBAL uint32_t *GPU_RESTRICT b,
               uint32_t chain, uint64_t count, GPU_GLOBAL uint32_t *GPU_RESTRICT results) {
  const uint64_t i = gpu_global_id();
  if (i >= count)
    return;
  const fe factor = fe_enter(fe_load(b + i * FE_WORDS));
  fe product = fe_load(a + i * FE_WORDS);
  for (uint32_t n = 0; n < chain; n++)
    product = fe_mul(product, factor);
  fe_store(results + i * FE_WORDS, fe_normal(product));
}

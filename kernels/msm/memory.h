/* Memory for points: on huge pages where there are any, as points are read in no order. */
#ifndef PROOFMARK_KERNELS_MSM_MEMORY_H
#define PROOFMARK_KERNELS_MSM_MEMORY_H

#include <stddef.h>

/* Aligned to 64 bytes, released by free(). NULL: no memory. */
void *msm_allocate(size_t count, size_t item_bytes);

#endif

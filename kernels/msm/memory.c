#include "kernels/msm/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { LINE_BYTES = 64, HUGE_PAGE_BYTES = 2 << 20 };

void *msm_allocate(size_t count, size_t item_bytes) {
  if (count > (SIZE_MAX - HUGE_PAGE_BYTES) / item_bytes)
    return NULL;
  const size_t bytes = count * item_bytes;
  const size_t unit = bytes < HUGE_PAGE_BYTES ? LINE_BYTES : HUGE_PAGE_BYTES;
  const size_t rounded = (bytes + unit - 1) / unit * unit;
  void *const memory = aligned_alloc(unit, rounded);
#if defined(MADV_HUGEPAGE)
  if (memory && unit == HUGE_PAGE_BYTES)
    (void)madvise(memory, rounded, MADV_HUGEPAGE); /* a wish; kernels may be without */
#endif
  return memory;
}

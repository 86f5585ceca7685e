/* What a sumcheck is over, where that is an extension field: round.h. */
#ifndef PROOFMARK_KERNELS_SUMCHECK_EXTENSION_VALUE_H
#define PROOFMARK_KERNELS_SUMCHECK_EXTENSION_VALUE_H

#include "kernels/field/extension.h"
#if defined(LANE_VECTORS)
#include "kernels/field/extension_lanes.h"
#endif

typedef struct fx value;
typedef struct fx_factor value_factor;

#define VALUE_WORDS (FX_DEGREE * FE_WORDS)

LANE_FN value value_zero(void) { return fx_zero(); }
LANE_FN value value_add(value a, value b) { return fx_add(a, b); }
LANE_FN value value_collect(value sum, value a) { return value_add(sum, a); }
LANE_FN value value_sub(value a, value b) { return fx_sub(a, b); }
LANE_FN value value_mul(value a, value b) { return fx_mul(a, b); }
LANE_FN value_factor value_factor_of(value a) { return fx_factor_of(fx_enter(a)); }
LANE_FN value value_multiple(value a, value_factor f) { return fx_multiple(a, f); }
LANE_FN value value_restore(value a) { return fx_leave(fx_enter(fx_enter(fx_enter(a)))); }
LANE_FN value value_canonical(value a) { return a; }

#if defined(LANE_VECTORS)

enum { VALUE_LANES = FE_LANES, VALUE_BYTES = FX_BYTES };

LANE_FN value value_read(const uint8_t *bytes, size_t count) {
  return count == VALUE_LANES ? fx_read(bytes) : fx_read_some(bytes, count);
}
LANE_FN void value_write(uint8_t *bytes, value a, size_t count) {
  if (count == VALUE_LANES)
    fx_write(bytes, a);
  else
    fx_write_some(bytes, a, count);
}
LANE_FN value value_set(const uint8_t *bytes) { return fx_set(bytes); }
LANE_FN void value_write_first(uint8_t *bytes, value a) { fx_write_first(bytes, a); }
LANE_FN value value_sum_of_lanes(value a) {
  for (int i = 0; i < FX_DEGREE; i++)
    a.c[i] = fe_sum_of_lanes(a.c[i]);
  return a;
}

#else

LANE_FN value value_load(const GPU_GLOBAL uint32_t *words) { return fx_load(words); }
LANE_FN void value_store(GPU_GLOBAL uint32_t *words, value a) { fx_store(words, a); }

#endif

#endif

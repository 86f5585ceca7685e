/* What a sumcheck is over, where that is a field of many limbs: round.h. */
#ifndef PROOFMARK_KERNELS_SUMCHECK_LIMBS_VALUE_H
#define PROOFMARK_KERNELS_SUMCHECK_LIMBS_VALUE_H

typedef fe value;
typedef fe value_factor;

#define VALUE_WORDS FE_WORDS

LANE_FN value value_zero(void) { return fe_zero(); }
LANE_FN value value_add(value a, value b) { return fe_add(a, b); }
LANE_FN value value_collect(value sum, value a) { return value_add(sum, a); }
LANE_FN value value_sub(value a, value b) { return fe_sub(a, b); }
/* A function of an OpenCL driver for CPUs, too (kernels/lane/wide.h), but none on the CPU
 * itself. */
#if defined(LANE_SCALAR)
LANE_FN value value_mul(value a, value b) { return fe_mul(a, b); }
#else
WIDE_CALLED value value_mul(value a, value b) { return fe_mul(a, b); }
#endif
LANE_FN value value_times_r(value a) {
  const value square = {{LIMBS_R2}};
  return value_mul(a, square);
}
LANE_FN value_factor value_factor_of(value a) { return value_times_r(a); }
LANE_FN value value_multiple(value a, value_factor f) { return value_mul(a, f); }
LANE_FN value value_restore(value a) { return fe_normal(value_times_r(value_times_r(a))); }
LANE_FN value value_canonical(value a) { return fe_normal(a); }

#if defined(LANE_SCALAR)

enum { VALUE_LANES = 1, VALUE_BYTES = 4 * VALUE_WORDS };

LANE_FN value value_read(const uint8_t *bytes, size_t count) {
  value a;
  (void)count;
  memcpy(&a, bytes, sizeof a);
  return a;
}
LANE_FN void value_write(uint8_t *bytes, value a, size_t count) {
  (void)count;
  memcpy(bytes, &a, sizeof a);
}
LANE_FN value value_set(const uint8_t *bytes) { return value_read(bytes, 1); }
LANE_FN void value_write_first(uint8_t *bytes, value a) { value_write(bytes, a, 1); }
LANE_FN value value_sum_of_lanes(value a) { return a; }

#else

LANE_FN value value_load(const GPU_GLOBAL uint32_t *words) { return fe_load(words); }
LANE_FN void value_store(GPU_GLOBAL uint32_t *words, value a) { fe_store(words, a); }

#endif

#endif

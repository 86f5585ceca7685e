/* What a sumcheck is over, where that is a field of 256 bits in eight lanes
 * (kernels/field/limbs/lanes52.h): round.h. Elements are carried where they are multiplied, and
 * reduced where they are collected or go to memory, for an FE8_RATIO of at least 84:
 *
 *   read, collected     below 1.6 p
 *   bound to a challenge   below 2.7 p
 *   value_sub           takes off less than 4 p, which it adds: differences of those are below 6.7
 *                       p
 *   value_mul           products of the terms, of factors below 9.4 p at most, are below 2.1 p
 *   value_restore       takes elements below 29 p
 */
#ifndef PROOFMARK_KERNELS_SUMCHECK_LIMBS_VALUE_LANES_H
#define PROOFMARK_KERNELS_SUMCHECK_LIMBS_VALUE_LANES_H

#include "kernels/field/limbs/rows52.h"

typedef struct signed8 value;
typedef struct fe8 value_factor;

enum { VALUE_LANES = LANES52, VALUE_BYTES = 4 * FE_WORDS, VALUE_SLACK = 4 };

LANE_FN value value_zero(void) {
  const value zero = {{_mm512_setzero_si512()}};
  return zero;
}
LANE_FN value value_add(value a, value b) {
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    a.limb[i] = _mm512_add_epi64(a.limb[i], b.limb[i]);
  return a;
}
LANE_FN value value_collect(value sum, value a) {
  sum = value_add(sum, a);
  return fe8_reduced(&sum);
}
LANE_FN value value_sub(value a, value b) {
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    a.limb[i] = _mm512_add_epi64(a.limb[i], _mm512_sub_epi64(fe8_prime(VALUE_SLACK, i), b.limb[i]));
  return a;
}
LANE_FN value value_multiple(value a, value_factor f) {
  const struct fe8 carried = fe8_carry(&a);
  return fe8_product(&carried, &f);
}
LANE_FN value value_mul(value a, value b) { return value_multiple(a, fe8_carry(&b)); }
LANE_FN value_factor value_factor_of(value a) {
  const struct fe8 carried = fe8_carry(&a);
  return fe8_enter(&carried);
}
LANE_FN value value_canonical(value a) {
  const value reduced = fe8_reduced(&a);
  const struct fe8 canonical = fe8_normal(&reduced);
  return fe8_signed(&canonical);
}
LANE_FN value value_restore(value a) {
  const struct fe8 once = value_factor_of(a), twice = fe8_enter(&once);
  return value_canonical(fe8_signed(&twice));
}

/* Memory: an element is below 1.6 p, a canonical one stays what it is. */

LANE_FN value value_read(const uint8_t *bytes, size_t count) {
  const uint8_t nothing[VALUE_BYTES] = {0}, *rows[VALUE_LANES];
  LANE_UNROLL
  for (size_t lane = 0; lane < VALUE_LANES; lane++)
    rows[lane] = lane < count ? bytes + lane * VALUE_BYTES : nothing;
  const struct fe8 a = fe8_read(rows);
  return fe8_signed(&a);
}
LANE_FN void value_write(uint8_t *bytes, value a, size_t count) {
  uint8_t nowhere[VALUE_BYTES], *rows[VALUE_LANES];
  LANE_UNROLL
  for (size_t lane = 0; lane < VALUE_LANES; lane++)
    rows[lane] = lane < count ? bytes + lane * VALUE_BYTES : nowhere;
  const value reduced = fe8_reduced(&a);
  const struct fe8 carried = fe8_carry(&reduced);
  fe8_write(rows, &carried);
}
LANE_FN void value_write_first(uint8_t *bytes, value a) { value_write(bytes, a, 1); }

LANE_FN value value_set(const uint8_t *bytes) {
  fe a;
  memcpy(&a, bytes, sizeof a);
  const struct fe8 all = fe8_set(a);
  return fe8_signed(&all);
}

LANE_FN value value_sum_of_lanes(value a) {
  const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
  for (uint64_t distance = 1; distance < VALUE_LANES; distance *= 2)
    for (int i = 0; i < LANES52_LIMBS; i++)
      a.limb[i] = _mm512_add_epi64(
          a.limb[i],
          _mm512_permutexvar_epi64(_mm512_xor_si512(lane, fe8_all(distance)), a.limb[i]));
  return a;
}

#endif

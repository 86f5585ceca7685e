/* Points into the form that is computed in, and tables of their multiples. */
#ifndef PROOFMARK_KERNELS_MSM_PREPARE_H
#define PROOFMARK_KERNELS_MSM_PREPARE_H

#include "kernels/msm/plan.h"

static void msm_enter_points(struct msm_plan *plan, uint64_t first, uint64_t last) {
  /* x and y lie in memory as they do in bytes: both architectures are little-endian. */
  _Static_assert(sizeof(struct affine) == MSM_POINT_BYTES, "an affine point has no padding");
  memcpy(plan->points + first, plan->given + first * MSM_POINT_BYTES,
         (last - first) * MSM_POINT_BYTES);
  batch_enter(plan->points + first, last - first);
}

/* 2^digit_bits times the points of `from`. */
static void msm_next_multiples(const struct msm_plan *plan, const struct affine *from,
                               struct affine *to, uint64_t count) {
  struct batch batch;
  batch_begin(&batch);
  for (unsigned i = 0; i < plan->shape.digit_bits; i++, from = to) {
    for (uint64_t n = 0; n < count; n++)
      msm_add(&batch, &to[n], &from[n], &from[n]);
    batch_add(&batch);
  }
}

static void msm_enter_table(struct msm_plan *plan, uint64_t first, uint64_t last) {
  msm_enter_points(plan, first, last);
  const uint64_t count = plan->shape.count;
  for (; first < last; first += BATCH_MAX) {
    struct affine *points = plan->points + first;
    const uint64_t share = last - first < BATCH_MAX ? last - first : BATCH_MAX;
    for (unsigned digit = 1; digit < plan->shape.digits; digit++, points += count)
      msm_next_multiples(plan, points, points + count, share);
  }
}

#endif

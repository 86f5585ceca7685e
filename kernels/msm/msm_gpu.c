#include "kernels/msm/msm_gpu.h"

/* Products of coordinates: to add a point to a bucket, and to make of a bucket its share of the result,
 * which is two additions of sums and the memory that they go through. */
enum { POINT_COST = 10, BUCKET_COST = 30 };

static uint64_t cost(const struct msm_shape *shape) {
  return POINT_COST * msm_entries_max(shape) + BUCKET_COST * msm_buckets(shape);
}

struct msm_shape msm_gpu_shape(const struct msm_problem *problem, const struct prime_field *order,
                               unsigned digit_bits_max) {
  struct msm_shape best = msm_shape_of(problem, order, MSM_DIGIT_BITS_MIN);
  for (unsigned bits = MSM_DIGIT_BITS_MIN + 1; bits <= digit_bits_max; bits++) {
    const struct msm_shape shape = msm_shape_of(problem, order, bits);
    if (cost(&shape) < cost(&best))
      best = shape;
  }
  return best;
}

/* Each run costs an addition of sums or two: a run is to be long. As many as this fill the largest GPU
 * four times. */
uint32_t msm_gpu_runs(uint64_t entries) {
  enum { RUNS_MAX = 1 << 18, RUN = 16 };
  const uint64_t runs = (entries + RUN - 1) / RUN;
  return runs < RUNS_MAX ? (uint32_t)runs : RUNS_MAX;
}

/* Points and scalars to be multiplied and summed, made so that the sum is known. */
#ifndef PROOFMARK_BENCH_MSM_MSM_INPUT_H
#define PROOFMARK_BENCH_MSM_MSM_INPUT_H

#include "bench/msm/msm_op.h"
#include "bench/op/runner.h"
#include "host/base/status.h"
#include "host/topology/pool.h"
#include "kernels/msm/msm.h"

enum msm_scalars {
  MSM_SCALARS_UNIFORM, /* below the order of the curve */
  /* Of a witness: half of them 0, a quarter 1, the rest small but for one of 16. */
  MSM_SCALARS_SKEWED
};

struct msm_input {
  struct op_problem op; /* set by the work */
  struct msm_batch_shape shape;
  const struct msm_curve *curve;
  uint64_t count;
  uint8_t *points, *scalars;
  uint8_t expected[MSM_POINT_BYTES_MAX];
};

/* Point i is k_i times the generator for a random k_i, so that the sum is one multiplication of the
 * generator. The caller's, freed with msm_input_free. */
enum pm_status msm_input_make(const struct msm_curve *curve, uint64_t count,
                              enum msm_scalars scalars, uint64_t seed, struct pm_pool *pool,
                              struct msm_input **input, struct pm_error *error);
void msm_input_free(struct msm_input *input); /* NULL is fine */

#endif

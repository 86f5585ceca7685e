/* The sum of scalars times points as an operation: the works msm/<curve>.
 *
 *   input 0   scalars, MSM_SCALAR_BYTES each
 *   input 1   points, where they are fresh; points that are known beforehand belong to the shape
 *   output 0  one point
 *
 * A batch of another number of points than the one before has its tables made anew on the CPU.
 */
#ifndef PROOFMARK_BENCH_MSM_MSM_OP_H
#define PROOFMARK_BENCH_MSM_MSM_OP_H

#include "bench/op/op.h"
#include "kernels/msm/msm.h"

struct msm_batch_shape {
  uint64_t count;       /* of points, and of scalars */
  uint64_t points;      /* enum msm_points */
  const uint8_t *known; /* points that are fixed or in a table; they outlive the operation */
};

extern const struct op_family msm_op;

/* op_plan_fn. Where what is computed in between does not fit the device's memory, points are taken
 * in chunks; where points and scalars do not fit, either, a chunk of them at a time comes from the
 * host while the clock runs, and fixed points are entered into the field's form there as fresh ones
 * are (input 1 then is these points); where that does not fit, digits are smaller. The plan's note
 * says so. A table has to fit whole. Opening the plan fails where nothing fits. */
void msm_device_plan(const struct pm_work *work, const void *shape,
                     const struct pm_device_info *device, struct device_plan *plan);

#endif

/* Multi-scalar multiplication on a device, planned. */
#ifndef PROOFMARK_BENCH_MSM_MSM_DEVICE_H
#define PROOFMARK_BENCH_MSM_MSM_DEVICE_H

#include "bench/device_plan.h"
#include "bench/msm/msm_input.h"

/* Plans the sum of the input, which outlives the runner, for a device. Where what is computed in between
 * does not fit its memory, points are taken in chunks; where points and scalars do not fit, either, a chunk
 * of them at a time comes from the host while the clock runs, and fixed points are entered into the field's
 * form there as fresh ones are; where that does not fit, digits are smaller. The plan's note says so. A
 * table has to fit whole. Opening the plan fails where nothing fits. */
void msm_device_plan(const struct msm_input *input, enum msm_points points,
                     const struct pm_device_info *device, struct device_plan *plan);

#endif

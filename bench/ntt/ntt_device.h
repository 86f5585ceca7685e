/* Transforms and extensions on a device: the plan of their passes (kernels/ntt/gpu_pass.h). */
#ifndef PROOFMARK_BENCH_NTT_NTT_DEVICE_H
#define PROOFMARK_BENCH_NTT_NTT_DEVICE_H

#include "bench/staged_work.h"
#include "kernels/ntt/ntt.h"

/* staged_family.plan (bench/staged_work.h) of the works' family. */
void ntt_device_plan(const struct pm_work *work, const void *problem,
                     const struct pm_device_info *device, struct device_plan *plan);

#endif

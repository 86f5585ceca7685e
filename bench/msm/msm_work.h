/* The works msm/<curve>. */
#ifndef PROOFMARK_BENCH_MSM_MSM_WORK_H
#define PROOFMARK_BENCH_MSM_MSM_WORK_H

#include "host/work/work.h"

#define MSM(name) extern const struct pm_work msm_work_##name;
#include "kernels/msm/curves.def"
#undef MSM

#endif

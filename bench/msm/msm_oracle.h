/* The oracle's description of each curve: ref_curve_<name> of cpu_ref/msm/ for msm_<name>. */
#ifndef PROOFMARK_BENCH_MSM_MSM_ORACLE_H
#define PROOFMARK_BENCH_MSM_MSM_ORACLE_H

#include "cpu_ref/msm/msm.h"
#include "kernels/msm/msm.h"

const struct ref_curve *msm_oracle(const struct msm_curve *curve);

#endif

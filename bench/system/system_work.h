/* system/...: the machine's own limits, by works that do nothing else. Their items are the amount
 * of what they measure (pm_problem.measures). */
#ifndef PROOFMARK_BENCH_SYSTEM_SYSTEM_WORK_H
#define PROOFMARK_BENCH_SYSTEM_SYSTEM_WORK_H

#include "host/work/work.h"

/* Operations of a class: on words of 32 and 64 bits, and products of 64 and of 52 bits where a
 * processor has them. */
extern const struct pm_work system_work_rate, system_work_rate_64, system_work_rate_52;

/* Memory, from the nearest cache on. */
extern const struct pm_work system_work_copy;
/* A device: starting kernels, and the way there and back. */
extern const struct pm_work system_work_launch, system_work_transfer;

#endif

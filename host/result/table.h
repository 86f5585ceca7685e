/* The table that `run` ends with and `report` prints: a block per work, a row per case. */
#ifndef PROOFMARK_HOST_RESULT_TABLE_H
#define PROOFMARK_HOST_RESULT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "host/result/read.h"

/* What a work's cases on `device` are measured against: the fastest trustworthy CPU case of the
 * device's machine on one thread, and on the most threads that any of them had, if those are more
 * than one. NULL where there is none. The cases belong to the observation. */
struct pm_cpu_best {
  const struct pm_observed_case *one_core, *all_cores;
};
struct pm_cpu_best pm_cpu_best(const struct pm_observation *observation,
                               const struct pm_observed_work *work, const char *device);

/* Per case: median time, half its 95% interval in percent, rates, and how many times as fast as the
 * best CPU implementation on one core and on all. After the works: what came out wrong or failed,
 * what was skipped, and the verdict. Errors of the stream are the stream's. */
void pm_table_print(const struct pm_observation *observation, bool colour, FILE *stream);

#endif

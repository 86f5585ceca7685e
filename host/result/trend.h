/* One point a day: what trackers of performance over time take.
 *
 * The form is that of github-action-benchmark's "customSmallerIsBetter" (its README, "Custom
 * benchmark suite"): an array of {name, unit, value, range, extra}. One entry per case, named by
 * its id: the median of the medians of the files that have it, in nanoseconds. With one file the
 * range is half its 95% interval, with several half the way from the least median to the greatest.
 * Cases that are not to be trusted have none. */
#ifndef PROOFMARK_HOST_RESULT_TREND_H
#define PROOFMARK_HOST_RESULT_TREND_H

#include <stddef.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/result/read.h"

struct pm_trend {
  const struct pm_observation *const *observations;
  size_t observation_count;
  const struct pm_observed_case **cases; /* by name, those of one name together */
  size_t case_count;
  size_t untrusted; /* left out */
};

/* PM_NOT_COMPARABLE where a work's input differs between two of the observations, which must
 * outlive the trend. To be freed in any case. */
enum pm_status pm_trend_make(const struct pm_observation *const *observations, size_t count,
                             struct pm_trend *trend, struct pm_error *error);
void pm_trend_free(struct pm_trend *trend);

void pm_trend_print(const struct pm_trend *trend, FILE *stream);

#endif

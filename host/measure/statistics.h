/* Statistics of timed samples. All times in nanoseconds. A figure that the sample does not support
 * is NAN and becomes null in JSON. */
#ifndef PROOFMARK_HOST_MEASURE_STATISTICS_H
#define PROOFMARK_HOST_MEASURE_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

struct pm_statistics {
  size_t n;
  double median_ns;
  double mean_ns;
  double mad_ns;                 /* median absolute deviation from the median, not scaled */
  double cv;                     /* sample standard deviation over mean; NAN for n < 2 */
  double p90_ns, p95_ns, p99_ns; /* NAN below 64, 130 and 662 samples */
  double ci_low_ns, ci_high_ns; /* 95% percentile-bootstrap interval of the median; NAN for n < 2 */
};

/* `seed` makes the bootstrap repeatable. n may be 0: every figure is then NAN. */
void pm_statistics_compute(const double *samples_ns, size_t n, uint64_t seed,
                           struct pm_statistics *statistics);

/* Median of a copy of the samples; NAN for n = 0. */
double pm_median(const double *samples, size_t n);

struct pm_interval {
  double estimate, low, high;
};

/* The ratio and the difference of the medians of two independent samples, base / contender (above
 * 1: the contender is faster) and base - contender, each with its 95% percentile-bootstrap
 * interval. */
void pm_compare_medians(const double *base_ns, size_t base_count, const double *contender_ns,
                        size_t contender_count, uint64_t seed, struct pm_interval *ratio,
                        struct pm_interval *difference_ns);

#endif

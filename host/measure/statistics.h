/* Statistics of timed samples. All times in nanoseconds. A figure that the sample does not support
 * is NAN and becomes null in JSON. */
#ifndef PROOFMARK_HOST_MEASURE_STATISTICS_H
#define PROOFMARK_HOST_MEASURE_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

/* The smallest n with which, at 99% confidence, at least two samples lie above the true percentile
 * p: 1 - p^n - n (1 - p) p^(n - 1) >= 0.99 (Wilks, Determination of sample sizes for setting
 * tolerance limits, 1941, at second order). With fewer, the percentile of the sample is little more
 * than its maximum. */
enum { PM_P90_SAMPLES = 64, PM_P95_SAMPLES = 130, PM_P99_SAMPLES = 662 };

struct pm_statistics {
  size_t n;
  double median_ns;
  double mean_ns;
  double mad_ns;                 /* median absolute deviation from the median, not scaled */
  double cv;                     /* sample standard deviation over mean; NAN for n < 2 */
  double p90_ns, p95_ns, p99_ns; /* NAN below PM_P90_SAMPLES and so on */
  double ci_low_ns, ci_high_ns; /* 95% percentile-bootstrap interval of the median; NAN for n < 2 */
};

/* The samples are `repetitions` equal parts in the order they were taken (host/measure/bootstrap.h:
 * what differs between repetitions widens the interval; 0 counts as 1). `seed` makes the bootstrap
 * repeatable. n may be 0: every figure is then NAN. */
void pm_statistics_compute(const double *samples_ns, size_t n, size_t repetitions, uint64_t seed,
                           struct pm_statistics *statistics);

/* Half the width of the interval in parts of the median; NAN where there is no interval. */
double pm_statistics_noise(const struct pm_statistics *statistics);

/* Median of a copy of the samples; NAN for n = 0. */
double pm_median(const double *samples, size_t n);

struct pm_interval {
  double estimate, low, high;
};

/* Samples of one side, in `repetitions` equal parts as above. */
struct pm_sample {
  const double *ns;
  size_t count, repetitions;
};

/* The ratio and the difference of the medians of two independent samples, base / contender (above
 * 1: the contender is faster) and base - contender, each with its 95% percentile-bootstrap
 * interval. */
void pm_compare_medians(struct pm_sample base, struct pm_sample contender, uint64_t seed,
                        struct pm_interval *ratio, struct pm_interval *difference_ns);

#endif

#include "host/measure/statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "host/measure/bootstrap.h"
#include "host/measure/sorted.h"

/* Streams of the generator, one per use, so that no two share random numbers. */
enum { STREAM_MEDIAN = 0x626f6f74, STREAM_BASE, STREAM_CONTENDER };

/* The smallest n with which, at 99% confidence, at least two samples lie above the true percentile
 * p: 1 - p^n - n (1 - p) p^(n - 1) >= 0.99 (Wilks, Determination of sample sizes for setting
 * tolerance limits, 1941, at second order). With fewer, the percentile of the sample is little more
 * than its maximum. */
enum { P90_SAMPLES = 64, P95_SAMPLES = 130, P99_SAMPLES = 662 };

/* Nearest rank, definition 1 of Hyndman and Fan, Sample quantiles in statistical packages, 1996:
 * the smallest sample that `percent` % of the samples do not exceed. A time that was measured,
 * never one between two. */
static double percentile(const double *sorted, size_t n, size_t percent, size_t samples_needed) {
  if (n < samples_needed)
    return NAN;
  size_t rank = (n * percent + 99) / 100;
  return sorted[rank - 1];
}

static double mean_of(const double *values, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  return sum / (double)n;
}

static double coefficient_of_variation(const double *values, size_t n, double mean) {
  double squares = 0;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  double cv = sqrt(squares / (double)(n - 1)) / mean;
  return n > 1 && isfinite(cv) ? cv : NAN;
}

/* Overwrites the samples by their distances from the median. */
static double median_absolute_deviation(double *samples, size_t n, double median) {
  for (size_t i = 0; i < n; i++)
    samples[i] = fabs(samples[i] - median);
  pm_sort_doubles(samples, n);
  return pm_sorted_median(samples, n);
}

static void median_interval(const double *sorted, size_t n, uint64_t seed, double *low,
                            double *high) {
  struct pm_draws draws = {.seed = seed, .stream = STREAM_MEDIAN};
  double medians[PM_BOOTSTRAP_DRAWS];
  for (size_t i = 0; i < PM_BOOTSTRAP_DRAWS; i++)
    medians[i] = pm_draw_median(&draws, sorted, n);
  pm_percentile_interval(medians, low, high);
}

void pm_statistics_compute(const double *samples_ns, size_t n, uint64_t seed,
                           struct pm_statistics *s) {
  *s = (struct pm_statistics){.n = n,
                              .median_ns = NAN,
                              .mean_ns = NAN,
                              .mad_ns = NAN,
                              .cv = NAN,
                              .p90_ns = NAN,
                              .p95_ns = NAN,
                              .p99_ns = NAN,
                              .ci_low_ns = NAN,
                              .ci_high_ns = NAN};
  double *sorted = pm_sorted_copy(samples_ns, n);
  if (!sorted)
    return;
  s->median_ns = pm_sorted_median(sorted, n);
  s->mean_ns = mean_of(sorted, n);
  s->cv = coefficient_of_variation(sorted, n, s->mean_ns);
  s->p90_ns = percentile(sorted, n, 90, P90_SAMPLES);
  s->p95_ns = percentile(sorted, n, 95, P95_SAMPLES);
  s->p99_ns = percentile(sorted, n, 99, P99_SAMPLES);
  if (n > 1)
    median_interval(sorted, n, seed, &s->ci_low_ns, &s->ci_high_ns);
  s->mad_ns = median_absolute_deviation(sorted, n, s->median_ns);
  free(sorted);
}

double pm_median(const double *samples, size_t n) {
  double *sorted = pm_sorted_copy(samples, n);
  double median = sorted ? pm_sorted_median(sorted, n) : NAN;
  free(sorted);
  return median;
}

/* A ratio over a median of zero is no figure, and an interval that holds one is none either. */
static double ratio_of(double base, double contender) {
  return contender != 0 ? base / contender : NAN;
}

static void compare_sorted(const double *base, size_t base_count, const double *contender,
                           size_t contender_count, uint64_t seed, struct pm_interval *ratio,
                           struct pm_interval *difference) {
  double base_median = pm_sorted_median(base, base_count);
  double contender_median = pm_sorted_median(contender, contender_count);
  ratio->estimate = ratio_of(base_median, contender_median);
  difference->estimate = base_median - contender_median;
  if (base_count < 2 || contender_count < 2)
    return;
  struct pm_draws base_draws = {.seed = seed, .stream = STREAM_BASE};
  struct pm_draws contender_draws = {.seed = seed, .stream = STREAM_CONTENDER};
  double ratios[PM_BOOTSTRAP_DRAWS], differences[PM_BOOTSTRAP_DRAWS];
  bool ratio_known = true;
  for (size_t i = 0; i < PM_BOOTSTRAP_DRAWS; i++) {
    double b = pm_draw_median(&base_draws, base, base_count);
    double c = pm_draw_median(&contender_draws, contender, contender_count);
    ratios[i] = ratio_of(b, c);
    differences[i] = b - c;
    ratio_known = ratio_known && !isnan(ratios[i]);
  }
  pm_percentile_interval(differences, &difference->low, &difference->high);
  if (ratio_known)
    pm_percentile_interval(ratios, &ratio->low, &ratio->high);
}

void pm_compare_medians(const double *base_ns, size_t base_count, const double *contender_ns,
                        size_t contender_count, uint64_t seed, struct pm_interval *ratio,
                        struct pm_interval *difference_ns) {
  const struct pm_interval unknown = {NAN, NAN, NAN};
  *ratio = unknown;
  *difference_ns = unknown;
  double *base = pm_sorted_copy(base_ns, base_count);
  double *contender = pm_sorted_copy(contender_ns, contender_count);
  if (base && contender)
    compare_sorted(base, base_count, contender, contender_count, seed, ratio, difference_ns);
  free(base);
  free(contender);
}

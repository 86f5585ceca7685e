#include "host/measure/statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "host/measure/bootstrap.h"
#include "host/measure/sorted.h"

/* Streams of the generator, one per use, so that no two share random numbers. */
enum { STREAM_MEDIAN = 0x626f6f74, STREAM_BASE, STREAM_CONTENDER };

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

/* The estimate of several blocks is the median of all samples, which the medians of the blocks need
 * not enclose. */
static void enclose(double estimate, double *low, double *high) {
  *low = fmin(*low, estimate);
  *high = fmax(*high, estimate);
}

static void median_interval(const struct pm_blocks *blocks, struct pm_draws *draws,
                            struct pm_statistics *s) {
  double medians[PM_BOOTSTRAP_DRAWS];
  for (size_t i = 0; i < PM_BOOTSTRAP_DRAWS; i++)
    medians[i] = pm_draw_block_median(draws, blocks);
  pm_percentile_interval(medians, blocks->blocks, &s->ci_low_ns, &s->ci_high_ns);
  enclose(s->median_ns, &s->ci_low_ns, &s->ci_high_ns);
}

double pm_statistics_noise(const struct pm_statistics *s) {
  double noise = 0.5 * (s->ci_high_ns - s->ci_low_ns) / s->median_ns;
  return isfinite(noise) ? noise : NAN;
}

void pm_statistics_compute(const double *samples_ns, size_t n, size_t repetitions, uint64_t seed,
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
  s->p90_ns = percentile(sorted, n, 90, PM_P90_SAMPLES);
  s->p95_ns = percentile(sorted, n, 95, PM_P95_SAMPLES);
  s->p99_ns = percentile(sorted, n, 99, PM_P99_SAMPLES);
  struct pm_draws draws = {.seed = seed, .stream = STREAM_MEDIAN};
  struct pm_blocks blocks;
  if (n > 1 && pm_blocks_make(&blocks, samples_ns, n, repetitions, &draws)) {
    median_interval(&blocks, &draws, s);
    pm_blocks_free(&blocks);
  }
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

/* One side of a comparison, to be resampled. */
struct side {
  struct pm_draws draws;
  struct pm_blocks blocks;
};

static bool side_make(struct side *side, struct pm_sample sample, uint64_t seed, uint64_t stream) {
  side->draws = (struct pm_draws){.seed = seed, .stream = stream};
  return pm_blocks_make(&side->blocks, sample.ns, sample.count, sample.repetitions, &side->draws);
}

static void draw_intervals(struct side *base, struct side *contender, struct pm_interval *ratio,
                           struct pm_interval *difference) {
  double ratios[PM_BOOTSTRAP_DRAWS], differences[PM_BOOTSTRAP_DRAWS];
  const size_t b_blocks = base->blocks.blocks, c_blocks = contender->blocks.blocks;
  const size_t blocks = b_blocks < c_blocks ? b_blocks : c_blocks;
  bool ratio_known = true;
  for (size_t i = 0; i < PM_BOOTSTRAP_DRAWS; i++) {
    double b = pm_draw_block_median(&base->draws, &base->blocks);
    double c = pm_draw_block_median(&contender->draws, &contender->blocks);
    ratios[i] = ratio_of(b, c);
    differences[i] = b - c;
    ratio_known = ratio_known && !isnan(ratios[i]);
  }
  pm_percentile_interval(differences, blocks, &difference->low, &difference->high);
  enclose(difference->estimate, &difference->low, &difference->high);
  if (!ratio_known)
    return;
  pm_percentile_interval(ratios, blocks, &ratio->low, &ratio->high);
  enclose(ratio->estimate, &ratio->low, &ratio->high);
}

void pm_compare_medians(struct pm_sample base, struct pm_sample contender, uint64_t seed,
                        struct pm_interval *ratio, struct pm_interval *difference_ns) {
  const struct pm_interval unknown = {NAN, NAN, NAN};
  *ratio = unknown;
  *difference_ns = unknown;
  struct side b, c;
  bool room = side_make(&b, base, seed, STREAM_BASE);
  room = side_make(&c, contender, seed, STREAM_CONTENDER) && room;
  if (room) {
    double base_median = pm_median(base.ns, base.count);
    double contender_median = pm_median(contender.ns, contender.count);
    ratio->estimate = ratio_of(base_median, contender_median);
    difference_ns->estimate = base_median - contender_median;
    if (base.count > 1 && contender.count > 1)
      draw_intervals(&b, &c, ratio, difference_ns);
  }
  pm_blocks_free(&b.blocks);
  pm_blocks_free(&c.blocks);
}

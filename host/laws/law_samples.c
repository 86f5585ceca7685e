/* Laws on a case's samples and on what is stated of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/laws/law_checks.h"
#include "host/measure/measure.h"
#include "host/measure/sorted.h"
#include "host/result/units.h"

/* --- noise and cv -------------------------------------------------------------------------------- */

/* The verdict that a case got when it was measured, and the same on files that were judged by another
 * limit or by none. */
void pm_law_noise(const struct pm_observation *o, const struct pm_law_limits *limits,
                  struct pm_judgement *j) {
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const double noise = pm_statistics_noise(&observed->statistics);
    if (isnan(noise))
      continue;
    j->checked++;
    char words[PM_LAW_TEXT_MAX];
    if (!pm_too_noisy(&observed->statistics, limits->max_noise, words, sizeof words))
      continue;
    struct pm_violation *v = pm_law_break(j, observed->id, observed->work->id, "%s", words);
    pm_law_figure(v, "noise", noise);
    pm_law_figure(v, "allowed", limits->max_noise);
  }
  if (!j->checked)
    pm_law_reason(j, "no case has two samples or more");
}

void pm_law_cv(const struct pm_observation *o, const struct pm_law_limits *limits,
               struct pm_judgement *j) {
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const double cv = observed->statistics.cv;
    if (isnan(cv))
      continue;
    j->checked++;
    if (!(limits->max_cv > 0) || !(cv > limits->max_cv))
      continue;
    struct pm_violation *v =
        pm_law_break(j, observed->id, observed->work->id,
                     "standard deviation of %.3g%% of the mean, %.3g%% is allowed (--max-cv)",
                     100 * cv, 100 * limits->max_cv);
    pm_law_figure(v, "cv", cv);
    pm_law_figure(v, "allowed", limits->max_cv);
  }
  if (!j->checked)
    pm_law_reason(j, "no case has two samples or more");
}

/* --- warm_up ------------------------------------------------------------------------------------- */

/* The first fifth of each repetition against the rest of it: by the ratio of their medians, with an
 * interval that resamples repetitions. It has to lie beyond 5%, the whole of it. */
enum { PARTS = 5, SAMPLES_NEEDED = 4 * PARTS };
static const double flat = 1.05;

struct halves {
  double *first, *rest;
  size_t first_count, rest_count;
};

/* First the samples of the first parts, then those of the rest, repetition by repetition. */
static bool split(const struct pm_observed_case *observed, struct halves *halves) {
  const size_t n = observed->sample_count, repetitions = observed->repetitions;
  *halves =
      (struct halves){.first = malloc(n * sizeof(double)), .rest = malloc(n * sizeof(double))};
  if (!halves->first || !halves->rest)
    return false;
  for (size_t r = 0; r < repetitions; r++) {
    const size_t start = n * r / repetitions, end = n * (r + 1) / repetitions;
    const size_t middle = start + (end - start) / PARTS;
    for (size_t i = start; i < end; i++) {
      if (i < middle)
        halves->first[halves->first_count++] = observed->samples_ns[i];
      else
        halves->rest[halves->rest_count++] = observed->samples_ns[i];
    }
  }
  return true;
}

static bool outside(double low, double high) { return low > flat || high < 1 / flat; }

static void compare_halves(const struct pm_observation *o, const struct pm_observed_case *observed,
                           const struct halves *halves, struct pm_judgement *j) {
  const double first = pm_median(halves->first, halves->first_count);
  const double rest = pm_median(halves->rest, halves->rest_count);
  if (!outside(first / rest, first / rest)) /* most cases, and the interval takes long */
    return;
  const size_t repetitions = observed->repetitions;
  struct pm_interval ratio, difference;
  pm_compare_medians((struct pm_sample){halves->first, halves->first_count, repetitions},
                     (struct pm_sample){halves->rest, halves->rest_count, repetitions},
                     (uint64_t)(o->seed > 0 ? o->seed : 0), &ratio, &difference);
  if (!outside(ratio.low, ratio.high))
    return;
  char first_time[PM_FIGURE_MAX], rest_time[PM_FIGURE_MAX];
  pm_format_time(first, first_time);
  pm_format_time(rest, rest_time);
  struct pm_violation *v = pm_law_break(
      j, observed->id, observed->work->id,
      "not flat: the first fifth of a repetition takes %s, the rest %s (%.3gx, %.3g to %.3g)",
      first_time, rest_time, ratio.estimate, ratio.low, ratio.high);
  pm_law_figure(v, "first_median_ns", first);
  pm_law_figure(v, "rest_median_ns", rest);
  pm_law_figure(v, "ratio", ratio.estimate);
  pm_law_figure(v, "ratio_low", ratio.low);
  pm_law_figure(v, "ratio_high", ratio.high);
}

void pm_law_warm_up(const struct pm_observation *o, const struct pm_law_limits *limits,
                    struct pm_judgement *j) {
  (void)limits;
  size_t left_out = 0;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    if (observed->repetitions < 2 ||
        observed->sample_count / observed->repetitions < SAMPLES_NEEDED) {
      left_out++;
      continue;
    }
    struct halves halves;
    j->checked++;
    if (split(observed, &halves))
      compare_halves(o, observed, &halves, j);
    else
      j->no_memory = true;
    free(halves.first);
    free(halves.rest);
  }
  if (left_out)
    pm_law_reason(j, "not checked on %zu cases with fewer than two repetitions of %d samples",
                  left_out, SAMPLES_NEEDED);
}

/* --- spread -------------------------------------------------------------------------------------- */

/* Times nearer to each other than this were not taken: 300 cycles of 3 GHz in 10 ms, one access to memory
 * that missed every cache. */
static const double too_tight = 1 + 1e-5;

/* A step of the timer is then more than 5% of what is timed. */
enum { STEPS_NEEDED = 20 };

/* Of many samples at least one in 20 differs where the timer tells them apart, up to 20 of them. */
enum { MANY = 40, SAMPLES_PER_VALUE = 20, VALUES_ENOUGH = 20 };

/* What the case's clock tells apart: the device's events for `kernel`, else the host's clock, which
 * also takes its time. NAN where unknown. */
static double timer_step(const struct pm_observation *o, const struct pm_observed_case *observed) {
  if (strcmp(observed->boundary, "kernel") == 0)
    return observed->hardware ? observed->hardware->timer_resolution_ns : NAN;
  return fmax(o->timer_resolution_ns, o->timer_overhead_ns);
}

static size_t count_values(const double *sorted, size_t n) {
  size_t values = n > 0;
  for (size_t i = 1; i < n; i++)
    values += sorted[i] > sorted[i - 1];
  return values;
}

static void check_steps(const struct pm_observed_case *observed, double step_ns,
                        struct pm_judgement *j) {
  const double median = observed->statistics.median_ns;
  if (!(step_ns > 0) || !(median < STEPS_NEEDED * step_ns))
    return;
  char step_text[PM_FIGURE_MAX], median_text[PM_FIGURE_MAX];
  pm_format_time(step_ns, step_text);
  pm_format_time(median, median_text);
  struct pm_violation *v = pm_law_break(
      j, observed->id, observed->work->id,
      "the timer's step or cost of %s shows in a median of %s: more of the work at once", step_text,
      median_text);
  pm_law_figure(v, "timer_ns", step_ns);
  pm_law_figure(v, "median_ns", median);
}

static void check_values(const struct pm_observed_case *observed, const double *sorted,
                         struct pm_judgement *j) {
  const size_t n = observed->sample_count, values = count_values(sorted, n);
  if (n < MANY || values >= VALUES_ENOUGH || values * SAMPLES_PER_VALUE >= n)
    return;
  char text[PM_FIGURE_MAX];
  pm_format_time(observed->statistics.median_ns, text);
  struct pm_violation *v = pm_law_break(
      j, observed->id, observed->work->id,
      "%zu samples of %s have %zu different value%s: copied, or the timer's steps show", n, text,
      values, values == 1 ? "" : "s");
  pm_law_figure(v, "samples", (double)n);
  pm_law_figure(v, "values", (double)values);
}

static void check_tightness(const struct pm_observed_case *observed, struct pm_judgement *j) {
  const double p95 = observed->statistics.p95_ns, ratio = p95 / observed->statistics.median_ns;
  if (observed->sample_count < PM_P95_SAMPLES || !(ratio < too_tight))
    return;
  struct pm_violation *v =
      pm_law_break(j, observed->id, observed->work->id,
                   "too tight to be real: the 95th percentile is %.7f times the "
                   "median",
                   ratio);
  pm_law_figure(v, "p95_ns", p95);
  pm_law_figure(v, "median_ns", observed->statistics.median_ns);
}

void pm_law_spread(const struct pm_observation *o, const struct pm_law_limits *limits,
                   struct pm_judgement *j) {
  (void)limits;
  size_t unknown = 0;
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const double step_ns = timer_step(o, observed);
    double *sorted = pm_sorted_copy(observed->samples_ns, observed->sample_count);
    if (!sorted) {
      j->no_memory |= observed->sample_count > 0;
      continue;
    }
    j->checked++;
    unknown += isnan(step_ns);
    const size_t before = j->violation_count;
    check_steps(observed, step_ns, j);
    if (j->violation_count == before)
      check_values(observed, sorted, j);
    if (j->violation_count == before)
      check_tightness(observed, j);
    free(sorted);
  }
  if (unknown)
    pm_law_reason(j, "the timer's step is not known for %zu cases", unknown);
}

/* --- percentiles --------------------------------------------------------------------------------- */

void pm_law_percentiles(const struct pm_observation *o, const struct pm_law_limits *limits,
                        struct pm_judgement *j) {
  (void)limits;
  static const size_t needed[] = {PM_P90_SAMPLES, PM_P95_SAMPLES, PM_P99_SAMPLES};
  static const char *const names[] = {"p90", "p95", "p99"};
  size_t left_out[3] = {0};
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    const double stated[] = {observed->statistics.p90_ns, observed->statistics.p95_ns,
                             observed->statistics.p99_ns};
    j->checked++;
    for (size_t k = 0; k < 3; k++) {
      if (observed->sample_count >= needed[k])
        continue;
      left_out[k]++;
      if (isnan(stated[k]))
        continue;
      struct pm_violation *v = pm_law_break(j, observed->id, observed->work->id,
                                            "%s is stated of %zu samples; it needs %zu", names[k],
                                            observed->sample_count, needed[k]);
      pm_law_figure(v, "samples", (double)observed->sample_count);
      pm_law_figure(v, "needed", (double)needed[k]);
    }
  }
  if (left_out[2])
    pm_law_reason(j,
                  "of %zu cases, p90 takes more samples than %zu have, p95 than %zu, p99 than %zu",
                  o->case_count, left_out[0], left_out[1], left_out[2]);
}

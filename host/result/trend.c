#include "host/result/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/measure/statistics.h"
#include "host/result/json.h"
#include "host/result/units.h"

static int by_name(const void *a, const void *b) {
  const struct pm_observed_case *const *x = a, *const *y = b;
  int order = strcmp((*x)->id, (*y)->id);
  return order ? order : (*x > *y) - (*x < *y);
}

static bool usable(const struct pm_observed_case *observed) {
  return observed->trustworthy && observed->sample_count;
}

enum pm_status pm_trend_make(const struct pm_observation *const *observations, size_t count,
                             struct pm_trend *trend, struct pm_error *error) {
  size_t most = 0;
  for (size_t i = 0; i < count; i++)
    most += observations[i]->case_count;
  *trend = (struct pm_trend){.observations = observations,
                             .observation_count = count,
                             .cases = calloc(most + 1, sizeof(struct pm_observed_case *))};
  if (!trend->cases)
    return pm_fail(error, PM_FAILED, "no memory for the trend");
  for (size_t i = 0; i < count; i++)
    for (size_t c = 0; c < observations[i]->case_count; c++) {
      const struct pm_observed_case *observed = &observations[i]->cases[c];
      if (usable(observed))
        trend->cases[trend->case_count++] = observed;
      else
        trend->untrusted++;
    }
  qsort(trend->cases, trend->case_count, sizeof *trend->cases, by_name);
  for (size_t i = 1; i < trend->case_count; i++) {
    const struct pm_observed_case *observed = trend->cases[i], *other = trend->cases[i - 1];
    if (strcmp(observed->id, other->id) == 0 &&
        strcmp(observed->work->input_digest, other->work->input_digest) != 0)
      return pm_fail(error, PM_NOT_COMPARABLE,
                     "not the same work: the files have different inputs for %s",
                     observed->work->id);
  }
  return PM_OK;
}

void pm_trend_free(struct pm_trend *trend) {
  free(trend->cases);
  *trend = (struct pm_trend){0};
}

static double median_of(const struct pm_observed_case *observed) {
  return pm_median(observed->samples_ns, observed->sample_count);
}

static void write_range(struct pm_json *json, double half_ns) {
  char text[PM_FIGURE_MAX], range[PM_FIGURE_MAX + 8];
  if (!isfinite(half_ns))
    return;
  pm_format_time(half_ns, text);
  snprintf(range, sizeof range, "± %s", text);
  pm_json_string(json, "range", range);
}

static void write_extra(struct pm_json *json, const struct pm_observed_case *first, size_t runs,
                        size_t samples) {
  char text[1200];
  snprintf(text, sizeof text,
           "work: %.300s\nimplementation: %.100s\nboundary: %.20s\nruns: %zu\nsamples: %zu\ninput: "
           "%.64s",
           first->work->id, first->implementation, first->boundary, runs, samples,
           first->work->input_digest);
  pm_json_string(json, "extra", text);
}

/* The `count` cases of one name. */
static void write_entry(struct pm_json *json, const struct pm_observed_case *const *cases,
                        size_t count) {
  double *medians = calloc(count, sizeof *medians), least = INFINITY, greatest = 0;
  if (!medians)
    return;
  size_t samples = 0;
  for (size_t i = 0; i < count; i++) {
    medians[i] = median_of(cases[i]);
    least = fmin(least, medians[i]);
    greatest = fmax(greatest, medians[i]);
    samples += cases[i]->sample_count;
  }
  const struct pm_statistics *s = &cases[0]->statistics;
  pm_json_object(json, NULL);
  pm_json_string(json, "name", cases[0]->id);
  pm_json_string(json, "unit", "ns");
  pm_json_number(json, "value", pm_median(medians, count));
  write_range(json, 0.5 * (count == 1 ? s->ci_high_ns - s->ci_low_ns : greatest - least));
  write_extra(json, cases[0], count, samples);
  pm_json_end_object(json);
  free(medians);
}

void pm_trend_print(const struct pm_trend *trend, FILE *stream) {
  struct pm_json json = pm_json_start(stream);
  pm_json_array(&json, NULL);
  for (size_t first = 0; first < trend->case_count;) {
    size_t count = 1;
    while (first + count < trend->case_count &&
           strcmp(trend->cases[first]->id, trend->cases[first + count]->id) == 0)
      count++;
    write_entry(&json, trend->cases + first, count);
    first += count;
  }
  pm_json_end_array(&json);
  putc('\n', stream);
}

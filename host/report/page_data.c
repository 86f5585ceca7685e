#include "host/report/page_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void write_machines(const struct pm_report_input *input, struct pm_json *json) {
  pm_json_array(json, "machines");
  for (size_t m = 0; m < input->count; m++)
    pm_json_string(json, NULL, input->scorecard->machines[m].label);
  pm_json_end_array(json);
}

static void write_throughput(const struct pm_report_input *input, struct pm_json *json) {
  const struct pm_scorecard *s = input->scorecard;
  double *rates = calloc(s->place_count + 1, sizeof *rates);
  pm_json_array(json, "places");
  for (size_t p = 0; p < s->place_count; p++) {
    pm_json_object(json, NULL);
    pm_json_u64(json, "machine", s->places[p].machine);
    pm_json_string(json, "name", s->places[p].label);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
  pm_json_array(json, "throughput");
  for (size_t w = 0; rates && w < s->work_count; w++) {
    for (size_t p = 0; p < s->place_count; p++)
      rates[p] = pm_scorecard_score(s, w, p)->items_per_second;
    pm_json_object(json, NULL);
    pm_json_string(json, "work", s->works[w].work->id);
    pm_json_string(json, "item", s->works[w].work->item);
    pm_json_bool(json, "limit", s->works[w].work->measures != PM_RESOURCE_NONE);
    pm_json_numbers(json, "items_per_second", rates, s->place_count);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
  free(rates);
}

/* --- samples ----------------------------------------------------------------------------- */

/* Samples in the page, all cases together, and at least and at most so many of a case. */
enum { SAMPLES_IN_ALL = 100000, SAMPLES_LEAST = 60, SAMPLES_MOST = 2000 };

static size_t samples_per_case(const struct pm_report_input *input) {
  size_t cases = 0;
  for (size_t m = 0; m < input->count; m++)
    cases += input->observations[m]->case_count;
  const size_t share = SAMPLES_IN_ALL / (cases ? cases : 1);
  return share < SAMPLES_LEAST ? SAMPLES_LEAST : share > SAMPLES_MOST ? SAMPLES_MOST : share;
}

/* Every k-th sample: evenly in time, so that neither slow nor fast ones are preferred. */
static void write_samples(struct pm_json *json, const struct pm_observed_case *observed,
                          double *kept, size_t limit) {
  const size_t step = (observed->sample_count + limit - 1) / limit;
  size_t count = 0;
  for (size_t i = 0; step && i < observed->sample_count; i += step)
    kept[count++] = observed->samples_ns[i];
  pm_json_u64(json, "sample_count", observed->sample_count);
  pm_json_u64(json, "every", step);
  pm_json_numbers(json, "samples_ns", kept, count);
}

static void write_statistics(struct pm_json *json, const struct pm_statistics *s) {
  pm_json_number(json, "median_ns", s->median_ns);
  pm_json_number(json, "ci_low_ns", s->ci_low_ns);
  pm_json_number(json, "ci_high_ns", s->ci_high_ns);
  pm_json_number(json, "p90_ns", s->p90_ns);
  pm_json_number(json, "p95_ns", s->p95_ns);
  pm_json_number(json, "p99_ns", s->p99_ns);
}

/* What the file says beside: how the run warmed up, and at which clocks. */
static void write_conditions(struct pm_json *json, const cJSON *from) {
  static const char *const keys[] = {"discarded", "warm_up_ns", "clocks"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    pm_json_tree(json, keys[i], cJSON_GetObjectItemCaseSensitive(from, keys[i]));
}

static void write_case(struct pm_json *json, size_t machine,
                       const struct pm_observed_case *observed, const cJSON *from, double *kept,
                       size_t limit) {
  pm_json_object(json, NULL);
  pm_json_u64(json, "machine", machine);
  pm_json_string(json, "id", observed->id);
  pm_json_bool(json, "trusted", observed->trustworthy);
  pm_json_bool(json, "on_cpu", observed->on_cpu);
  pm_json_bool(json, "limit", observed->work->measures != PM_RESOURCE_NONE);
  pm_json_u64(json, "repetitions", observed->repetitions);
  write_statistics(json, &observed->statistics);
  write_conditions(json, from);
  write_samples(json, observed, kept, limit);
  pm_json_end_object(json);
}

enum pm_status pm_page_write_cases(const struct pm_report_input *input, struct pm_json *json,
                                   struct pm_error *error) {
  const size_t limit = samples_per_case(input);
  double *kept = calloc(limit + 1, sizeof *kept);
  if (!kept)
    return pm_fail(error, PM_FAILED, "no memory for the report");
  pm_json_array(json, "cases");
  for (size_t m = 0; m < input->count; m++) {
    const struct pm_observation *o = input->observations[m];
    const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(o->root, "proofmark");
    const cJSON *from = cJSON_GetObjectItemCaseSensitive(proofmark, "cases");
    from = from ? from->child : NULL;
    for (size_t i = 0; i < o->case_count; i++, from = from ? from->next : NULL)
      write_case(json, m, &o->cases[i], from, kept, limit);
  }
  pm_json_end_array(json);
  free(kept);
  return PM_OK;
}

enum pm_status pm_page_data_print(const struct pm_report_input *input, FILE *stream,
                                  struct pm_error *error) {
  struct pm_json json = pm_json_start(stream);
  pm_json_object(&json, NULL);
  write_machines(input, &json);
  write_throughput(input, &json);
  pm_page_write_rooflines(input, &json);
  enum pm_status status = pm_page_write_sweeps(input, &json, error);
  if (status == PM_OK)
    status = pm_page_write_cases(input, &json, error);
  pm_json_end_object(&json);
  return status;
}

/* The roofline of a device, and of the CPU for each number of threads: how many operations a second each
 * case did against how many it does per byte of memory, below the measured limits (Williams, Waterman,
 * Patterson, Roofline, CACM 52, 2009). */
#include <math.h>
#include <string.h>

#include "host/laws/ceiling.h"
#include "host/report/page_data.h"

/* Of an iteration: the model's sum, else the sum of the model. */
static double operations_of(const struct pm_observed_work *work) {
  double sum = 0;
  if (work->model.amounts[PM_RESOURCE_OPERATIONS] > 0)
    return work->model.amounts[PM_RESOURCE_OPERATIONS];
  for (int r = PM_RESOURCE_ADD; r < PM_RESOURCE_OPERATIONS; r++)
    sum += work->model.amounts[r];
  return sum;
}

/* An untrusted time is no place on a plane of limits. */
static bool is_point(const struct pm_observed_case *observed) {
  return observed->modelled && observed->trustworthy &&
         observed->work->measures == PM_RESOURCE_NONE && observed->statistics.median_ns > 0 &&
         operations_of(observed->work) > 0 && observed->work->model.amounts[PM_RESOURCE_MEMORY] > 0;
}

static bool same_place(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  return strcmp(a->device, b->device) == 0 && (!a->on_cpu || a->threads == b->threads);
}

/* --- limits ------------------------------------------------------------------------------ */

static void write_limit(struct pm_json *json, enum pm_resource resource,
                        const struct pm_observed_case *from) {
  pm_json_object(json, NULL);
  pm_json_string(json, "resource", pm_resource_name(resource));
  pm_json_string(json, "measured_by", from->id);
  pm_json_number(json, "bytes", from->work->model.amounts[PM_RESOURCE_MEMORY]);
  pm_json_number(json, "per_second", pm_limit_rate(from));
  pm_json_end_object(json);
}

static void write_limits(const struct pm_observation *o, const struct pm_observed_case *place,
                         struct pm_json *json) {
  pm_json_array(json, "limits");
  for (int r = PM_RESOURCE_ADD; r <= PM_RESOURCE_MEMORY; r++) {
    const struct pm_observed_case *limit = pm_limit_at(o, place, (enum pm_resource)r);
    if (limit)
      write_limit(json, (enum pm_resource)r, limit);
  }
  pm_json_end_array(json);
}

/* --- points ------------------------------------------------------------------------------ */

static void write_points(const struct pm_observation *o, const struct pm_observed_case *place,
                         struct pm_json *json) {
  pm_json_array(json, "points");
  for (size_t i = 0; i < o->case_count; i++) {
    const struct pm_observed_case *observed = &o->cases[i];
    if (!is_point(observed) || !same_place(observed, place))
      continue;
    const double operations = operations_of(observed->work);
    pm_json_object(json, NULL);
    pm_json_string(json, "case", observed->id);
    pm_json_string(json, "boundary", observed->boundary);
    pm_json_number(json, "operations_per_byte",
                   operations / observed->work->model.amounts[PM_RESOURCE_MEMORY]);
    pm_json_number(json, "operations_per_second",
                   operations * 1e9 / observed->statistics.median_ns);
    pm_json_end_object(json);
  }
  pm_json_end_array(json);
}

static bool is_first_of_place(const struct pm_observation *o, size_t which) {
  for (size_t i = 0; i < which; i++)
    if (is_point(&o->cases[i]) && same_place(&o->cases[i], &o->cases[which]))
      return false;
  return true;
}

void pm_page_write_rooflines(const struct pm_report_input *input, struct pm_json *json) {
  pm_json_array(json, "rooflines");
  for (size_t m = 0; m < input->count; m++) {
    const struct pm_observation *o = input->observations[m];
    for (size_t i = 0; i < o->case_count; i++) {
      const struct pm_observed_case *observed = &o->cases[i];
      if (!is_point(observed) || !is_first_of_place(o, i))
        continue;
      pm_json_object(json, NULL);
      pm_json_u64(json, "machine", m);
      pm_json_string(json, "device", observed->device);
      pm_json_u64(json, "threads", observed->on_cpu ? observed->threads : 0);
      write_limits(o, observed, json);
      write_points(o, observed, json);
      pm_json_end_object(json);
    }
  }
  pm_json_end_array(json);
}

/* A case's clocks, energy and conditions, as its reader sees them. */
#include <math.h>

#include "host/result/read_parts.h"

static struct pm_observed_clock read_clock(const cJSON *from) {
  return (struct pm_observed_clock){.least_mhz = number_or_nan(from, "least_mhz"),
                                    .mean_mhz = number_or_nan(from, "mean_mhz"),
                                    .most_mhz = number_or_nan(from, "most_mhz"),
                                    .source = text_or_null(from, "source")};
}

static struct pm_observed_conditions read_machine(const cJSON *from, const cJSON *clocks) {
  return (struct pm_observed_conditions){
      .known = cJSON_IsObject(from),
      .seconds = number_or_nan(from, "seconds"),
      .processors = number_or_nan(from, "processors"),
      .own_cpu_s = number_or_nan(from, "own_cpu_seconds"),
      .other_cpu_s = number_or_nan(from, "other_cpu_seconds"),
      .stolen_cpu_s = number_or_nan(from, "stolen_cpu_seconds"),
      .throttle_events = number_or_nan(from, "throttle_events"),
      .throttle_reasons = text_or_null(from, "throttle_reasons"),
      .cpu_temperature_c = number_or_nan(from, "cpu_temperature_c"),
      .gpu_temperature_c = number_or_nan(from, "gpu_temperature_c"),
      .gpu_watts = number_or_nan(from, "gpu_watts"),
      .cpu_clock = read_clock(member(clocks, "cpu")),
      .gpu_clock = read_clock(member(clocks, "gpu"))};
}

static struct pm_observed_energy read_energy(const cJSON *from, double items) {
  struct pm_observed_energy energy = {
      .source = text_or_null(from, "source"),
      .joules_per_iteration = number_or_nan(from, "joules_per_iteration"),
      .joules_per_iteration_at_most = number_or_nan(from, "joules_per_iteration_at_most"),
      .watts = number_or_nan(from, "watts"),
      .idle_watts = number_or_nan(from, "idle_watts"),
      .idle_subtracted = cJSON_IsTrue(member(from, "idle_subtracted"))};
  energy.joules_per_item = items > 0 ? energy.joules_per_iteration / items : NAN;
  return energy;
}

void pm_read_conditions(struct pm_observed_case *to, const cJSON *from) {
  const cJSON *conditions = member(from, "conditions"), *energy = member(from, "energy");
  const double items = to->work ? to->work->items : NAN;
  to->conditions = read_machine(conditions, member(from, "clocks"));
  to->energy = read_energy(energy, items);
  to->energy.reason = text_or_null(conditions, "no_energy_because");
  to->host_energy = read_energy(member(energy, "host"), items);
}

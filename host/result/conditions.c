/* What the machine was like while a case ran, as members of the case. */
#include <math.h>

#include "host/result/result_parts.h"

static void write_clock(struct pm_json *json, const char *key, const struct pm_clock_range *clock,
                        const char *source) {
  if (!isfinite(clock->mean_mhz)) {
    pm_json_null(json, key);
    return;
  }
  pm_json_object(json, key);
  pm_json_string(json, "source", source);
  pm_json_number(json, "least_mhz", clock->least_mhz);
  pm_json_number(json, "mean_mhz", clock->mean_mhz);
  pm_json_number(json, "most_mhz", clock->most_mhz);
  pm_json_numbers(json, "readings_mhz", clock->readings_mhz, clock->reading_count);
  pm_json_end_object(json);
}

static void write_clocks(struct pm_json *json, const struct pm_conditions *c) {
  if (!isfinite(c->cpu_clock.mean_mhz) && !isfinite(c->gpu_clock.mean_mhz)) {
    pm_json_null(json, "clocks");
    return;
  }
  pm_json_object(json, "clocks");
  write_clock(json, "cpu", &c->cpu_clock, c->clock_source);
  write_clock(json, "gpu", &c->gpu_clock, "NVML");
  pm_json_end_object(json);
}

static void write_figures(struct pm_json *json, const struct pm_conditions *c,
                          const struct pm_energy *energy, size_t iterations) {
  pm_json_string(json, "source", energy->source);
  pm_json_number(json, "joules_per_iteration", pm_joules_per_iteration(c, energy, iterations));
  pm_json_number(json, "joules_per_iteration_at_most",
                 pm_joules_per_iteration_at_most(c, energy, iterations));
  pm_json_bool(json, "idle_subtracted", isfinite(energy->idle_watts));
  pm_json_number(json, "idle_watts", energy->idle_watts);
  pm_json_number(json, "watts", energy->joules / c->wall_s);
  pm_json_number(json, "joules", energy->joules);
  pm_json_number(json, "seconds", c->wall_s);
  pm_json_number(json, "timed_seconds", c->timed_s);
}

/* A GPU's case takes its energy from the GPU, and its host's beside it. */
static void write_energy(struct pm_json *json, const struct pm_case *timed,
                         const struct pm_conditions *c, size_t iterations) {
  const struct pm_energy *own = timed->device ? &c->gpu_energy : &c->cpu_energy;
  if (!own->source) {
    pm_json_null(json, "energy");
    return;
  }
  pm_json_object(json, "energy");
  write_figures(json, c, own, iterations);
  if (timed->device && c->cpu_energy.source) {
    pm_json_object(json, "host");
    write_figures(json, c, &c->cpu_energy, iterations);
    pm_json_end_object(json);
  } else {
    pm_json_null(json, "host");
  }
  pm_json_end_object(json);
}

static void write_machine(struct pm_json *json, const struct pm_case *timed,
                          const struct pm_conditions *c) {
  char reasons[256];
  pm_throttle_words(c->throttle_reasons, reasons, sizeof reasons);
  pm_json_object(json, "conditions");
  pm_json_number(json, "seconds", c->wall_s);
  pm_json_number(json, "processors", c->processors ? c->processors : NAN);
  pm_json_number(json, "own_cpu_seconds", c->own_cpu_s);
  pm_json_number(json, "other_cpu_seconds", c->other_cpu_s);
  pm_json_number(json, "stolen_cpu_seconds", c->stolen_cpu_s);
  pm_json_number(json, "throttle_events", c->throttle_events);
  pm_json_known(json, "throttle_reasons", reasons);
  pm_json_number(json, "cpu_temperature_c", c->cpu_temperature_c);
  pm_json_number(json, "gpu_temperature_c", c->gpu_temperature_c);
  pm_json_number(json, "gpu_watts", c->gpu_watts);
  pm_json_known(json, "no_energy_because",
                timed->device ? c->gpu_energy.reason : c->cpu_energy.reason);
  pm_json_end_object(json);
}

void pm_write_conditions(struct pm_json *json, const struct pm_case *timed,
                         const struct pm_measurement *measurement) {
  const struct pm_conditions *c = &measurement->conditions;
  if (!c->repetitions) {
    pm_json_null(json, "clocks");
    pm_json_null(json, "energy");
    pm_json_null(json, "conditions");
    return;
  }
  write_clocks(json, c);
  write_energy(json, timed, c, measurement->sample_count);
  write_machine(json, timed, c);
}

#include "host/measure/conditions.h"

#include <math.h>
#include <stdio.h>

/* How often the counters are renewed: RAPL's about every millisecond (Intel, Software Developer's
 * Manual, volume 3B, "RAPL Interfaces"); the GPU's every 100 ms or sooner (Yang, Adamek, Armour,
 * Accurate and Convenient Energy Measurements for GPUs, SC 2024). */
static const double rapl_renewed_s = 0.001, nvml_renewed_s = 0.1;

/* A repetition's energy is wrong by up to what one renewal holds. Of so many renewals together, a tenth
 * at worst, and less the more repetitions there are. */
static const double renewals_needed = 10;

void pm_watch_begin(struct pm_watch *watch) {
  if (!watch->sensors)
    return;
  pm_sensors_watch(watch->sensors, watch->processors, watch->processor_count);
  pm_sensors_read(watch->sensors, &watch->before);
}

/* The mean is a sum until the end. */
static void add_clock(struct pm_clock_range *range, double mhz, unsigned earlier) {
  if (!earlier)
    *range = (struct pm_clock_range){.least_mhz = mhz, .most_mhz = mhz};
  if (range->reading_count < PM_CLOCK_READINGS_MAX)
    range->readings_mhz[range->reading_count++] = mhz;
  range->least_mhz = fmin(range->least_mhz, mhz);
  range->most_mhz = fmax(range->most_mhz, mhz);
  range->mean_mhz += mhz;
}

static double greater(double a, double b, unsigned earlier) { return earlier ? fmax(a, b) : b; }

void pm_watch_end(struct pm_watch *watch, double timed_s, struct pm_conditions *c) {
  if (!watch->sensors)
    return;
  const struct pm_reading *before = &watch->before;
  struct pm_reading after;
  pm_sensors_read(watch->sensors, &after);
  const double own_s = after.own_cpu_s - before->own_cpu_s;
  const unsigned earlier = c->repetitions++;
  c->wall_s += (double)(after.clock_ns - before->clock_ns) * 1e-9;
  c->timed_s += timed_s;
  c->own_cpu_s += own_s;
  c->other_cpu_s += after.cpu_busy_s - before->cpu_busy_s - own_s;
  c->stolen_cpu_s += after.cpu_steal_s - before->cpu_steal_s;
  c->throttle_events += after.cpu_throttles - before->cpu_throttles;
  c->throttle_reasons |= after.gpu_throttle_reasons;
  add_clock(&c->cpu_clock, after.cpu_mhz, earlier);
  add_clock(&c->gpu_clock, after.gpu_mhz, earlier);
  c->cpu_temperature_c = greater(c->cpu_temperature_c, after.cpu_temperature_c, earlier);
  c->gpu_temperature_c = greater(c->gpu_temperature_c, after.gpu_temperature_c, earlier);
  c->gpu_watts += after.gpu_watts;
  c->cpu_energy.joules += after.cpu_joules - before->cpu_joules;
  c->gpu_energy.joules += after.gpu_joules - before->gpu_joules;
}

static void judge_energy(const struct pm_conditions *c, struct pm_energy *energy,
                         const char *source, double idle_watts, double renewed_s) {
  const double needed_s = renewed_s * fmax(1, renewals_needed / c->repetitions);
  const double had_s = c->wall_s / c->repetitions;
  energy->idle_watts = idle_watts;
  energy->source = source;
  if (!source)
    return;
  energy->reason[0] = '\0';
  if (isfinite(energy->joules) && had_s >= needed_s)
    return;
  energy->source = NULL;
  if (isfinite(energy->joules))
    snprintf(energy->reason, sizeof energy->reason,
             "repetitions of %.3g ms are too short for %s, renewed every %.3g ms: %.3g ms or more "
             "are needed (--min-time)",
             1e3 * had_s, source, 1e3 * renewed_s, 1e3 * needed_s);
  else
    snprintf(energy->reason, sizeof energy->reason, "%s could not be read all the time", source);
}

void pm_watch_conclude(const struct pm_watch *watch, struct pm_conditions *c) {
  if (!watch->sensors || !c->repetitions)
    return;
  c->processors = pm_sensors_processors(watch->sensors);
  c->clock_source = pm_sensors_clock_source(watch->sensors);
  c->cpu_clock.mean_mhz /= c->repetitions;
  c->gpu_clock.mean_mhz /= c->repetitions;
  c->gpu_watts /= c->repetitions;
  struct pm_energy *cpu = &c->cpu_energy, *gpu = &c->gpu_energy;
  const char *source =
      pm_sensors_cpu_energy_source(watch->sensors, cpu->reason, sizeof cpu->reason);
  judge_energy(c, cpu, source, watch->idle.cpu_watts, rapl_renewed_s);
  source = pm_sensors_gpu_energy_source(watch->sensors, gpu->reason, sizeof gpu->reason);
  judge_energy(c, gpu, source, watch->idle.gpu_watts, nvml_renewed_s);
}

double pm_joules_per_iteration_at_most(const struct pm_conditions *c,
                                       const struct pm_energy *energy, size_t iterations) {
  if (!energy->source || !iterations)
    return NAN;
  const double idle_joules = energy->idle_watts > 0 ? energy->idle_watts * c->wall_s : 0;
  return fmax(0, energy->joules - idle_joules) / (double)iterations;
}

double pm_joules_per_iteration(const struct pm_conditions *c, const struct pm_energy *energy,
                               size_t iterations) {
  return pm_joules_per_iteration_at_most(c, energy, iterations) * c->timed_s / c->wall_s;
}

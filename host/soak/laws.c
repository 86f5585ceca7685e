/* The laws of a long run; soak.h says them in words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/soak/soak.h"

#include "host/measure/statistics.h"

static const double drift_limit = 0.02, range_limit = 0.10, clock_limit = 0.90;
static const double temperature_limit_c = 90, power_limit = 0.25;
static const double memory_limit = 0.01, memory_limit_bytes = 1 << 20;
static const double others_limit = 0.05, steal_limit = 0.01;

const char *pm_soak_law_name(enum pm_soak_law law) {
  static const char *const names[PM_SOAK_LAW_COUNT] = {
      "output",     "drift",       "range", "cpu_clock", "gpu_clock",
      "throttling", "temperature", "power", "memory",    "alone"};
  return names[law];
}

const char *pm_soak_verdict_name(enum pm_soak_verdict verdict) {
  static const char *const names[] = {"ok", "warn", "unknown"};
  return names[verdict];
}

static struct pm_soak_finding unknown(const char *why) {
  struct pm_soak_finding f = {.verdict = PM_SOAK_UNKNOWN, .figure = NAN, .limit = NAN};
  snprintf(f.text, sizeof f.text, "%s", why);
  return f;
}

static struct pm_soak_finding finding(double figure, double limit, bool holds) {
  return (struct pm_soak_finding){
      .verdict = holds ? PM_SOAK_OK : PM_SOAK_WARN, .figure = figure, .limit = limit};
}

/* --- of the cases ------------------------------------------------------------------------ */

static struct pm_soak_finding judge_output(const struct pm_soak *soak) {
  uint64_t iterations = 0;
  for (size_t i = 0; i < soak->count; i++)
    iterations += soak->windows[i].iterations;
  struct pm_soak_finding f = finding(soak->wrong ? 1 : 0, 0, !soak->wrong);
  if (soak->wrong)
    snprintf(f.text, sizeof f.text, "%.200s", soak->wrong);
  else
    snprintf(f.text, sizeof f.text, "%llu iterations, every output right",
             (unsigned long long)iterations);
  return f;
}

static struct pm_soak_finding drift_of(const char *name, const struct pm_soak_summary *s) {
  bool sure = s->trend.low > 0 || s->trend.high < 0;
  struct pm_soak_finding f = finding(s->drift, drift_limit, !sure || fabs(s->drift) <= drift_limit);
  snprintf(f.text, sizeof f.text,
           "%.120s: throughput %+.2f%% over the run, %+.2f%% an hour (95%%: %+.2f%% to %+.2f%%)",
           name, 100 * s->drift, 360000 * s->trend.slope / s->median,
           360000 * s->trend.low / s->median, 360000 * s->trend.high / s->median);
  return f;
}

/* A warning before none, then the greater drift. */
static struct pm_soak_finding judge_drift(const struct pm_soak *soak) {
  struct pm_soak_finding worst = unknown("no case has the six windows that a drift takes");
  for (size_t i = 0; i < soak->case_count; i++) {
    struct pm_soak_summary s = pm_soak_summarise(soak, i);
    if (isnan(s.trend.low))
      continue;
    struct pm_soak_finding f = drift_of(soak->cases[i], &s);
    bool graver = f.verdict == PM_SOAK_WARN && worst.verdict != PM_SOAK_WARN;
    bool as_grave = f.verdict == worst.verdict && fabs(f.figure) > fabs(worst.figure);
    if (worst.verdict == PM_SOAK_UNKNOWN || graver || as_grave)
      worst = f;
  }
  return worst;
}

static struct pm_soak_finding judge_range(const struct pm_soak *soak) {
  struct pm_soak_finding worst = unknown("no case has two windows after its warm-up");
  for (size_t i = 0; i < soak->case_count; i++) {
    struct pm_soak_summary s = pm_soak_summarise(soak, i);
    if (s.windows < 3 || isnan(s.range) || s.range <= worst.figure)
      continue;
    worst = finding(s.range, range_limit, s.range <= range_limit);
    snprintf(worst.text, sizeof worst.text,
             "%.120s: windows from %.4g to %.4g items/s, (max - min) / mean = %.2f%%",
             soak->cases[i], s.lowest, s.highest, 100 * s.range);
  }
  return worst;
}

/* --- of the machine ---------------------------------------------------------------------- */

/* The known values of one sensor over the windows, and their times. */
struct readings {
  double *values, *times;
  size_t count;
};

enum { WARM = 1, OF_EVERY_CASE = -1 };

/* Of one case or of every one; with WARM without the windows in which the machine warmed up. */
static bool read_sensor(const struct pm_soak *soak, size_t offset, long index, int warm,
                        struct readings *readings) {
  size_t total = 0, seen = 0;
  for (size_t i = 0; i < soak->count; i++)
    total += index < 0 || soak->windows[i].index == (size_t)index;
  size_t warming = !warm || total < 2 ? 0 : total < 10 ? 1 : total / 5;
  *readings = (struct readings){.values = malloc((2 * soak->count + 1) * sizeof(double))};
  if (!readings->values)
    return false;
  readings->times = readings->values + soak->count;
  for (size_t i = 0; i < soak->count; i++) {
    const struct pm_soak_window *w = &soak->windows[i];
    double value = *(const double *)((const char *)w + offset);
    if ((index >= 0 && w->index != (size_t)index) || seen++ < warming || isnan(value))
      continue;
    readings->times[readings->count] = w->start_s + w->wall_s;
    readings->values[readings->count++] = value;
  }
  return true;
}

#define READ(soak, member, warm, readings)                                                         \
  read_sensor(soak, offsetof(struct pm_soak_window, member), OF_EVERY_CASE, warm, readings)

static double least(const struct readings *r) {
  double value = INFINITY;
  for (size_t i = 0; i < r->count; i++)
    value = fmin(value, r->values[i]);
  return value;
}

static double greatest(const struct readings *r) {
  double value = -INFINITY;
  for (size_t i = 0; i < r->count; i++)
    value = fmax(value, r->values[i]);
  return value;
}

static double mean(const struct readings *r) {
  double sum = 0;
  for (size_t i = 0; i < r->count; i++)
    sum += r->values[i];
  return sum / (double)r->count;
}

/* Cases take turns and differ in clock and power: each is held against itself. */
static struct pm_soak_finding judge_clock(const struct pm_soak *soak, size_t offset,
                                          const char *whose) {
  char why[80];
  snprintf(why, sizeof why, "the %s's clock cannot be read here", whose);
  struct pm_soak_finding worst = unknown(why);
  for (size_t i = 0; i < soak->case_count; i++) {
    struct readings r;
    if (!read_sensor(soak, offset, (long)i, WARM, &r))
      return unknown("no memory");
    double share = r.count && greatest(&r) > 0 ? least(&r) / greatest(&r) : NAN;
    if (!isnan(share) && !(share >= worst.figure)) {
      worst = finding(share, clock_limit, share >= clock_limit);
      snprintf(worst.text, sizeof worst.text, "%s clock from %.0f to %.0f MHz", whose, least(&r),
               greatest(&r));
    }
    free(r.values);
  }
  return worst;
}

static struct pm_soak_finding judge_throttling(const struct pm_soak *soak) {
  uint64_t reasons = 0;
  struct readings r;
  if (!READ(soak, cpu_throttles, 0, &r))
    return unknown("no memory");
  double events = 0;
  for (size_t i = 0; i < r.count; i++)
    events += r.values[i];
  for (size_t i = 0; i < soak->count; i++)
    reasons |= soak->windows[i].gpu_throttle_reasons;
  char words[128];
  pm_throttle_words(reasons, words, sizeof words);
  bool gpu_known = false;
  for (size_t i = 0; i < soak->count; i++)
    gpu_known = gpu_known || !isnan(soak->windows[i].gpu_mhz);
  struct pm_soak_finding f = unknown("throttling cannot be read here");
  if (*words || r.count || gpu_known) {
    f = finding(events, 0, !*words && events <= 0);
    if (*words)
      snprintf(f.text, sizeof f.text, "the GPU was held back: %s", words);
    else
      snprintf(f.text, sizeof f.text, "%.0f thermal throttling events of the processor%s", events,
               gpu_known ? "; the GPU was not held back" : "");
  }
  free(r.values);
  return f;
}

static struct pm_soak_finding judge_temperature(const struct pm_soak *soak) {
  struct readings cpu, gpu;
  if (!READ(soak, cpu_temperature_c, 0, &cpu))
    return unknown("no memory");
  if (!READ(soak, gpu_temperature_c, 0, &gpu)) {
    free(cpu.values);
    return unknown("no memory");
  }
  struct pm_soak_finding f = unknown("no temperature can be read here");
  if (cpu.count || gpu.count) {
    double hottest = fmax(greatest(&cpu), greatest(&gpu));
    f = finding(hottest, temperature_limit_c, hottest < temperature_limit_c);
    snprintf(f.text, sizeof f.text, "at most %.0f °C (%s)", hottest,
             greatest(&gpu) > greatest(&cpu) ? "GPU" : "processor");
  }
  free(cpu.values);
  free(gpu.values);
  return f;
}

static struct pm_soak_finding judge_power_of(const struct pm_soak *soak, size_t offset,
                                             const char *whose) {
  struct pm_soak_finding worst = unknown("no power can be read here");
  for (size_t i = 0; i < soak->case_count; i++) {
    struct readings r;
    if (!read_sensor(soak, offset, (long)i, WARM, &r))
      return unknown("no memory");
    double range = r.count && mean(&r) > 0 ? (greatest(&r) - least(&r)) / mean(&r) : NAN;
    if (!isnan(range) && !(range <= worst.figure)) {
      worst = finding(range, power_limit, range <= power_limit);
      snprintf(worst.text, sizeof worst.text, "%s from %.1f to %.1f W, (max - min) / mean = %.1f%%",
               whose, least(&r), greatest(&r), 100 * range);
    }
    free(r.values);
  }
  return worst;
}

/* The GPU's where there is one, as it is what most of it goes into. */
static struct pm_soak_finding judge_power(const struct pm_soak *soak) {
  struct pm_soak_finding gpu =
      judge_power_of(soak, offsetof(struct pm_soak_window, gpu_watts), "GPU");
  return gpu.verdict != PM_SOAK_UNKNOWN
             ? gpu
             : judge_power_of(soak, offsetof(struct pm_soak_window, cpu_watts), "processor");
}

static struct pm_soak_finding judge_memory(const struct pm_soak *soak) {
  struct readings r;
  if (!READ(soak, resident_bytes, WARM, &r))
    return unknown("no memory");
  struct pm_trend trend = pm_trend_fit(r.times, r.values, r.count);
  struct pm_soak_finding f = unknown("memory growth takes six windows");
  if (!isnan(trend.low)) {
    double grown = trend.slope * (r.times[r.count - 1] - r.times[0]);
    double limit = fmax(memory_limit * pm_median(r.values, r.count), memory_limit_bytes);
    f = finding(grown, limit, !(trend.low > 0) || grown <= limit);
    snprintf(f.text, sizeof f.text,
             "%.1f MiB resident, growing by %.0f KiB an hour (95%%: %.0f to %.0f)",
             r.values[r.count - 1] / (1 << 20), 3600 * trend.slope / 1024, 3600 * trend.low / 1024,
             3600 * trend.high / 1024);
  }
  free(r.values);
  return f;
}

static struct pm_soak_finding judge_alone(const struct pm_soak *soak) {
  struct readings others, steal;
  if (!READ(soak, others_share, 0, &others))
    return unknown("no memory");
  if (!READ(soak, steal_share, 0, &steal)) {
    free(others.values);
    return unknown("no memory");
  }
  struct pm_soak_finding f = unknown("what else runs cannot be read here");
  if (others.count) {
    double share = pm_median(others.values, others.count);
    double stolen = steal.count ? pm_median(steal.values, steal.count) : 0;
    f = finding(share, others_limit, share <= others_limit && stolen <= steal_limit);
    snprintf(f.text, sizeof f.text,
             "in the median window others took %.1f%% of the processors, the hypervisor %.1f%%",
             100 * share, 100 * stolen);
  }
  free(others.values);
  free(steal.values);
  return f;
}

/* --- all --------------------------------------------------------------------------------- */

void pm_soak_judge(const struct pm_soak *soak, struct pm_soak_finding findings[PM_SOAK_LAW_COUNT]) {
  findings[PM_SOAK_OUTPUT] = judge_output(soak);
  findings[PM_SOAK_DRIFT] = judge_drift(soak);
  findings[PM_SOAK_RANGE] = judge_range(soak);
  findings[PM_SOAK_CPU_CLOCK] =
      judge_clock(soak, offsetof(struct pm_soak_window, cpu_mhz), "processor");
  findings[PM_SOAK_GPU_CLOCK] = judge_clock(soak, offsetof(struct pm_soak_window, gpu_mhz), "GPU");
  findings[PM_SOAK_THROTTLING] = judge_throttling(soak);
  findings[PM_SOAK_TEMPERATURE] = judge_temperature(soak);
  findings[PM_SOAK_POWER] = judge_power(soak);
  findings[PM_SOAK_MEMORY] = judge_memory(soak);
  findings[PM_SOAK_ALONE] = judge_alone(soak);
}

enum pm_soak_verdict pm_soak_verdict(const struct pm_soak_finding findings[PM_SOAK_LAW_COUNT]) {
  for (int law = 0; law < PM_SOAK_LAW_COUNT; law++)
    if (findings[law].verdict == PM_SOAK_WARN)
      return PM_SOAK_WARN;
  return PM_SOAK_OK;
}

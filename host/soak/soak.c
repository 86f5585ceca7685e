#include "host/soak/soak.h"

#include <math.h>
#include <stdlib.h>

#include "host/measure/statistics.h"

/* --- windows ----------------------------------------------------------------------------- */

static double mean_of_two(double a, double b) { return isnan(a) ? b : isnan(b) ? a : (a + b) / 2; }

void pm_soak_window_sense(struct pm_soak_window *w, const struct pm_reading *start,
                          const struct pm_reading *end, unsigned processors) {
  double seconds = (double)(end->clock_ns - start->clock_ns) * 1e-9;
  double capacity_s = seconds * processors;
  double busy_s = end->cpu_busy_s - start->cpu_busy_s, own_s = end->own_cpu_s - start->own_cpu_s;
  w->cpu_mhz = mean_of_two(start->cpu_mhz, end->cpu_mhz);
  w->cpu_temperature_c = end->cpu_temperature_c;
  w->cpu_watts = (end->cpu_joules - start->cpu_joules) / seconds;
  w->cpu_throttles = end->cpu_throttles - start->cpu_throttles;
  /* The two are counted in steps of different length: a little less than nothing is nothing. */
  w->others_share = isnan(busy_s - own_s) ? NAN : fmax(0, busy_s - own_s) / capacity_s;
  w->steal_share = (end->cpu_steal_s - start->cpu_steal_s) / capacity_s;
  w->resident_bytes = end->resident_bytes;
  w->gpu_mhz = mean_of_two(start->gpu_mhz, end->gpu_mhz);
  w->gpu_temperature_c = end->gpu_temperature_c;
  double joules = end->gpu_joules - start->gpu_joules;
  w->gpu_watts = isnan(joules) ? mean_of_two(start->gpu_watts, end->gpu_watts) : joules / seconds;
  w->gpu_throttle_reasons = start->gpu_throttle_reasons | end->gpu_throttle_reasons;
}

bool pm_soak_add(struct pm_soak *soak, const struct pm_soak_window *window) {
  if (soak->count == soak->room) {
    size_t room = soak->room ? 2 * soak->room : 64;
    struct pm_soak_window *windows = realloc(soak->windows, room * sizeof *windows);
    if (!windows)
      return false;
    soak->windows = windows;
    soak->room = room;
  }
  soak->windows[soak->count++] = *window;
  return true;
}

void pm_soak_free(struct pm_soak *soak) {
  free(soak->windows);
  soak->windows = NULL;
  soak->count = soak->room = 0;
}

/* --- a case's summary -------------------------------------------------------------------- */

/* Windows of a case without those in which it warmed up. */
static size_t series(const struct pm_soak *soak, size_t index, double *times, double *rates) {
  size_t total = 0, seen = 0, count = 0;
  for (size_t i = 0; i < soak->count; i++)
    total += soak->windows[i].index == index;
  size_t warming = total < 2 ? 0 : total < 10 ? 1 : total / 5;
  for (size_t i = 0; i < soak->count; i++) {
    const struct pm_soak_window *w = &soak->windows[i];
    if (w->index != index || seen++ < warming)
      continue;
    times[count] = w->start_s + w->wall_s / 2;
    rates[count++] = w->items_per_second;
  }
  return count;
}

static void summarise_series(const double *times, const double *rates, size_t n,
                             struct pm_soak_summary *s) {
  double sum = 0;
  s->lowest = INFINITY;
  s->highest = -INFINITY;
  for (size_t i = 0; i < n; i++) {
    sum += rates[i];
    s->lowest = fmin(s->lowest, rates[i]);
    s->highest = fmax(s->highest, rates[i]);
  }
  s->median = pm_median(rates, n);
  s->range = (s->highest - s->lowest) / (sum / (double)n);
  s->trend = pm_trend_fit(times, rates, n);
  s->drift = s->trend.slope * (times[n - 1] - times[0]) / s->median;
}

struct pm_soak_summary pm_soak_summarise(const struct pm_soak *soak, size_t index) {
  struct pm_soak_summary s = {.median = NAN,
                              .lowest = NAN,
                              .highest = NAN,
                              .range = NAN,
                              .trend = {NAN, NAN, NAN},
                              .drift = NAN};
  for (size_t i = 0; i < soak->count; i++)
    if (soak->windows[i].index == index) {
      s.windows++;
      s.iterations += soak->windows[i].iterations;
    }
  double *times = malloc((2 * soak->count + 1) * sizeof *times);
  size_t n = times ? series(soak, index, times, times + soak->count) : 0;
  if (n)
    summarise_series(times, times + soak->count, n, &s);
  free(times);
  return s;
}

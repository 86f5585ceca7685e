/* A long run as JSON, as metrics and in a table. */
#include <math.h>
#include <stdlib.h>

#include "host/metrics/exposition.h"
#include "host/result/grid.h"
#include "host/result/json.h"
#include "host/result/units.h"
#include "host/soak/soak.h"

/* --- JSON -------------------------------------------------------------------------------- */

static void write_finding(struct pm_json *json, enum pm_soak_law law,
                          const struct pm_soak_finding *finding) {
  pm_json_object(json, NULL);
  pm_json_string(json, "law", pm_soak_law_name(law));
  pm_json_string(json, "verdict", pm_soak_verdict_name(finding->verdict));
  pm_json_number(json, "figure", finding->figure);
  pm_json_number(json, "limit", finding->limit);
  pm_json_string(json, "text", finding->text);
  pm_json_end_object(json);
}

static void write_case(struct pm_json *json, const struct pm_soak *soak, size_t index) {
  struct pm_soak_summary s = pm_soak_summarise(soak, index);
  pm_json_object(json, NULL);
  pm_json_string(json, "case", soak->cases[index]);
  pm_json_known(json, "item", soak->items[index]);
  pm_json_u64(json, "windows", s.windows);
  pm_json_u64(json, "iterations", s.iterations);
  pm_json_number(json, "median_items_per_second", s.median);
  pm_json_number(json, "lowest_items_per_second", s.lowest);
  pm_json_number(json, "highest_items_per_second", s.highest);
  pm_json_number(json, "range", s.range);
  pm_json_number(json, "drift", s.drift);
  pm_json_number(json, "slope_per_second", s.trend.slope);
  pm_json_number(json, "slope_low_per_second", s.trend.low);
  pm_json_number(json, "slope_high_per_second", s.trend.high);
  pm_json_end_object(json);
}

static void write_window(struct pm_json *json, const struct pm_soak_window *w) {
  pm_json_object(json, NULL);
  pm_json_u64(json, "case", w->index);
  pm_json_number(json, "start_s", w->start_s);
  pm_json_number(json, "wall_s", w->wall_s);
  pm_json_u64(json, "iterations", w->iterations);
  pm_json_number(json, "timed_ns", w->timed_ns);
  pm_json_number(json, "slowest_ns", w->slowest_ns);
  pm_json_number(json, "items_per_second", w->items_per_second);
  pm_json_number(json, "cpu_mhz", w->cpu_mhz);
  pm_json_number(json, "cpu_temperature_c", w->cpu_temperature_c);
  pm_json_number(json, "cpu_watts", w->cpu_watts);
  pm_json_number(json, "cpu_throttles", w->cpu_throttles);
  pm_json_number(json, "others_share", w->others_share);
  pm_json_number(json, "steal_share", w->steal_share);
  pm_json_number(json, "resident_bytes", w->resident_bytes);
  pm_json_number(json, "gpu_mhz", w->gpu_mhz);
  pm_json_number(json, "gpu_temperature_c", w->gpu_temperature_c);
  pm_json_number(json, "gpu_watts", w->gpu_watts);
  pm_json_u64(json, "gpu_throttle_reasons", w->gpu_throttle_reasons);
  pm_json_end_object(json);
}

static void write_soak(struct pm_json *json, const struct pm_soak *soak,
                       const struct pm_soak_finding *findings) {
  pm_json_object(json, NULL);
  pm_json_known(json, "started", soak->started);
  pm_json_number(json, "minutes", soak->minutes);
  pm_json_number(json, "window_s", soak->window_s);
  pm_json_bool(json, "finished", soak->finished);
  pm_json_string(json, "verdict", pm_soak_verdict_name(pm_soak_verdict(findings)));
  pm_json_string(
      json, "formula",
      "range = (max - min) / mean of the windows' items_per_second; drift = Theil-Sen slope "
      "x time from the first window to the last / median; warm-up left out of both");
  pm_json_array(json, "laws");
  for (int law = 0; law < PM_SOAK_LAW_COUNT; law++)
    write_finding(json, (enum pm_soak_law)law, &findings[law]);
  pm_json_end_array(json);
  pm_json_array(json, "cases");
  for (size_t i = 0; i < soak->case_count; i++)
    write_case(json, soak, i);
  pm_json_end_array(json);
  pm_json_array(json, "windows");
  for (size_t i = 0; i < soak->count; i++)
    write_window(json, &soak->windows[i]);
  pm_json_end_array(json);
  pm_json_end_object(json);
}

static char *close_text(FILE *stream, char **text) {
  bool whole = !ferror(stream);
  if (fclose(stream) == 0 && whole)
    return *text;
  free(*text);
  return NULL;
}

char *pm_soak_json(const struct pm_soak *soak, const struct pm_soak_finding *findings) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return NULL;
  struct pm_json json = {.stream = stream, .depth = 2};
  write_soak(&json, soak, findings);
  return close_text(stream, &text);
}

/* --- metrics ----------------------------------------------------------------------------- */

static const struct pm_soak_window *last_window(const struct pm_soak *soak, size_t index) {
  for (size_t i = soak->count; i > 0; i--)
    if (soak->windows[i - 1].index == index)
      return &soak->windows[i - 1];
  return NULL;
}

enum figure { ITERATIONS, WINDOWS, RATE, MEDIAN, RANGE, DRIFT, SLOPE };

static double figure_of(const struct pm_soak *soak, size_t index, enum figure figure) {
  struct pm_soak_summary s = pm_soak_summarise(soak, index);
  const struct pm_soak_window *last = last_window(soak, index);
  switch (figure) {
  case ITERATIONS:
    return (double)s.iterations;
  case WINDOWS:
    return (double)s.windows;
  case RATE:
    return last ? last->items_per_second : NAN;
  case MEDIAN:
    return s.median;
  case RANGE:
    return s.range;
  case DRIFT:
    return s.drift;
  default:
    return 3600 * s.trend.slope / s.median;
  }
}

static void expose_cases(FILE *stream, const struct pm_soak *soak) {
  static const struct {
    enum figure figure;
    const char *name, *type, *help;
  } families[] = {
      {ITERATIONS, "proofmark_soak_iterations_total", "counter",
       "Iterations whose output was right."},
      {WINDOWS, "proofmark_soak_windows_total", "counter", "Finished windows."},
      {RATE, "proofmark_soak_items_per_second", "gauge", "Throughput of the last window."},
      {MEDIAN, "proofmark_soak_items_per_second_median", "gauge", "Median over the windows."},
      {RANGE, "proofmark_soak_range_ratio", "gauge",
       "(max - min) / mean of the windows' throughput."},
      {DRIFT, "proofmark_soak_drift_ratio", "gauge", "Change of throughput over the run."},
      {SLOPE, "proofmark_soak_drift_ratio_per_hour", "gauge", "Theil-Sen slope of throughput."}};
  for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
    pm_metric_family(stream, families[f].name, families[f].type, families[f].help);
    for (size_t i = 0; i < soak->case_count; i++)
      pm_metric_sample(stream, families[f].name, &(struct pm_label){"case", soak->cases[i]}, 1,
                       figure_of(soak, i, families[f].figure));
  }
}

static void expose_machine(FILE *stream, const struct pm_soak_window *w) {
  pm_metric(stream, "proofmark_cpu_frequency_hertz", "gauge", "Mean clock of the processors.",
            w->cpu_mhz * 1e6);
  pm_metric(stream, "proofmark_cpu_temperature_celsius", "gauge", "The hottest sensor.",
            w->cpu_temperature_c);
  pm_metric(stream, "proofmark_cpu_power_watts", "gauge", "Packages, over the last window.",
            w->cpu_watts);
  pm_metric(stream, "proofmark_cpu_others_ratio", "gauge",
            "Processor time that others took in the last window.", w->others_share);
  pm_metric(stream, "proofmark_cpu_steal_ratio", "gauge",
            "Processor time that the hypervisor took in the last window.", w->steal_share);
  pm_metric(stream, "proofmark_resident_memory_bytes", "gauge", "Of this process.",
            w->resident_bytes);
  pm_metric(stream, "proofmark_gpu_frequency_hertz", "gauge", "Clock of the multiprocessors.",
            w->gpu_mhz * 1e6);
  pm_metric(stream, "proofmark_gpu_temperature_celsius", "gauge", "Of the GPU.",
            w->gpu_temperature_c);
  pm_metric(stream, "proofmark_gpu_power_watts", "gauge", "Over the last window.", w->gpu_watts);
  if (!isnan(w->gpu_mhz))
    pm_metric(stream, "proofmark_gpu_throttle_reasons", "gauge",
              "NVML's bits, as seen at the ends of the last window.",
              (double)w->gpu_throttle_reasons);
}

static void expose_laws(FILE *stream, const struct pm_soak_finding *findings) {
  static const char name[] = "proofmark_soak_law_ok";
  pm_metric_family(stream, name, "gauge", "1 where the law holds, 0 where it does not.");
  for (int law = 0; law < PM_SOAK_LAW_COUNT; law++)
    if (findings[law].verdict != PM_SOAK_UNKNOWN)
      pm_metric_sample(stream, name,
                       &(struct pm_label){"law", pm_soak_law_name((enum pm_soak_law)law)}, 1,
                       findings[law].verdict == PM_SOAK_OK);
}

char *pm_soak_metrics(const struct pm_soak *soak, const struct pm_soak_finding *findings) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return NULL;
  double elapsed_s = 0;
  if (soak->count) {
    const struct pm_soak_window *last = &soak->windows[soak->count - 1];
    elapsed_s = last->start_s + last->wall_s;
  }
  pm_metric(stream, "proofmark_soak_planned_seconds", "gauge", "As asked for.", 60 * soak->minutes);
  pm_metric(stream, "proofmark_soak_elapsed_seconds", "gauge", "Up to the last finished window.",
            elapsed_s);
  pm_metric(stream, "proofmark_soak_finished", "gauge", "1 once the planned time is over.",
            soak->finished);
  pm_metric(stream, "proofmark_soak_wrong_outputs_total", "counter", "The first ends the run.",
            soak->wrong ? 1 : 0);
  expose_cases(stream, soak);
  if (soak->count)
    expose_machine(stream, &soak->windows[soak->count - 1]);
  expose_laws(stream, findings);
  return close_text(stream, &text);
}

/* --- a table ----------------------------------------------------------------------------- */

static void print_cases(const struct pm_soak *soak, bool colour, FILE *stream) {
  static const char *const heads[] = {"case",  "windows", "iterations", "median",
                                      "items", "range",   "drift",      "per hour"};
  struct pm_grid *grid = pm_grid_new("lrrrlrrr");
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    pm_grid_cell(grid, PM_STYLE_HEAD, heads[i]);
  for (size_t i = 0; i < soak->case_count; i++) {
    struct pm_soak_summary s = pm_soak_summarise(soak, i);
    char rate[PM_FIGURE_MAX];
    pm_format_si(s.median, rate);
    pm_grid_cell(grid, PM_STYLE_PLAIN, soak->cases[i]);
    pm_grid_format(grid, PM_STYLE_PLAIN, "%zu", s.windows);
    pm_grid_format(grid, PM_STYLE_PLAIN, "%llu", (unsigned long long)s.iterations);
    pm_grid_cell(grid, PM_STYLE_PLAIN, rate);
    pm_grid_format(grid, PM_STYLE_PLAIN, "%s/s", soak->items[i] ? soak->items[i] : "items");
    const double shares[] = {s.range, s.drift, 3600 * s.trend.slope / s.median};
    for (int k = 0; k < 3; k++)
      if (isnan(shares[k]))
        pm_grid_cell(grid, PM_STYLE_DIM, "–");
      else
        pm_grid_format(grid, PM_STYLE_PLAIN, k ? "%+.2f%%" : "%.2f%%", 100 * shares[k]);
  }
  pm_grid_print(grid, 2, colour, stream);
  pm_grid_free(grid);
}

void pm_soak_print(const struct pm_soak *soak, const struct pm_soak_finding *findings, bool colour,
                   FILE *stream) {
  static const char *const words[] = {"OK", "WARN", "?"};
  static const enum pm_style styles[] = {PM_STYLE_GOOD, PM_STYLE_BAD, PM_STYLE_DIM};
  struct pm_grid *grid = pm_grid_new("lll");
  print_cases(soak, colour, stream);
  putc('\n', stream);
  for (int law = 0; law < PM_SOAK_LAW_COUNT; law++) {
    const struct pm_soak_finding *f = &findings[law];
    pm_grid_cell(grid, styles[f->verdict], words[f->verdict]);
    pm_grid_cell(grid, PM_STYLE_PLAIN, pm_soak_law_name((enum pm_soak_law)law));
    pm_grid_cell(grid, PM_STYLE_PLAIN, f->text);
  }
  pm_grid_print(grid, 2, colour, stream);
  pm_grid_free(grid);
  fprintf(stream, "\n%s%s\n", pm_soak_verdict(findings) == PM_SOAK_OK ? "OK" : "WARN",
          soak->finished ? "" : ", and cut short");
}

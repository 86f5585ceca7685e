#include <math.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/laws/ceiling.h"
#include "host/report/sections.h"
#include "host/result/table.h"
#include "host/result/units.h"

static double times_as_fast(const struct pm_observed_case *observed,
                            const struct pm_observed_case *baseline) {
  return baseline ? baseline->statistics.median_ns / observed->statistics.median_ns : NAN;
}

static void add_ratio(struct pm_document *d, double ratio) {
  char text[PM_FIGURE_MAX];
  pm_format_ratio(ratio, text);
  pm_document_figure(d, ratio, text);
}

static void add_place(struct pm_document *d, const struct pm_observed_case *observed) {
  char text[128] = "–";
  if (observed->threads)
    snprintf(text, sizeof text, "%.100s:%u", observed->binding, observed->threads);
  pm_document_cell(d, observed->device);
  pm_document_cell(d, text);
  pm_document_cell(d, observed->boundary);
}

static void add_times(struct pm_document *d, const struct pm_observed_case *observed) {
  const struct pm_statistics *s = &observed->statistics;
  char text[PM_FIGURE_MAX];
  pm_format_time(s->median_ns, text);
  pm_document_figure(d, s->median_ns, text);
  pm_format_spread(s->ci_low_ns, s->ci_high_ns, s->median_ns, text);
  pm_document_interval(d, s->ci_low_ns, s->ci_high_ns, text);
}

static void add_rates(struct pm_document *d, const struct pm_observed_case *observed) {
  char text[PM_FIGURE_MAX];
  pm_format_si(observed->items_per_second, text);
  pm_document_figure(d, observed->items_per_second, text);
  pm_format_gigabytes(observed->bytes_per_second, text);
  pm_document_figure(d, observed->bytes_per_second, text);
}

static void add_share(struct pm_document *d, const struct pm_observation *o,
                      const struct pm_observed_case *observed) {
  const struct pm_bounds bounds = pm_bounds_of(o, observed, PM_CEILING_MACHINE);
  const struct pm_bound *first = &bounds.bounds[0];
  char text[64] = "–";
  if (bounds.count)
    snprintf(text, sizeof text, "%.0f%% %s", 100 * first->share, pm_resource_name(first->resource));
  pm_document_figure(d, bounds.count ? first->share : NAN, text);
}

static void write_case(const struct pm_observation *o, const struct pm_observed_case *observed,
                       const struct pm_cpu_best *best, struct pm_document *d) {
  char verdict[512];
  pm_document_row(d, observed->trustworthy ? PM_STYLE_PLAIN : PM_STYLE_DIM, observed->id);
  pm_document_cell(d, observed->implementation);
  add_place(d, observed);
  add_times(d, observed);
  add_rates(d, observed);
  add_ratio(d, times_as_fast(observed, best->one_core));
  add_ratio(d, times_as_fast(observed, best->all_cores));
  add_share(d, o, observed);
  snprintf(verdict, sizeof verdict, observed->trustworthy ? "ok" : "not to be trusted: %.400s",
           observed->reason);
  pm_document_cell(d, verdict);
}

static void write_work(const struct pm_observation *o, const struct pm_observed_work *work,
                       int level, struct pm_document *d) {
  char rate[96];
  snprintf(rate, sizeof rate, "%.80s/s", *work->item ? work->item : "items");
  const struct pm_column columns[] = {{"implementation", NULL},
                                      {"device", NULL},
                                      {"binding", NULL},
                                      {"boundary", NULL},
                                      {"median", "median_ns"},
                                      {"95% CI", "ci_ns"},
                                      {rate, "items_per_second"},
                                      {"GB/s", "bytes_per_second"},
                                      {"vs 1 core", "vs_one_core"},
                                      {"vs all", "vs_all_cores"},
                                      {"of ceiling", "ceiling_share"},
                                      {"verdict", NULL}};
  struct pm_cpu_best best;
  const char *best_of = NULL; /* a device of the machine that `best` is of */
  bool open = false;
  for (size_t i = 0; i < o->case_count; i++) {
    if (o->cases[i].work != work)
      continue;
    if (!open) {
      pm_document_heading(d, level, NULL, work->id);
      pm_document_table(d, work->id, columns, sizeof columns / sizeof *columns);
      open = true;
    }
    if (!best_of || !pm_device_id_same_node(best_of, o->cases[i].device))
      best = pm_cpu_best(o, work, best_of = o->cases[i].device);
    write_case(o, &o->cases[i], &best, d);
  }
  if (open)
    pm_document_end_table(d);
}

void pm_section_cases(const struct pm_observation *o, int level, struct pm_document *d) {
  pm_document_heading(d, level, NULL, "Cases");
  if (!o->case_count) {
    pm_document_paragraph(d, PM_STYLE_DIM, "Nothing was measured.");
    return;
  }
  pm_document_paragraph(
      d, PM_STYLE_PLAIN,
      "“vs 1 core” and “vs all” are how many times as fast a case is as the best CPU "
      "implementation "
      "on one core and on all of them. “Of ceiling” is the nearest of the machine's limits that "
      "were "
      "measured in the same run. 95% CI is half the width of the interval of the median.");
  for (size_t w = 0; w < o->work_count; w++)
    write_work(o, &o->works[w], level + 1, d);
}

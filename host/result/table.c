#include "host/result/table.h"

#include <math.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/result/grid.h"
#include "host/result/units.h"

/* In the row of a case that is not to be trusted. */
#define UNTRUSTED_MARK "?"

/* --- the CPU to compare with ------------------------------------------------------------- */

static bool is_cpu_case_of(const struct pm_observed_case *observed,
                           const struct pm_observed_work *work, const char *device) {
  return observed->work == work && observed->on_cpu && observed->trustworthy &&
         observed->statistics.median_ns > 0 && pm_device_id_same_node(observed->device, device);
}

static const struct pm_observed_case *best_cpu(const struct pm_observation *observation,
                                               const struct pm_observed_work *work,
                                               const char *device, unsigned threads) {
  const struct pm_observed_case *best = NULL;
  for (size_t i = 0; i < observation->case_count; i++) {
    const struct pm_observed_case *observed = &observation->cases[i];
    if (is_cpu_case_of(observed, work, device) && observed->threads == threads &&
        (!best || observed->statistics.median_ns < best->statistics.median_ns))
      best = observed;
  }
  return best;
}

struct pm_cpu_best pm_cpu_best(const struct pm_observation *observation,
                               const struct pm_observed_work *work, const char *device) {
  unsigned most = 0;
  for (size_t i = 0; i < observation->case_count; i++) {
    const struct pm_observed_case *observed = &observation->cases[i];
    if (is_cpu_case_of(observed, work, device) && observed->threads > most)
      most = observed->threads;
  }
  return (struct pm_cpu_best){.one_core = best_cpu(observation, work, device, 1),
                              .all_cores =
                                  most > 1 ? best_cpu(observation, work, device, most) : NULL};
}

/* --- one work ---------------------------------------------------------------------------- */

static double times_as_fast(const struct pm_observed_case *observed,
                            const struct pm_observed_case *baseline) {
  return baseline ? baseline->statistics.median_ns / observed->statistics.median_ns : NAN;
}

static void add_head(struct pm_grid *grid, const struct pm_observed_work *work) {
  char rate[96];
  snprintf(rate, sizeof rate, "%.80s/s", *work->item ? work->item : "items");
  const char *const titles[] = {"implementation", "device", "binding", "boundary",  "median",
                                "95% CI",         rate,     "GB/s",    "vs 1 core", "vs all"};
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
    pm_grid_cell(grid, PM_STYLE_HEAD, titles[i]);
}

static void add_ratio(struct pm_grid *grid, enum pm_style style,
                      const struct pm_observed_case *observed,
                      const struct pm_observed_case *baseline) {
  char text[PM_FIGURE_MAX];
  pm_format_ratio(times_as_fast(observed, baseline), text);
  pm_grid_cell(grid, style, text);
}

static void add_case(struct pm_grid *grid, const struct pm_observed_case *observed,
                     const struct pm_cpu_best *best) {
  const struct pm_statistics *s = &observed->statistics;
  enum pm_style style = observed->trustworthy ? PM_STYLE_PLAIN : PM_STYLE_DIM;
  char text[PM_FIGURE_MAX];
  pm_grid_cell(grid, style, observed->implementation);
  pm_grid_cell(grid, style, observed->device);
  if (observed->threads)
    pm_grid_format(grid, style, "%s:%u", observed->binding, observed->threads);
  else
    pm_grid_cell(grid, style, "–");
  pm_grid_cell(grid, style, observed->boundary);
  pm_format_time(s->median_ns, text);
  pm_grid_cell(grid, style, text);
  pm_format_spread(s->ci_low_ns, s->ci_high_ns, s->median_ns, text);
  pm_grid_format(grid, style, "%s%s", text, observed->trustworthy ? "" : " " UNTRUSTED_MARK);
  pm_format_si(observed->items_per_second, text);
  pm_grid_cell(grid, style, text);
  pm_format_gigabytes(observed->bytes_per_second, text);
  pm_grid_cell(grid, style, text);
  add_ratio(grid, style, observed, best->one_core);
  add_ratio(grid, style, observed, best->all_cores);
}

/* Two cases are distrusted for one reason where its words agree up to the figures: "too noisy: ±89%". */
static bool same_reason(const struct pm_observed_case *a, const struct pm_observed_case *b) {
  size_t words = strcspn(a->reason, ":");
  return words == strcspn(b->reason, ":") && strncmp(a->reason, b->reason, words) == 0;
}

/* What the mark in a row means: a line for each reason, with the figures of its first case. */
static void print_notes(const struct pm_observation *observation,
                        const struct pm_observed_work *work, bool colour, FILE *stream) {
  const struct pm_observed_case *cases = observation->cases;
  for (size_t i = 0; i < observation->case_count; i++) {
    if (cases[i].work != work || cases[i].trustworthy)
      continue;
    size_t earlier = 0, times = 0;
    for (size_t j = 0; j < observation->case_count; j++) {
      bool same =
          cases[j].work == work && !cases[j].trustworthy && same_reason(&cases[i], &cases[j]);
      earlier += same && j < i;
      times += same;
    }
    if (earlier)
      continue;
    char line[512];
    if (times > 1)
      snprintf(line, sizeof line, "  " UNTRUSTED_MARK " %zu not to be trusted, the first: %s",
               times, cases[i].reason);
    else
      snprintf(line, sizeof line, "  " UNTRUSTED_MARK " not to be trusted: %s", cases[i].reason);
    pm_print_styled(PM_STYLE_BAD, colour, line, stream);
    putc('\n', stream);
  }
}

static void print_work(const struct pm_observation *observation,
                       const struct pm_observed_work *work, bool colour, FILE *stream) {
  struct pm_cpu_best best;
  const char *best_of = NULL; /* a device of the machine that `best` is of */
  struct pm_grid *grid = pm_grid_new("llllrrrrrr");
  size_t rows = 0;
  add_head(grid, work);
  for (size_t i = 0; i < observation->case_count; i++)
    if (observation->cases[i].work == work) {
      const char *device = observation->cases[i].device;
      if (!best_of || !pm_device_id_same_node(best_of, device))
        best = pm_cpu_best(observation, work, best_of = device);
      add_case(grid, &observation->cases[i], &best);
      rows++;
    }
  if (rows) {
    pm_print_styled(PM_STYLE_HEAD, colour, work->id, stream);
    putc('\n', stream);
    pm_grid_print(grid, 2, colour, stream);
    print_notes(observation, work, colour, stream);
    putc('\n', stream);
  }
  pm_grid_free(grid);
}

/* --- what has no timing ------------------------------------------------------------------ */

static void print_failure(const struct pm_observed_failure *failure, bool colour, FILE *stream) {
  pm_print_styled(PM_STYLE_BAD, colour, failure->wrong_output ? "WRONG OUTPUT " : "FAILED ",
                  stream);
  pm_print_clean(failure->id, stream);
  fputs(": ", stream);
  if (failure->wrong_output)
    fprintf(stream, "%.0f items differ, the first is %.0f", failure->count, failure->index);
  else
    pm_print_clean(failure->message, stream);
  putc('\n', stream);
  if (failure->wrong_output && failure->expected && failure->got) {
    fputs("  expected ", stream);
    pm_print_clean(failure->expected, stream);
    fputs("\n  got      ", stream);
    pm_print_clean(failure->got, stream);
    putc('\n', stream);
  }
}

static bool same_skip(const struct pm_observed_skip *a, const struct pm_observed_skip *b) {
  return strcmp(a->implementation, b->implementation) == 0 && strcmp(a->reason, b->reason) == 0;
}

/* One line per implementation and reason: the same driver is missing for every work. */
static void print_skips(const struct pm_observation *observation, bool colour, FILE *stream) {
  for (size_t i = 0; i < observation->skip_count; i++) {
    const struct pm_observed_skip *skip = &observation->skips[i];
    size_t earlier = 0, times = 0;
    for (size_t j = 0; j < observation->skip_count; j++) {
      bool same = same_skip(skip, &observation->skips[j]);
      earlier += same && j < i;
      times += same;
    }
    if (earlier)
      continue;
    pm_print_styled(PM_STYLE_DIM, colour, "skipped ", stream);
    pm_print_clean(skip->implementation, stream);
    if (times > 1)
      fprintf(stream, " (%zu times): ", times);
    else
      fprintf(stream, " on %s: ", skip->work);
    pm_print_clean(skip->reason, stream);
    putc('\n', stream);
  }
}

static void print_verdict(const struct pm_observation *observation, bool colour, FILE *stream) {
  const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(observation->root, "proofmark");
  const cJSON *verdict = cJSON_GetObjectItemCaseSensitive(proofmark, "verdict");
  const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(verdict, "text"));
  if (!text)
    return;
  pm_print_styled(observation->exit_status == 0 ? PM_STYLE_GOOD : PM_STYLE_BAD, colour, text,
                  stream);
  putc('\n', stream);
}

void pm_table_print(const struct pm_observation *observation, bool colour, FILE *stream) {
  for (size_t i = 0; i < observation->work_count; i++)
    print_work(observation, &observation->works[i], colour, stream);
  for (size_t i = 0; i < observation->failure_count; i++)
    print_failure(&observation->failures[i], colour, stream);
  print_skips(observation, colour, stream);
  print_verdict(observation, colour, stream);
}

/* A comparison for people: a table. */
#include <math.h>
#include <string.h>

#include "host/compare/compare.h"
#include "host/result/grid.h"
#include "host/result/units.h"

static enum pm_style style_of(enum pm_pair_verdict verdict) {
  static const enum pm_style styles[] = {[PM_SAME] = PM_STYLE_PLAIN,
                                         [PM_FASTER] = PM_STYLE_GOOD,
                                         [PM_SLOWER] = PM_STYLE_BAD,
                                         [PM_INCONCLUSIVE] = PM_STYLE_DIM};
  return styles[verdict];
}

static void add_place(struct pm_grid *grid, const struct pm_observed_case *one) {
  if (one->on_cpu)
    pm_grid_format(grid, PM_STYLE_PLAIN, "%s %s:%u", one->implementation, one->binding,
                   one->threads);
  else
    pm_grid_format(grid, PM_STYLE_PLAIN, "%s %s %s", one->implementation, one->device,
                   one->boundary);
}

static void add_median(struct pm_grid *grid, const struct pm_observed_case *one) {
  char text[PM_FIGURE_MAX];
  pm_format_time(pm_median(one->samples_ns, one->sample_count), text);
  pm_grid_cell(grid, PM_STYLE_PLAIN, text);
}

static void add_interval(struct pm_grid *grid, const struct pm_interval *ratio) {
  if (isfinite(ratio->low) && isfinite(ratio->high))
    pm_grid_format(grid, PM_STYLE_PLAIN, "[%.3f, %.3f]", ratio->low, ratio->high);
  else
    pm_grid_cell(grid, PM_STYLE_PLAIN, "–");
}

static void add_difference(struct pm_grid *grid, double difference_ns) {
  char text[PM_FIGURE_MAX];
  /* The saving of the contender as a change of its time: less is faster. */
  pm_format_time(fabs(difference_ns), text);
  const char *sign = difference_ns > 0 ? "-" : difference_ns < 0 ? "+" : "";
  pm_grid_format(grid, PM_STYLE_PLAIN, "%s%s", sign, text);
}

static void add_pair(struct pm_grid *grid, const struct pm_comparison *comparison,
                     const struct pm_pair *pair) {
  add_place(grid, pair->base);
  if (comparison->base_implementation)
    add_place(grid, pair->contender);
  add_median(grid, pair->base);
  add_median(grid, pair->contender);
  add_difference(grid, pair->difference_ns.estimate);
  if (isfinite(pair->ratio.estimate))
    pm_grid_format(grid, PM_STYLE_PLAIN, "%.3f", pair->ratio.estimate);
  else
    pm_grid_cell(grid, PM_STYLE_PLAIN, "–");
  add_interval(grid, &pair->ratio);
  enum pm_style style = style_of(pair->verdict);
  if (pair->reason[0])
    pm_grid_format(grid, style, "%s: %s", pm_pair_verdict_name(pair->verdict), pair->reason);
  else
    pm_grid_cell(grid, style, pm_pair_verdict_name(pair->verdict));
}

static void add_head(struct pm_grid *grid, bool within_one_file) {
  static const char *const titles[] = {"base",   "contender", "base",   "contender",
                                       "change", "ratio",     "95% CI", "contender is"};
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    if (i == 1 && !within_one_file)
      continue;
    bool first = i == 0 && !within_one_file;
    pm_grid_cell(grid, PM_STYLE_HEAD, first ? "case" : titles[i]);
  }
}

static void print_work(const struct pm_comparison *comparison, const struct pm_observed_work *work,
                       bool colour, FILE *stream) {
  bool within_one_file = comparison->base_implementation != NULL;
  struct pm_grid *grid = pm_grid_new(within_one_file ? "llrrrrrl" : "lrrrrrl");
  size_t rows = 0;
  add_head(grid, within_one_file);
  for (size_t i = 0; i < comparison->pair_count; i++)
    if (comparison->pairs[i].base->work == work) {
      add_pair(grid, comparison, &comparison->pairs[i]);
      rows++;
    }
  if (rows) {
    pm_print_styled(PM_STYLE_HEAD, colour, work->id, stream);
    putc('\n', stream);
    pm_grid_print(grid, 2, colour, stream);
    putc('\n', stream);
  }
  pm_grid_free(grid);
}

static void print_clean_line(const char *before, const char *text, const char *after,
                             FILE *stream) {
  fputs(before, stream);
  pm_print_clean(text, stream);
  fputs(after, stream);
}

static void print_unpaired(const struct pm_comparison *comparison, FILE *stream) {
  for (size_t i = 0; i < comparison->unpaired_count; i++) {
    const struct pm_unpaired *unpaired = &comparison->unpaired[i];
    print_clean_line(unpaired->side == PM_SIDE_BASE ? "only in base: " : "only in contender: ",
                     unpaired->one->id, " ", stream);
    print_clean_line("", unpaired->reason, "\n", stream);
  }
}

static void print_differing(const struct pm_comparison *comparison, bool colour, FILE *stream) {
  for (size_t i = 0; i < comparison->differing_count; i++) {
    const struct pm_differing_work *work = &comparison->differing[i];
    pm_print_styled(PM_STYLE_BAD, colour, "not comparable: ", stream);
    print_clean_line("", work->base->id, "", stream);
    fprintf(stream, " has input %.12s… in base and %.12s… in contender\n", work->base->input_digest,
            work->contender->input_digest);
  }
}

static void print_summary(const struct pm_comparison *comparison, FILE *stream) {
  fprintf(stream, "%zu %s:", comparison->pair_count,
          comparison->pair_count == 1 ? "pair" : "pairs");
  for (int i = 0; i < PM_PAIR_VERDICT_COUNT; i++)
    fprintf(stream, "%s %zu %s", i ? "," : "", comparison->verdicts[i],
            pm_pair_verdict_name((enum pm_pair_verdict)i));
  fprintf(stream, "; same means within %.3g%%\n", 100 * comparison->same_within);
  if (!comparison->base_implementation)
    fputs("The two files were measured at different times: the ratios hold the drift between the "
          "runs too.\n",
          stream);
  if (comparison->across_machines)
    print_clean_line("The two files are of two machines, which the ratios compare as well: ",
                     comparison->machine_difference, "\n", stream);
}

void pm_comparison_print(const struct pm_comparison *comparison, bool colour, FILE *stream) {
  if (!comparison->base_implementation) {
    print_clean_line("base       ", comparison->base->file, "\n", stream);
    print_clean_line("contender  ", comparison->contender->file, "\n\n", stream);
  }
  for (size_t i = 0; i < comparison->base->work_count; i++)
    print_work(comparison, &comparison->base->works[i], colour, stream);
  print_unpaired(comparison, stream);
  print_differing(comparison, colour, stream);
  print_summary(comparison, stream);
}

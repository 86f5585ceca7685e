/* A comparison for people: a table. */
#include <math.h>
#include <string.h>

#include "host/base/device_id.h"
#include "host/compare/amdahl.h"
#include "host/compare/compare.h"
#include "host/result/grid.h"
#include "host/result/units.h"

static enum pm_style style_of(enum pm_pair_verdict verdict) {
  static const enum pm_style styles[] = {[PM_SAME] = PM_STYLE_PLAIN,
                                         [PM_BETTER] = PM_STYLE_GOOD,
                                         [PM_WORSE] = PM_STYLE_BAD,
                                         [PM_INCONCLUSIVE] = PM_STYLE_DIM};
  return styles[verdict];
}

static void add_place(struct pm_grid *grid, const struct pm_observed_case *observed) {
  const int node = (int)pm_device_id_node_length(observed->device);
  if (observed->on_cpu)
    pm_grid_format(grid, PM_STYLE_PLAIN, "%s %.*s%s%s:%u", observed->implementation, node,
                   observed->device, node ? " " : "", observed->binding, observed->threads);
  else
    pm_grid_format(grid, PM_STYLE_PLAIN, "%s %s %s", observed->implementation, observed->device,
                   observed->boundary);
}

static void add_median(struct pm_grid *grid, const struct pm_observed_case *observed) {
  char text[PM_FIGURE_MAX];
  pm_format_time(pm_median(observed->samples_ns, observed->sample_count), text);
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

/* Three digits of the gain: a small part's effect on the whole begins far behind the point. */
static int decimals_of(double speedup) {
  double gain = fabs(speedup - 1);
  int decimals = gain > 0 && isfinite(gain) ? 3 - (int)ceil(log10(gain)) : 3;
  return decimals < 2 ? 2 : decimals > 9 ? 9 : decimals;
}

static void add_whole(struct pm_grid *grid, double share, struct pm_interval ratio) {
  struct pm_interval whole = pm_amdahl(share, ratio);
  int decimals = decimals_of(whole.estimate);
  if (isfinite(whole.low) && isfinite(whole.high))
    pm_grid_format(grid, PM_STYLE_PLAIN, "%.*fx [%.*f, %.*f]", decimals, whole.estimate, decimals,
                   whole.low, decimals, whole.high);
  else
    pm_grid_cell(grid, PM_STYLE_PLAIN, "–");
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
  if (comparison->executor_share > 0)
    add_whole(grid, comparison->executor_share, pair->ratio);
  if (pair->blocks)
    pm_grid_format(grid, PM_STYLE_PLAIN, "%zu blocks", pair->blocks);
  else
    pm_grid_cell(grid, PM_STYLE_PLAIN, "runs");
  enum pm_style style = style_of(pair->verdict);
  if (pair->reason[0])
    pm_grid_format(grid, style, "%s: %s", pm_pair_verdict_name(pair->verdict), pair->reason);
  else
    pm_grid_cell(grid, style, pm_pair_verdict_name(pair->verdict));
}

enum { CONTENDER_COLUMN = 1, WHOLE_COLUMN = 7 };

/* The columns of this comparison: within one file both sides are named; the whole where its share is given. */
static struct pm_grid *new_grid(const struct pm_comparison *comparison) {
  static const char *const titles[] = {"base",  "contender", "base",  "contender", "change",
                                       "ratio", "95% CI",    "whole", "by",        "contender is"};
  static const char alignments[] = "llrrrrrrrl";
  bool within_one_file = comparison->base_implementation != NULL;
  bool shown[sizeof titles / sizeof *titles], whole = comparison->executor_share > 0;
  char alignment[sizeof alignments] = "";
  size_t columns = 0;
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    shown[i] = (i != CONTENDER_COLUMN || within_one_file) && (i != WHOLE_COLUMN || whole);
    if (shown[i])
      alignment[columns++] = alignments[i];
  }
  struct pm_grid *grid = pm_grid_new(alignment);
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
    if (shown[i])
      pm_grid_cell(grid, PM_STYLE_HEAD, i == 0 && !within_one_file ? "case" : titles[i]);
  return grid;
}

/* The pairs from `first` on that have its work, which stand together. How many. */
static size_t print_work(const struct pm_comparison *comparison, size_t first, bool colour,
                         FILE *stream) {
  const struct pm_observed_work *work = comparison->pairs[first].base->work;
  struct pm_grid *grid = new_grid(comparison);
  size_t rows = 0;
  for (; first + rows < comparison->pair_count; rows++) {
    const struct pm_pair *pair = &comparison->pairs[first + rows];
    if (pair->base->work != work)
      break;
    add_pair(grid, comparison, pair);
  }
  pm_print_styled(PM_STYLE_HEAD, colour, work->id, stream);
  putc('\n', stream);
  pm_grid_print(grid, 2, colour, stream);
  putc('\n', stream);
  pm_grid_free(grid);
  return rows;
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
                     unpaired->observed->id, " ", stream);
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

static void print_ceiling(double share, FILE *stream) {
  double ceiling = pm_amdahl_ceiling(share);
  fprintf(stream,
          "Whole: what becomes of a whole that spends %.3g%% of its time in the base's case; ",
          100 * share);
  if (isfinite(ceiling))
    fprintf(stream, "never more than %.*fx, however fast the case (Amdahl's law).\n",
            decimals_of(ceiling), ceiling);
  else
    fputs("the case is all of it.\n", stream);
}

static void print_summary(const struct pm_comparison *comparison, FILE *stream) {
  fprintf(stream, "%zu %s:", comparison->pair_count,
          comparison->pair_count == 1 ? "pair" : "pairs");
  for (int i = 0; i < PM_PAIR_VERDICT_COUNT; i++)
    fprintf(stream, "%s %zu %s", i ? "," : "", comparison->verdicts[i],
            pm_pair_verdict_name((enum pm_pair_verdict)i));
  fprintf(stream, "; same means within %.3g%%\n", 100 * comparison->same_within);
  size_t by_blocks = 0;
  for (size_t i = 0; i < comparison->pair_count; i++)
    by_blocks += comparison->pairs[i].blocks > 0;
  if (by_blocks)
    fputs("By blocks: the two were measured in turns; what drifted is in both and falls out.\n",
          stream);
  if (by_blocks < comparison->pair_count)
    fputs("By runs: the two were measured at different times; the ratio contains the drift between "
          "them.\n",
          stream);
  if (comparison->executor_share > 0)
    print_ceiling(comparison->executor_share, stream);
  if (comparison->across_machines)
    print_clean_line("These are two machines, which the ratios compare as well: ",
                     comparison->machine_difference, "\n", stream);
}

/* Before the figures: whom they are about, and under which circumstances. */
static void print_top(const struct pm_comparison *comparison, bool colour, FILE *stream) {
  if (comparison->across_machines) {
    pm_print_styled(PM_STYLE_BAD, colour, "across machines", stream);
    print_clean_line("  ", comparison->machine_difference, "\n", stream);
  }
  if (!comparison->base_implementation) {
    print_clean_line("base         ", comparison->base->file, "\n", stream);
    print_clean_line("contender    ", comparison->contender->file, "\n", stream);
    fputs("environment  ", stream);
    pm_environment_print(&comparison->environment, stream);
    putc('\n', stream);
  }
}

void pm_comparison_print(const struct pm_comparison *comparison, bool colour, FILE *stream) {
  print_top(comparison, colour, stream);
  for (size_t i = 0; i < comparison->pair_count;)
    i += print_work(comparison, i, colour, stream);
  print_unpaired(comparison, stream);
  print_differing(comparison, colour, stream);
  print_summary(comparison, stream);
}

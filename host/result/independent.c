#include "host/result/independent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/measure/distribution.h"
#include "host/result/grid.h"
#include "host/result/units.h"

enum { REPETITIONS_MAX = 64 };

/* --- figures of a case ------------------------------------------------------------------- */

static double mean_of(const double *values, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += values[i];
  return sum / (double)n;
}

static double squares_about(const double *values, size_t n, double centre) {
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (values[i] - centre) * (values[i] - centre);
  return sum;
}

/* The medians of the repetitions; of more than there is room for, the first. */
static size_t repetition_medians(const struct pm_observed_case *observed,
                                 double medians[REPETITIONS_MAX]) {
  size_t n = observed->sample_count, parts = observed->repetitions, count = 0;
  if (parts > n)
    parts = n;
  for (size_t r = 0; r < parts && count < REPETITIONS_MAX; r++) {
    size_t first = n * r / parts, end = n * (r + 1) / parts;
    medians[count++] = pm_median(observed->samples_ns + first, end - first);
  }
  return count;
}

/* Sums of squares of a one-way analysis of variance. */
struct variance {
  double within, between; /* sums of squares */
  double grand;           /* mean of all */
  size_t observations, groups;
};

static void add_group(struct variance *v, const double *values, size_t n) {
  double mean = mean_of(values, n), total = (double)(v->observations + n);
  double shift = mean - v->grand;
  v->within += squares_about(values, n, mean);
  /* Chan, Golub, LeVeque, Algorithms for computing the sample variance, 1983: joining two groups. */
  v->between += shift * shift * (double)v->observations * (double)n / total;
  v->grand += shift * (double)n / total;
  v->observations += n;
  v->groups++;
}

static void analyse(const struct variance *v, struct pm_independent_case *figures) {
  double between = (double)(v->groups - 1), within = (double)(v->observations - v->groups);
  if (v->groups < 2 || within < 1)
    return;
  figures->within_cv = sqrt(v->within / within) / v->grand;
  if (v->within <= 0)
    return;
  figures->f = (v->between / between) / (v->within / within);
  figures->p = pm_f_above(figures->f, between, within);
}

static void compute_case(const struct pm_observed_case *const *cases, size_t runs,
                         struct pm_independent_case *figures) {
  struct variance variance = {0};
  double low = INFINITY, high = -INFINITY, medians[REPETITIONS_MAX];
  *figures = (struct pm_independent_case){.id = cases[0]->id, .within_cv = NAN, .f = NAN, .p = NAN};
  for (size_t i = 0; i < runs; i++) {
    double median = pm_median(cases[i]->samples_ns, cases[i]->sample_count);
    figures->medians_ns[i] = median;
    low = fmin(low, median);
    high = fmax(high, median);
    add_group(&variance, medians, repetition_medians(cases[i], medians));
  }
  double mean = mean_of(figures->medians_ns, runs);
  figures->spread = (high - low) / mean;
  figures->between_cv =
      sqrt(squares_about(figures->medians_ns, runs, mean) / (double)(runs - 1)) / mean;
  analyse(&variance, figures);
}

/* --- all cases --------------------------------------------------------------------------- */

static const struct pm_observed_case *case_by_id(const struct pm_observation *o, const char *id,
                                                 size_t likely) {
  if (likely < o->case_count && strcmp(o->cases[likely].id, id) == 0)
    return &o->cases[likely];
  for (size_t i = 0; i < o->case_count; i++)
    if (strcmp(o->cases[i].id, id) == 0)
      return &o->cases[i];
  return NULL;
}

/* The counterparts of case `index` of the first run; false where one run has none. */
static bool find_counterparts(struct pm_observation *const *runs, size_t count, size_t index,
                              const struct pm_observed_case *cases[PM_INDEPENDENT_RUNS_MAX]) {
  for (size_t i = 0; i < count; i++) {
    cases[i] = case_by_id(runs[i], runs[0]->cases[index].id, index);
    if (!cases[i] || !cases[i]->sample_count)
      return false;
  }
  return true;
}

static void summarise(struct pm_independent *all) {
  for (size_t i = 0; i < all->count; i++) {
    const struct pm_independent_case *independent = &all->cases[i];
    all->beyond += independent->p < 0.05 / (double)all->count;
    if (!all->worst || independent->spread > all->worst_spread) {
      all->worst = independent->id;
      all->worst_spread = independent->spread;
    }
  }
}

bool pm_independent_compute(struct pm_observation *const *runs, size_t count,
                            struct pm_independent *all) {
  *all = (struct pm_independent){.runs = count, .worst_spread = NAN};
  size_t most = count >= 2 ? runs[0]->case_count : 0;
  all->cases = calloc(most + 1, sizeof *all->cases);
  if (!all->cases)
    return false;
  for (size_t i = 0; i < most; i++) {
    const struct pm_observed_case *cases[PM_INDEPENDENT_RUNS_MAX];
    if (find_counterparts(runs, count, i, cases))
      compute_case(cases, count, &all->cases[all->count++]);
  }
  summarise(all);
  return true;
}

void pm_independent_free(struct pm_independent *all) {
  free(all->cases);
  *all = (struct pm_independent){0};
}

/* --- in words ---------------------------------------------------------------------------- */

static void print_head(struct pm_grid *grid, size_t runs) {
  pm_grid_cell(grid, PM_STYLE_HEAD, "case");
  for (size_t i = 0; i < runs; i++)
    pm_grid_format(grid, PM_STYLE_HEAD, "run %zu", i + 1);
  pm_grid_cell(grid, PM_STYLE_HEAD, "spread");
  pm_grid_cell(grid, PM_STYLE_HEAD, "within");
  pm_grid_cell(grid, PM_STYLE_HEAD, "F");
  pm_grid_cell(grid, PM_STYLE_HEAD, "p");
}

static void print_case(struct pm_grid *grid, const struct pm_independent *all,
                       const struct pm_independent_case *independent) {
  bool beyond = independent->p < 0.05 / (double)all->count;
  char text[PM_FIGURE_MAX];
  pm_grid_cell(grid, PM_STYLE_PLAIN, independent->id);
  for (size_t i = 0; i < all->runs; i++) {
    pm_format_time(independent->medians_ns[i], text);
    pm_grid_cell(grid, PM_STYLE_PLAIN, text);
  }
  pm_grid_format(grid, PM_STYLE_PLAIN, "%.2f%%", 100 * independent->spread);
  if (isnan(independent->p)) {
    for (int i = 0; i < 3; i++)
      pm_grid_cell(grid, PM_STYLE_DIM, "–");
    return;
  }
  pm_grid_format(grid, PM_STYLE_PLAIN, "%.2f%%", 100 * independent->within_cv);
  pm_grid_format(grid, PM_STYLE_PLAIN, "%.2f", independent->f);
  pm_grid_format(grid, beyond ? PM_STYLE_BAD : PM_STYLE_PLAIN, "%.2g", independent->p);
}

void pm_independent_print(const struct pm_independent *all, bool colour, FILE *stream) {
  char alignment[PM_INDEPENDENT_RUNS_MAX + 8] = "l";
  memset(alignment + 1, 'r', all->runs + 4);
  struct pm_grid *grid = pm_grid_new(alignment);
  print_head(grid, all->runs);
  for (size_t i = 0; i < all->count; i++)
    print_case(grid, all, &all->cases[i]);
  fprintf(stream, "\n%zu independent runs\n", all->runs);
  pm_grid_print(grid, 2, colour, stream);
  pm_grid_free(grid);
  if (!all->count) {
    fputs("No case was measured in every run.\n", stream);
    return;
  }
  fprintf(
      stream,
      "Reproducible within %.2f%%: the medians of no case lie further apart ((max - min) / mean).\n"
      "%zu of %zu cases differ between runs by more than between repetitions (F test, 5%% over "
      "all cases).\n",
      100 * all->worst_spread, all->beyond, all->count);
}

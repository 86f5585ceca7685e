#include "host/selftest/selftest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/measure/distribution.h"
#include "host/result/grid.h"
#include "host/result/read.h"
#include "host/result/result.h"

/* --- a trial ----------------------------------------------------------------------------- */

static enum pm_status verdict_on(const struct pm_observation *observation, unsigned contender,
                                 const struct pm_compare_options *options,
                                 enum pm_pair_verdict *verdict, struct pm_interval *ratio,
                                 struct pm_error *error) {
  struct pm_comparison comparison = {0};
  enum pm_status status = pm_compare_implementations(
      observation, pm_arm_names[PM_ARM_A], pm_arm_names[contender], options, &comparison, error);
  if (status == PM_OK) {
    *verdict = comparison.pairs[0].verdict;
    *ratio = comparison.pairs[0].ratio;
  }
  pm_comparison_free(&comparison);
  return status;
}

static enum pm_status judge(const struct pm_observation *observation,
                            const struct pm_compare_options *options, struct pm_trials *trials,
                            struct pm_error *error) {
  enum pm_pair_verdict same = PM_INCONCLUSIVE, slowed = PM_INCONCLUSIVE;
  enum pm_status status = verdict_on(observation, PM_ARM_B, options, &same, &trials->equal, error);
  if (status == PM_OK)
    status = verdict_on(observation, PM_ARM_SLOWED, options, &slowed, &trials->slowed, error);
  if (status != PM_OK)
    return status;
  trials->trials++;
  trials->false_differences += same == PM_BETTER || same == PM_WORSE;
  trials->found += slowed == PM_WORSE;
  return PM_OK;
}

enum pm_status pm_trial_judge(const struct pm_case cases[PM_ARM_COUNT],
                              const struct pm_measurement outcomes[PM_ARM_COUNT],
                              const struct pm_compare_options *options, struct pm_trials *trials,
                              struct pm_error *error) {
  static char *const argv[] = {(char *)"proofmark selftest", NULL};
  static const struct pm_build build = {0};
  struct pm_result *result = NULL;
  struct pm_observation *observation = NULL;
  enum pm_status status = pm_result_new(argv, options->seed, &build, NULL, NULL, &result, error);
  for (unsigned i = 0; status == PM_OK && i < PM_ARM_COUNT; i++) {
    const struct pm_binding *binding = cases[i].pool ? pm_pool_binding(cases[i].pool) : NULL;
    status = pm_result_add_case(result, &cases[i], binding, &outcomes[i], error);
  }
  if (status == PM_OK)
    status = pm_result_observe(result, &observation, error);
  if (status == PM_OK)
    status = judge(observation, options, trials, error);
  pm_observation_free(observation);
  pm_result_free(result);
  return status;
}

/* --- drawn trials ------------------------------------------------------------------------ */

/* Arms without a computation behind them. */
static void make_up_cases(struct pm_problem *problem, struct pm_implementation *implementations,
                          struct pm_case *cases) {
  static const struct pm_work work = {.name = "selftest/drawn"};
  *problem = (struct pm_problem){.work = &work, .items = 1, .input_digest = "0"};
  snprintf(problem->id, sizeof problem->id, "selftest/drawn[]");
  for (unsigned i = 0; i < PM_ARM_COUNT; i++) {
    implementations[i] = (struct pm_implementation){.name = pm_arm_names[i]};
    cases[i] = (struct pm_case){.problem = problem,
                                .implementation = &implementations[i],
                                .boundary = PM_BOUNDARY_RESIDENT};
    snprintf(cases[i].name, sizeof cases[i].name, "selftest/drawn[]/%s/resident", pm_arm_names[i]);
  }
}

static enum pm_status simulate(const struct pm_noise *noise, size_t count, double slowdown,
                               const struct pm_compare_options *options,
                               struct pm_measurement *outcomes, struct pm_trials *trials,
                               struct pm_error *error) {
  struct pm_problem problem;
  struct pm_implementation implementations[PM_ARM_COUNT];
  struct pm_case cases[PM_ARM_COUNT];
  const double centre_ns = 1e6, slowdowns[PM_ARM_COUNT] = {[PM_ARM_SLOWED] = slowdown};
  double *arms[PM_ARM_COUNT];
  size_t repetitions = outcomes[0].repetition_count;
  enum pm_status status = PM_OK;
  make_up_cases(&problem, implementations, cases);
  for (unsigned i = 0; i < PM_ARM_COUNT; i++)
    arms[i] = outcomes[i].samples_ns;
  for (size_t k = 0; status == PM_OK && k < count; k++) {
    struct pm_compare_options seeded = *options;
    seeded.seed += k;
    pm_noise_draw(noise, options->seed, k, repetitions, outcomes[0].sample_count / repetitions,
                  centre_ns, slowdowns, PM_ARM_COUNT, arms);
    status = pm_trial_judge(cases, outcomes, &seeded, trials, error);
  }
  return status;
}

enum pm_status pm_trials_simulate(const struct pm_noise *noise, size_t count, size_t repetitions,
                                  size_t each, double slowdown,
                                  const struct pm_compare_options *options,
                                  struct pm_trials *trials, struct pm_error *error) {
  struct pm_measurement outcomes[PM_ARM_COUNT] = {{0}};
  bool room = true;
  for (unsigned i = 0; i < PM_ARM_COUNT; i++) {
    outcomes[i] = (struct pm_measurement){.sample_count = repetitions * each,
                                          .repetition_count = repetitions,
                                          .group = "drawn", /* interleaved, as it were */
                                          .stop_reason = "min_time"};
    outcomes[i].samples_ns = calloc(repetitions * each + 1, sizeof(double));
    outcomes[i].repetitions = calloc(repetitions + 1, sizeof *outcomes[i].repetitions);
    room = room && outcomes[i].samples_ns && outcomes[i].repetitions;
  }
  enum pm_status status = room ? simulate(noise, count, slowdown, options, outcomes, trials, error)
                               : pm_fail(error, PM_FAILED, "no memory for drawn samples");
  for (unsigned i = 0; i < PM_ARM_COUNT; i++)
    pm_measurement_free(&outcomes[i]);
  return status;
}

/* --- what holds -------------------------------------------------------------------------- */

static double share_of(size_t hits, const struct pm_trials *trials) {
  return trials->trials ? (double)hits / (double)trials->trials : NAN;
}

bool pm_selftest_false_holds(const struct pm_selftest_row *row) {
  double low, high, limit = PM_FALSE_PERCENT / 100.0;
  if (!row->trials.trials)
    return false;
  pm_binomial_interval(row->trials.false_differences, row->trials.trials, &low, &high);
  return low <= limit;
}

bool pm_selftest_found_holds(const struct pm_selftest_row *row) {
  double low, high, limit = PM_FOUND_PERCENT / 100.0;
  if (!row->trials.trials)
    return false;
  pm_binomial_interval(row->trials.found, row->trials.trials, &low, &high);
  return (row->found == PM_FOUND_BY_SHARE ? share_of(row->trials.found, &row->trials) : high) >=
         limit;
}

/* The t that |t| exceeds once in twenty: t squared is F with 1 degree of freedom above. */
static double t_quantile(size_t degrees) {
  double low = 0, high = 1000;
  for (int i = 0; i < 60; i++) {
    double middle = 0.5 * (low + high);
    if (pm_f_above(middle * middle, 1, (double)degrees) > 0.05)
      low = middle;
    else
      high = middle;
  }
  return high;
}

size_t pm_selftest_repetitions(const struct pm_noise *noise, double slowdown, double same_within) {
  enum { MOST = 1000 };
  const double z = 0.8416212335729143, s = sqrt(2) * noise->apart;
  for (size_t b = 3; b <= MOST; b++) {
    double error = s / sqrt((double)b), least = log1p(slowdown) - z * error;
    if (least > log1p(same_within) && least > t_quantile(b - 1) * error)
      return b;
  }
  return 0;
}

/* --- in words ---------------------------------------------------------------------------- */

static void print_share(struct pm_grid *grid, size_t hits, size_t trials, bool holds, bool asked) {
  double low, high;
  enum pm_style style = !asked ? PM_STYLE_DIM : holds ? PM_STYLE_GOOD : PM_STYLE_BAD;
  if (!trials) {
    pm_grid_cell(grid, PM_STYLE_DIM, "–");
    pm_grid_cell(grid, PM_STYLE_DIM, "–");
    return;
  }
  pm_binomial_interval(hits, trials, &low, &high);
  pm_grid_format(grid, style, "%.1f%%", 100 * (double)hits / (double)trials);
  pm_grid_format(grid, PM_STYLE_PLAIN, "%.1f%%–%.1f%%", 100 * low, 100 * high);
}

void pm_selftest_print(const struct pm_selftest_row *rows, size_t count, double slowdown,
                       bool colour, FILE *stream) {
  static const char *const heads[] = {"samples", "trials", "false", "95% CI"};
  struct pm_grid *grid = pm_grid_new("lrrrrr");
  for (size_t i = 0; i < 4; i++)
    pm_grid_cell(grid, PM_STYLE_HEAD, heads[i]);
  pm_grid_format(grid, PM_STYLE_HEAD, "+%.3g%% found", 100 * slowdown);
  pm_grid_cell(grid, PM_STYLE_HEAD, "95% CI");
  for (size_t i = 0; i < count; i++) {
    const struct pm_trials *trials = &rows[i].trials;
    pm_grid_cell(grid, PM_STYLE_PLAIN, rows[i].name);
    pm_grid_format(grid, PM_STYLE_PLAIN, "%zu", trials->trials);
    print_share(grid, trials->false_differences, trials->trials, pm_selftest_false_holds(&rows[i]),
                true);
    print_share(grid, trials->found, trials->trials, pm_selftest_found_holds(&rows[i]),
                rows[i].found != PM_FOUND_FOR_INFORMATION);
  }
  pm_grid_print(grid, 2, colour, stream);
  pm_grid_free(grid);
}

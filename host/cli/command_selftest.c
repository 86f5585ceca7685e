/* proofmark selftest: equal arms through the whole chain, and planted differences. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/clock.h"
#include "host/base/console.h"
#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/progress.h"
#include "host/cli/walk.h"
#include "host/measure/iteration.h"
#include "host/selftest/selftest.h"

enum { TRIALS = 36, TRIALS_OF_A_WORK = 2, DRAWN_MOST = 500, DRAWN_LEAST = 100, DRAWN_SAMPLES = 60 };

struct selftest {
  struct pm_selection selection;
  double minutes, slowdown;
  unsigned repetitions;
  struct pm_compare_options compare;
  struct pm_walk walk;
  struct pm_progress progress;
  uint64_t until_ns;
  struct pm_trials measured;
  struct pm_noise fits[TRIALS];
  size_t fitted;
  bool enough;
};

/* --- measured trials --------------------------------------------------------------------- */

/* The smallest that a slowdown of some percent can be told from the clock's steps, and the largest of which there
 * are samples enough in the time. */
static const double shortest_ns = 20e3, longest_ns = 1e6;

/* How long an iteration takes, by the third; NAN where it does not run. */
static double iteration_ns(const struct pm_case *timed) {
  struct pm_iterator iterator;
  struct pm_mismatch mismatch;
  double elapsed_ns = NAN;
  enum pm_status status = pm_iterator_open(&iterator, timed, NULL);
  if (status != PM_OK)
    return NAN;
  for (int i = 0; status == PM_OK && i < 3; i++)
    status = pm_iterator_run(&iterator, timed->boundary, &elapsed_ns, &mismatch, NULL);
  pm_iterator_close(&iterator);
  return status == PM_OK ? elapsed_ns : NAN;
}

/* Three arms of as many repetitions, in about the time that a trial has; half of what passes is timed. */
static double min_time_s(const struct selftest *s) {
  double seconds = 0.8 * s->minutes * 60 / TRIALS / (2.2 * PM_ARM_COUNT * s->repetitions);
  return fmin(fmax(seconds, 0.001), 1);
}

static void fit(struct selftest *s, const struct pm_measurement *outcomes) {
  struct pm_sample samples[2];
  for (int i = 0; i < 2; i++)
    samples[i] = (struct pm_sample){outcomes[i].samples_ns, outcomes[i].sample_count,
                                    outcomes[i].repetition_count};
  if (s->fitted < TRIALS)
    s->fits[s->fitted++] = pm_noise_fit(samples[PM_ARM_A], samples[PM_ARM_B]);
}

static enum pm_status first_failure(const struct pm_measurement *outcomes, struct pm_error *error) {
  for (unsigned i = 0; i < PM_ARM_COUNT; i++)
    if (outcomes[i].status != PM_OK)
      return pm_fail(error, outcomes[i].status, "%s", outcomes[i].failure);
  return PM_OK;
}

/* With -v: each trial's ratios, the equal arms' and the slowed one's. */
static void tell(const struct selftest *s, const struct pm_arms *arms,
                 const struct pm_measurement *outcomes) {
  const struct pm_interval *equal = &s->measured.equal, *slowed = &s->measured.slowed;
  fprintf(stderr,
          "%s: %zu, %zu and %zu samples, equal %.4f [%.4f, %.4f], slowed %.4f [%.4f, %.4f]\n",
          arms->cases[PM_ARM_A].problem->id, outcomes[PM_ARM_A].sample_count,
          outcomes[PM_ARM_B].sample_count, outcomes[PM_ARM_SLOWED].sample_count, equal->estimate,
          equal->low, equal->high, slowed->estimate, slowed->low, slowed->high);
}

static enum pm_status measure_trial(struct selftest *s, const struct pm_arms *arms,
                                    struct pm_error *error) {
  struct pm_measurement outcomes[PM_ARM_COUNT];
  uint64_t seed = s->selection.seed + s->measured.trials;
  struct pm_measure_options options = {.min_time_s = min_time_s(s),
                                       .repetitions = s->repetitions,
                                       .seed = seed,
                                       .group = "trial",
                                       .interrupted = s->walk.interrupted};
  struct pm_compare_options compare = s->compare;
  compare.seed = seed;
  enum pm_status status = pm_measure(arms->cases, PM_ARM_COUNT, &options, outcomes, error);
  if (status == PM_OK)
    status = first_failure(outcomes, error);
  if (status == PM_OK)
    status = pm_trial_judge(arms->cases, outcomes, &compare, &s->measured, error);
  if (status == PM_OK)
    fit(s, outcomes);
  if (status == PM_OK && s->selection.verbose)
    tell(s, arms, outcomes);
  for (unsigned i = 0; i < PM_ARM_COUNT; i++)
    pm_measurement_free(&outcomes[i]);
  return status;
}

static enum pm_status try_case(struct selftest *s, const struct pm_case *timed,
                               struct pm_error *error) {
  struct pm_arms arms;
  pm_progress_show(&s->progress, timed->name);
  enum pm_status status = pm_arms_open(&arms, timed, s->slowdown, error);
  if (status != PM_OK)
    return status;
  status = measure_trial(s, &arms, error);
  pm_arms_close(&arms);
  pm_progress_advance(&s->progress, 1);
  return status;
}

static bool has_enough(const struct selftest *s) {
  return s->measured.trials >= TRIALS || pm_clock_ns() > s->until_ns || *s->walk.interrupted;
}

/* The trials of one problem, on such of its cases as are of a handy length. */
static enum pm_status visit(void *context, const struct pm_problem *problem,
                            struct pm_case_set *set, struct pm_error *error) {
  (void)problem;
  struct selftest *s = context;
  enum pm_status status = PM_OK;
  unsigned tried = 0;
  for (size_t i = 0; status == PM_OK && i < set->count && tried < TRIALS_OF_A_WORK; i++) {
    double length_ns = set->cases[i].pool ? iteration_ns(&set->cases[i]) : NAN;
    if (has_enough(s) || !(length_ns >= shortest_ns && length_ns <= longest_ns))
      continue;
    status = try_case(s, &set->cases[i], error);
    tried++;
  }
  s->enough = has_enough(s);
  /* Ends the walk; whatever was measured counts. */
  return status == PM_OK && s->enough ? pm_fail(error, PM_INTERRUPTED, "enough") : status;
}

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason, bool named) {
  (void)context, (void)work_id, (void)implementation, (void)device, (void)reason, (void)named;
}

/* Round after round over the works, with other inputs each time. */
static enum pm_status measure_trials(struct selftest *s, struct pm_error *error) {
  enum pm_status status = pm_walk_open(&s->walk, error);
  if (status == PM_OK)
    pm_progress_start(&s->progress, TRIALS, "trials", s->minutes * 60 / TRIALS);
  while (status == PM_OK) {
    size_t before = s->measured.trials;
    status = pm_walk_all(&s->walk, error);
    if (s->enough || *s->walk.interrupted)
      status = status == PM_INTERRUPTED ? PM_OK : status;
    if (s->enough || *s->walk.interrupted || s->measured.trials == before)
      break;
    s->selection.seed++;
  }
  pm_progress_end(&s->progress);
  if (status == PM_OK && *s->walk.interrupted)
    return pm_fail(error, PM_INTERRUPTED, "interrupted");
  if (status == PM_OK && !s->measured.trials)
    return pm_fail(error, PM_UNAVAILABLE,
                   "no selected case on the CPU takes between 20 us and 1 ms; name other works");
  return status;
}

/* --- the report -------------------------------------------------------------------------- */

enum { MEASURED, DRAWN_HERE, DRAWN_QUIET, ROW_COUNT };

static enum pm_status draw_trials(const struct selftest *s, struct pm_selftest_row rows[ROW_COUNT],
                                  struct pm_error *error) {
  struct pm_noise here = pm_noise_typical(s->fits, s->fitted);
  size_t count = (size_t)fmin(DRAWN_MOST, fmax(DRAWN_LEAST, DRAWN_MOST * s->minutes));
  enum pm_status status =
      pm_trials_simulate(&here, count, s->repetitions, DRAWN_SAMPLES, s->slowdown, &s->compare,
                         &rows[DRAWN_HERE].trials, error);
  if (status == PM_OK)
    status = pm_trials_simulate(&pm_noise_quiet, count, s->repetitions, DRAWN_SAMPLES, s->slowdown,
                                &s->compare, &rows[DRAWN_QUIET].trials, error);
  return status;
}

static void print_noise(const struct selftest *s) {
  struct pm_noise here = pm_noise_typical(s->fits, s->fitted);
  size_t needed = pm_selftest_repetitions(&here, s->slowdown, s->compare.same_within);
  printf("\nNoise here: repetitions drift by %.2f%% together and %.2f%% apart, samples spread by "
         "%.2f%%,\n"
         "%.1f%% of them have a tail of %.0f%%. A quiet machine is taken to have %.2g%%, %.2g%%, "
         "%.2g%%, "
         "%.2g%%, %.2g%%.\n",
         100 * here.drift, 100 * here.apart, 100 * here.spread, 100 * here.tail_share,
         100 * here.tail, 100 * pm_noise_quiet.drift, 100 * pm_noise_quiet.apart,
         100 * pm_noise_quiet.spread, 100 * pm_noise_quiet.tail_share, 100 * pm_noise_quiet.tail);
  if (needed)
    printf("To find a difference of %.3g%% four times in five takes %zu repetitions here; %u were "
           "made.\n",
           100 * s->slowdown, needed, s->repetitions);
  else
    printf("A difference of %.3g%% is not found four times in five here by any number of "
           "repetitions up to "
           "1000.\n",
           100 * s->slowdown);
}

static enum pm_status verdict_of(const struct selftest *s, const struct pm_selftest_row *rows,
                                 struct pm_error *error) {
  for (int i = 0; i < ROW_COUNT; i++)
    if (!pm_selftest_false_holds(&rows[i]))
      return pm_fail(error, PM_UNTRUSTWORTHY,
                     "%s: equals are called different more often than in %d%% of trials",
                     rows[i].name, PM_FALSE_PERCENT);
  if (!pm_selftest_found_holds(&rows[DRAWN_QUIET]))
    return pm_fail(
        error, PM_UNTRUSTWORTHY,
        "even on a quiet machine %u repetitions find %.3g%% in less than %d%% of trials; "
        "make more (--repetitions)",
        s->repetitions, 100 * s->slowdown, PM_FOUND_PERCENT);
  if (!pm_selftest_found_holds(&rows[MEASURED]))
    return pm_fail(
        error, PM_UNTRUSTWORTHY,
        "this machine is not quiet enough: %u repetitions find %.3g%% in less than %d%% of "
        "trials",
        s->repetitions, 100 * s->slowdown, PM_FOUND_PERCENT);
  return PM_OK;
}

static enum pm_status selftest(struct selftest *s, struct pm_error *error) {
  struct pm_selftest_row rows[ROW_COUNT] = {
      [MEASURED] = {.name = "measured here"},
      [DRAWN_HERE] = {.name = "drawn, noise as here", .found = PM_FOUND_FOR_INFORMATION},
      [DRAWN_QUIET] = {.name = "drawn, quiet machine", .found = PM_FOUND_BY_SHARE}};
  s->until_ns = pm_clock_ns() + (uint64_t)(s->minutes * 60e9);
  enum pm_status status = measure_trials(s, error);
  rows[MEASURED].trials = s->measured;
  if (status == PM_OK)
    status = draw_trials(s, rows, error);
  if (status != PM_OK)
    return status;
  printf("Equal arms called different, and a planted slowdown of %.3g%% found:\n",
         100 * s->slowdown);
  pm_selftest_print(rows, ROW_COUNT, s->slowdown, pm_console_colour(stdout), stdout);
  print_noise(s);
  status = verdict_of(s, rows, error);
  if (status == PM_OK)
    puts("The chain holds: at most 5% false, at least 80% found.");
  return status;
}

/* --- options ----------------------------------------------------------------------------- */

enum { KEY_PLANTED = 0x300 };

static const struct argp_option options[] = {
    {"minutes", 'M', "N", 0, "How long to measure (1)", 4},
    {"repetitions", 'r', "N", 0, "Repetitions of each arm (12)", 4},
    {"planted", KEY_PLANTED, "PERCENT", 0, "The difference to be found (3%)", 4},
    {0}};

static bool number_in(const char *text, double low, double high, const char *unit, double *number) {
  char *end;
  *number = strtod(text, &end);
  return end != text && (!*end || strcmp(end, unit) == 0) && *number >= low && *number <= high;
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
  struct selftest *s = state->input;
  struct pm_error *error = &s->selection.error;
  double number;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &s->selection;
    return 0;
  case 'M':
    if (!number_in(text, 0.01, 1440, "", &s->minutes))
      pm_fail(error, PM_USAGE, "--minutes takes 0.01 to 1440, not '%s'", text);
    return 0;
  case 'r':
    if (!number_in(text, 3, 1000, "", &number) || number != floor(number))
      pm_fail(error, PM_USAGE, "--repetitions takes 3 to 1000, not '%s'", text);
    s->repetitions = (unsigned)number;
    return 0;
  case KEY_PLANTED:
    if (!number_in(text, 0.1, 100, "%", &number))
      pm_fail(error, PM_USAGE, "--planted takes 0.1 to 100 percent, not '%s'", text);
    s->slowdown = number / 100;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

int pm_command_selftest(int argc, char **argv, const struct pm_program *program) {
  static const struct argp_child children[] = {{&pm_selection_argp, 0, NULL, 0}, {0}};
  static const struct argp argp = {
      .options = options,
      .parser = parse_option,
      .args_doc = "[WORK-GLOB...]",
      .doc =
          "Whether verdicts can be believed, here: measures one implementation under two names, "
          "and under "
          "a third that waits for 3% of its time after each computation, and counts how often the "
          "comparison calls the equals different and how often it finds the slowdown; then the "
          "same with "
          "samples drawn at random. CPU only, one thread unless told otherwise. Exit status 5 "
          "where more "
          "than 5% are false or less than 80% found.",
      .children = children};
  struct selftest s = {
      .minutes = 1, .slowdown = 0.03, .repetitions = 12, .compare = pm_compare_defaults};
  pm_selection_init(&s.selection);
  s.selection.threads_default = false;
  s.selection.threads = 1;
  pm_parse(&argp, argc, argv, &s);
  if (!s.selection.devices.count)
    s.selection.devices.text[s.selection.devices.count++] = "cpu";
  s.walk = (struct pm_walk){.registry = &program->works,
                            .selection = &s.selection,
                            .boundaries = 1u << PM_BOUNDARY_RESIDENT,
                            .interrupted = pm_interrupt_watch(),
                            .context = &s,
                            .visit = visit,
                            .skip = on_skip};
  struct pm_error error = s.selection.error;
  enum pm_status status = error.status;
  if (status == PM_OK)
    status = selftest(&s, &error);
  pm_walk_close(&s.walk);
  return status == PM_OK ? PM_OK : pm_print_error(&error);
}

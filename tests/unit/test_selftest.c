/* host/selftest/: arms that are slowed by what they say, samples that follow their model, trials that are counted
 * right. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "host/base/clock.h"
#include "host/measure/sorted.h"
#include "host/selftest/selftest.h"
#include "tests/unit/observation.h"

/* --- arms -------------------------------------------------------------------------------- */

enum { COMPUTE_NS = 50000 };
static unsigned computed, closed;

static enum pm_status busy(void *self, uint8_t *output, struct pm_error *error) {
  (void)self, (void)error;
  uint64_t until = pm_clock_ns() + COMPUTE_NS;
  while (pm_clock_ns() < until)
    ;
  memcpy(output, made_up_output, sizeof made_up_output);
  computed++;
  return PM_OK;
}

static void close_busy(void *self) {
  (void)self;
  closed++;
}

static enum pm_status open_busy(const struct pm_implementation *implementation,
                                const struct pm_problem *problem, struct pm_pool *pool,
                                struct pm_device *device, struct pm_runner *runner,
                                struct pm_error *error) {
  (void)problem, (void)pool, (void)device;
  if (strcmp(implementation->name, "cpu/missing") == 0)
    return pm_fail(error, PM_UNAVAILABLE, "not here");
  *runner = (struct pm_runner){.compute = busy, .close = close_busy};
  return PM_OK;
}

static struct pm_pool *one_thread(struct pm_topology **topology) {
  struct pm_binding binding;
  struct pm_pool *pool;
  assert_int_equal(pm_topology_load(NULL, topology, NULL), PM_OK);
  assert_int_equal(pm_binding_parse(*topology, "none", 1, NULL, &binding, NULL), PM_OK);
  assert_int_equal(pm_pool_open(*topology, &binding, &pool, NULL), PM_OK);
  pm_binding_free(&binding);
  return pool;
}

/* By construction, however busy the machine: the wait ends no sooner. */
static void the_slowed_arm_is_slower_by_its_share(void **state) {
  (void)state;
  struct pm_topology *topology;
  struct pm_pool *pool = one_thread(&topology);
  struct pm_implementation implementation = {.name = "cpu/busy", .open = open_busy};
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = {.problem = &problem,
                          .implementation = &implementation,
                          .pool = pool,
                          .boundary = PM_BOUNDARY_RESIDENT};
  struct pm_arms arms;
  computed = closed = 0;
  assert_int_equal(pm_arms_open(&arms, &timed, 3, NULL), PM_OK);
  for (unsigned i = 0; i < PM_ARM_COUNT; i++) {
    uint8_t output[32];
    uint64_t start = pm_clock_ns();
    assert_int_equal(arms.runners[i].compute(arms.runners[i].self, output, NULL), PM_OK);
    uint64_t elapsed_ns = pm_clock_ns() - start;
    assert_true(elapsed_ns >= (i == PM_ARM_SLOWED ? 4 * COMPUTE_NS : COMPUTE_NS));
    assert_memory_equal(output, made_up_output, sizeof output);
    assert_string_equal(arms.cases[i].implementation->name, pm_arm_names[i]);
    assert_ptr_equal(arms.cases[i].runner, &arms.runners[i]);
  }
  assert_string_not_equal(arms.cases[PM_ARM_A].name, arms.cases[PM_ARM_B].name);
  pm_arms_close(&arms);
  assert_int_equal(computed, PM_ARM_COUNT);
  assert_int_equal(closed, PM_ARM_COUNT);
  implementation.name = "cpu/missing";
  assert_int_equal(pm_arms_open(&arms, &timed, 0, NULL), PM_UNAVAILABLE);
  pm_pool_close(pool);
  pm_topology_free(topology);
}

/* --- the model --------------------------------------------------------------------------- */

enum { REPETITIONS = 200, EACH = 200, SAMPLES = REPETITIONS * EACH };
static double drawn[2][SAMPLES];

static void draw(const struct pm_noise *noise, uint64_t stream, const double slowdowns[2]) {
  double *const arms[2] = {drawn[0], drawn[1]};
  pm_noise_draw(noise, 3, stream, REPETITIONS, EACH, 1000, slowdowns, 2, arms);
}

static void samples_follow_their_seed(void **state) {
  (void)state;
  static double first[SAMPLES];
  const double none[2] = {0, 0};
  draw(&pm_noise_quiet, 1, none);
  memcpy(first, drawn[0], sizeof first);
  assert_memory_not_equal(first, drawn[1], sizeof first);
  draw(&pm_noise_quiet, 1, none);
  assert_memory_equal(first, drawn[0], sizeof first);
  draw(&pm_noise_quiet, 2, none);
  assert_memory_not_equal(first, drawn[0], sizeof first);
}

static void a_slowdown_without_noise_is_exact(void **state) {
  (void)state;
  const struct pm_noise silence = {0};
  draw(&silence, 1, (double[]){0, 0.03});
  for (size_t i = 0; i < SAMPLES; i++)
    assert_true(drawn[0][i] == 1000 && fabs(drawn[1][i] - 1030) < 1e-9);
}

static void assert_near(double got, double expected, double relative) {
  if (!(fabs(got - expected) <= relative * expected))
    fail_msg("got %g, expected %g", got, expected);
}

/* What is drawn is found again. Of 200 repetitions a deviation is known to 5% (1 / sqrt(2 n)), of what carries over
 * to 15%; a tail that is cut at five deviations looks a little longer and rarer. */
static void a_fit_finds_the_model_again(void **state) {
  (void)state;
  const struct pm_noise model = {
      .drift = 0.05, .apart = 0.02, .spread = 0.01, .tail_share = 0.05, .tail = 0.5};
  struct pm_sample a = {drawn[0], SAMPLES, REPETITIONS}, b = {drawn[1], SAMPLES, REPETITIONS};
  draw(&model, 7, (double[]){0, 0});
  struct pm_noise fit = pm_noise_fit(a, b);
  assert_near(fit.drift, model.drift, 0.4);
  assert_near(fit.apart, model.apart, 0.15);
  assert_near(fit.spread, model.spread, 0.1);
  assert_near(fit.tail_share, model.tail_share, 0.2);
  assert_near(fit.tail, model.tail, 0.2);
  b.repetitions = 100;
  struct pm_noise none = pm_noise_fit(a, b), fits[3] = {none, fit, none};
  assert_true(isnan(none.apart));
  assert_true(pm_noise_typical(fits, 3).apart == fit.apart);
  assert_true(pm_noise_typical(fits, 1).apart == pm_noise_quiet.apart);
}

/* --- trials ------------------------------------------------------------------------------ */

/* Arms at the times given, within 2%. */
static struct pm_trials judge(const double centres_ns[PM_ARM_COUNT]) {
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_implementation implementations[PM_ARM_COUNT] = {{0}};
  struct pm_case cases[PM_ARM_COUNT];
  struct pm_measurement outcomes[PM_ARM_COUNT];
  struct pm_trials trials = {0};
  for (unsigned i = 0; i < PM_ARM_COUNT; i++) {
    implementations[i].name = pm_arm_names[i];
    cases[i] = make_case(&problem, &implementations[i], NULL, 1, PM_BOUNDARY_RESIDENT);
    outcomes[i] = make_measurement(centres_ns[i], 400, 10 + i);
  }
  assert_int_equal(pm_trial_judge(cases, outcomes, &pm_compare_defaults, &trials, NULL), PM_OK);
  for (unsigned i = 0; i < PM_ARM_COUNT; i++)
    free_measurement(&outcomes[i]);
  assert_int_equal(trials.trials, 1);
  return trials;
}

static void verdicts_are_counted(void **state) {
  (void)state;
  struct pm_trials trials = judge((double[]){1000, 1000, 1100});
  assert_int_equal(trials.false_differences, 0);
  assert_int_equal(trials.found, 1);
  trials = judge((double[]){1000, 1100, 1000});
  assert_int_equal(trials.false_differences, 1);
  assert_int_equal(trials.found, 0);
  trials = judge((double[]){1000, 900, 900}); /* faster is not what was planted */
  assert_int_equal(trials.false_differences, 1);
  assert_int_equal(trials.found, 0);
}

static void drawn_trials_hold_on_a_quiet_machine(void **state) {
  (void)state;
  struct pm_selftest_row row = {.name = "quiet", .found = PM_FOUND_BY_SHARE};
  assert_int_equal(pm_trials_simulate(&pm_noise_quiet, 60, 12, 40, 0.03, &pm_compare_defaults,
                                      &row.trials, NULL),
                   PM_OK);
  assert_int_equal(row.trials.trials, 60);
  assert_true(pm_selftest_false_holds(&row) && pm_selftest_found_holds(&row));
}

/* So noisy that nothing is to be seen: nothing is found, and nothing is made up either. */
static void drawn_trials_miss_what_noise_hides(void **state) {
  (void)state;
  struct pm_selftest_row row = {.name = "noisy", .found = PM_FOUND_BY_SHARE};
  const struct pm_noise noise = {.drift = 0.1, .apart = 0.3, .spread = 0.1};
  assert_int_equal(
      pm_trials_simulate(&noise, 60, 12, 40, 0.03, &pm_compare_defaults, &row.trials, NULL), PM_OK);
  assert_true(pm_selftest_false_holds(&row));
  assert_false(pm_selftest_found_holds(&row));
}

static struct pm_trials trials_of(size_t trials, size_t false_differences, size_t found) {
  return (struct pm_trials){
      .trials = trials, .false_differences = false_differences, .found = found};
}

static void shares_hold_or_do_not(void **state) {
  (void)state;
  struct pm_selftest_row row = {.name = "x", .found = PM_FOUND_BY_SHARE};
  row.trials = trials_of(400, 20, 320);
  assert_true(pm_selftest_false_holds(&row) && pm_selftest_found_holds(&row));
  row.trials = trials_of(400, 30, 319); /* 5.1% to 10.5% */
  assert_false(pm_selftest_false_holds(&row) || pm_selftest_found_holds(&row));
  /* Of 36 trials 5 may still be 5% (4.7% to 29.5%), 6 may not; 24 may be 80%, 22 may not. */
  row.found = PM_FOUND_BY_INTERVAL;
  row.trials = trials_of(36, 5, 24);
  assert_true(pm_selftest_false_holds(&row) && pm_selftest_found_holds(&row));
  row.trials = trials_of(36, 6, 22);
  assert_false(pm_selftest_false_holds(&row) || pm_selftest_found_holds(&row));
  row.trials = (struct pm_trials){0};
  assert_false(pm_selftest_false_holds(&row) || pm_selftest_found_holds(&row));
}

/* By scipy 1.10: the same rule with stats.t.ppf and stats.norm.ppf. */
static void needed_repetitions_are_known(void **state) {
  (void)state;
  static const struct {
    double apart;
    size_t for_3, for_10;
  } known[] = {{0.0001, 3, 3}, {0.003, 3, 3},  {0.01, 4, 3}, {0.02, 10, 3},
               {0.05, 47, 7},  {0.2, 721, 71}, {0.3, 0, 158}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    struct pm_noise noise = {.apart = known[i].apart};
    assert_int_equal(pm_selftest_repetitions(&noise, 0.03, 0.02), known[i].for_3);
    assert_int_equal(pm_selftest_repetitions(&noise, 0.10, 0.02), known[i].for_10);
  }
  assert_int_equal(pm_selftest_repetitions(&(struct pm_noise){0}, 0.01, 0.02), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_slowed_arm_is_slower_by_its_share),
      cmocka_unit_test(samples_follow_their_seed),
      cmocka_unit_test(a_slowdown_without_noise_is_exact),
      cmocka_unit_test(a_fit_finds_the_model_again),
      cmocka_unit_test(verdicts_are_counted),
      cmocka_unit_test(drawn_trials_hold_on_a_quiet_machine),
      cmocka_unit_test(drawn_trials_miss_what_noise_hides),
      cmocka_unit_test(shares_hold_or_do_not),
      cmocka_unit_test(needed_repetitions_are_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

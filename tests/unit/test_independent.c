/* host/result/independent.h: the figures against scipy, and one observation of several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host/result/independent.h"
#include "tests/unit/observation.h"

static const struct pm_implementation reference = {.name = "cpu/reference"};
static const struct pm_implementation simd = {.name = "cpu/simd-avx2"};

static void assert_close(double got, double expected) {
  if (!(fabs(got - expected) <= 1e-9 * fabs(expected)))
    fail_msg("got %.17g, expected %.17g", got, expected);
}

static void add(struct pm_result *result, const struct pm_case *timed, const double *samples,
                size_t count) {
  struct pm_measurement m = make_measurement(1, count, 1);
  memcpy(m.samples_ns, samples, count * sizeof *samples);
  assert_int_equal(pm_result_add_case(result, timed, NULL, &m, NULL), PM_OK);
  free_measurement(&m);
}

static struct pm_result *new_run(void) {
  struct pm_result *result;
  assert_int_equal(pm_result_new(made_up_argv, 7, &made_up_build, make_context("here"), make_host(),
                                 &result, NULL),
                   PM_OK);
  return result;
}

/* Takes over `result`. */
static struct pm_observation *finish_run(struct pm_result *result) {
  struct pm_observation *observation;
  pm_result_finish(result, false);
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  pm_result_free(result);
  return observation;
}

/* A run of one case, in four repetitions of a sample or more. */
static struct pm_observation *run_of(const double *samples, size_t count) {
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_result *result = new_run();
  add(result, &timed, samples, count);
  return finish_run(result);
}

static const double a[4] = {10.0, 10.5, 10.2, 9.9}, b[4] = {11.0, 10.9, 11.4, 10.7},
                    c[4] = {10.1, 10.3, 10.0, 10.6};

/* scipy 1.10: stats.f_oneway(a, b) and (a, b, c); numpy.std(ddof=1) for the rest. */
static void figures_are_known(void **state) {
  (void)state;
  struct pm_observation *runs[3] = {run_of(a, 4), run_of(b, 4), run_of(c, 4)};
  struct pm_independent all;
  assert_true(pm_independent_compute(runs, 2, &all));
  assert_int_equal(all.count, 1);
  assert_close(all.cases[0].f, 18.446808510638284);
  assert_close(all.cases[0].p, 0.005120880748899059);
  assert_close(all.cases[0].spread, (10.95 - 10.1) / 10.525);
  assert_close(all.cases[0].between_cv, (10.95 - 10.1) / sqrt(2) / 10.525);
  assert_close(all.cases[0].within_cv, 0.2798809270624374 / 10.575);
  assert_int_equal(all.beyond, 1);
  assert_string_equal(all.worst, runs[0]->cases[0].id);
  pm_independent_free(&all);
  assert_true(pm_independent_compute(runs, 3, &all));
  assert_close(all.cases[0].f, 11.4264705882353);
  assert_close(all.cases[0].p, 0.0033878046856465425);
  assert_close(all.cases[0].spread, (10.95 - 10.1) / ((10.1 + 10.95 + 10.2) / 3));
  pm_independent_free(&all);
  for (size_t i = 0; i < 3; i++)
    pm_observation_free(runs[i]);
}

static void what_is_not_known_is_nan(void **state) {
  (void)state;
  const double lone = 5, same[4] = {2, 2, 2, 2};
  struct pm_observation *runs[2] = {run_of(&lone, 1), run_of(&lone, 1)};
  struct pm_independent all;
  assert_true(pm_independent_compute(runs, 2, &all));
  assert_true(all.cases[0].spread == 0 && isnan(all.cases[0].f) && isnan(all.cases[0].p));
  pm_independent_free(&all);
  pm_observation_free(runs[1]);
  runs[1] = run_of(same, 4);
  assert_true(pm_independent_compute(runs, 1, &all));
  assert_int_equal(all.count, 0);
  assert_null(all.worst);
  pm_independent_free(&all);
  for (size_t i = 0; i < 2; i++)
    pm_observation_free(runs[i]);
}

static struct pm_observation *join(struct pm_observation **runs, size_t count, double max_spread) {
  struct pm_independent all;
  struct pm_result *result;
  struct pm_observation *joined;
  assert_true(pm_independent_compute(runs, count, &all));
  assert_int_equal(
      pm_independent_join(runs, count, &all, NULL, made_up_argv, max_spread, false, &result, NULL),
      PM_OK);
  assert_int_equal(pm_result_observe(result, &joined, NULL), PM_OK);
  assert_int_equal(pm_result_save(result, "test_out/independent.json", NULL), PM_OK);
  pm_result_free(result);
  pm_independent_free(&all);
  return joined;
}

static void samples_are_joined_by_repetition(void **state) {
  (void)state;
  const double longer[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const double expected[8] = {10.0, 10.5, 10.2, 9.9, 1, 3, 5, 7};
  struct pm_observation *runs[2] = {run_of(a, 4), run_of(longer, 8)};
  struct pm_observation *joined = join(runs, 2, 0);
  assert_int_equal(joined->case_count, 1);
  const struct pm_observed_case *observed = &joined->cases[0];
  assert_int_equal(observed->sample_count, 8);
  assert_int_equal(observed->repetitions, 8);
  assert_memory_equal(observed->samples_ns, expected, sizeof expected);
  assert_true(observed->statistics.median_ns == 8.45 && observed->trustworthy);
  assert_close(observed->items_per_second, 1000 * 1e9 / 8.45);
  const cJSON *figures =
      cJSON_GetObjectItem(cJSON_GetObjectItem(joined->root, "proofmark"), "independent");
  assert_int_equal(cJSON_GetObjectItem(figures, "runs")->valueint, 2);
  const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(figures, "cases"), 0);
  assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(first, "case")), observed->id);
  assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(joined->root, "benchmarks")), 8);
  pm_observation_free(joined);
  joined = join(runs, 2, 0.05);
  assert_false(joined->cases[0].trustworthy);
  assert_non_null(strstr(joined->cases[0].reason, "the runs are"));
  assert_string_equal(joined->verdict, "untrustworthy");
  pm_observation_free(joined);
  for (size_t i = 0; i < 2; i++)
    pm_observation_free(runs[i]);
}

/* The second run ended early, and found one case wrong. */
static void runs_may_differ_in_what_they_have(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b'), other = make_problem(65, 'c');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case two = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case three = make_case(&other, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_result *first = new_run(), *second = new_run();
  add(first, &timed, a, 4);
  add(first, &two, b, 4);
  add(first, &three, c, 4);
  pm_result_add_skip(first, problem.id, "cuda", NULL, NULL, "no driver");
  add(second, &timed, a, 4);
  struct pm_measurement wrong = {
      .status = PM_WRONG_OUTPUT, .failure = "wrong", .stop_reason = "failed"};
  assert_int_equal(pm_result_add_case(second, &two, NULL, &wrong, NULL), PM_OK);
  struct pm_observation *runs[2] = {finish_run(first), finish_run(second)};
  struct pm_observation *joined = join(runs, 2, 0);
  assert_int_equal(joined->case_count, 2);
  assert_string_equal(joined->cases[0].id, timed.name);
  assert_int_equal(joined->cases[0].repetitions, 8);
  assert_string_equal(joined->cases[1].id, three.name);
  assert_int_equal(joined->cases[1].repetitions, 4);
  assert_int_equal(joined->failure_count, 1);
  assert_int_equal(joined->skip_count, 1);
  assert_int_equal(joined->work_count, 2);
  assert_string_equal(joined->verdict, "wrong output");
  pm_observation_free(joined);
  for (size_t i = 0; i < 2; i++)
    pm_observation_free(runs[i]);
}

int main(void) {
  assert_int_equal(pm_folder_make("test_out", NULL), PM_OK);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_known),
      cmocka_unit_test(what_is_not_known_is_nan),
      cmocka_unit_test(samples_are_joined_by_repetition),
      cmocka_unit_test(runs_may_differ_in_what_they_have),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* host/compare: what is paired, what is refused, and the verdict's rule. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "host/compare/compare.h"
#include "tests/unit/observation.h"

static const struct pm_implementation reference = {.name = "cpu/reference"};
static const struct pm_implementation simd = {.name = "cpu/simd-made_up"};
static const struct pm_implementation cuda = {.name = "cuda", .on_device = true};
static const struct pm_implementation opencl = {.name = "opencl", .on_device = true};

/* --- building ---------------------------------------------------------------------------- */

static struct pm_result *new_result(const char *host_name) {
  struct pm_result *result;
  assert_int_equal(pm_result_new(made_up_argv, 7, &made_up_build, make_context(host_name),
                                 make_host(), &result, NULL),
                   PM_OK);
  return result;
}

static uint64_t stream; /* every measurement has noise of its own */

struct timing {
  double centre_ns;
  size_t samples;
  enum pm_status status;
};

static void add_case(struct pm_result *result, const struct pm_case *timed, const char *bind,
                     unsigned threads, struct timing timing) {
  struct pm_binding binding = {.threads = threads, .numa_node = -1};
  snprintf(binding.text, sizeof binding.text, "%s", bind);
  struct pm_measurement m = make_measurement(timing.centre_ns, timing.samples, ++stream);
  m.status = timing.status;
  if (timing.status != PM_OK)
    snprintf(m.failure, sizeof m.failure, "made-up trouble");
  assert_int_equal(pm_result_add_case(result, timed, timed->device ? NULL : &binding, &m, NULL),
                   PM_OK);
  free_measurement(&m);
}

static void on_cpu(struct pm_result *result, const struct pm_problem *problem,
                   const struct pm_implementation *implementation, unsigned threads,
                   double centre_ns) {
  struct pm_case timed = make_case(problem, implementation, NULL, threads, PM_BOUNDARY_RESIDENT);
  add_case(result, &timed, "auto", threads, (struct timing){centre_ns, 100, PM_OK});
}

static void on_gpu(struct pm_result *result, const struct pm_problem *problem,
                   const struct pm_implementation *implementation,
                   const struct pm_device_info *device, enum pm_boundary boundary,
                   double centre_ns) {
  struct pm_case timed = make_case(problem, implementation, device, 0, boundary);
  add_case(result, &timed, "", 1, (struct timing){centre_ns, 100, PM_OK});
}

/* Frees the result. */
static struct pm_observation *observed(struct pm_result *result) {
  struct pm_observation *observation;
  struct pm_error error = {0};
  pm_result_finish(result, false);
  if (pm_result_observe(result, &observation, &error) != PM_OK)
    fail_msg("%s", error.text);
  pm_result_free(result);
  return observation;
}

/* One work on the reference, at one time. */
static struct pm_observation *lone(double centre_ns, char digest_digit) {
  struct pm_result *result = new_result("here");
  struct pm_problem problem = make_problem(64, digest_digit);
  on_cpu(result, &problem, &reference, 1, centre_ns);
  return observed(result);
}

static struct pm_observation *lone_timing(struct timing timing) {
  struct pm_result *result = new_result("here");
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  add_case(result, &timed, "auto", 1, timing);
  return observed(result);
}

/* --- comparing --------------------------------------------------------------------------- */

struct outcome {
  struct pm_observation *base, *contender;
  struct pm_comparison comparison;
  struct pm_error error;
  enum pm_status status;
};

static struct outcome compare_with(struct pm_observation *base, struct pm_observation *contender,
                                   struct pm_compare_options options) {
  struct outcome o = {.base = base, .contender = contender};
  o.status = pm_compare_files(base, contender, &options, &o.comparison, &o.error);
  return o;
}

static struct outcome compare(struct pm_observation *base, struct pm_observation *contender) {
  return compare_with(base, contender, pm_compare_defaults);
}

static void done(struct outcome *o) {
  pm_comparison_free(&o->comparison);
  pm_observation_free(o->base);
  if (o->contender != o->base)
    pm_observation_free(o->contender);
}

static enum pm_pair_verdict only_verdict(const struct outcome *o) {
  assert_int_equal(o->status, PM_OK);
  assert_int_equal(o->comparison.pair_count, 1);
  return o->comparison.pairs[0].verdict;
}

static void assert_says(const struct outcome *o, enum pm_status status, const char *text) {
  assert_int_equal(o->status, status);
  if (!strstr(o->error.text, text))
    fail_msg("said: %s; not: %s", o->error.text, text);
}

/* --- verdicts ---------------------------------------------------------------------------- */

static void a_file_is_the_same_as_itself(void **state) {
  (void)state;
  struct pm_observation *observation = lone(1000, 'b');
  struct outcome o = compare(observation, observation);
  assert_int_equal(only_verdict(&o), PM_SAME);
  assert_true(o.comparison.pairs[0].ratio.estimate == 1);
  done(&o);
}

static void equal_speed_is_the_same(void **state) {
  (void)state;
  struct outcome o = compare(lone(1000, 'b'), lone(1000, 'b'));
  assert_int_equal(only_verdict(&o), PM_SAME);
  done(&o);
}

static void ten_percent_is_found_both_ways(void **state) {
  (void)state;
  struct outcome o = compare(lone(1100, 'b'), lone(1000, 'b'));
  assert_int_equal(only_verdict(&o), PM_BETTER);
  assert_true(fabs(o.comparison.pairs[0].ratio.estimate - 1.1) < 0.01);
  assert_true(fabs(o.comparison.pairs[0].difference_ns.estimate - 100) < 10);
  done(&o);
  o = compare(lone(1000, 'b'), lone(1100, 'b'));
  assert_int_equal(only_verdict(&o), PM_WORSE);
  done(&o);
}

static void what_the_samples_cannot_tell_is_inconclusive(void **state) {
  (void)state;
  struct outcome o = compare(lone_timing((struct timing){1100, 5, PM_OK}), lone(1000, 'b'));
  assert_int_equal(only_verdict(&o), PM_INCONCLUSIVE);
  assert_string_equal(o.comparison.pairs[0].reason, "base has 5 samples, 6 are needed");
  done(&o);
  o = compare(lone(1100, 'b'), lone_timing((struct timing){1000, 0, PM_OK}));
  assert_int_equal(only_verdict(&o), PM_INCONCLUSIVE);
  done(&o);
  o = compare(lone(1100, 'b'), lone_timing((struct timing){1000, 50, PM_UNTRUSTWORTHY}));
  assert_int_equal(only_verdict(&o), PM_INCONCLUSIVE);
  assert_string_equal(o.comparison.pairs[0].reason, "contender: made-up trouble");
  done(&o);
  /* 1.5% apart, and an interval of 1% either side: neither the same nor clearly faster. */
  o = compare(lone_timing((struct timing){1015, 8, PM_OK}), lone(1000, 'b'));
  assert_int_equal(only_verdict(&o), PM_INCONCLUSIVE);
  done(&o);
}

static void same_within_moves_the_border(void **state) {
  (void)state;
  struct pm_compare_options options = pm_compare_defaults;
  options.same_within = 0.2;
  struct outcome o = compare_with(lone(1100, 'b'), lone(1000, 'b'), options);
  assert_int_equal(only_verdict(&o), PM_SAME);
  done(&o);
}

/* --- what is not comparable -------------------------------------------------------------- */

static void another_input_is_named_and_refused(void **state) {
  (void)state;
  struct outcome o = compare(lone(1000, 'b'), lone(1000, 'c'));
  assert_says(&o, PM_NOT_COMPARABLE, "hash/made_up[length=64");
  assert_int_equal(o.comparison.differing_count, 1);
  assert_int_equal(o.comparison.pair_count, 0);
  assert_int_equal(o.comparison.unpaired_count, 0);
  pm_comparison_print(&o.comparison, false, stdout);
  done(&o);
}

static void nothing_in_common_is_refused(void **state) {
  (void)state;
  struct pm_result *result = new_result("here");
  struct pm_problem problem = make_problem(128, 'd');
  on_cpu(result, &problem, &reference, 1, 1000);
  struct outcome o = compare(lone(1000, 'b'), observed(result));
  assert_says(&o, PM_NOT_COMPARABLE, "no case in common");
  assert_int_equal(o.comparison.unpaired_count, 2);
  done(&o);
}

static struct pm_observation *lone_elsewhere(void) {
  struct pm_result *result = new_result("there");
  struct pm_problem problem = make_problem(64, 'b');
  on_cpu(result, &problem, &reference, 1, 500);
  return observed(result);
}

static void two_machines_are_compared_only_when_asked(void **state) {
  (void)state;
  struct outcome o = compare(lone(1000, 'b'), lone_elsewhere());
  assert_says(&o, PM_NOT_COMPARABLE, "host name: here and there");
  done(&o);
  struct pm_compare_options options = pm_compare_defaults;
  options.across_machines = true;
  o = compare_with(lone(1000, 'b'), lone_elsewhere(), options);
  assert_int_equal(only_verdict(&o), PM_BETTER);
  assert_true(o.comparison.across_machines);
  done(&o);
}

/* --- pairing ----------------------------------------------------------------------------- */

static void threads_device_and_boundary_keep_cases_apart(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_device_info gpu = make_device("cuda:0", "GPU A");
  struct pm_device_info same_gpu_elsewhere = make_device("cuda:1", "GPU A");
  struct pm_device_info other_gpu = make_device("cuda:0", "GPU B");
  struct pm_result *base = new_result("here"), *contender = new_result("here");
  on_cpu(base, &problem, &reference, 1, 1000);
  on_cpu(base, &problem, &reference, 2, 500);
  on_gpu(base, &problem, &cuda, &gpu, PM_BOUNDARY_KERNEL, 10);
  on_gpu(base, &problem, &cuda, &gpu, PM_BOUNDARY_E2E, 100);
  on_cpu(contender, &problem, &reference, 2, 500);
  on_gpu(contender, &problem, &cuda, &other_gpu, PM_BOUNDARY_KERNEL, 10);
  on_gpu(contender, &problem, &cuda, &same_gpu_elsewhere, PM_BOUNDARY_E2E, 100);
  struct outcome o = compare(observed(base), observed(contender));
  assert_int_equal(o.status, PM_OK);
  assert_int_equal(o.comparison.pair_count, 2);
  assert_int_equal(o.comparison.pairs[0].base->threads, 2);
  assert_string_equal(o.comparison.pairs[1].base->boundary, "e2e");
  assert_string_equal(o.comparison.pairs[1].contender->device, "cuda:1");
  assert_int_equal(o.comparison.unpaired_count, 3);
  done(&o);
}

static void the_closest_counterpart_is_taken(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 2, PM_BOUNDARY_RESIDENT);
  struct pm_result *base = new_result("here"), *contender = new_result("here");
  struct timing timing = {1000, 20, PM_OK};
  add_case(base, &timed, "auto", 2, timing);
  add_case(base, &timed, "numa:0", 2, timing);
  add_case(contender, &timed, "numa:0", 2, timing);
  add_case(contender, &timed, "pu:0,1", 2, timing);
  struct outcome o = compare(observed(base), observed(contender));
  assert_int_equal(o.comparison.pair_count, 2);
  assert_string_equal(o.comparison.pairs[0].contender->binding, "pu:0,1");
  assert_string_equal(o.comparison.pairs[1].base->binding, "numa:0");
  assert_string_equal(o.comparison.pairs[1].contender->binding, "numa:0");
  done(&o);
}

static void a_failed_counterpart_is_told(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_result *base = new_result("here"), *contender = new_result("here");
  on_cpu(base, &problem, &reference, 1, 1000);
  on_cpu(base, &problem, &simd, 1, 100);
  on_cpu(base, &problem, &simd, 2, 50);
  on_cpu(contender, &problem, &reference, 1, 1000);
  struct pm_case wrong = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  add_case(contender, &wrong, "auto", 1, (struct timing){1, 1, PM_WRONG_OUTPUT});
  pm_result_add_skip(contender, problem.id, "cpu/simd-made_up", NULL, NULL, "no such ISA");
  struct outcome o = compare(observed(base), observed(contender));
  assert_int_equal(o.status, PM_OK);
  assert_int_equal(o.comparison.unpaired_count, 2);
  assert_string_equal(o.comparison.unpaired[0].reason, "its counterpart failed: wrong output");
  assert_string_equal(o.comparison.unpaired[1].reason, "its counterpart was skipped: no such ISA");
  done(&o);
}

/* --- within one file --------------------------------------------------------------------- */

static struct pm_observation *rivalry(void) {
  struct pm_result *result = new_result("here");
  struct pm_problem first = make_problem(64, 'b'), second = make_problem(128, 'd');
  struct pm_device_info gpu = make_device("cuda:0", "GPU \"A\" <i>\x1b[31m");
  struct pm_device_info same = make_device("opencl:0", "GPU A");
  on_cpu(result, &first, &reference, 1, 40000);
  on_cpu(result, &first, &simd, 1, 4000);
  on_cpu(result, &first, &simd, 2, 2000);
  on_gpu(result, &first, &cuda, &gpu, PM_BOUNDARY_KERNEL, 100);
  on_gpu(result, &first, &cuda, &gpu, PM_BOUNDARY_E2E, 3000);
  on_gpu(result, &first, &opencl, &same, PM_BOUNDARY_KERNEL, 110);
  on_cpu(result, &second, &simd, 1, 4000);
  return observed(result);
}

static struct outcome rivals(const char *baseline, const char *contender) {
  struct outcome o = {.base = rivalry()};
  o.contender = o.base;
  o.status = pm_compare_implementations(o.base, baseline, contender, &pm_compare_defaults,
                                        &o.comparison, &o.error);
  return o;
}

static void a_cpu_case_meets_every_boundary_of_a_device(void **state) {
  (void)state;
  struct outcome o = rivals("cpu/simd-made_up", "cuda");
  assert_int_equal(o.status, PM_OK);
  assert_int_equal(o.comparison.pair_count, 4); /* 1 and 2 threads by kernel and e2e */
  assert_int_equal(o.comparison.unpaired_count, 1);
  assert_int_equal(o.comparison.verdicts[PM_BETTER], 3);
  assert_int_equal(o.comparison.verdicts[PM_WORSE], 1); /* 2 threads against e2e */
  pm_comparison_print(&o.comparison, false, stdout);
  done(&o);
}

static void cpu_cases_meet_at_equal_threads(void **state) {
  (void)state;
  struct outcome o = rivals("cpu/reference", "cpu/simd-made_up");
  assert_int_equal(o.comparison.pair_count, 1);
  assert_int_equal(o.comparison.unpaired_count, 2);
  done(&o);
}

static void device_cases_meet_at_equal_boundaries(void **state) {
  (void)state;
  struct outcome o = rivals("cuda", "opencl");
  assert_int_equal(o.comparison.pair_count, 1);
  assert_string_equal(o.comparison.pairs[0].base->boundary, "kernel");
  assert_int_equal(only_verdict(&o), PM_WORSE);
  done(&o);
}

static void an_unknown_implementation_is_answered_with_those_there_are(void **state) {
  (void)state;
  struct outcome o = rivals("cpu/openssl", "cuda");
  assert_says(&o, PM_USAGE, "it has cpu/reference, cpu/simd-made_up, cuda, opencl");
  done(&o);
}

/* --- blocks ------------------------------------------------------------------------------ */

/* Like add_case, in a group and with drift: block b of 4 takes 1 + b/4 times as long. */
static void add_in_group(struct pm_result *result, const struct pm_problem *problem,
                         const struct pm_implementation *implementation, const char *group,
                         size_t samples, double centre_ns) {
  struct pm_case timed = make_case(problem, implementation, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_binding binding = {.text = "auto", .threads = 1, .numa_node = -1};
  struct pm_measurement m = make_measurement(centre_ns, samples, ++stream);
  for (size_t i = 0; i < samples; i++)
    m.samples_ns[i] *= 1 + 0.25 * (double)(4 * i / samples);
  snprintf(m.group, sizeof m.group, "%s", group);
  assert_int_equal(pm_result_add_case(result, &timed, &binding, &m, NULL), PM_OK);
  free_measurement(&m);
}

static struct outcome two_in_groups(const char *of_reference, const char *of_simd,
                                    size_t simd_samples) {
  struct pm_result *result = new_result("here");
  struct pm_problem problem = make_problem(64, 'b');
  add_in_group(result, &problem, &reference, of_reference, 100, 1000);
  add_in_group(result, &problem, &simd, of_simd, simd_samples, 900);
  struct outcome o = {.base = observed(result)};
  o.contender = o.base;
  o.status = pm_compare_implementations(o.base, reference.name, simd.name, &pm_compare_defaults,
                                        &o.comparison, &o.error);
  return o;
}

static char *printed(const struct pm_comparison *comparison, bool as_json);

static void one_group_is_compared_by_blocks(void **state) {
  (void)state;
  struct outcome o = two_in_groups("run/1", "run/1", 100);
  assert_int_equal(only_verdict(&o), PM_BETTER);
  assert_int_equal(o.comparison.pairs[0].blocks, 4);
  assert_true(o.comparison.pairs[0].p == 0.125 && o.comparison.pairs[0].p_exact);
  char *text = printed(&o.comparison, false), *json = printed(&o.comparison, true);
  assert_non_null(strstr(text, "4 blocks"));
  assert_null(strstr(text, "contains the drift"));
  assert_non_null(strstr(json, "by 4 interleaved blocks"));
  assert_non_null(strstr(json, "\"p\": 0.125"));
  free(json);
  free(text);
  done(&o);
}

static void all_else_is_compared_by_runs(void **state) {
  (void)state;
  static const char *const groups[][2] = {{"run/1", "run/2"}, {"", ""}, {"run/1", ""}};
  for (size_t i = 0; i < 3; i++) {
    struct outcome o = two_in_groups(groups[i][0], groups[i][1], 100);
    assert_int_equal(only_verdict(&o), PM_INCONCLUSIVE); /* the drift is far greater */
    assert_int_equal(o.comparison.pairs[0].blocks, 0);
    char *json = printed(&o.comparison, true);
    assert_non_null(strstr(json, "by runs: contains drift"));
    free(json);
    done(&o);
  }
}

/* Repetitions of other lengths are blocks all the same; samples that make no equal parts are not. */
static void blocks_need_as_many_repetitions(void **state) {
  (void)state;
  struct outcome o = two_in_groups("run/1", "run/1", 40);
  assert_int_equal(o.comparison.pairs[0].blocks, 4);
  done(&o);
  o = two_in_groups("run/1", "run/1", 97);
  assert_int_equal(o.comparison.pairs[0].blocks, 0);
  done(&o);
  o = two_in_groups("run/1", "run/1", 1);
  assert_int_equal(only_verdict(&o), PM_INCONCLUSIVE);
  assert_int_equal(o.comparison.pairs[0].blocks, 0);
  done(&o);
}

/* --- of the whole ------------------------------------------------------------------------ */

static void a_share_tells_what_becomes_of_the_whole(void **state) {
  (void)state;
  struct pm_compare_options options = pm_compare_defaults;
  options.executor_share = 0.5;
  struct pm_observation *observation = lone(1000, 'b');
  struct outcome o = compare_with(observation, observation, options);
  char *json = printed(&o.comparison, true), *text = printed(&o.comparison, false);
  cJSON *tree = cJSON_Parse(json);
  cJSON *pair = cJSON_GetArrayItem(cJSON_GetObjectItem(tree, "pairs"), 0);
  cJSON *whole = cJSON_GetObjectItem(pair, "whole");
  assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(whole, "estimate")) == 1);
  assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(tree, "whole_at_most")) == 2);
  assert_non_null(strstr(text, "never more than 2.000x"));
  cJSON_Delete(tree);
  free(text);
  free(json);
  done(&o);
  options.executor_share = 1; /* no ceiling: null in JSON */
  observation = lone(1000, 'b');
  o = compare_with(observation, observation, options);
  json = printed(&o.comparison, true);
  assert_non_null(strstr(json, "\"whole_at_most\": null"));
  free(json);
  done(&o);
}

/* --- the environment --------------------------------------------------------------------- */

static void two_files_begin_with_their_environments(void **state) {
  (void)state;
  struct pm_compare_options options = pm_compare_defaults;
  options.across_machines = true;
  struct outcome o = compare_with(lone(1000, 'b'), lone_elsewhere(), options);
  char *text = printed(&o.comparison, false);
  assert_int_equal(strncmp(text, "across machines", 15), 0);
  assert_non_null(strstr(text, "environment  the same but for: host name here and there"));
  assert_true(strstr(text, "environment") < strstr(text, "hash/made_up"));
  free(text);
  done(&o);
  o = compare(lone(1000, 'b'), lone(1000, 'b'));
  text = printed(&o.comparison, false);
  assert_non_null(strstr(text, "environment  the same\n"));
  free(text);
  done(&o);
}

/* --- many cases -------------------------------------------------------------------------- */

/* In another order in the second file: every case finds its own. */
static void many_cases_find_each_other(void **state) {
  (void)state;
  enum { CASES = 200 };
  struct pm_result *base = new_result("here"), *contender = new_result("here");
  for (uint64_t i = 0; i < CASES; i++) {
    struct pm_problem there = make_problem(1 + i, 'b'), back = make_problem(CASES - i, 'b');
    struct pm_case timed = make_case(&there, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
    add_case(base, &timed, "auto", 1, (struct timing){1000, 3, PM_OK});
    timed = make_case(&back, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
    add_case(contender, &timed, "auto", 1, (struct timing){1000, 3, PM_OK});
  }
  struct outcome o = compare(observed(base), observed(contender));
  assert_int_equal(o.status, PM_OK);
  assert_int_equal(o.comparison.pair_count, CASES);
  assert_int_equal(o.comparison.unpaired_count, 0);
  for (size_t i = 0; i < CASES; i++) {
    assert_ptr_equal(o.comparison.pairs[i].base, &o.base->cases[i]);
    assert_string_equal(o.comparison.pairs[i].base->id, o.comparison.pairs[i].contender->id);
  }
  done(&o);
}

/* --- printing ---------------------------------------------------------------------------- */

static char *printed(const struct pm_comparison *comparison, bool as_json) {
  char *text;
  size_t count;
  FILE *stream = open_memstream(&text, &count);
  if (as_json)
    pm_comparison_print_json(comparison, stream);
  else
    pm_comparison_print(comparison, false, stream);
  fclose(stream);
  return text;
}

static void two_files_are_printed_with_a_word_on_drift(void **state) {
  (void)state;
  struct outcome o = compare(lone(1100, 'b'), lone(1000, 'b'));
  char *text = printed(&o.comparison, false);
  print_message("%s", text);
  assert_non_null(strstr(text, "better"));
  assert_non_null(strstr(text, "drift"));
  assert_null(strchr(text, '\033'));
  free(text);
  done(&o);
}

static void the_json_is_valid_and_complete(void **state) {
  (void)state;
  struct outcome o = rivals("cpu/simd-made_up", "cuda");
  char *text = printed(&o.comparison, true);
  cJSON *json = cJSON_Parse(text);
  assert_non_null(json);
  assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "pairs")), 4);
  assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(json, "unpaired")), 1);
  cJSON *pair = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "pairs"), 0);
  assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(pair, "verdict")), "better");
  assert_true(cJSON_IsTrue(cJSON_GetObjectItem(pair, "contains_drift")));
  cJSON_Delete(json);
  free(text);
  done(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_is_the_same_as_itself),
      cmocka_unit_test(equal_speed_is_the_same),
      cmocka_unit_test(ten_percent_is_found_both_ways),
      cmocka_unit_test(what_the_samples_cannot_tell_is_inconclusive),
      cmocka_unit_test(same_within_moves_the_border),
      cmocka_unit_test(another_input_is_named_and_refused),
      cmocka_unit_test(nothing_in_common_is_refused),
      cmocka_unit_test(two_machines_are_compared_only_when_asked),
      cmocka_unit_test(threads_device_and_boundary_keep_cases_apart),
      cmocka_unit_test(the_closest_counterpart_is_taken),
      cmocka_unit_test(a_failed_counterpart_is_told),
      cmocka_unit_test(a_cpu_case_meets_every_boundary_of_a_device),
      cmocka_unit_test(cpu_cases_meet_at_equal_threads),
      cmocka_unit_test(device_cases_meet_at_equal_boundaries),
      cmocka_unit_test(an_unknown_implementation_is_answered_with_those_there_are),
      cmocka_unit_test(one_group_is_compared_by_blocks),
      cmocka_unit_test(all_else_is_compared_by_runs),
      cmocka_unit_test(blocks_need_as_many_repetitions),
      cmocka_unit_test(a_share_tells_what_becomes_of_the_whole),
      cmocka_unit_test(two_files_begin_with_their_environments),
      cmocka_unit_test(many_cases_find_each_other),
      cmocka_unit_test(two_files_are_printed_with_a_word_on_drift),
      cmocka_unit_test(the_json_is_valid_and_complete),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

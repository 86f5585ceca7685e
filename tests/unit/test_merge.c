/* host/result/merge and trend: what is put together, what is refused, and one point a day. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "host/compare/compare.h"
#include "host/result/merge.h"
#include "host/result/trend.h"
#include "tests/unit/observation.h"

static const struct pm_implementation reference = {.name = "cpu/reference"};
static const struct pm_implementation simd = {.name = "cpu/simd-made_up"};
static const struct pm_implementation cuda = {.name = "cuda", .on_device = true};

static char *const merge_argv[] = {(char *)"proofmark merge", (char *)"a", (char *)"b", NULL};

/* --- building ---------------------------------------------------------------------------- */

struct part {
  const char *path, *host_name, *date;
  struct pm_result *result;
};

static struct part start_with(const char *path, const char *host_name, const char *date,
                              const struct pm_build *build) {
  struct part part = {.path = path, .host_name = host_name, .date = date};
  cJSON *context = make_context(host_name);
  cJSON_ReplaceItemInObject(context, "date", cJSON_CreateString(date));
  assert_int_equal(pm_result_new(made_up_argv, 7, build, context, make_host(), &part.result, NULL),
                   PM_OK);
  return part;
}

static struct part start(const char *path) {
  return start_with(path, "here", "2024-01-01T00:00:00+00:00", &made_up_build);
}

static uint64_t stream;

static void add(struct part *part, const struct pm_problem *problem,
                const struct pm_implementation *implementation, enum pm_status status,
                double centre_ns) {
  struct pm_device_info device = make_device("cuda:0", "GPU");
  struct pm_case timed =
      make_case(problem, implementation, implementation->on_device ? &device : NULL, 1,
                implementation->on_device ? PM_BOUNDARY_KERNEL : PM_BOUNDARY_RESIDENT);
  struct pm_binding binding = {.text = "auto", .threads = 1, .numa_node = -1};
  struct pm_measurement m = make_measurement(centre_ns, 20, ++stream);
  m.status = status;
  if (status != PM_OK)
    snprintf(m.failure, sizeof m.failure, "made-up trouble");
  snprintf(m.group, sizeof m.group, "%s/1", pm_result_run_id(part->result));
  assert_int_equal(pm_result_add_case(part->result, &timed, &binding, &m, NULL), PM_OK);
  free_measurement(&m);
}

static void save(struct part *part, bool interrupted) {
  struct pm_error error = {0};
  assert_int_equal(pm_folder_make("test_out", &error), PM_OK);
  pm_result_finish(part->result, interrupted);
  if (pm_result_save(part->result, part->path, &error) != PM_OK)
    fail_msg("%s", error.text);
  pm_result_free(part->result);
}

/* A file with one case. */
static void lone(const char *path, const struct pm_implementation *implementation,
                 enum pm_status status, double centre_ns) {
  struct part part = start(path);
  struct pm_problem problem = make_problem(64, 'b');
  add(&part, &problem, implementation, status, centre_ns);
  save(&part, false);
}

#define A "test_out/merge_a.json"
#define B "test_out/merge_b.json"
#define C "test_out/merge_c.json"

static enum pm_status merge_to(struct pm_observation **observation, size_t count,
                               const char *const *paths, struct pm_merge_options options,
                               struct pm_error *error) {
  struct pm_result *result = NULL;
  enum pm_status status = pm_results_merge(paths, count, merge_argv, &options, &result, error);
  if (status != PM_OK)
    return status;
  status = pm_result_save(result, C, error);
  if (status == PM_OK)
    status = pm_result_observe(result, observation, error);
  pm_result_free(result);
  return status;
}

static struct pm_observation *merged(struct pm_merge_options options) {
  struct pm_observation *observation;
  struct pm_error error = {0};
  if (merge_to(&observation, 2, (const char *const[]){A, B}, options, &error) != PM_OK)
    fail_msg("%s", error.text);
  return observation;
}

static void assert_refused(struct pm_merge_options options, enum pm_status status,
                           const char *text) {
  struct pm_observation *observation = NULL;
  struct pm_error error = {0};
  assert_int_equal(merge_to(&observation, 2, (const char *const[]){A, B}, options, &error), status);
  if (!strstr(error.text, text))
    fail_msg("said: %s", error.text);
}

static const cJSON *member(const cJSON *object, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* --- merging ----------------------------------------------------------------------------- */

static const struct pm_merge_options plain = {0}, latest = {.latest = true},
                                     across = {.across_machines = true};

static void cases_of_both_stand_side_by_side(void **state) {
  (void)state;
  lone(A, &reference, PM_OK, 1000);
  lone(B, &cuda, PM_OK, 100);
  struct pm_observation *o = merged(plain);
  assert_int_equal(o->case_count, 2);
  assert_int_equal(o->work_count, 1);
  assert_int_equal(o->device_count, 2);
  assert_string_equal(o->verdict, "ok");
  assert_string_equal(o->host_name, "here");
  assert_true(o->seed == 7);
  const cJSON *proofmark = member(o->root, "proofmark"), *parts = member(proofmark, "merged");
  assert_int_equal(cJSON_GetArraySize(parts), 2);
  const cJSON *first = cJSON_GetArrayItem(parts, 0);
  assert_string_equal(cJSON_GetStringValue(member(first, "file")), A);
  assert_int_equal(cJSON_GetArraySize(member(first, "argv")), 4);
  assert_true(cJSON_IsObject(member(first, "host")) && cJSON_IsObject(member(first, "build")));
  const cJSON *own = cJSON_GetArrayItem(member(proofmark, "cases"), 0);
  assert_string_equal(cJSON_GetStringValue(member(own, "run_id")),
                      cJSON_GetStringValue(member(first, "run_id")));
  assert_string_not_equal(o->run_id, cJSON_GetStringValue(member(first, "run_id")));
  assert_string_equal(cJSON_GetStringValue(cJSON_GetArrayItem(member(proofmark, "argv"), 0)),
                      "proofmark merge");
  /* 4 repetitions and 4 aggregates of each, numbered anew. */
  const cJSON *runs = member(o->root, "benchmarks");
  assert_int_equal(cJSON_GetArraySize(runs), 16);
  assert_int_equal(
      cJSON_GetNumberValue(member(cJSON_GetArrayItem(runs, 15), "per_family_instance_index")), 1);
  pm_observation_free(o);
}

/* Cases of two runs were not interleaved, those of one were, wherever they lie. */
static void groups_survive(void **state) {
  (void)state;
  struct part part = start(A);
  struct pm_problem problem = make_problem(64, 'b');
  add(&part, &problem, &reference, PM_OK, 1000);
  add(&part, &problem, &simd, PM_OK, 500);
  save(&part, false);
  lone(B, &cuda, PM_OK, 100);
  struct pm_observation *o = merged(plain);
  for (int i = 0; i < 2; i++) {
    struct pm_comparison comparison;
    assert_int_equal(pm_compare_implementations(o, reference.name, i ? cuda.name : simd.name,
                                                &pm_compare_defaults, &comparison, NULL),
                     PM_OK);
    assert_int_equal(comparison.pairs[0].blocks, i ? 0 : 4);
    pm_comparison_free(&comparison);
  }
  pm_observation_free(o);
}

static void duplicates_are_named(void **state) {
  (void)state;
  lone(A, &reference, PM_OK, 1000);
  lone(B, &reference, PM_OK, 900);
  assert_refused(plain, PM_USAGE, "1 cases are there twice: hash/made_up[length=64");
  assert_refused(plain, PM_USAGE, "--latest");
}

/* By the clock, not by its text: 23:30 at +02:00 is before 22:00 at +00:00. */
static void the_latest_is_taken(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  struct part a = start_with(A, "here", "2024-01-01T22:00:00+00:00", &made_up_build);
  add(&a, &problem, &reference, PM_OK, 1000);
  save(&a, false);
  struct part b = start_with(B, "here", "2024-01-01T23:30:00+02:00", &made_up_build);
  add(&b, &problem, &reference, PM_OK, 500);
  save(&b, false);
  struct pm_observation *o = merged(latest);
  assert_int_equal(o->case_count, 1);
  assert_true(o->cases[0].statistics.median_ns > 900);
  assert_string_equal(o->date, "2024-01-01T22:00:00+00:00");
  pm_observation_free(o);
}

/* A wrong output in the earlier file is not hidden by a good one in the later. */
static void no_later_run_hides_a_wrong_output(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  struct part a = start_with(A, "here", "2024-01-01T00:00:00Z", &made_up_build);
  add(&a, &problem, &reference, PM_WRONG_OUTPUT, 1000);
  save(&a, false);
  struct part b = start_with(B, "here", "2024-01-02T00:00:00Z", &made_up_build);
  add(&b, &problem, &reference, PM_OK, 500);
  save(&b, false);
  struct pm_observation *o = merged(latest);
  assert_int_equal(o->case_count, 0);
  assert_int_equal(o->failure_count, 1);
  assert_string_equal(o->verdict, "wrong output");
  assert_int_equal(cJSON_GetArraySize(member(o->root, "benchmarks")), 0);
  pm_observation_free(o);
}

static void other_inputs_are_refused(void **state) {
  (void)state;
  lone(A, &reference, PM_OK, 1000);
  struct part b = start(B);
  struct pm_problem problem = make_problem(64, 'c');
  add(&b, &problem, &simd, PM_OK, 500);
  save(&b, false);
  assert_refused(plain, PM_NOT_COMPARABLE, "not the same work");
  assert_refused(latest, PM_NOT_COMPARABLE, "not the same work");
}

static void two_machines_only_when_asked_and_never_without_a_label(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  lone(A, &reference, PM_OK, 1000);
  struct part b = start_with(B, "there", "2024-01-01T00:00:00Z", &made_up_build);
  add(&b, &problem, &simd, PM_OK, 500);
  save(&b, false);
  assert_refused(plain, PM_NOT_COMPARABLE, "host name: here and there");
  struct pm_observation *o = merged(across);
  assert_null(o->host_name); /* not the same in both */
  struct pm_comparison comparison;
  struct pm_error error;
  struct pm_compare_options options = pm_compare_defaults;
  assert_int_equal(
      pm_compare_implementations(o, reference.name, simd.name, &options, &comparison, &error),
      PM_NOT_COMPARABLE);
  assert_non_null(strstr(error.text, "merged from several machines"));
  pm_comparison_free(&comparison);
  options.across_machines = true;
  assert_int_equal(
      pm_compare_implementations(o, reference.name, simd.name, &options, &comparison, &error),
      PM_OK);
  assert_true(comparison.across_machines);
  pm_comparison_free(&comparison);
  pm_observation_free(o);
}

static void one_name_for_two_devices_is_refused(void **state) {
  (void)state;
  lone(A, &cuda, PM_OK, 100);
  struct part b = start(B);
  struct pm_device_info other = make_device("cuda:0", "Another GPU");
  pm_result_add_device(b.result, &other, NULL);
  struct pm_problem problem = make_problem(64, 'b');
  add(&b, &problem, &reference, PM_OK, 1000);
  save(&b, false);
  assert_refused(plain, PM_USAGE, "cuda:0 is GPU in " A " and Another GPU in " B);
}

static void what_the_builds_have_in_common_stays(void **state) {
  (void)state;
  struct pm_problem problem = make_problem(64, 'b');
  lone(A, &reference, PM_OK, 1000);
  struct pm_build other = made_up_build;
  other.commit = "4567cdef";
  other.dirty = false;
  struct part b = start_with(B, "here", "2024-01-01T00:00:00Z", &other);
  add(&b, &problem, &simd, PM_OK, 500);
  save(&b, true);
  struct pm_observation *o = merged(plain);
  const cJSON *build = member(member(o->root, "proofmark"), "build");
  assert_true(cJSON_IsNull(member(build, "commit")) && cJSON_IsNull(member(build, "dirty")));
  assert_string_equal(cJSON_GetStringValue(member(build, "compiler")), "gcc 12.2.0");
  assert_string_equal(o->verdict, "interrupted"); /* as one of its parts */
  pm_observation_free(o);
}

static void merged_files_can_be_merged(void **state) {
  (void)state;
  lone(A, &reference, PM_OK, 1000);
  lone(B, &simd, PM_OK, 500);
  pm_observation_free(merged(plain));
  lone(A, &cuda, PM_OK, 100);
  struct pm_observation *o;
  struct pm_error error = {0};
  if (merge_to(&o, 2, (const char *const[]){C, A}, plain, &error) != PM_OK)
    fail_msg("%s", error.text);
  assert_int_equal(o->case_count, 3);
  assert_int_equal(cJSON_GetArraySize(member(member(o->root, "proofmark"), "merged")), 3);
  pm_observation_free(o);
}

static void empty_files_and_files_that_are_none(void **state) {
  (void)state;
  struct part a = start(A);
  save(&a, false);
  struct part b = start(B);
  save(&b, false);
  struct pm_observation *o = merged(plain);
  assert_int_equal(o->case_count, 0);
  assert_string_equal(o->verdict, "nothing measured");
  pm_observation_free(o);
  assert_int_equal(pm_file_write(B, "{}", 2, NULL), PM_OK);
  assert_refused(plain, PM_USAGE, B);
  remove(B);
  assert_refused(plain, PM_IO, B);
}

/* --- the trend --------------------------------------------------------------------------- */

static cJSON *trend_of(struct pm_observation **observations, size_t count, size_t *untrusted) {
  struct pm_trend trend;
  struct pm_error error = {0};
  if (pm_trend_make((const struct pm_observation *const *)observations, count, &trend, &error) !=
      PM_OK)
    fail_msg("%s", error.text);
  char *text;
  size_t bytes;
  FILE *stream_of_text = open_memstream(&text, &bytes);
  pm_trend_print(&trend, stream_of_text);
  fclose(stream_of_text);
  *untrusted = trend.untrusted;
  pm_trend_free(&trend);
  cJSON *array = cJSON_Parse(text);
  assert_true(cJSON_IsArray(array));
  free(text);
  return array;
}

static void a_point_is_the_median_of_the_medians(void **state) {
  (void)state;
  const double centres[] = {1000, 5000, 1100};
  struct pm_observation *observations[3];
  double medians[3];
  for (int i = 0; i < 3; i++) {
    lone(A, &reference, PM_OK, centres[i]);
    assert_int_equal(pm_observation_read(A, &observations[i], NULL), PM_OK);
    medians[i] = observations[i]->cases[0].statistics.median_ns;
  }
  size_t untrusted;
  cJSON *array = trend_of(observations, 3, &untrusted);
  assert_int_equal(cJSON_GetArraySize(array), 1);
  const cJSON *point = cJSON_GetArrayItem(array, 0);
  assert_true(cJSON_GetNumberValue(member(point, "value")) == medians[2]);
  assert_string_equal(cJSON_GetStringValue(member(point, "unit")), "ns");
  assert_string_equal(cJSON_GetStringValue(member(point, "name")), observations[0]->cases[0].id);
  assert_int_equal(strncmp(cJSON_GetStringValue(member(point, "range")), "± ", 3), 0);
  assert_non_null(strstr(cJSON_GetStringValue(member(point, "extra")), "runs: 3\nsamples: 60\n"));
  cJSON_Delete(array);
  for (int i = 0; i < 3; i++)
    pm_observation_free(observations[i]);
}

static void what_is_not_to_be_trusted_is_no_point(void **state) {
  (void)state;
  lone(A, &reference, PM_UNTRUSTWORTHY, 1000);
  struct pm_observation *observation;
  assert_int_equal(pm_observation_read(A, &observation, NULL), PM_OK);
  size_t untrusted;
  cJSON *array = trend_of(&observation, 1, &untrusted);
  assert_int_equal(cJSON_GetArraySize(array), 0);
  assert_int_equal(untrusted, 1);
  cJSON_Delete(array);
  pm_observation_free(observation);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cases_of_both_stand_side_by_side),
      cmocka_unit_test(groups_survive),
      cmocka_unit_test(duplicates_are_named),
      cmocka_unit_test(the_latest_is_taken),
      cmocka_unit_test(no_later_run_hides_a_wrong_output),
      cmocka_unit_test(other_inputs_are_refused),
      cmocka_unit_test(two_machines_only_when_asked_and_never_without_a_label),
      cmocka_unit_test(one_name_for_two_devices_is_refused),
      cmocka_unit_test(what_the_builds_have_in_common_stays),
      cmocka_unit_test(merged_files_can_be_merged),
      cmocka_unit_test(empty_files_and_files_that_are_none),
      cmocka_unit_test(a_point_is_the_median_of_the_medians),
      cmocka_unit_test(what_is_not_to_be_trusted_is_no_point),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

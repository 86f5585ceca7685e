/* host/result: an observation built, saved, read back and gone on with. The files stay in
 * test_out/, where tests/schema/check_schema.py is run on them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <time.h>

#include "host/result/csv.h"
#include "host/result/json.h"
#include "host/result/table.h"
#include "host/result/units.h"
#include "tests/unit/observation.h"

static const struct pm_implementation reference = {.name = "cpu/reference"};
static const struct pm_implementation simd = {.name = "cpu/simd-made_up"};
static const struct pm_implementation cuda = {.name = "cuda", .on_device = true};

/* --- building ---------------------------------------------------------------------------- */

static struct pm_result *new_result(uint64_t seed) {
  struct pm_result *result;
  struct pm_error error;
  assert_int_equal(pm_result_new(made_up_argv, seed, &made_up_build, make_context("here"),
                                 make_host(), &result, &error),
                   PM_OK);
  return result;
}

static void add(struct pm_result *result, const struct pm_case *timed, unsigned threads,
                const struct pm_measurement *measurement) {
  unsigned pus[] = {0, 2};
  struct pm_binding binding = {
      .text = "auto", .bound = true, .threads = threads, .pus = pus, .numa_node = -1};
  struct pm_error error;
  assert_int_equal(
      pm_result_add_case(result, timed, timed->device ? NULL : &binding, measurement, &error),
      PM_OK);
}

static void add_timed(struct pm_result *result, const struct pm_case *timed, unsigned threads,
                      double centre_ns) {
  struct pm_measurement m = make_measurement(centre_ns, 100, threads);
  add(result, timed, threads, &m);
  free_measurement(&m);
}

static void add_wrong(struct pm_result *result, const struct pm_case *timed) {
  struct pm_measurement m = {
      .status = PM_WRONG_OUTPUT,
      .failure = "3 of 1000 items differ",
      .mismatch = {.index = 17, .count = 3, .expected = "00ff", .got = "01ff"},
      .stop_reason = "failed"};
  add(result, timed, 1, &m);
}

static void add_failed(struct pm_result *result, const struct pm_case *timed,
                       enum pm_status status) {
  struct pm_measurement m = {.status = status,
                             .failure = "the driver said \"no\"\nand \033[31mmore\xff"};
  add(result, timed, 1, &m);
}

/* --- looking ----------------------------------------------------------------------------- */

static const cJSON *member(const cJSON *object, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  if (!item)
    fail_msg("there is no member %s", key);
  return item;
}

static size_t size_of(const cJSON *object, const char *key) {
  return (size_t)cJSON_GetArraySize(member(object, key));
}

static const cJSON *at(const cJSON *object, const char *key, int index) {
  const cJSON *item = cJSON_GetArrayItem(member(object, key), index);
  assert_non_null(item);
  return item;
}

static void assert_text(const cJSON *object, const char *key, const char *expected) {
  assert_string_equal(cJSON_GetStringValue(member(object, key)), expected);
}

static cJSON *save_and_load(struct pm_result *result, const char *path) {
  struct pm_error error = {0};
  cJSON *document = NULL;
  if (pm_result_save(result, path, &error) != PM_OK ||
      pm_observation_document(path, &document, &error) != PM_OK)
    fail_msg("%s", error.text);
  return document;
}

/* --- tests ------------------------------------------------------------------------------- */

static void an_empty_observation_is_valid(void **state) {
  (void)state;
  struct pm_result *result = new_result(1);
  cJSON *document = save_and_load(result, "test_out/empty.json");
  const cJSON *proofmark = member(document, "proofmark");
  assert_text(member(proofmark, "verdict"), "status", "unfinished");
  assert_int_equal(size_of(document, "benchmarks"), 0);
  assert_int_equal(size_of(proofmark, "cases"), 0);
  assert_text(at(proofmark, "devices", 0), "id", "cpu");
  assert_text(at(proofmark, "devices", 0), "name", "Made-up CPU");
  pm_result_finish(result, false);
  assert_int_equal(pm_result_verdict(result, NULL), PM_UNAVAILABLE);
  cJSON_Delete(document);
  pm_result_free(result);
}

static void what_is_not_known_is_null(void **state) {
  (void)state;
  struct pm_result *result;
  struct pm_build nothing = {0};
  assert_int_equal(pm_result_new(made_up_argv, UINT64_MAX, &nothing, NULL, NULL, &result, NULL),
                   PM_OK);
  cJSON *document = save_and_load(result, "test_out/unknown.json");
  const cJSON *build = member(member(document, "proofmark"), "build");
  assert_true(cJSON_IsNull(member(build, "commit")));
  assert_true(cJSON_IsNull(member(build, "dirty")));
  cJSON_Delete(document);
  char *text;
  size_t count;
  assert_int_equal(pm_file_read("test_out/unknown.json", 1 << 20, &text, &count, NULL), PM_OK);
  assert_non_null(strstr(text, "\"seed\": 18446744073709551615"));
  free(text);
  pm_result_free(result);
}

static void a_timed_case_is_filed_in_full(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_device_info device = make_device("cuda:0", "Made-up GPU");
  struct pm_case on_cpu = make_case(&problem, &reference, NULL, 2, PM_BOUNDARY_RESIDENT);
  struct pm_case on_gpu = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_E2E);
  pm_result_add_device(result, &device,
                       &(struct pm_locality){.known = true, .numa_node = 1, .cpus = "0-3"});
  add_timed(result, &on_cpu, 2, 1000);
  add_timed(result, &on_gpu, 1, 100);
  pm_result_finish(result, false);
  assert_int_equal(pm_result_verdict(result, NULL), PM_OK);
  cJSON *document = save_and_load(result, "test_out/timed.json");
  const cJSON *proofmark = member(document, "proofmark");
  const cJSON *item = at(proofmark, "cases", 0), *run = at(document, "benchmarks", 0);
  assert_text(item, "id", on_cpu.name);
  assert_text(item, "device", "cpu");
  assert_int_equal(size_of(item, "samples_ns"), 100);
  assert_int_equal(member(member(item, "binding"), "threads")->valueint, 2);
  assert_true(cJSON_IsNull(member(member(item, "statistics"), "p99_ns")));
  assert_true(cJSON_IsNumber(member(member(item, "statistics"), "p90_ns")));
  assert_text(at(proofmark, "devices", 1), "pci", "0000:3b:00.0");
  assert_int_equal(member(at(proofmark, "devices", 1), "numa")->valueint, 1);
  assert_text(member(at(proofmark, "works", 0), "parameters"), "policy", "b");
  assert_int_equal(size_of(proofmark, "works"), 1);
  /* Four repetitions and four aggregates per case. */
  assert_int_equal(size_of(document, "benchmarks"), 16);
  assert_text(run, "name", on_cpu.name);
  assert_text(run, "run_type", "iteration");
  assert_true(member(run, "items_per_second")->valuedouble == 1e9);
  assert_text(at(document, "benchmarks", 7), "aggregate_unit", "percentage");
  assert_int_equal(member(at(document, "benchmarks", 8), "per_family_instance_index")->valueint, 1);
  cJSON_Delete(document);
  pm_result_free(result);
}

static void aggregates_are_googles(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  add_timed(result, &timed, 1, 1000); /* means 1000, 1001, 1002, 1003 */
  cJSON *document = save_and_load(result, "test_out/aggregates.json");
  const double expected[] = {1001.5, 1001.5, 1.2909944487358056, 1.2909944487358056 / 1001.5};
  for (int i = 0; i < 4; i++) {
    const cJSON *aggregate = at(document, "benchmarks", 4 + i);
    assert_true(fabs(member(aggregate, "real_time")->valuedouble - expected[i]) < 1e-12 * 1001.5);
    assert_int_equal(member(aggregate, "iterations")->valueint, 4);
  }
  cJSON_Delete(document);
  pm_result_free(result);
}

static void wrong_failed_and_skipped_cases_have_no_timing(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_device_info device = make_device("cuda:0", "A \"GPU\" <b>&amp;</b> \t\x01\xc3\x28 µ");
  struct pm_case wrong = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_KERNEL);
  struct pm_case failed = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_E2E);
  struct pm_case too_large = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_COLD);
  struct pm_case unfinished = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  add_wrong(result, &wrong);
  add_failed(result, &failed, PM_FAILED);
  add_failed(result, &too_large, PM_NO_MEMORY);
  add_failed(result, &unfinished, PM_INTERRUPTED);
  pm_result_add_skip(result, problem.id, "opencl", NULL, NULL, "no OpenCL driver");
  pm_result_finish(result, true);
  assert_int_equal(pm_result_verdict(result, NULL), PM_WRONG_OUTPUT);
  cJSON *document = save_and_load(result, "test_out/wrong.json");
  const cJSON *proofmark = member(document, "proofmark");
  assert_int_equal(size_of(document, "benchmarks"), 0);
  assert_int_equal(size_of(proofmark, "cases"), 0);
  assert_int_equal(size_of(proofmark, "failures"), 2);
  assert_int_equal(size_of(proofmark, "skipped"), 2);
  assert_text(at(proofmark, "failures", 0), "kind", "wrong output");
  assert_int_equal(member(at(proofmark, "failures", 0), "index")->valueint, 17);
  assert_text(at(proofmark, "failures", 1), "kind", "error");
  assert_text(at(proofmark, "failures", 1), "message",
              "the driver said \"no\"\nand \033[31mmore\xef\xbf\xbd");
  assert_text(at(proofmark, "devices", 1), "name", "A \"GPU\" <b>&amp;</b> \t\x01\xef\xbf\xbd( µ");
  assert_text(member(proofmark, "verdict"), "status", "wrong output");
  assert_true(pm_result_has_case(result, wrong.name));
  assert_false(pm_result_has_case(result, failed.name));
  assert_false(pm_result_has_case(result, unfinished.name));
  cJSON_Delete(document);
  pm_result_free(result);
}

static void untrustworthy_cases_are_not_in_benchmarks(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_measurement m = make_measurement(10, 8, 1);
  m.status = PM_UNTRUSTWORTHY;
  strcpy(m.failure, "faster than memory allows");
  add(result, &timed, 1, &m);
  free_measurement(&m);
  pm_result_finish(result, false);
  assert_int_equal(pm_result_verdict(result, NULL), PM_UNTRUSTWORTHY);
  cJSON *document = save_and_load(result, "test_out/untrustworthy.json");
  assert_int_equal(size_of(document, "benchmarks"), 0);
  assert_int_equal(size_of(member(document, "proofmark"), "cases"), 1);
  cJSON_Delete(document);
  struct pm_observation *observation;
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  assert_false(observation->cases[0].trustworthy);
  assert_string_equal(observation->cases[0].reason, "faster than memory allows");
  pm_observation_free(observation);
  pm_result_free(result);
}

static void no_figure_is_nan_or_infinite(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case none = make_case(&problem, &simd, NULL, 2, PM_BOUNDARY_RESIDENT);
  struct pm_repetition repetitions[] = {{1, NAN, INFINITY}, {1, 0, 0}};
  double zero = 0;
  struct pm_measurement m = {.repetitions = repetitions,
                             .repetition_count = 2,
                             .samples_ns = &zero,
                             .sample_count = 1,
                             .stop_reason = "min_time"};
  add(result, &timed, 1, &m);
  m = (struct pm_measurement){.stop_reason = "min_time"};
  add(result, &none, 2, &m);
  struct pm_error error;
  assert_int_equal(pm_result_save(result, "test_out/nan.json", &error), PM_OK);
  char *text;
  size_t count;
  assert_int_equal(pm_file_read("test_out/nan.json", 1 << 20, &text, &count, &error), PM_OK);
  assert_null(strstr(text, "nan,"));
  assert_null(strstr(text, "NaN"));
  assert_null(strstr(text, "inf,"));
  assert_null(strstr(text, "Infinity"));
  assert_non_null(strstr(text, "\"cv\": null"));
  free(text);
  pm_result_free(result);
}

static void samples_read_back_to_the_last_bit(void **state) {
  (void)state;
  const double values[] = {0,       1,     1.0 / 3, 123456789.125, 9007199254740991.0,
                           1e-9,    1e300, 0.1,     5e-324,        9007199254740994.0,
                           1e15 + 1};
  enum { N = sizeof values / sizeof *values };
  char *text;
  size_t count;
  FILE *stream = open_memstream(&text, &count);
  struct pm_json json = pm_json_start(stream);
  pm_json_numbers(&json, NULL, values, N);
  fclose(stream);
  cJSON *array = cJSON_Parse(text);
  for (int i = 0; i < N; i++)
    assert_true(cJSON_GetArrayItem(array, i)->valuedouble == values[i]);
  cJSON_Delete(array);
  free(text);
}

static void another_input_under_the_same_id_is_refused(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem first = make_problem(64, 'b'), second = make_problem(64, 'c');
  struct pm_error error;
  assert_int_equal(pm_result_add_work(result, &first, &error), PM_OK);
  assert_int_equal(pm_result_add_work(result, &first, &error), PM_OK);
  assert_int_equal(pm_result_add_work(result, &second, &error), PM_NOT_COMPARABLE);
  assert_non_null(strstr(error.text, "hash/made_up[length=64"));
  pm_result_free(result);
}

/* --- resuming ---------------------------------------------------------------------------- */

static enum pm_status resume_with(const char *path, uint64_t seed, const char *kernels_digest,
                                  const char *host_name, struct pm_result **result,
                                  struct pm_error *error) {
  struct pm_build build = made_up_build;
  build.kernels_digest = kernels_digest;
  char *const argv[] = {(char *)"proofmark", (char *)"run", (char *)"--resume", NULL};
  return pm_result_resume(path, argv, seed, &build, make_context(host_name), make_host(), result,
                          error);
}

static void resuming_keeps_what_is_settled(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b'), other = make_problem(128, 'd');
  struct pm_device_info device = make_device("cuda:0", "Made-up GPU");
  struct pm_case done = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case wrong = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_KERNEL);
  struct pm_case failed = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_E2E);
  struct pm_case cut = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case later = make_case(&other, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  add_timed(result, &done, 1, 1000.25);
  add_wrong(result, &wrong);
  add_failed(result, &failed, PM_FAILED);
  struct pm_measurement m = make_measurement(10, 8, 1);
  m.stop_reason = "interrupted";
  add(result, &cut, 1, &m);
  free_measurement(&m);
  pm_result_add_skip(result, problem.id, "opencl", NULL, NULL, "no OpenCL driver");
  char run_id[37];
  strcpy(run_id, pm_result_run_id(result));
  cJSON *before = save_and_load(result, "test_out/resumed.json");
  pm_result_free(result);

  struct pm_error error = {0};
  assert_int_equal(resume_with("test_out/resumed.json", 7, "feedfeed", "here", &result, &error),
                   PM_OK);
  assert_string_equal(pm_result_run_id(result), run_id);
  assert_true(pm_result_has_case(result, done.name));
  assert_true(pm_result_has_case(result, wrong.name));
  assert_false(pm_result_has_case(result, failed.name));
  assert_false(pm_result_has_case(result, cut.name));
  add_timed(result, &failed, 1, 50);
  add_timed(result, &later, 1, 20);
  pm_result_finish(result, false);
  cJSON *after = save_and_load(result, "test_out/resumed.json");
  const cJSON *proofmark = member(after, "proofmark");
  assert_int_equal(size_of(proofmark, "cases"), 3);
  assert_int_equal(size_of(proofmark, "failures"), 1);
  assert_int_equal(size_of(proofmark, "skipped"), 0);
  assert_int_equal(size_of(proofmark, "works"), 2);
  assert_int_equal(size_of(proofmark, "devices"), 2);
  assert_int_equal(size_of(proofmark, "resumed"), 1);
  assert_int_equal(size_of(after, "benchmarks"), 24);
  assert_string_equal(at(proofmark, "argv", 1)->valuestring, "run");
  assert_string_equal(at(at(proofmark, "resumed", 0), "argv", 2)->valuestring, "--resume");
  assert_true(
      cJSON_Compare(at(proofmark, "cases", 0), at(member(before, "proofmark"), "cases", 0), true));
  assert_true(cJSON_Compare(member(after, "context"), member(before, "context"), true));
  cJSON_Delete(before);
  cJSON_Delete(after);
  pm_result_free(result);
}

/* What a continuation measures was not interleaved with what the file has. */
static void groups_of_a_continuation_are_others(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_measurement m = make_measurement(10, 8, 1);
  char expected[PM_GROUP_MAX], unused[PM_GROUP_MAX];
  pm_result_new_group(result, unused);
  pm_result_new_group(result, m.group);
  snprintf(expected, sizeof expected, "%s/2", pm_result_run_id(result));
  assert_string_equal(m.group, expected);
  add(result, &timed, 1, &m);
  free_measurement(&m);
  struct pm_observation *observation;
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  assert_string_equal(observation->cases[0].group, expected);
  assert_true(isnan(observation->cases[0].memory_bytes));
  pm_observation_free(observation);
  struct pm_error error;
  assert_int_equal(pm_result_save(result, "test_out/groups.json", &error), PM_OK);
  pm_result_free(result);
  assert_int_equal(resume_with("test_out/groups.json", 7, "feedfeed", "here", &result, &error),
                   PM_OK);
  pm_result_new_group(result, unused);
  snprintf(expected, sizeof expected, "%s/3", pm_result_run_id(result));
  assert_string_equal(unused, expected);
  pm_result_free(result);
}

static void the_memory_of_a_device_case_is_recorded(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_device_info device = make_device("cuda:0", "Made-up GPU");
  struct pm_runner runner = {.memory_bytes = 12345};
  struct pm_case timed = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_KERNEL);
  timed.runner = &runner;
  add_timed(result, &timed, 1, 50);
  struct pm_observation *observation;
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  assert_true(observation->cases[0].memory_bytes == 12345);
  assert_null(observation->cases[0].group);
  pm_observation_free(observation);
  pm_result_free(result);
}

static void resuming_refuses_what_is_not_the_same_run(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_error error;
  assert_int_equal(pm_result_save(result, "test_out/refused.json", &error), PM_OK);
  pm_result_free(result);
  const char *path = "test_out/refused.json";
  assert_int_equal(resume_with(path, 8, "feedfeed", "here", &result, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "--seed 7"));
  assert_int_equal(resume_with(path, 7, "0badfeed", "here", &result, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "other kernels"));
  assert_int_equal(resume_with(path, 7, "feedfeed", "there", &result, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "another machine"));
  char *text, *version;
  size_t count;
  assert_int_equal(pm_file_read(path, 1 << 20, &text, &count, &error), PM_OK);
  version = strstr(text, "\"1.2.0\"");
  assert_non_null(version);
  version[3] = '9';
  assert_int_equal(pm_file_write("test_out/later.json", text, count, &error), PM_OK);
  free(text);
  assert_int_equal(resume_with("test_out/later.json", 7, "feedfeed", "here", &result, &error),
                   PM_USAGE);
  assert_non_null(strstr(error.text, "1.9.0"));
  assert_int_equal(resume_with("test_out/none.json", 7, "feedfeed", "here", &result, &error),
                   PM_IO);
}

/* --- reading ----------------------------------------------------------------------------- */

static void assert_refused(const char *text, const char *because) {
  struct pm_observation *observation;
  struct pm_error error = {0};
  assert_int_equal(pm_observation_parse("made-up.json", text, strlen(text), &observation, &error),
                   PM_USAGE);
  if (!strstr(error.text, because) || !strstr(error.text, "made-up.json"))
    fail_msg("said: %s; not: %s", error.text, because);
}

static void files_that_are_no_observation_are_refused_in_words(void **state) {
  (void)state;
  assert_refused("", "made-up.json:1:1: not valid JSON");
  assert_refused("hello", "not valid JSON");
  assert_refused("{\"a\": 1,\n \"b\": }", "made-up.json:2:7");
  assert_refused("{} trailing", "made-up.json:1:4");
  assert_refused("[]", "no `proofmark` object");
  assert_refused("{\"benchmarks\": []}", "no `proofmark` object");
  assert_refused("{\"proofmark\": {}}", "which schema");
  assert_refused("{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"2.0.0\"}}}",
                 "its schema version is 2.0.0, this program reads 1.x; use a newer proofmark");
  assert_refused(
      "{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"10.0.0\"}}}",
      "a newer proofmark");
  assert_refused("{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"1\"}}}",
                 "MAJOR.MINOR.PATCH");
  assert_refused("{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"0.9.0\"}}}",
                 "an older proofmark");
  assert_refused("{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"x\"}}}",
                 "MAJOR.MINOR.PATCH");
  assert_refused("{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"1.0.0\"}}}",
                 "proofmark.devices is missing");
}

#define MINOR_9                                                                                    \
  "{\"proofmark\": {\"schema\": {\"name\": \"proofmark\", \"version\": \"1.9.3\"}, \"novel\": "    \
  "[1],"                                                                                           \
  "\"devices\": [], \"skipped\": [], \"failures\": [], \"works\": ["                               \
  "{\"id\": \"hash/x[n=1]\", \"name\": \"hash/x\", \"input_digest\": \"00\", \"novel\": {}}], "    \
  "\"cases\": ["

static void later_minor_versions_are_read(void **state) {
  (void)state;
  const char text[] =
      MINOR_9 "{\"id\": \"a\", \"work\": \"hash/x[n=1]\", \"implementation\": \"i\","
              "\"device\": \"cpu\", \"boundary\": \"resident\", \"verified\": true,"
              "\"samples_ns\": [1, 2.5], \"novel\": null}]}}";
  struct pm_observation *observation;
  struct pm_error error = {0};
  assert_int_equal(pm_observation_parse("x", text, strlen(text), &observation, &error), PM_OK);
  assert_int_equal(observation->case_count, 1);
  assert_int_equal(observation->cases[0].sample_count, 2);
  assert_true(observation->cases[0].samples_ns[1] == 2.5);
  assert_true(isnan(observation->cases[0].statistics.median_ns));
  assert_true(observation->cases[0].trustworthy);
  pm_observation_free(observation);
}

static void missing_and_dangling_members_are_named(void **state) {
  (void)state;
  assert_refused(MINOR_9 "{\"id\": \"a\"}]}}", "proofmark.cases[0]");
  assert_refused(MINOR_9 "7]}}", "proofmark.cases[0]");
  assert_refused(MINOR_9 "{\"id\": \"a\", \"work\": \"gone\", \"implementation\": \"i\","
                         "\"device\": \"cpu\", \"boundary\": \"resident\"}]}}",
                 "\"gone\"");
  assert_refused(MINOR_9 "{\"id\": \"a\", \"work\": \"hash/x[n=1]\", \"implementation\": \"i\","
                         "\"device\": \"cpu\", \"boundary\": \"e2e\", \"samples_ns\": [-1]}]}}",
                 "samples_ns");
}

static void a_truncated_file_is_refused(void **state) {
  (void)state;
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  add_timed(result, &timed, 1, 1000);
  char *text;
  size_t count;
  FILE *stream = open_memstream(&text, &count);
  assert_int_equal(pm_result_write(result, stream, NULL), PM_OK);
  fclose(stream);
  struct pm_observation *observation;
  for (size_t length = 0; length + 2 < count; length += 97) {
    char *part = malloc(length + 1);
    memcpy(part, text, length);
    part[length] = '\0';
    assert_int_equal(pm_observation_parse("x", part, length, &observation, NULL), PM_USAGE);
    free(part);
  }
  free(text);
  pm_result_free(result);
}

/* --- tables ------------------------------------------------------------------------------ */

static struct pm_observation *small_observation(void) {
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_device_info device = make_device("cuda:0", "Made-up, \"GPU\"");
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case fast = make_case(&problem, &simd, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_case all = make_case(&problem, &simd, NULL, 2, PM_BOUNDARY_RESIDENT);
  struct pm_case kernel = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_KERNEL);
  struct pm_case wrong = make_case(&problem, &cuda, &device, 0, PM_BOUNDARY_E2E);
  add_timed(result, &timed, 1, 80000);
  add_timed(result, &fast, 1, 40000);
  add_timed(result, &all, 2, 20000);
  add_timed(result, &kernel, 1, 1000);
  add_wrong(result, &wrong);
  pm_result_add_skip(result, problem.id, "opencl", NULL, NULL, "no OpenCL driver");
  pm_result_add_skip(result, "hash/other", "opencl", NULL, NULL, "no OpenCL driver");
  pm_result_finish(result, false);
  struct pm_observation *observation;
  assert_int_equal(pm_result_observe(result, &observation, NULL), PM_OK);
  assert_int_equal(pm_result_save(result, "test_out/small.json", NULL), PM_OK);
  pm_result_free(result);
  return observation;
}

static char *printed(const struct pm_observation *observation, bool colour) {
  char *text;
  size_t count;
  FILE *stream = open_memstream(&text, &count);
  pm_table_print(observation, colour, stream);
  fclose(stream);
  return text;
}

static void the_table_compares_with_the_best_cpu(void **state) {
  (void)state;
  struct pm_observation *observation = small_observation();
  struct pm_cpu_best best = pm_cpu_best(observation, &observation->works[0], "cpu");
  assert_string_equal(best.one_core->implementation, "cpu/simd-made_up");
  assert_int_equal(best.all_cores->threads, 2);
  char *text = printed(observation, false);
  print_message("%s", text);
  const char *kernel = strstr(text, "kernel");
  assert_non_null(kernel);
  assert_non_null(strstr(text, "messages/s"));
  assert_non_null(strstr(text, "WRONG OUTPUT"));
  assert_non_null(strstr(text, "opencl (2 times): no OpenCL driver"));
  assert_null(strchr(text, '\033'));
  free(text);
  text = printed(observation, true);
  assert_non_null(strchr(text, '\033'));
  free(text);
  pm_observation_free(observation);
}

static size_t occurrences(const char *text, const char *part) {
  size_t count = 0;
  for (const char *found = strstr(text, part); found; found = strstr(found + 1, part))
    count++;
  return count;
}

static void csv_has_a_row_per_case(void **state) {
  (void)state;
  struct pm_observation *observation = small_observation();
  assert_int_equal(pm_csv_save(observation, "test_out/small.csv", NULL), PM_OK);
  char *text;
  size_t count;
  assert_int_equal(pm_file_read("test_out/small.csv", 1 << 20, &text, &count, NULL), PM_OK);
  assert_int_equal(occurrences(text, "\r\n"), 5);
  assert_non_null(strstr(text, ",\"Made-up, \"\"GPU\"\"\","));
  assert_non_null(strstr(text, ",\"length=64,batch=1000,policy=b\","));
  free(text);
  pm_observation_free(observation);
}

static void figures_have_four_digits(void **state) {
  (void)state;
  char text[PM_FIGURE_MAX];
  const struct {
    double ns;
    const char *text;
  } times[] = {{0.5, "0.500 ns"},    {1, "1.000 ns"},      {12.345, "12.35 ns"},
               {999.99, "1.000 µs"}, {123456, "123.5 µs"}, {1e6, "1.000 ms"},
               {5.25e9, "5.250 s"},  {3.6e12, "3600 s"},   {NAN, "–"}};
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    pm_format_time(times[i].ns, text);
    assert_string_equal(text, times[i].text);
  }
  pm_format_si(36.2e6, text);
  assert_string_equal(text, "36.20 M");
  pm_format_spread(98, 102, 100, text);
  assert_string_equal(text, "±2.0%");
  pm_format_ratio(12.34, text);
  assert_string_equal(text, "12.3x");
}

/* --- size -------------------------------------------------------------------------------- */

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Saving after every case must stay cheap beside measuring. */
static void many_cases_are_saved_in_reasonable_time(void **state) {
  (void)state;
  enum { CASES = 200, SAMPLES = 1000 };
  struct pm_result *result = new_result(7);
  struct pm_problem problem = make_problem(64, 'b');
  struct pm_case timed = make_case(&problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  struct pm_measurement m = make_measurement(123456, SAMPLES, 1);
  double adding = 0, saving = 0;
  for (int i = 0; i < CASES; i++) {
    snprintf(timed.name, sizeof timed.name, "case %d", i);
    double start = seconds();
    add(result, &timed, 1, &m);
    double added = seconds();
    assert_int_equal(pm_result_save(result, "test_out/many.json", NULL), PM_OK);
    adding += added - start;
    saving += seconds() - added;
  }
  double start = seconds();
  struct pm_observation *observation;
  assert_int_equal(pm_observation_read("test_out/many.json", &observation, NULL), PM_OK);
  print_message("%d cases of %d samples: adding %.3f s, saving each time %.3f s, reading %.3f s\n",
                CASES, SAMPLES, adding, saving, seconds() - start);
  assert_int_equal(observation->case_count, CASES);
  assert_true(saving < 120);
  pm_observation_free(observation);
  free_measurement(&m);
  pm_result_free(result);
}

static int start(void **state) {
  (void)state;
  return pm_folder_make("test_out", NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_empty_observation_is_valid),
      cmocka_unit_test(what_is_not_known_is_null),
      cmocka_unit_test(a_timed_case_is_filed_in_full),
      cmocka_unit_test(aggregates_are_googles),
      cmocka_unit_test(wrong_failed_and_skipped_cases_have_no_timing),
      cmocka_unit_test(untrustworthy_cases_are_not_in_benchmarks),
      cmocka_unit_test(no_figure_is_nan_or_infinite),
      cmocka_unit_test(samples_read_back_to_the_last_bit),
      cmocka_unit_test(another_input_under_the_same_id_is_refused),
      cmocka_unit_test(resuming_keeps_what_is_settled),
      cmocka_unit_test(groups_of_a_continuation_are_others),
      cmocka_unit_test(the_memory_of_a_device_case_is_recorded),
      cmocka_unit_test(resuming_refuses_what_is_not_the_same_run),
      cmocka_unit_test(files_that_are_no_observation_are_refused_in_words),
      cmocka_unit_test(later_minor_versions_are_read),
      cmocka_unit_test(missing_and_dangling_members_are_named),
      cmocka_unit_test(a_truncated_file_is_refused),
      cmocka_unit_test(the_table_compares_with_the_best_cpu),
      cmocka_unit_test(csv_has_a_row_per_case),
      cmocka_unit_test(figures_have_four_digits),
      cmocka_unit_test(many_cases_are_saved_in_reasonable_time),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}

/* host/laws: each law on a made-up observation that breaks it and on one that does not. */
#include "host/laws/law.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/observation.h"

static const struct pm_implementation simd = {.name = "cpu/simd", .modelled = true};
static const struct pm_implementation cuda = {.name = "cuda", .on_device = true};
static const struct pm_work diamond = {
    .name = "graph/diamond", .title = "", .standard = "", .not_slower_than = "graph/linear"};
static const struct pm_work linear = {.name = "graph/linear", .title = "", .standard = ""};
static const struct pm_work copying = {.name = "system/copy", .title = "", .standard = ""};

/* An observation in the making. */
static struct pm_result *result;
static struct pm_observation *observation;
static struct pm_judgements judgements;
static struct pm_law_limits limits;
static struct pm_device_info gpu;
static uint64_t stream;

static void begin(void) {
  struct pm_error error;
  assert_int_equal(pm_result_new(made_up_argv, 7, &made_up_build, make_context("here"), make_host(),
                                 &result, &error),
                   PM_OK);
  pm_result_set_timer(result, (struct pm_timer){.resolution_ns = 20, .overhead_ns = 30});
  limits = PM_LAW_LIMITS_DEFAULT;
  gpu = make_device("cuda:0", "Made-up GPU");
  stream = 0;
}

static void add_measured(struct pm_problem problem, const struct pm_implementation *implementation,
                         enum pm_boundary boundary, struct pm_measurement m) {
  struct pm_error error;
  const bool on_device = implementation->on_device;
  struct pm_case timed = make_case(&problem, implementation, on_device ? &gpu : NULL, 1, boundary);
  struct pm_binding binding = {.text = "auto", .bound = true, .threads = 1, .numa_node = -1};
  m.conditions.processors = m.conditions.repetitions ? 2 : 0;
  assert_int_equal(pm_result_add_case(result, &timed, on_device ? NULL : &binding, &m, &error),
                   PM_OK);
  free_measurement(&m);
}

/* A case of 200 samples in four repetitions. */
static void add(struct pm_problem problem, const struct pm_implementation *implementation,
                enum pm_boundary boundary, double median_ns) {
  add_measured(problem, implementation, boundary, make_measurement(median_ns, 200, stream++));
}

static void add_cpu(struct pm_problem problem, double median_ns) {
  add(problem, &simd, PM_BOUNDARY_RESIDENT, median_ns);
}

static void observe(void) {
  struct pm_error error;
  pm_result_finish(result, false);
  assert_int_equal(pm_result_observe(result, &observation, &error), PM_OK);
}

static const struct pm_judgement *judge(const char *name) {
  struct pm_error error;
  if (!observation)
    observe();
  pm_judgements_free(&judgements);
  assert_int_equal(pm_laws_judge(observation, &limits, &judgements, &error), PM_OK);
  for (size_t i = 0; i < judgements.count; i++)
    if (strcmp(judgements.laws[i].law->name, name) == 0)
      return &judgements.laws[i];
  fail_msg("there is no law %s", name);
  return NULL;
}

static int end(void **state) {
  (void)state;
  pm_judgements_free(&judgements);
  pm_observation_free(observation);
  pm_result_free(result);
  observation = NULL;
  result = NULL;
  return 0;
}

static int start(void **state) {
  (void)state;
  begin();
  return 0;
}

static void holds(const char *name, size_t checked) {
  const struct pm_judgement *j = judge(name);
  if (j->violation_count)
    fail_msg("%s: %s", name, j->violations[0].text);
  assert_int_equal(j->verdict, PM_LAW_HELD);
  assert_int_equal(j->checked, checked);
}

static void is_not_checked(const char *name, const char *reason) {
  const struct pm_judgement *j = judge(name);
  assert_int_equal(j->verdict, PM_LAW_NOT_CHECKED);
  if (!strstr(j->reason, reason))
    fail_msg("%s: %s", name, j->reason);
}

/* Once, in words that hold `text`. */
static const struct pm_violation *breaks(const char *name, const char *text) {
  const struct pm_judgement *j = judge(name);
  assert_int_equal(j->verdict, PM_LAW_BROKEN);
  assert_int_equal(j->violation_count, 1);
  if (!strstr(j->violations[0].text, text))
    fail_msg("%s: %s", name, j->violations[0].text);
  return &j->violations[0];
}

static double figure(const struct pm_violation *violation, const char *name) {
  for (size_t i = 0; i < violation->figure_count; i++)
    if (strcmp(violation->figures[i].name, name) == 0)
      return violation->figures[i].value;
  fail_msg("no figure %s", name);
  return NAN;
}

static struct pm_observed_case *only(void) {
  if (!observation)
    observe();
  return &observation->cases[0];
}

/* --- outputs -------------------------------------------------------------------------------------- */

static void test_wrong_output(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  holds("wrong_output", 1);
  end(NULL);
  begin();
  struct pm_measurement wrong = {.status = PM_WRONG_OUTPUT, .mismatch = {.index = 3, .count = 9}};
  add_measured(make_problem(64, 'a'), &simd, PM_BOUNDARY_RESIDENT, wrong);
  const struct pm_violation *v = breaks("wrong_output", "9 items differ, the first is 3");
  assert_true(figure(v, "items_that_differ") == 9);
  assert_string_equal(v->case_id,
                      "hash/made_up[length=64,batch=1000,policy=b]/cpu/simd/auto:1/resident");
  end(NULL);
  begin();
  add_cpu(make_problem(64, 'a'), 1e6);
  only()->verified = false;
  breaks("wrong_output", "not verified");
}

static void test_unequal_work(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 1e5);
  holds("unequal_work", 1);
  observation->cases[1].output_digest = "00ff00ff00ff00ff";
  const struct pm_violation *v = breaks("unequal_work", "its output is 00ff00ff00ff");
  assert_string_equal(v->case_id, observation->cases[1].id);
}

/* As merging files of two runs may make it. */
static void test_unequal_input(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  add_cpu(make_problem(128, 'b'), 2e6);
  holds("unequal_work", 2);
  observation->works[1].id = observation->works[0].id;
  breaks("unequal_work", "two inputs for it, aaaaaaaaaaaa… and bbbbbbbbbbbb…");
}

/* --- ceiling -------------------------------------------------------------------------------------- */

/* A copy that moves `bytes` in `ns`, and a case that moves as much in `case_ns`. */
static void add_copy_and_case(double bytes, double ns, double case_ns) {
  struct pm_problem copy = make_problem(8, 'c'), moves = make_problem(64, 'a');
  copy.work = &copying;
  snprintf(copy.id, sizeof copy.id, "system/copy[bytes=8]");
  copy.items = (uint64_t)bytes;
  copy.measures = PM_RESOURCE_MEMORY;
  copy.model.amounts[PM_RESOURCE_MEMORY] = moves.model.amounts[PM_RESOURCE_MEMORY] = bytes;
  add_cpu(copy, ns);
  add_cpu(moves, case_ns);
}

static void test_ceiling(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  is_not_checked("ceiling", "no limit of the machine was measured");
  end(NULL);
  begin();
  add_copy_and_case(1e6, 1e6, 0.93e6); /* 7% faster: within what a limit is known to */
  holds("ceiling", 1);
  end(NULL);
  begin();
  add_copy_and_case(1e6, 1e6, 0.5e6);
  const struct pm_violation *v = breaks("ceiling", "its memory alone takes");
  assert_true(fabs(figure(v, "share") - 2) < 0.05);
}

/* --- orders --------------------------------------------------------------------------------------- */

static void test_e2e_below_kernel(void **state) {
  (void)state;
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 1e6);
  is_not_checked("e2e_below_kernel", "within two boundaries");
  end(NULL);
  begin();
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 1e6);
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_RESIDENT, 1.2e6);
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_E2E, 2e6);
  holds("e2e_below_kernel", 3);
  end(NULL);
  begin();
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 1e6);
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_E2E, 0.7e6);
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_COLD, 0.1e6); /* another computation */
  const struct pm_violation *v = breaks("e2e_below_kernel", "e2e takes 7");
  assert_true(figure(v, "median_ns") < figure(v, "other_median_ns"));
}

/* Less, but within the noise of one of them. */
static void test_e2e_below_kernel_within_noise(void **state) {
  (void)state;
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 1e6);
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_E2E, 0.95e6);
  observe();
  observation->cases[0].statistics.ci_low_ns = 0.9e6;
  holds("e2e_below_kernel", 1);
}

static void test_size_order(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  is_not_checked("size_order", "two sizes");
  end(NULL);
  begin();
  add_cpu(make_problem(64, 'a'), 1e6);
  add_cpu(make_problem(127, 'b'), 0.5e6); /* not twice as much */
  is_not_checked("size_order", "two sizes");
  end(NULL);
  begin();
  add_cpu(make_problem(64, 'a'), 1e6);
  add_cpu(make_problem(128, 'b'), 1e6); /* a device that is not full yet takes the same time */
  add_cpu(make_problem(256, 'd'), 4e6);
  holds("size_order", 3);
  end(NULL);
  begin();
  add_cpu(make_problem(64, 'a'), 1e6);
  add_cpu(make_problem(128, 'b'), 2e6);
  add_cpu(make_problem(256, 'd'), 0.5e6);
  const struct pm_violation *v = breaks("size_order", "with length=256, less than 2.0");
  assert_non_null(strstr(v->text, "with length=128"));
}

/* Works whose ids differ in two parameters, or in one that does not make them larger. */
static void test_size_order_leaves_other_works_alone(void **state) {
  (void)state;
  struct pm_problem small = make_problem(64, 'a'), other = make_problem(128, 'b');
  snprintf(other.id, sizeof other.id, "hash/made_up[length=128,batch=2000,policy=b]");
  add_cpu(small, 1e6);
  add_cpu(other, 0.5e6);
  struct pm_problem kind = make_problem(64, 'c');
  snprintf(kind.id, sizeof kind.id, "hash/made_up[length=64,batch=9000,policy=b]");
  add_cpu(kind, 0.1e6);
  is_not_checked("size_order", "two sizes");
}

static void add_graph(const struct pm_work *work, const char *parameters, double median_ns) {
  struct pm_problem problem = make_problem(64, 'a');
  problem.work = work;
  snprintf(problem.id, sizeof problem.id, "%s[%s]", work->name, parameters);
  add_cpu(problem, median_ns);
}

/* A median that is known to a thousandth. */
static void set_interval(struct pm_observed_case *observed, double median_ns) {
  observed->statistics.median_ns = median_ns;
  observed->statistics.ci_low_ns = 0.999 * median_ns;
  observed->statistics.ci_high_ns = 1.001 * median_ns;
}

static void test_work_order(void **state) {
  (void)state;
  add_graph(&linear, "width=4", 3e6);
  is_not_checked("work_order", "names one that it must not be slower than");
  end(NULL);
  begin();
  add_graph(&diamond, "width=4", 3e6);
  add_graph(&linear, "width=8", 1e6);
  is_not_checked("work_order",
                 "graph/diamond and graph/linear were not both measured with the same");
  end(NULL);
  begin();
  add_graph(&diamond, "width=4", 3e6);
  add_graph(&linear, "width=4", 4e6);
  holds("work_order", 1);
  end(NULL);
  begin();
  add_graph(&diamond, "width=4", 1.01e6); /* slower by what two builds differ */
  add_graph(&linear, "width=4", 1e6);
  observe();
  set_interval(&observation->cases[0], 1.01e6);
  set_interval(&observation->cases[1], 1e6);
  holds("work_order", 1);
  end(NULL);
  begin();
  add_graph(&linear, "width=4", 1e6);
  add_graph(&diamond, "width=4", 3e6);
  const struct pm_violation *v = breaks("work_order", "graph/linear with the same parameters 1.0");
  assert_true(figure(v, "median_ns") > 2 * figure(v, "other_median_ns"));
}

/* Files of before 1.2 do not say which work must not be slower than which, and are judged as before; a later
 * file that does not say is not checked. */
static void test_work_order_of_older_files(void **state) {
  (void)state;
  static const struct {
    const char *version;
    bool checked;
  } versions[] = {{"1.0.0", true}, {"1.1.0", true}, {"1.2.0", false}, {"1.10.0", false}};
  static const struct pm_work unnamed = {.name = "graph/diamond", .title = "", .standard = ""};
  add_graph(&linear, "width=4", 1e6);
  add_graph(&unnamed, "width=4", 3e6);
  struct pm_error error;
  char *text = NULL;
  size_t bytes = 0;
  FILE *written = open_memstream(&text, &bytes);
  assert_int_equal(pm_result_write(result, written, &error), PM_OK);
  fclose(written);
  cJSON *document = cJSON_Parse(text), *work;
  free(text);
  cJSON *proofmark = cJSON_GetObjectItem(document, "proofmark");
  cJSON_ArrayForEach(work, cJSON_GetObjectItem(proofmark, "works"))
      cJSON_DeleteItemFromObject(work, "not_slower_than");
  for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
    cJSON_SetValuestring(cJSON_GetObjectItem(cJSON_GetObjectItem(proofmark, "schema"), "version"),
                         versions[i].version);
    text = cJSON_Print(document);
    assert_int_equal(pm_observation_parse("old.json", text, strlen(text), &observation, &error),
                     PM_OK);
    free(text);
    if (versions[i].checked)
      breaks("work_order", "graph/linear with the same parameters");
    else
      is_not_checked("work_order", "names one that it must not be slower than");
    pm_judgements_free(&judgements);
    pm_observation_free(observation);
    observation = NULL;
  }
  cJSON_Delete(document);
}

/* --- samples --------------------------------------------------------------------------------------- */

static void test_noise(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  holds("noise", 1);
  only()->statistics.ci_high_ns = 1.8e6;
  assert_true(figure(breaks("noise", "too noisy: ±4"), "noise") > 0.4);
  limits.max_noise = 0.5;
  holds("noise", 1);
  limits.max_noise = 0;
  holds("noise", 1);
  only()->statistics.ci_low_ns = only()->statistics.ci_high_ns = NAN;
  is_not_checked("noise", "two samples");
}

static void test_cv(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  holds("cv", 1);
  only()->statistics.cv = 0.1001;
  assert_true(figure(breaks("cv", "10% is allowed (--max-cv)"), "allowed") == 0.1);
  limits.max_cv = 0.2;
  holds("cv", 1);
  limits.max_cv = 0;
  holds("cv", 1);
  only()->statistics.cv = NAN;
  is_not_checked("cv", "two samples");
}

/* Four repetitions of 50; the first fifth of each is its first 10 samples. */
static void slow_down_beginnings(double by) {
  struct pm_observed_case *observed = only();
  for (size_t i = 0; i < observed->sample_count; i++)
    if (i % 50 < 10)
      observed->samples_ns[i] *= by;
}

static void test_warm_up(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  holds("warm_up", 1);
  slow_down_beginnings(1.03);
  holds("warm_up", 1);
  slow_down_beginnings(1.15);
  const struct pm_violation *v = breaks("warm_up", "not flat: the first fifth");
  assert_true(figure(v, "ratio") > 1.15 && figure(v, "ratio") < 1.22);
  slow_down_beginnings(1 / (1.03 * 1.15 * 1.2)); /* and the other way round: it slows down */
  breaks("warm_up", "not flat");
}

/* One repetition that begins slowly is an accident, not a warm-up. */
static void test_warm_up_of_one_repetition_alone(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  for (size_t i = 0; i < 10; i++)
    only()->samples_ns[i] *= 3;
  holds("warm_up", 1);
}

static void test_warm_up_of_few_samples(void **state) {
  (void)state;
  add_measured(make_problem(64, 'a'), &simd, PM_BOUNDARY_RESIDENT, make_measurement(1e6, 79, 1));
  is_not_checked("warm_up", "not checked on 1 cases");
}

static void test_spread(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  holds("spread", 1);
  struct pm_observed_case *observed = only();
  for (size_t i = 0; i < observed->sample_count; i++)
    observed->samples_ns[i] = 1e6;
  breaks("spread", "200 samples of 1.0");
  for (size_t i = 0; i < observed->sample_count; i++)
    observed->samples_ns[i] = 1e6 + 1000 * (double)(i % 3);
  assert_true(figure(breaks("spread", "have 3 different values"), "values") == 3);
  for (size_t i = 0; i < observed->sample_count; i++)
    observed->samples_ns[i] = 1e6 + 1000 * (double)(i % 30);
  holds("spread", 1);
  observed->statistics.p95_ns = observed->statistics.median_ns * (1 + 2e-6);
  breaks("spread", "too tight to be real");
}

static void test_spread_of_a_coarse_timer(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 700); /* 30 ns to read the clock: 20 of them are 600 */
  holds("spread", 1);
  observation->timer_resolution_ns = 41;
  const struct pm_violation *v = breaks("spread", "the timer's step or cost of 41");
  assert_true(figure(v, "timer_ns") == 41);
  observation->timer_resolution_ns = observation->timer_overhead_ns = NAN;
  holds("spread", 1);
  assert_non_null(strstr(judge("spread")->reason, "not known for 1 cases"));
}

static void test_spread_of_device_events(void **state) {
  (void)state;
  gpu.timer_resolution_ns = 500;
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 12e3);
  holds("spread", 1);
  end(NULL);
  begin();
  gpu.timer_resolution_ns = 500;
  add(make_problem(64, 'a'), &cuda, PM_BOUNDARY_KERNEL, 5e3);
  breaks("spread", "the timer's step or cost of 500");
}

static void test_percentiles(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6); /* 200 samples: enough for p95, not for p99 */
  holds("percentiles", 1);
  assert_string_equal(judge("percentiles")->reason,
                      "of 1 cases, p90 takes more samples than 0 have, p95 than 0, p99 than 1");
  only()->statistics.p99_ns = 1.1e6;
  const struct pm_violation *v =
      breaks("percentiles", "p99 is stated of 200 samples; it needs 662");
  assert_true(figure(v, "needed") == 662);
}

/* --- the machine ----------------------------------------------------------------------------------- */

/* A second of two processors that are this process's own; others' time as given. */
static struct pm_conditions conditions(double seconds, double other_s, double stolen_s) {
  return (struct pm_conditions){.repetitions = 4,
                                .wall_s = seconds,
                                .timed_s = seconds / 2,
                                .own_cpu_s = 2 * seconds - other_s - stolen_s,
                                .other_cpu_s = other_s,
                                .stolen_cpu_s = stolen_s,
                                .throttle_events = 0,
                                .clock_source = "cpufreq",
                                .cpu_clock = {2900, 2950, 3000, {2900, 3000}, 2},
                                .gpu_clock = {NAN, NAN, NAN, {NAN}, 0},
                                .cpu_temperature_c = 60,
                                .gpu_temperature_c = NAN,
                                .gpu_watts = NAN};
}

static void add_under(struct pm_conditions c, const struct pm_implementation *implementation,
                      uint64_t length) {
  struct pm_measurement m = make_measurement(1e6 * (double)length, 200, stream++);
  m.conditions = c;
  add_measured(make_problem(length, (char)('a' + length % 6)), implementation,
               implementation->on_device ? PM_BOUNDARY_KERNEL : PM_BOUNDARY_RESIDENT, m);
}

static void test_clock(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  is_not_checked("clock", "neither the clock nor throttling could be read");
  end(NULL);
  begin();
  add_under(conditions(1, 0, 0), &simd, 64);
  holds("clock", 1);
  only()->conditions.cpu_clock.least_mhz = 2600;
  const struct pm_violation *v = breaks("clock", "dropped from 3000 to 2600 MHz");
  assert_true(figure(v, "least_mhz") == 2600);
  only()->conditions.cpu_clock.least_mhz = 2900;
  only()->conditions.throttle_events = 2;
  breaks("clock", "2 throttling events");
}

static void test_clock_of_a_gpu(void **state) {
  (void)state;
  struct pm_conditions c = conditions(1, 0, 0);
  c.cpu_clock.least_mhz = 800; /* the host rests while the GPU works */
  c.gpu_clock = (struct pm_clock_range){1740, 1750, 1755, {1740}, 1};
  c.throttle_reasons = 0x1 | 0x2; /* idle, application clocks */
  add_under(c, &cuda, 64);
  holds("clock", 1);
  end(NULL);
  begin();
  c.throttle_reasons = 0x20;
  add_under(c, &cuda, 64);
  breaks("clock", "the GPU was throttled: software thermal slowdown");
}

/* A virtual machine's /proc/cpuinfo says one clock for ever. */
static void test_clock_of_a_virtual_machine(void **state) {
  (void)state;
  struct pm_conditions c = conditions(1, 0, 0);
  c.clock_source = "/proc/cpuinfo";
  c.throttle_events = NAN;
  add_under(c, &simd, 64);
  holds("clock", 1);
  cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(observation->root, "proofmark");
  cJSON_AddBoolToObject(cJSON_GetObjectItemCaseSensitive(proofmark, "host"), "virtualised", true);
  is_not_checked("clock", "a virtual machine");
}

static void test_busy(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  is_not_checked("busy", "was not read for 1 cases");
  end(NULL);
  begin();
  add_under(conditions(1, 0.09, 0), &simd, 64); /* 4.5% of 2 s */
  holds("busy", 1);
  only()->conditions.other_cpu_s = 0.3;
  const struct pm_violation *v = breaks("busy", "others took 15.0% of the processors' time");
  assert_true(fabs(figure(v, "share") - 0.15) < 1e-9);
  only()->conditions.other_cpu_s = 0.05;
  only()->conditions.stolen_cpu_s = 0.1;
  breaks("busy", "with what the hypervisor took");
}

/* Ticks of 10 ms say little of 50 ms, and more of twenty times 50 ms. */
static void test_busy_in_short_cases(void **state) {
  (void)state;
  add_under(conditions(0.05, 0.02, 0), &simd, 1);
  is_not_checked("busy", "1 cases are too short");
  end(NULL);
  begin();
  for (uint64_t i = 1; i <= 20; i++)
    add_under(conditions(0.05, i % 2 ? 0.01 : -0.005, 0), &simd, i);
  holds("busy", 20);
  observation->cases[0].conditions.other_cpu_s = 0.1;
  const struct pm_violation *v = breaks("busy", "in the cases too short to tell one by one");
  assert_null(v->case_id);
  assert_null(v->work_id);
}

static void set_build(const char *key, const char *value) {
  cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(observation->root, "proofmark");
  cJSON *build = cJSON_GetObjectItemCaseSensitive(proofmark, "build");
  cJSON_ReplaceItemInObjectCaseSensitive(build, key,
                                         value ? cJSON_CreateString(value) : cJSON_CreateNull());
}

static void test_debug_build(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  holds("debug_build", 1);
  assert_non_null(strstr(judge("debug_build")->reason, "no commit has"));
  set_build("type", "Debug");
  breaks("debug_build", "the build type is Debug");
  set_build("type", "RelWithDebInfo");
  holds("debug_build", 1);
  set_build("flags", "-O1 -fsanitize=address");
  breaks("debug_build", "built with sanitizers");
  set_build("type", NULL);
  is_not_checked("debug_build", "does not say how");
}

/* --- all of them ----------------------------------------------------------------------------------- */

static const char *const names[] = {
    "wrong_output", "unequal_work", "ceiling", "e2e_below_kernel", "noise",
    "percentiles",  "size_order",   "cv",      "work_order",       "warm_up",
    "spread",       "clock",        "busy",    "debug_build"};
enum { NAMES = sizeof names / sizeof *names };

static void test_nothing_measured_breaks_nothing(void **state) {
  (void)state;
  for (size_t i = 0; i < NAMES; i++) {
    const struct pm_judgement *j = judge(names[i]);
    assert_int_not_equal(j->verdict, PM_LAW_BROKEN);
    if (strcmp(names[i], "debug_build") != 0)
      assert_int_equal(j->verdict, PM_LAW_NOT_CHECKED);
    assert_true(j->verdict == PM_LAW_HELD || j->reason[0]);
  }
  assert_int_equal(judgements.count, NAMES);
}

static char *printed(void (*print)(const struct pm_judgements *, bool, FILE *)) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *stream_of_text = open_memstream(&text, &bytes);
  print(&judgements, false, stream_of_text);
  fclose(stream_of_text);
  return text;
}

static void test_printing(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  add_cpu(make_problem(128, 'b'), 2e6);
  observe();
  observation->cases[0].statistics.cv = observation->cases[1].statistics.cv = 0.5;
  judge("cv");
  char *text = printed(pm_laws_print_broken);
  assert_string_equal(text, "law cv broken, 2 times, first "
                            "hash/made_up[length=64,batch=1000,policy=b]/cpu/simd/auto:1/resident: "
                            "standard deviation of 50% of the mean, 10% is allowed (--max-cv)\n");
  free(text);
  text = printed(pm_laws_print);
  assert_non_null(strstr(text, "wrong_output     held"));
  assert_non_null(strstr(text, "ceiling          not checked"));
  assert_non_null(
      strstr(text, "length=128,batch=1000,policy=b]/cpu/simd/auto:1/resident: standard"));
  free(text);
}

/* --- in the file ------------------------------------------------------------------------------------ */

/* Judges what was added, files it, and reads it anew. */
static void file_laws(bool strict) {
  judge("cv");
  pm_laws_file(&judgements, strict, result);
  pm_judgements_free(&judgements);
  pm_observation_free(observation);
  observe();
}

static const cJSON *filed_law(const char *name) {
  const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(observation->root, "proofmark"), *law;
  cJSON_ArrayForEach(law, cJSON_GetObjectItemCaseSensitive(proofmark, "laws")) {
    const cJSON *filed = cJSON_GetObjectItemCaseSensitive(law, "name");
    if (strcmp(filed->valuestring, name) == 0)
      return law;
  }
  fail_msg("law %s is not in the file", name);
  return NULL;
}

static const char *text_of(const cJSON *object, const char *key) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static void test_a_warning_is_filed_and_counts_when_strict(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  limits.max_cv = 1e-6;
  file_laws(false);
  assert_string_equal(observation->verdict, "ok");
  assert_int_equal(pm_result_verdict(result, NULL), PM_OK);
  assert_string_equal(text_of(filed_law("cv"), "verdict"), "broken");
  assert_string_equal(text_of(filed_law("noise"), "verdict"), "held");
  assert_true(observation->cases[0].trustworthy);
  file_laws(true);
  assert_string_equal(observation->verdict, "untrustworthy");
  assert_int_equal(pm_result_verdict(result, NULL), PM_UNTRUSTWORTHY);
  limits.max_cv = 0; /* judged anew, with nothing broken */
  file_laws(true);
  assert_string_equal(observation->verdict, "ok");
  assert_string_equal(text_of(filed_law("cv"), "verdict"), "held");
}

static void test_a_case_that_breaks_an_error_is_distrusted(void **state) {
  (void)state;
  add_copy_and_case(1e6, 1e6, 0.5e6);
  file_laws(false);
  assert_string_equal(observation->verdict, "untrustworthy");
  assert_int_equal(pm_result_verdict(result, NULL), PM_UNTRUSTWORTHY);
  assert_true(observation->cases[0].trustworthy);
  assert_false(observation->cases[1].trustworthy);
  assert_non_null(strstr(observation->cases[1].reason, "faster than the machine"));
  const cJSON *law = filed_law("ceiling");
  assert_string_equal(text_of(law, "severity"), "error");
  const cJSON *violations = cJSON_GetObjectItemCaseSensitive(law, "violations");
  const cJSON *violation = cJSON_GetArrayItem(violations, 0);
  assert_string_equal(text_of(violation, "case"), observation->cases[1].id);
  const cJSON *figures = cJSON_GetObjectItemCaseSensitive(violation, "figures");
  assert_true(cJSON_GetObjectItemCaseSensitive(figures, "share")->valuedouble > 1.9);
}

static void test_without_laws_there_is_no_member(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  observe();
  const cJSON *proofmark = cJSON_GetObjectItemCaseSensitive(observation->root, "proofmark");
  assert_null(cJSON_GetObjectItemCaseSensitive(proofmark, "laws"));
}

/* Conditions and energy go into the file and come out of it. */
static void test_conditions_in_the_file(void **state) {
  (void)state;
  struct pm_conditions c = conditions(1, 0.25, 0.5);
  c.cpu_energy = (struct pm_energy){.source = "RAPL, package", .joules = 100, .idle_watts = 20};
  add_under(c, &simd, 64);
  const struct pm_observed_case *observed = only();
  assert_true(observed->conditions.known && observed->conditions.processors == 2);
  assert_true(observed->conditions.other_cpu_s == 0.25 && observed->conditions.stolen_cpu_s == 0.5);
  assert_string_equal(observed->conditions.cpu_clock.source, "cpufreq");
  assert_true(observed->conditions.cpu_clock.mean_mhz == 2950);
  assert_true(isnan(observed->conditions.gpu_clock.mean_mhz));
  /* (100 J - 20 W x 1 s) / 200 iterations; half of the second was timed. */
  assert_true(fabs(observed->energy.joules_per_iteration_at_most - 0.4) < 1e-12);
  assert_true(fabs(observed->energy.joules_per_iteration - 0.2) < 1e-12);
  assert_true(fabs(observed->energy.joules_per_item - 0.0002) < 1e-12);
  assert_true(observed->energy.idle_subtracted && observed->energy.watts == 100);
  assert_null(observed->host_energy.source);
}

static void test_a_case_that_was_not_watched(void **state) {
  (void)state;
  add_cpu(make_problem(64, 'a'), 1e6);
  const struct pm_observed_case *observed = only();
  assert_false(observed->conditions.known);
  assert_true(isnan(observed->conditions.seconds) && isnan(observed->energy.joules_per_item));
  assert_null(observed->energy.source);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, start, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_wrong_output),
      TEST(test_unequal_work),
      TEST(test_unequal_input),
      TEST(test_ceiling),
      TEST(test_e2e_below_kernel),
      TEST(test_e2e_below_kernel_within_noise),
      TEST(test_size_order),
      TEST(test_size_order_leaves_other_works_alone),
      TEST(test_work_order),
      TEST(test_work_order_of_older_files),
      TEST(test_noise),
      TEST(test_cv),
      TEST(test_warm_up),
      TEST(test_warm_up_of_one_repetition_alone),
      TEST(test_warm_up_of_few_samples),
      TEST(test_spread),
      TEST(test_spread_of_a_coarse_timer),
      TEST(test_spread_of_device_events),
      TEST(test_percentiles),
      TEST(test_clock),
      TEST(test_clock_of_a_gpu),
      TEST(test_clock_of_a_virtual_machine),
      TEST(test_busy),
      TEST(test_busy_in_short_cases),
      TEST(test_debug_build),
      TEST(test_nothing_measured_breaks_nothing),
      TEST(test_printing),
      TEST(test_a_warning_is_filed_and_counts_when_strict),
      TEST(test_a_case_that_breaks_an_error_is_distrusted),
      TEST(test_without_laws_there_is_no_member),
      TEST(test_conditions_in_the_file),
      TEST(test_a_case_that_was_not_watched),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

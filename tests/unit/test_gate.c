/* host/compare/gate: limits, what breaks them, and the reports. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "host/compare/gate.h"
#include "tests/unit/observation.h"

static const struct pm_implementation reference = {.name = "cpu/reference"};
static const struct pm_implementation cuda = {.name = "cuda", .on_device = true};

/* --- limits ------------------------------------------------------------------------------ */

/* Reads a file of this text. */
static enum pm_status read_text(const char *text, struct pm_gate_limits *limits,
                                struct pm_error *error) {
  assert_int_equal(pm_folder_make("test_out", error), PM_OK);
  assert_int_equal(pm_file_write("test_out/limits.json", text, strlen(text), error), PM_OK);
  *limits = pm_gate_limits_default();
  return pm_gate_limits_read("test_out/limits.json", limits, error);
}

static void assert_limits(const struct pm_gate_limits *limits, const char *work, double throughput,
                          double latency, double memory) {
  struct pm_limits of = pm_gate_limits_of(limits, work);
  const double expected[] = {throughput, latency, memory};
  for (int m = 0; m < PM_METRIC_COUNT; m++)
    if (of.of[m] != expected[m])
      fail_msg("%s of %s: %g", pm_metric_name((enum pm_metric)m), work, of.of[m]);
}

static void the_defaults(void **state) {
  (void)state;
  struct pm_gate_limits limits = pm_gate_limits_default();
  assert_limits(&limits, "hash/sha256", -0.05, 0.10, 0.20);
}

static void limits_go_from_general_to_special(void **state) {
  (void)state;
  struct pm_gate_limits limits;
  struct pm_error error = {0};
  if (read_text("{\"sig/ml_*\": {\"latency\": 50}, \"default\": {\"throughput\": -7}, "
                "\"sig\": {\"latency\": 30, \"memory\": null}, \"sig/ml_dsa_44\": {\"throughput\": "
                "null}, "
                "\"ntt/*\": {}}",
                &limits, &error) != PM_OK)
    fail_msg("%s", error.text);
  assert_limits(&limits, "hash/sha256", -0.07, 0.10, 0.20);
  assert_limits(&limits, "sig/ed25519", -0.07, 0.30, INFINITY);
  assert_limits(&limits, "sig/ml_dsa_65", -0.07, 0.50, INFINITY);
  assert_limits(&limits, "sig/ml_dsa_44", -INFINITY, 0.50, INFINITY);
  assert_limits(&limits, "signature/x", -0.07, 0.10, 0.20);
  pm_gate_limits_free(&limits);
}

static void bad_limits_are_named(void **state) {
  (void)state;
  static const char *const bad[][2] = {
      {"", "not valid JSON"},
      {"[1]", "no object of limits"},
      {"{\"hash\": 5}", "\"hash\" is no object"},
      {"{\"hash\": {\"troughput\": -5}}", "\"troughput\""},
      {"{\"hash\": {\"throughput\": \"-5\"}}", "throughput"},
      {"{\"hash\": {\"throughput\": 5}}", "0 down to above -100"},
      {"{\"hash\": {\"throughput\": -100}}", "0 down to above -100"},
      {"{\"default\": {\"latency\": -1}}", "0 or above"},
      {"{\"default\": {\"memory\": 1e999}}", "memory"},
      {"{\"default\": {}} x", "not valid JSON"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct pm_gate_limits limits;
    struct pm_error error = {0};
    enum pm_status status = read_text(bad[i][0], &limits, &error);
    if (status != PM_USAGE || !strstr(error.text, bad[i][1]))
      fail_msg("%s: %d, %s", bad[i][0], status, error.text);
    pm_gate_limits_free(&limits);
  }
  struct pm_gate_limits limits = pm_gate_limits_default();
  struct pm_error error;
  assert_int_equal(pm_gate_limits_read("test_out/missing.json", &limits, &error), PM_IO);
}

/* --- made-up files ----------------------------------------------------------------------- */

static uint64_t stream;

struct made_up {
  double centre_ns;
  size_t samples;
  enum pm_status status;
  double tail; /* the last tenth of every repetition takes so many times as long */
  uint64_t memory_bytes;
  bool on_device;
};

static void add_case(struct pm_result *result, const struct pm_problem *problem, struct made_up m) {
  struct pm_device_info device = make_device("cuda:0", "GPU");
  struct pm_runner runner = {.memory_bytes = m.memory_bytes};
  struct pm_binding binding = {.text = "auto", .threads = 1, .numa_node = -1};
  struct pm_case timed = m.on_device
                             ? make_case(problem, &cuda, &device, 0, PM_BOUNDARY_KERNEL)
                             : make_case(problem, &reference, NULL, 1, PM_BOUNDARY_RESIDENT);
  timed.runner = &runner;
  struct pm_measurement measurement = make_measurement(m.centre_ns, m.samples, ++stream);
  for (size_t i = 0; i < m.samples; i++)
    if (m.tail > 0 && i % 40 >= 36)
      measurement.samples_ns[i] *= m.tail;
  measurement.status = m.status;
  if (m.status != PM_OK)
    snprintf(measurement.failure, sizeof measurement.failure, "made-up trouble");
  assert_int_equal(
      pm_result_add_case(result, &timed, m.on_device ? NULL : &binding, &measurement, NULL), PM_OK);
  free_measurement(&measurement);
}

static struct pm_observation *observed(struct pm_result *result) {
  struct pm_observation *observation;
  struct pm_error error = {0};
  pm_result_finish(result, false);
  if (pm_result_observe(result, &observation, &error) != PM_OK)
    fail_msg("%s", error.text);
  pm_result_free(result);
  return observation;
}

static struct pm_result *new_result(void) {
  struct pm_result *result;
  assert_int_equal(pm_result_new(made_up_argv, 7, &made_up_build, make_context("here"), make_host(),
                                 &result, NULL),
                   PM_OK);
  return result;
}

static struct pm_observation *lone(struct made_up m) {
  struct pm_result *result = new_result();
  struct pm_problem problem = make_problem(64, 'b');
  add_case(result, &problem, m);
  return observed(result);
}

struct gated {
  struct pm_observation *base, *contender;
  struct pm_comparison comparison;
  struct pm_gate_limits limits;
  struct pm_gate gate;
  struct pm_error error;
  enum pm_status status;
};

static struct gated *apply(struct pm_observation *base, struct pm_observation *contender,
                           struct pm_gate_limits limits, bool allow_missing) {
  struct gated *g = calloc(1, sizeof *g);
  assert_non_null(g);
  *g = (struct gated){.base = base, .contender = contender, .limits = limits};
  pm_compare_files(base, contender, &pm_compare_defaults, &g->comparison, &g->error);
  g->status = pm_gate_apply(&g->comparison, &g->limits, allow_missing, 1, &g->gate, &g->error);
  return g;
}

static struct gated *gate_of(struct made_up base, struct made_up contender) {
  return apply(lone(base), lone(contender), pm_gate_limits_default(), false);
}

static void done(struct gated *g) {
  pm_gate_free(&g->gate);
  pm_gate_limits_free(&g->limits);
  pm_comparison_free(&g->comparison);
  pm_observation_free(g->base);
  pm_observation_free(g->contender);
  free(g);
}

static enum pm_gate_outcome outcome_of(const struct gated *g, enum pm_metric metric) {
  assert_int_equal(g->gate.row_count, 1);
  return g->gate.rows[0].checks[metric].outcome;
}

/* --- outcomes ---------------------------------------------------------------------------- */

static const struct made_up usual = {.centre_ns = 1000, .samples = 160};

static struct made_up at(double centre_ns) {
  struct made_up m = usual;
  m.centre_ns = centre_ns;
  return m;
}

static void a_regression_is_stopped(void **state) {
  (void)state;
  struct gated *g = gate_of(usual, at(1200));
  assert_int_equal(g->status, PM_GATE_FAILED);
  assert_int_equal(g->gate.broken, 1);
  assert_int_equal(outcome_of(g, PM_THROUGHPUT), PM_GATE_BROKEN);
  assert_int_equal(outcome_of(g, PM_LATENCY), PM_GATE_BROKEN);
  assert_non_null(strstr(g->error.text, "1 of 1 cases are beyond a limit"));
  assert_non_null(strstr(g->error.text, "cpu/reference"));
  done(g);
}

static void what_is_equal_or_better_passes(void **state) {
  (void)state;
  struct gated *g = gate_of(usual, usual);
  assert_int_equal(g->status, PM_OK);
  assert_int_equal(outcome_of(g, PM_THROUGHPUT), PM_GATE_PASSED);
  done(g);
  g = gate_of(at(1200), usual);
  assert_int_equal(g->status, PM_OK);
  assert_int_equal(g->gate.undecided, 0);
  done(g);
}

/* 3% slower, and no doubt of it: the limit is 5%. 7%: beyond it. */
static void the_limit_is_where_it_is(void **state) {
  (void)state;
  struct gated *g = gate_of(usual, at(1030));
  assert_int_equal(g->status, PM_OK);
  assert_int_equal(g->comparison.pairs[0].verdict, PM_WORSE);
  done(g);
  g = gate_of(usual, at(1075));
  assert_int_equal(g->status, PM_GATE_FAILED);
  assert_int_equal(outcome_of(g, PM_LATENCY), PM_GATE_PASSED);
  done(g);
}

/* The median stays; the slowest tenth takes half as long again. */
static void a_tail_breaks_the_latency_alone(void **state) {
  (void)state;
  struct made_up tail = usual;
  tail.tail = 1.5;
  struct gated *g = gate_of(usual, tail);
  assert_int_equal(g->status, PM_GATE_FAILED);
  assert_int_equal(outcome_of(g, PM_THROUGHPUT), PM_GATE_PASSED);
  assert_int_equal(outcome_of(g, PM_LATENCY), PM_GATE_BROKEN);
  assert_string_equal(g->gate.rows[0].checks[PM_LATENCY].of, "p95");
  assert_non_null(strstr(g->error.text, "latency (p95) +"));
  done(g);
}

static void without_a_p95_the_median_counts_and_it_says_so(void **state) {
  (void)state;
  struct made_up few = at(1200);
  few.samples = 100;
  struct gated *g = gate_of(usual, few);
  assert_int_equal(outcome_of(g, PM_LATENCY), PM_GATE_BROKEN);
  assert_string_equal(g->gate.rows[0].checks[PM_LATENCY].of, "median");
  char text[PM_CHECK_TEXT_MAX];
  pm_gate_check_text(PM_LATENCY, &g->gate.rows[0].checks[PM_LATENCY], text);
  assert_non_null(strstr(text, "latency (median) +"));
  assert_non_null(strstr(text, "the limit is +10%"));
  done(g);
}

static void memory_is_gated_where_both_files_know_it(void **state) {
  (void)state;
  struct made_up base = {
      .centre_ns = 1000, .samples = 160, .memory_bytes = 1000, .on_device = true};
  struct made_up more = base, unknown = base;
  more.memory_bytes = 1201;
  unknown.memory_bytes = 0;
  struct gated *g = gate_of(base, more);
  assert_int_equal(g->status, PM_GATE_FAILED);
  assert_int_equal(outcome_of(g, PM_MEMORY), PM_GATE_BROKEN);
  assert_int_equal(outcome_of(g, PM_THROUGHPUT), PM_GATE_PASSED);
  done(g);
  more.memory_bytes = 1200;
  g = gate_of(base, more);
  assert_int_equal(g->status, PM_OK);
  done(g);
  g = gate_of(base, unknown);
  assert_int_equal(g->status, PM_OK);
  assert_int_equal(outcome_of(g, PM_MEMORY), PM_GATE_UNKNOWN);
  done(g);
}

/* One sample, no samples, a case that is marked: nothing is known, and a gate stops at nothing but knowledge. */
static void what_cannot_be_decided_passes_and_is_named(void **state) {
  (void)state;
  struct made_up one = at(5000), none = at(5000), marked = at(5000);
  one.samples = 1;
  none.samples = 0;
  marked.status = PM_UNTRUSTWORTHY;
  const struct made_up undecidable[] = {one, none, marked};
  for (size_t i = 0; i < 3; i++) {
    struct gated *g = gate_of(usual, undecidable[i]);
    assert_int_equal(g->status, PM_OK);
    assert_int_equal(g->gate.undecided, 1);
    assert_int_equal(outcome_of(g, PM_THROUGHPUT), PM_GATE_UNDECIDED);
    done(g);
  }
}

/* The case of `usual` and `controls` works that measure a limit, all at their times. */
static struct pm_observation *with_controls(double case_ns, size_t controls, double control_ns) {
  struct pm_result *result = new_result();
  struct pm_problem problem = make_problem(64, 'b');
  add_case(result, &problem, at(case_ns));
  for (size_t i = 0; i < controls; i++) {
    struct pm_problem control = make_problem(1000 + i, 'b');
    control.measures = PM_RESOURCE_ADD;
    add_case(result, &control, at(control_ns));
  }
  return observed(result);
}

static struct gated *gate_with_controls(double case_ns, size_t controls, double control_ns) {
  return apply(with_controls(1000, controls, 1000), with_controls(case_ns, controls, control_ns),
               pm_gate_limits_default(), false);
}

static void a_slower_machine_is_no_regression(void **state) {
  (void)state;
  struct gated *g = gate_with_controls(1200, 3, 1200);
  assert_int_equal(g->status, PM_OK);
  assert_int_equal(g->gate.rows[0].checks[PM_THROUGHPUT].outcome, PM_GATE_UNDECIDED);
  char text[PM_CHECK_TEXT_MAX];
  pm_gate_check_text(PM_THROUGHPUT, &g->gate.rows[0].checks[PM_THROUGHPUT], text);
  assert_non_null(strstr(text, "; the machine's own limits -1"));
  done(g);
  /* Slower by more than the machine: what is beyond it breaks the limit. */
  g = gate_with_controls(1500, 3, 1200);
  assert_int_equal(g->status, PM_GATE_FAILED);
  assert_int_equal(g->gate.broken, 1);
  done(g);
  /* The machine was as fast as before, or faster: nothing is taken off, and nothing is added. */
  for (double control_ns = 800; control_ns <= 1000; control_ns += 200) {
    g = gate_with_controls(1200, 3, control_ns);
    assert_int_equal(g->status, PM_GATE_FAILED);
    done(g);
    g = gate_with_controls(1000, 3, control_ns);
    assert_int_equal(g->status, PM_OK);
    assert_int_equal(g->gate.rows[0].outcome, PM_GATE_PASSED);
    done(g);
  }
  /* Two are too few to speak for the machine. */
  g = gate_with_controls(1200, 2, 1200);
  assert_int_equal(g->status, PM_GATE_FAILED);
  done(g);
}

static void lost_cases_are_stopped_unless_allowed(void **state) {
  (void)state;
  for (int allowed = 0; allowed < 2; allowed++) {
    struct pm_result *base = new_result();
    struct pm_problem problem = make_problem(64, 'b');
    struct made_up on_device = usual;
    on_device.on_device = true;
    add_case(base, &problem, usual);
    add_case(base, &problem, on_device);
    struct gated *g = apply(observed(base), lone(usual), pm_gate_limits_default(), allowed);
    assert_int_equal(g->status, allowed ? PM_OK : PM_GATE_FAILED);
    assert_int_equal(g->gate.lost, 1);
    assert_int_equal(pm_gate_closed(&g->gate), !allowed);
    if (!allowed)
      assert_non_null(strstr(g->error.text, "--allow-missing"));
    done(g);
  }
}

static void no_limit_breaks_nothing(void **state) {
  (void)state;
  struct pm_gate_limits limits = {.defaults = {{-INFINITY, INFINITY, INFINITY}}};
  struct gated *g = apply(lone(usual), lone(at(9000)), limits, false);
  assert_int_equal(g->status, PM_OK);
  done(g);
}

static void other_inputs_keep_the_gate_shut(void **state) {
  (void)state;
  struct pm_result *result = new_result();
  struct pm_problem problem = make_problem(64, 'c');
  add_case(result, &problem, usual);
  struct gated *g = apply(lone(usual), observed(result), pm_gate_limits_default(), false);
  assert_true(pm_gate_closed(&g->gate));
  char *text;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  pm_gate_print_junit(&g->gate, stream);
  pm_gate_print_summary(&g->gate, stream);
  fclose(stream);
  assert_non_null(strstr(text, "<error type=\"not comparable\""));
  assert_non_null(strstr(text, "the inputs differ"));
  free(text);
  done(g);
}

/* --- reports ----------------------------------------------------------------------------- */

static char *printed(void print(const struct pm_gate *, FILE *), const struct gated *g) {
  char *text;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  print(&g->gate, stream);
  fclose(stream);
  return text;
}

static void print_plain(const struct pm_gate *gate, FILE *stream) {
  pm_gate_print(gate, false, stream);
}

/* tests/cli/gate.bats has a parser of XML look at it. */
static void the_reports_name_what_is_broken(void **state) {
  (void)state;
  struct gated *g = gate_of(usual, at(1200));
  char *text = printed(print_plain, g);
  assert_non_null(strstr(text, "failed: hash/made_up[length=64"));
  assert_non_null(strstr(text, "gate failed: 1 of 1 pairs beyond a limit"));
  assert_non_null(strstr(text, "Memory was not gated for 1 pairs"));
  free(text);
  text = printed(pm_gate_print_junit, g);
  assert_non_null(strstr(text, "tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""));
  assert_non_null(strstr(text, "<failure type=\"regression\" message=\"throughput -"));
  free(text);
  text = printed(pm_gate_print_summary, g);
  assert_non_null(strstr(text, "### proofmark gate: failed\n"));
  assert_non_null(strstr(text, "| hash/made\\_up\\[length=64"));
  free(text);
  done(g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_defaults),
      cmocka_unit_test(limits_go_from_general_to_special),
      cmocka_unit_test(bad_limits_are_named),
      cmocka_unit_test(a_regression_is_stopped),
      cmocka_unit_test(what_is_equal_or_better_passes),
      cmocka_unit_test(the_limit_is_where_it_is),
      cmocka_unit_test(a_tail_breaks_the_latency_alone),
      cmocka_unit_test(without_a_p95_the_median_counts_and_it_says_so),
      cmocka_unit_test(memory_is_gated_where_both_files_know_it),
      cmocka_unit_test(what_cannot_be_decided_passes_and_is_named),
      cmocka_unit_test(a_slower_machine_is_no_regression),
      cmocka_unit_test(lost_cases_are_stopped_unless_allowed),
      cmocka_unit_test(no_limit_breaks_nothing),
      cmocka_unit_test(other_inputs_keep_the_gate_shut),
      cmocka_unit_test(the_reports_name_what_is_broken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

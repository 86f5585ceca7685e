/* Crossovers of made-up sweeps. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/compare/crossover.h"

enum { CASES_MAX = 64 };

/* An observation as a reader gives it: works and cases that a test adds one by one. */
struct made_up {
  struct pm_observation observation;
  struct pm_observed_work works[CASES_MAX];
  struct pm_observed_case cases[CASES_MAX];
  char ids[CASES_MAX][96];
};

static struct pm_observed_device gpu = {.id = "cuda:0", .kind = "gpu"},
                                 pocl = {.id = "opencl:0", .kind = "cpu"};

static struct made_up *made_up_new(void) {
  struct made_up *m = calloc(1, sizeof *m);
  assert_non_null(m);
  m->observation =
      (struct pm_observation){.file = (char *)"made_up.json", .works = m->works, .cases = m->cases};
  return m;
}

static const struct pm_observed_work *work_of(struct made_up *m, const char *id) {
  for (size_t i = 0; i < m->observation.work_count; i++)
    if (strcmp(m->works[i].id, id) == 0)
      return &m->works[i];
  size_t next = m->observation.work_count++;
  snprintf(m->ids[next], sizeof m->ids[next], "%s", id);
  m->works[next] = (struct pm_observed_work){.id = m->ids[next], .name = "w"};
  return &m->works[next];
}

/* A case of `threads` CPU threads, or on `device`. */
static struct pm_observed_case *add(struct made_up *m, const char *work, unsigned threads,
                                    const struct pm_observed_device *device, const char *boundary,
                                    double median_ns) {
  struct pm_observed_case *observed = &m->cases[m->observation.case_count++];
  *observed = (struct pm_observed_case){.id = "case",
                                        .work = work_of(m, work),
                                        .implementation = device ? "cuda" : "cpu/x",
                                        .device = device ? device->id : "cpu",
                                        .hardware = device,
                                        .on_cpu = !device,
                                        .binding = device ? "" : "auto",
                                        .threads = threads,
                                        .boundary = device ? boundary : "resident",
                                        .statistics = {.median_ns = median_ns},
                                        .verified = true,
                                        .trustworthy = true,
                                        .reason = ""};
  return observed;
}

/* CPU: 10 ns an item on one core, 5 on all; a GPU with 1000 ns of launch and 1 ns an item. */
static void add_sweep(struct made_up *m, const char *format) {
  for (double size = 1; size <= 4096; size *= 4) {
    char id[96];
    snprintf(id, sizeof id, format, size);
    add(m, id, 1, NULL, NULL, 10 * size);
    add(m, id, 2, NULL, NULL, 5 * size);
    add(m, id, 0, &gpu, "kernel", 1000 + size);
    add(m, id, 0, &gpu, "cold", 1);
  }
}

static struct pm_crossovers find(const struct made_up *m, const char *device) {
  struct pm_crossovers c;
  struct pm_error error;
  if (pm_crossovers_find(&m->observation, "batch", device, &c, &error) != PM_OK)
    fail_msg("%s", error.text);
  return c;
}

static void a_crossover_lies_between_two_sizes(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  add_sweep(m, "w[batch=%.0f,length=7]");
  struct pm_crossovers c = find(m, NULL);
  assert_int_equal(c.row_count, 1);
  assert_string_equal(c.rows[0].series, "w[length=7]");
  assert_string_equal(c.rows[0].boundary, "kernel");
  /* 10 n = 1000 + n at 111; 5 n at 250. */
  const struct pm_crossover *crossover = &c.rows[0].versus[PM_ONE_CORE],
                            *all = &c.rows[0].versus[PM_ALL_CORES];
  assert_int_equal(crossover->state, PM_CROSSOVER_BETWEEN);
  assert_true(crossover->below == 64 && crossover->from == 256);
  assert_true(crossover->estimate > 90 && crossover->estimate < 130);
  assert_int_equal(all->state, PM_CROSSOVER_BETWEEN);
  assert_true(all->below == 64 && all->from == 256);
  assert_true(all->estimate > 220 && all->estimate < 256);
  assert_true(crossover->largest == 4096);
  assert_float_equal(crossover->speedup, 40960.0 / 5096, 1e-9);
  assert_float_equal(all->speedup, 20480.0 / 5096, 1e-9);
  pm_crossovers_free(&c);
  free(m);
}

/* The sizes that have both sides, in order: what a plot draws. */
static void the_points_of_a_row(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  struct pm_crossover_point points[CASES_MAX];
  add(m, "w[batch=4]", 1, NULL, NULL, 300);
  add(m, "w[batch=4]", 0, &gpu, "kernel", 100);
  add(m, "w[batch=2]", 0, &gpu, "kernel", 50); /* no CPU */
  add(m, "w[batch=1]", 1, NULL, NULL, 10);
  add(m, "w[batch=1]", 0, &gpu, "kernel", 40);
  struct pm_crossovers c = find(m, NULL);
  assert_int_equal(pm_crossover_points(&c, &c.rows[0], PM_ONE_CORE, points), 2);
  assert_true(points[0].size == 1 && points[0].speedup == 0.25);
  assert_true(points[1].size == 4 && points[1].speedup == 3);
  assert_int_equal(pm_crossover_points(&c, &c.rows[0], PM_ALL_CORES, points), 0);
  pm_crossovers_free(&c);
  free(m);
}

/* The parameter's place in the id does not matter, and one that only ends like it is another. */
static void series_are_told_apart(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  add_sweep(m, "w[length=7,batch=%.0f]");
  add(m, "v[batch=8]", 1, NULL, NULL, 10);
  add(m, "v[batch=8]", 0, &gpu, "kernel", 5);
  add(m, "u[minibatch=8]", 1, NULL, NULL, 10);
  add(m, "u[minibatch=8]", 0, &gpu, "kernel", 5);
  struct pm_crossovers c = find(m, NULL);
  assert_int_equal(c.row_count, 2);
  assert_string_equal(c.rows[0].series, "w[length=7]");
  assert_string_equal(c.rows[1].series, "v");
  pm_crossovers_free(&c);
  free(m);
}

static void always_never_and_not_measured(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  add(m, "w[batch=1]", 1, NULL, NULL, 100);
  add(m, "w[batch=2]", 1, NULL, NULL, 100);
  add(m, "w[batch=1]", 0, &gpu, "kernel", 50);
  add(m, "w[batch=2]", 0, &gpu, "kernel", 50);
  add(m, "w[batch=1]", 0, &gpu, "e2e", 50);
  add(m, "w[batch=2]", 0, &gpu, "e2e", 100); /* as fast is not faster */
  struct pm_crossovers c = find(m, NULL);
  assert_int_equal(c.row_count, 2);
  assert_int_equal(c.rows[0].versus[PM_ONE_CORE].state, PM_CROSSOVER_ALWAYS);
  assert_true(c.rows[0].versus[PM_ONE_CORE].from == 1);
  assert_int_equal(c.rows[1].versus[PM_ONE_CORE].state, PM_CROSSOVER_NEVER);
  assert_int_equal(c.rows[1].versus[PM_ALL_CORES].state, PM_CROSSOVER_NOT_MEASURED);
  assert_true(isnan(c.rows[1].versus[PM_ALL_CORES].speedup));
  pm_crossovers_free(&c);
  free(m);
}

/* A win that a larger size takes back is none. */
static void a_win_has_to_last(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  static const double device_ns[] = {200, 50, 200, 50, 40};
  for (int i = 0; i < 5; i++) {
    char id[32];
    snprintf(id, sizeof id, "w[batch=%d]", 1 << i);
    add(m, id, 1, NULL, NULL, 100);
    add(m, id, 0, &gpu, "kernel", device_ns[i]);
  }
  struct pm_crossovers c = find(m, NULL);
  const struct pm_crossover *x = &c.rows[0].versus[PM_ONE_CORE];
  assert_int_equal(x->state, PM_CROSSOVER_BETWEEN);
  assert_true(x->below == 4 && x->from == 8);
  assert_float_equal(x->estimate, sqrt(32), 1e-9);
  pm_crossovers_free(&c);
  free(m);
}

static void untrustworthy_cases_do_not_count(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  add_sweep(m, "w[batch=%.0f]");
  add(m, "w[batch=16384]", 1, NULL, NULL, 1);
  add(m, "w[batch=16384]", 0, &gpu, "kernel", 50)->trustworthy = false;
  struct pm_crossovers c = find(m, NULL);
  assert_true(c.rows[0].versus[PM_ONE_CORE].largest == 4096);
  pm_crossovers_free(&c);
  free(m);
}

/* A CPU that speaks OpenCL is no GPU, unless it is asked for by name. */
static void a_cpu_device_is_no_gpu(void **state) {
  (void)state;
  struct made_up *m = made_up_new();
  struct pm_crossovers c;
  struct pm_error error;
  add(m, "w[batch=1]", 1, NULL, NULL, 100);
  add(m, "w[batch=1]", 0, &pocl, "kernel", 50);
  assert_int_equal(pm_crossovers_find(&m->observation, "batch", NULL, &c, &error),
                   PM_NOT_COMPARABLE);
  assert_non_null(strstr(error.text, "--device"));
  c = find(m, "opencl:0");
  assert_int_equal(c.row_count, 1);
  pm_crossovers_free(&c);
  assert_int_equal(pm_crossovers_find(&m->observation, "length", NULL, &c, &error),
                   PM_NOT_COMPARABLE);
  assert_non_null(strstr(error.text, "'length'"));
  free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_crossover_lies_between_two_sizes),
      cmocka_unit_test(the_points_of_a_row),
      cmocka_unit_test(series_are_told_apart),
      cmocka_unit_test(always_never_and_not_measured),
      cmocka_unit_test(a_win_has_to_last),
      cmocka_unit_test(untrustworthy_cases_do_not_count),
      cmocka_unit_test(a_cpu_device_is_no_gpu),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

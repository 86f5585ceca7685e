/* Bounds and their shares against figures reckoned by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "host/laws/ceiling.h"
#include "tests/unit/limits.h"

static const struct pm_bound *bound_of(const struct pm_bounds *bounds, enum pm_resource resource) {
  for (size_t i = 0; i < bounds->count; i++)
    if (bounds->bounds[i].resource == resource)
      return &bounds->bounds[i];
  return NULL;
}

/* 30 additions at 100 a second take 0.3 s, of 0.5 s 60%; 8 rotations at 20 take 0.4 s, 80%. */
static void shares_are_times_at_the_measured_rate(void **state) {
  (void)state;
  struct made_up m = {0};
  add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 100);
  add_limit(&m, "cpu/simd", PM_RESOURCE_SHIFT, 20);
  struct pm_observed_case *const observed = add_case(&m, "cpu/simd", 0.5e9);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 30;
  work_of(&m, observed)->model.amounts[PM_RESOURCE_SHIFT] = 8;
  const struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_int_equal(bounds.count, 2);
  assert_int_equal(bounds.bounds[0].resource, PM_RESOURCE_SHIFT);
  assert_true(fabs(bounds.bounds[0].share - 0.8) < 1e-12);
  assert_true(fabs(bounds.bounds[0].least_ns - 0.4e9) < 1);
  assert_true(bounds.bounds[0].source == &m.cases[1]);
  assert_int_equal(bounds.bounds[1].resource, PM_RESOURCE_ADD);
  assert_true(fabs(bounds.bounds[1].share - 0.6) < 1e-12);
  assert_true(bounds.bounds[1].amount == 30 && bounds.bounds[1].rate == 100);
}

static void the_fastest_measurement_is_the_machines(void **state) {
  (void)state;
  struct made_up m = {0};
  add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 100);
  add_limit(&m, "cpu/portable", PM_RESOURCE_ADD, 10);
  add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 1000)->threads = 2;
  on_device(add_limit(&m, "cuda", PM_RESOURCE_ADD, 1000), &made_up_gpu, "kernel");
  struct pm_observed_case *const observed = add_case(&m, "cpu/portable", 1e9);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 5;
  struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_int_equal(bounds.count, 1);
  assert_true(bounds.bounds[0].rate == 100);
  bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_IMPLEMENTATION);
  assert_true(bounds.bounds[0].rate == 10);
  observed->implementation = "cpu/another"; /* which was not measured */
  bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_IMPLEMENTATION);
  assert_true(bounds.bounds[0].rate == 100);
}

/* Of a noisy measurement, in 2, 0.8 and 4 s: what was done once can be done. */
static void the_fastest_iteration_counts(void **state) {
  (void)state;
  struct made_up m = {0};
  double samples[] = {2e9, 0.8e9, 4e9};
  struct pm_observed_case *const noisy = add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 80);
  noisy->statistics.median_ns = 2e9;
  noisy->trustworthy = false;
  noisy->samples_ns = samples;
  noisy->sample_count = 3;
  add_limit(&m, "cpu/calm", PM_RESOURCE_ADD, 90);
  struct pm_observed_case *const observed = add_case(&m, "cpu/simd", 1e9);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 50;
  const struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_true(bounds.bounds[0].source == noisy && fabs(bounds.bounds[0].rate - 100) < 1e-9);
  assert_true(fabs(bounds.bounds[0].share - 0.5) < 1e-12);
}

/* Copies of 1000 and of 4000 bytes at 50 and at 20 bytes a second; the case moves 3000, then 5000. */
static void memory_is_that_of_copies_no_larger(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const small = add_limit(&m, "cpu/simd", PM_RESOURCE_MEMORY, 50);
  struct pm_observed_case *const large = add_limit(&m, "cpu/simd", PM_RESOURCE_MEMORY, 20);
  add_limit(&m, "cpu/slow", PM_RESOURCE_MEMORY, 10);
  work_of(&m, small)->model.amounts[PM_RESOURCE_MEMORY] = 1000;
  work_of(&m, large)->model.amounts[PM_RESOURCE_MEMORY] = 4000;
  work_of(&m, &m.cases[2])->model.amounts[PM_RESOURCE_MEMORY] = 4000;
  struct pm_observed_case *const observed = add_case(&m, "cpu/libsodium", 100e9);
  observed->modelled = false; /* its memory counts all the same */
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 1e12;
  work_of(&m, observed)->model.amounts[PM_RESOURCE_MEMORY] = 3000;
  struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_int_equal(bounds.count, 1);
  assert_true(bounds.bounds[0].source == small && fabs(bounds.bounds[0].share - 0.6) < 1e-12);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_MEMORY] = 5000;
  bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_true(bounds.bounds[0].source == large && fabs(bounds.bounds[0].share - 2.5) < 1e-12);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_MEMORY] = 999;
  assert_int_equal(pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE).count, 0);
  assert_true(pm_bound_applies(observed, PM_RESOURCE_MEMORY));
  assert_false(pm_bound_applies(observed, PM_RESOURCE_ADD));
}

static void some_limits_imply_others(void **state) {
  (void)state;
  struct made_up m = {0};
  add_limit(&m, "cpu/simd", PM_RESOURCE_MULTIPLY, 10);
  add_limit(&m, "cpu/simd", PM_RESOURCE_MULTIPLY_WIDE, 20);
  add_limit(&m, "cpu/other", PM_RESOURCE_ADD, 100);
  struct pm_observed_case *const observed = add_case(&m, "cpu/simd", 1e9);
  double *const amounts = work_of(&m, observed)->model.amounts;
  amounts[PM_RESOURCE_MULTIPLY] = amounts[PM_RESOURCE_OPERATIONS] = 1;
  struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_true(bound_of(&bounds, PM_RESOURCE_MULTIPLY)->rate == 20);
  assert_true(bound_of(&bounds, PM_RESOURCE_OPERATIONS)->rate == 100);
  /* Its own products say nothing of what it does in all. */
  bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_IMPLEMENTATION);
  assert_true(bound_of(&bounds, PM_RESOURCE_OPERATIONS)->rate == 100);
  /* And lower halves nothing of whole products. */
  m.works[1].measures = PM_RESOURCE_NONE;
  amounts[PM_RESOURCE_MULTIPLY_WIDE] = 1;
  bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_null(bound_of(&bounds, PM_RESOURCE_MULTIPLY_WIDE));
}

static void boundaries_say_what_counts(void **state) {
  (void)state;
  struct made_up m = {0};
  on_device(add_limit(&m, "cuda", PM_RESOURCE_LAUNCH, 1000), &made_up_gpu, "kernel");
  on_device(add_limit(&m, "cuda", PM_RESOURCE_LAUNCH, 100), &made_up_gpu, "resident");
  on_device(add_limit(&m, "cuda", PM_RESOURCE_LAUNCH, 50), &made_up_gpu, "e2e");
  on_device(add_limit(&m, "cuda", PM_RESOURCE_UPLOAD, 10), &made_up_gpu, "resident");
  on_device(add_limit(&m, "cuda", PM_RESOURCE_DOWNLOAD, 10), &made_up_gpu, "resident");
  struct pm_observed_case *const observed = add_case(&m, "cuda", 1e9);
  double *const amounts = work_of(&m, observed)->model.amounts;
  amounts[PM_RESOURCE_LAUNCH] = amounts[PM_RESOURCE_UPLOAD] = amounts[PM_RESOURCE_DOWNLOAD] = 1;
  on_device(observed, &made_up_gpu, "kernel");
  assert_int_equal(pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE).count, 0);
  on_device(observed, &made_up_gpu, "resident");
  struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_int_equal(bounds.count, 1);
  assert_true(bounds.bounds[0].resource == PM_RESOURCE_LAUNCH && bounds.bounds[0].rate == 100);
  on_device(observed, &made_up_gpu, "e2e");
  bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_int_equal(bounds.count, 3);
  assert_true(bound_of(&bounds, PM_RESOURCE_LAUNCH)->rate == 50);
}

/* The threads of a processor are what its OpenCL driver has, too. */
static void an_opencl_cpu_is_bounded_by_its_threads(void **state) {
  (void)state;
  struct made_up m = {0};
  on_device(add_limit(&m, "opencl", PM_RESOURCE_ADD, 5), &made_up_pocl, "kernel");
  add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 30)->threads = 2;
  struct pm_observed_case *const observed = add_case(&m, "opencl", 1e9);
  work_of(&m, observed)->model.amounts[PM_RESOURCE_ADD] = 10;
  on_device(observed, &made_up_pocl, "kernel");
  const struct pm_bounds bounds = pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE);
  assert_true(bounds.count == 1 && bounds.bounds[0].rate == 30);
  on_device(observed, &made_up_gpu, "kernel"); /* another device's limits are none of its own */
  assert_int_equal(pm_bounds_of(&m.observation, observed, PM_CEILING_MACHINE).count, 0);
}

static void what_measures_a_limit_has_none(void **state) {
  (void)state;
  struct made_up m = {0};
  struct pm_observed_case *const limit = add_limit(&m, "cpu/simd", PM_RESOURCE_ADD, 5);
  assert_int_equal(pm_bounds_of(&m.observation, limit, PM_CEILING_MACHINE).count, 0);
  assert_false(pm_bound_applies(limit, PM_RESOURCE_ADD));
  struct pm_observed_case *const failed = add_case(&m, "cpu/simd", NAN);
  work_of(&m, failed)->model.amounts[PM_RESOURCE_ADD] = 1;
  assert_int_equal(pm_bounds_of(&m.observation, failed, PM_CEILING_MACHINE).count, 0);
}

static void resources_have_names(void **state) {
  (void)state;
  for (int i = 0; i < PM_RESOURCE_COUNT; i++)
    assert_int_equal(pm_resource_by_name(pm_resource_name((enum pm_resource)i)), i);
  assert_int_equal(pm_resource_by_name("no such thing"), PM_RESOURCE_NONE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_are_times_at_the_measured_rate),
      cmocka_unit_test(the_fastest_measurement_is_the_machines),
      cmocka_unit_test(the_fastest_iteration_counts),
      cmocka_unit_test(memory_is_that_of_copies_no_larger),
      cmocka_unit_test(some_limits_imply_others),
      cmocka_unit_test(boundaries_say_what_counts),
      cmocka_unit_test(an_opencl_cpu_is_bounded_by_its_threads),
      cmocka_unit_test(what_measures_a_limit_has_none),
      cmocka_unit_test(resources_have_names),
  };
  return cmocka_run_group_tests_name("ceiling", tests, NULL, NULL);
}

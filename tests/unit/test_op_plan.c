/* Plans that want more than there is room for, or that name what is not there, are errors, and nothing is
 * written past what they have. */
#include "bench/op/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct gpu_program *const program = NULL; /* nobody loads it */

static void expect_broken(struct device_plan *plan, const char *part) {
  struct pm_error error;
  assert_int_equal(plan_check(plan, &error), PM_FAILED);
  if (!strstr(error.text, part))
    fail_msg("\"%s\" is not in \"%s\"", part, error.text);
  plan_free(plan);
}

static void expect_sound(struct device_plan *plan) {
  struct pm_error error;
  if (plan_check(plan, &error) != PM_OK)
    fail_msg("%s", error.text);
}

static void buffers(void **state) {
  (void)state;
  struct device_plan plan = {0};
  for (unsigned i = 0; i < PLAN_BUFFERS_MAX; i++)
    assert_int_equal(plan_add_scratch(&plan, 16), i);
  expect_sound(&plan);
  assert_int_equal(plan_bytes(&plan), 16 * PLAN_BUFFERS_MAX);
  plan_add_scratch(&plan, 32);
  assert_int_equal(plan.buffer_count, PLAN_BUFFERS_MAX);
  expect_broken(&plan, "more buffers");
}

static void inputs(void **state) {
  (void)state;
  struct device_plan plan = {0};
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    plan_add_input(&plan, 16);
  expect_sound(&plan);
  plan_add_padded_input(&plan, 16);
  expect_broken(&plan, "more inputs");
}

static void inputs_of_other_kinds(void **state) {
  (void)state;
  struct device_plan plan = {0};
  for (unsigned i = 0; i < PLAN_INPUTS_MAX; i++)
    plan_add_pieces(&plan, 16, 8);
  plan_place_input(&plan, plan_add_scratch(&plan, 16), 0, 8);
  expect_broken(&plan, "more inputs");
  const unsigned scratch = plan_add_scratch(&plan, 16);
  plan_place_input(&plan, scratch, 0, 8);
  expect_sound(&plan);
  plan_place_input(&plan, scratch, 8, 8);
  expect_broken(&plan, "more than one input that is placed");
}

static void placed_inputs(void **state) {
  (void)state;
  struct device_plan plan = {0};
  plan_place_input(&plan, plan_add_scratch(&plan, 16), 9, 8);
  expect_broken(&plan, "places an input outside its buffer");
  plan_place_input(&plan, plan_add_scratch(&plan, 16), UINT64_MAX, 8);
  expect_broken(&plan, "places an input outside its buffer");
  plan_place_input(&plan, 3, 0, 8);
  expect_broken(&plan, "places an input outside its buffer");
}

static void outputs(void **state) {
  (void)state;
  struct device_plan plan = {0};
  for (unsigned i = 0; i < PLAN_RESULTS_MAX; i++)
    plan_add_output(&plan, 16, 16);
  expect_sound(&plan);
  plan_add_result(&plan, 0, 0, 16);
  assert_int_equal(plan.result_count, PLAN_RESULTS_MAX);
  expect_broken(&plan, "more outputs");
}

static void outputs_outside(void **state) {
  (void)state;
  struct device_plan plan = {0};
  plan_add_output(&plan, 16, 17);
  expect_broken(&plan, "an output outside its buffer");
  plan_add_result(&plan, plan_add_scratch(&plan, 16), 1, 16);
  expect_broken(&plan, "an output outside its buffer");
  plan_add_result(&plan, plan_add_scratch(&plan, 16), UINT64_MAX, 16);
  expect_broken(&plan, "an output outside its buffer");
  plan_add_result(&plan, 7, 0, 0);
  plan_add_result(&plan, 7, 0, 1);
  expect_broken(&plan, "an output outside its buffer");
}

static void arguments(void **state) {
  (void)state;
  struct device_plan plan = {0};
  struct plan_launch *launch = plan_add_launch(&plan, program, "many", 64, 64);
  for (unsigned i = 0; i < PLAN_ARGUMENTS_MAX; i++)
    plan_take_u32(launch, i);
  expect_sound(&plan);
  for (unsigned i = 0; i < 100; i++)
    plan_take_u64(launch, ~i);
  assert_int_equal(launch->arguments[PLAN_ARGUMENTS_MAX - 1].value, PLAN_ARGUMENTS_MAX - 1);
  expect_broken(&plan, "the plan for many has 112 arguments; there is room for 12");
}

static void buffers_that_are_not_there(void **state) {
  (void)state;
  struct device_plan plan = {0};
  plan_take_buffer(plan_add_launch(&plan, program, "lost", 1, 64), plan_add_scratch(&plan, 8));
  expect_sound(&plan);
  plan_take_buffer(plan_add_preparation(&plan, program, "lost", 1, 64), 1);
  expect_broken(&plan, "the plan for lost names a buffer that is not there");
}

static void uploads(void **state) {
  (void)state;
  struct device_plan plan = {0};
  unsigned pieces = plan_add_pieces(&plan, 20, 8);
  plan_add_upload(&plan, pieces, 0, 8);
  plan_add_upload(&plan, pieces, 16, 4);
  expect_sound(&plan);
  plan_add_upload(&plan, pieces, 16, 8);
  expect_broken(&plan, "uploads a piece that does not lie within its input");
  plan_add_upload(&plan, plan_add_pieces(&plan, 20, 8), 0, 9);
  expect_broken(&plan, "uploads a piece that does not lie within its input");
  plan_add_upload(&plan, plan_add_scratch(&plan, 20), 0, 8);
  expect_broken(&plan, "uploads a piece that does not lie within its input");
  plan_add_upload(&plan, 5, 0, 0);
  expect_broken(&plan, "uploads a piece that does not lie within its input");
}

/* Any number of launches; a plan that is emptied is as a new one, but for its memory. */
static void launches(void **state) {
  (void)state;
  struct device_plan plan = {0};
  for (unsigned i = 0; i < 1000; i++)
    plan_take_u32(plan_add_launch(&plan, program, "step", i + 1, 64), i);
  expect_sound(&plan);
  assert_int_equal(plan.launches.count, 1000);
  assert_int_equal(plan.launches.list[999].groups, 16);
  assert_int_equal(plan.launches.list[999].arguments[0].value, 999);
  plan_refuse(&plan, "not %s", "here");
  struct pm_error error;
  assert_int_equal(plan_check(&plan, &error), PM_UNAVAILABLE);
  assert_string_equal(error.text, "not here");
  plan_reset(&plan);
  expect_sound(&plan);
  assert_int_equal(plan.launches.count, 0);
  assert_true(plan.launches.room >= 1000);
  plan_free(&plan);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(buffers),
      cmocka_unit_test(inputs),
      cmocka_unit_test(inputs_of_other_kinds),
      cmocka_unit_test(placed_inputs),
      cmocka_unit_test(outputs),
      cmocka_unit_test(outputs_outside),
      cmocka_unit_test(arguments),
      cmocka_unit_test(buffers_that_are_not_there),
      cmocka_unit_test(uploads),
      cmocka_unit_test(launches),
  };
  return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}

/* Multi-scalar multiplication on every device: inputs at all ends, and devices with little memory, whose
 * points come in chunks and from the host. */
#include <stdio.h>

#include "bench/msm/msm_device.h"
#include "tests/unit/msm_instances.h"

/* Devices */

static struct pm_device *devices[8];
static unsigned device_count;

static int open_devices(void **state) {
  (void)state;
  struct pm_device_info *infos;
  struct pm_error error;
  size_t count;
  if (pm_devices_list(&infos, &count, &error) != PM_OK) {
    print_error("%s\n", error.text);
    return -1;
  }
  const size_t room = sizeof devices / sizeof *devices;
  for (size_t i = 0; i < count && i < room; i++) {
    if (pm_device_open(&infos[i], &devices[device_count], &error) != PM_OK) {
      print_error("%s\n", error.text);
      return -1;
    }
    device_count++;
  }
  free(infos);
  return 0;
}

static int close_devices(void **state) {
  (void)state;
  while (device_count > 0)
    pm_device_close(devices[--device_count]);
  return 0;
}

static void need_a_device(void) {
  if (device_count == 0) {
    print_message("skipped: there is no OpenCL or CUDA device here\n");
    skip();
  }
}

/* Runs */

static void ok(enum pm_status status, const struct pm_error *error) {
  if (status != PM_OK)
    fail_msg("%s", error->text);
}

static void run(const struct pm_runner *runner, uint8_t poison, uint8_t *result) {
  struct pm_error error;
  ok(runner->poison(runner->self, poison, &error), &error);
  ok(runner->poison_input(runner->self, poison, &error), &error);
  ok(runner->upload(runner->self, &error), &error);
  ok(runner->compute(runner->self, NULL, &error), &error);
  ok(runner->download(runner->self, result, &error), &error);
  ok(pm_device_finish(runner->device, &error), &error);
}

static const char *const points_names[] = {"fresh", "fixed", "table"};

/* The plan is made as if the device had `memory_bytes`. */
static struct device_plan plan_of(const struct msm_input *input, enum msm_points points,
                                  struct pm_device *device, uint64_t memory_bytes) {
  struct pm_device_info info = *pm_device_info(device);
  struct device_plan plan = {0};
  info.memory_bytes = info.largest_buffer_bytes = memory_bytes;
  msm_device_plan(input, points, &info, &plan);
  return plan;
}

static struct msm_input input_of(const struct msm_curve *curve, const struct made *made) {
  return (struct msm_input){.curve = curve,
                            .count = made->instance->count,
                            .points = made->points,
                            .scalars = made->instance->scalars};
}

static void check(const struct msm_curve *curve, const struct made *made, enum msm_points points,
                  struct pm_device *device, uint64_t memory_bytes) {
  const struct instance *const instance = made->instance;
  const struct msm_input input = input_of(curve, made);
  struct device_plan plan = plan_of(&input, points, device, memory_bytes);
  struct pm_runner runner;
  struct pm_error error;
  assert_true(plan_bytes(&plan) <= memory_bytes);
  ok(device_plan_open(&plan, device, &runner, &error), &error);
  for (int again = 0; again < 2; again++) {
    uint8_t result[MSM_POINT_BYTES_MAX];
    memset(result, 0xa5, sizeof result);
    run(&runner, again ? 0xff : 0x5a, result);
    if (memcmp(result, made->expected, msm_point_bytes(curve)) != 0)
      fail_msg("%s, %s, %ju %s points, run %d, %s: not the expected sum. %s",
               pm_device_info(device)->id, curve->name, (uintmax_t)instance->count,
               points_names[points], again, instance->name, runner.note);
  }
  runner.close(runner.self);
}

/* Fixed points differ from fresh ones in when they are entered, which one curve shows. */
static void check_kinds(const struct msm_curve *curve, const struct made *made) {
  for (unsigned d = 0; d < device_count; d++)
    for (int points = MSM_POINTS_FRESH; points <= MSM_POINTS_TABLE; points++)
      if (points != MSM_POINTS_FIXED || curve == curves[0])
        check(curve, made, (enum msm_points)points, devices[d],
              pm_device_info(devices[d])->memory_bytes);
}

static void check_instance(const struct msm_curve *curve, struct instance instance) {
  struct made made = made_of(curve, &instance);
  check_kinds(curve, &made);
  free(made.points);
  instance_free(&instance);
}

/* Tests */

static void random_scalars(void **state) {
  (void)state;
  static const uint64_t counts[] = {1, 2, 3, 33, 400};
  need_a_device();
  for (unsigned c = 0; c < CURVES; c++)
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
      check_instance(curves[c], random_instance(counts[i]));
}

static void scalars_at_the_ends(void **state) {
  (void)state;
  need_a_device();
  for (unsigned c = 0; c < CURVES; c++) {
    check_instance(curves[c], edges(curves[c]));
    for (unsigned which = 0; which < 6; which++)
      if (c == 0 || which == 0 || which == 5)
        check_instance(curves[c], one_edge(curves[c], which));
  }
}

static void points_that_meet(void **state) {
  (void)state;
  need_a_device();
  for (unsigned c = 0; c < CURVES; c++) {
    check_instance(curves[c], same_point_and_scalar());
    check_instance(curves[c], collisions(curves[c]));
    check_instance(curves[c], all_infinity());
    if (c == 0) {
      check_instance(curves[c], same_point());
      check_instance(curves[c], cancelling(curves[c]));
    }
  }
}

/* Buckets that reach over many runs. */
static void skewed_scalars(void **state) {
  (void)state;
  need_a_device();
  for (unsigned c = 0; c < CURVES; c++)
    check_instance(curves[c], skewed(c == 0 ? 5000 : 600));
}

static void points_outside_of_the_subgroup(void **state) {
  (void)state;
  need_a_device();
  struct instance instance = random_instance(24);
  struct made made = made_outside(&instance);
  check_kinds(&msm_bls12_381_g1, &made);
  free(made.points);
  instance_free(&instance);
}

static bool says(const struct device_plan *plan, const char *what) {
  return strstr(plan->note, what) != NULL;
}

/* Less and less memory, until there is no way. Every way that is new is tried. */
static void check_ways(const struct made *made, enum msm_points points, struct pm_device *device) {
  const struct msm_curve *const curve = &msm_bn254_g1;
  const struct msm_input input = input_of(curve, made);
  char last[PM_NOTE_MAX] = "";
  bool chunks = false, streamed = false;
  for (uint64_t bytes = 64 << 20;; bytes -= bytes / 16) {
    struct device_plan plan = plan_of(&input, points, device, bytes);
    const bool none = plan_bytes(&plan) > bytes, new = strcmp(plan.note, last) != 0;
    strcpy(last, plan.note);
    chunks = chunks || (says(&plan, "are summed in") && !none);
    streamed = streamed || (says(&plan, "come from the host in") && !none);
    device_plan_free(&plan);
    if (none)
      break;
    if (new)
      check(curve, made, points, device, bytes);
  }
  assert_true(chunks);
  assert_int_equal(streamed, points != MSM_POINTS_TABLE);
}

/* The last chunk is not as large as the others. */
static void devices_with_little_memory(void **state) {
  (void)state;
  need_a_device();
  struct instance instance = random_instance(8193);
  struct made made = made_of(&msm_bn254_g1, &instance);
  for (unsigned d = 0; d < device_count; d++)
    for (int points = MSM_POINTS_FRESH; points <= MSM_POINTS_TABLE; points++)
      check_ways(&made, (enum msm_points)points, devices[d]);
  free(made.points);
  instance_free(&instance);
}

/* An unfit device is told so, and what would be needed. */
static void devices_with_too_little_memory(void **state) {
  (void)state;
  need_a_device();
  struct instance instance = random_instance(8193);
  struct made made = made_of(&msm_bn254_g1, &instance);
  const struct msm_input input = input_of(&msm_bn254_g1, &made);
  struct device_plan plan = plan_of(&input, MSM_POINTS_FIXED, devices[0], 1 << 20);
  assert_in_range(plan_bytes(&plan), 1 << 20, 8 << 20);
  device_plan_free(&plan);
  free(made.points);
  instance_free(&instance);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_scalars),
      cmocka_unit_test(scalars_at_the_ends),
      cmocka_unit_test(points_that_meet),
      cmocka_unit_test(skewed_scalars),
      cmocka_unit_test(points_outside_of_the_subgroup),
      cmocka_unit_test(devices_with_little_memory),
      cmocka_unit_test(devices_with_too_little_memory),
  };
  return cmocka_run_group_tests_name("msm on devices", tests, open_devices, close_devices);
}

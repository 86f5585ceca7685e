/* Multi-scalar multiplication on every device: inputs at all ends, and devices with little memory, whose
 * points come in chunks and from the host. */
#include <stdio.h>

#include "bench/msm/msm_op.h"
#include "bench/msm/msm_work.h"
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

static const char *const points_names[] = {"fresh", "fixed", "table"};

static const struct pm_work *work_of(const struct msm_curve *curve) {
#define MSM(name) &msm_work_##name,
  static const struct pm_work *const works[] = {
#include "kernels/msm/curves.def"
  };
#undef MSM
  for (size_t i = 0; i < sizeof works / sizeof *works; i++)
    if (works[i]->family == curve)
      return works[i];
  fail_msg("there is no work for %s", curve->name);
  return NULL;
}

static struct msm_batch_shape shape_of(const struct made *made, enum msm_points points) {
  return (struct msm_batch_shape){.count = made->instance->count,
                                  .points = points,
                                  .known = points == MSM_POINTS_FRESH ? NULL : made->points};
}

/* Plans are made as if the device had so much memory. */
static uint64_t assumed_bytes;

static void plan_as_assumed(const struct pm_work *work, const void *shape,
                            const struct pm_device_info *device, struct device_plan *plan) {
  struct pm_device_info info = *device;
  info.memory_bytes = info.largest_buffer_bytes = assumed_bytes;
  msm_device_plan(work, shape, &info, plan);
}

static struct device_plan plan_of(const struct msm_curve *curve,
                                  const struct msm_batch_shape *shape, struct pm_device *device,
                                  uint64_t memory_bytes) {
  struct device_plan plan = {0};
  assumed_bytes = memory_bytes;
  plan_as_assumed(work_of(curve), shape, pm_device_info(device), &plan);
  return plan;
}

static void run(struct engine_slot *slot, const struct op_in *in, uint8_t poison, uint8_t *result) {
  struct op_out out[PLAN_RESULTS_MAX] = {{.host = result}};
  struct pm_error error;
  ok(engine_fill(slot, poison, &error), &error);
  ok(engine_fill_inputs(slot, poison, &error), &error);
  ok(engine_upload(slot, in, &error), &error);
  ok(engine_launch(slot, in, out, &error), &error);
  ok(engine_download(slot, out, &error), &error);
  ok(pm_queue_finish(engine_slot_queue(slot), &error), &error);
}

static void check(const struct msm_curve *curve, const struct made *made, enum msm_points points,
                  struct pm_device *device, uint64_t memory_bytes) {
  const struct instance *const instance = made->instance;
  const struct msm_batch_shape shape = shape_of(made, points);
  const struct engine_source source = {plan_as_assumed, work_of(curve), sizeof shape};
  const struct op_in in[PLAN_INPUTS_MAX] = {{.host = instance->scalars}, {.host = made->points}};
  struct engine *engine;
  struct engine_slot *slot;
  struct pm_error error;
  assumed_bytes = memory_bytes;
  ok(engine_open(device, &source, &shape, &engine, &error), &error);
  assert_true(plan_bytes(engine_plan(engine)) <= memory_bytes);
  ok(engine_slot_open(engine, pm_device_queue(device), (struct engine_memory){true, true}, &slot,
                      &error),
     &error);
  ok(engine_slot_plan(slot, &shape, &error), &error);
  for (int again = 0; again < 2; again++) {
    uint8_t result[MSM_POINT_BYTES_MAX];
    memset(result, 0xa5, sizeof result);
    run(slot, in, again ? 0xff : 0x5a, result);
    if (memcmp(result, made->expected, msm_point_bytes(curve)) != 0)
      fail_msg("%s, %s, %ju %s points, run %d, %s: not the expected sum. %s",
               pm_device_info(device)->id, curve->name, (uintmax_t)instance->count,
               points_names[points], again, instance->name, engine_plan(engine)->note);
  }
  engine_slot_close(slot);
  engine_close(engine);
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
  const struct msm_batch_shape shape = shape_of(made, points);
  char last[PM_NOTE_MAX] = "";
  bool chunks = false, streamed = false;
  for (uint64_t bytes = 64 << 20;; bytes -= bytes / 16) {
    struct device_plan plan = plan_of(curve, &shape, device, bytes);
    const bool none = plan_bytes(&plan) > bytes, new = strcmp(plan.note, last) != 0;
    strcpy(last, plan.note);
    chunks = chunks || (says(&plan, "are summed in") && !none);
    streamed = streamed || (says(&plan, "come from the host in") && !none);
    plan_free(&plan);
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
  const struct msm_batch_shape shape = shape_of(&made, MSM_POINTS_FIXED);
  struct device_plan plan = plan_of(&msm_bn254_g1, &shape, devices[0], 1 << 20);
  assert_in_range(plan_bytes(&plan), 1 << 20, 8 << 20);
  plan_free(&plan);
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

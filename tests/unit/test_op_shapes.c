/* Operations whose tables depend on the shape: several shapes in turn, and again, through one that is open,
 * on every implementation of the CPU and on an OpenCL device, against the oracles. */
#include "bench/msm/msm_op.h"
#include "tests/unit/op_test.h"

enum { SHAPES_MAX = 8, ROUNDS = 3 };

static struct pm_device *opencl; /* NULL: there is none */

static int open_all(void **state) {
  if (machine_open(state) != 0)
    return -1;
  opencl = device_of(PM_API_OPENCL, 0);
  return 0;
}

static int close_all(void **state) {
  pm_device_close(opencl);
  return machine_close(state);
}

static void check_request(const struct op_request *request, const struct sample *samples,
                          unsigned count, unsigned rounds) {
  struct op *op = opened(request);
  for (unsigned i = 0; i < rounds * count; i++)
    check_sample(op, &samples[(i * 5 + i / count) % count]);
  op_close(op);
}

/* The first sample's shape is the capacity. */
static void check_everywhere(const struct pm_work *work, const struct sample *samples,
                             unsigned count) {
  struct op_request request = {.work = work, .pool = machine_pool, .capacity = samples[0].shape};
  check_request(&request, samples, count, ROUNDS);
  for (size_t i = 0; i < work->implementation_count; i++) {
    const struct pm_implementation *chosen = &work->implementations[i];
    char reason[256];
    if (chosen->on_device || !chosen->available(chosen, work, reason, sizeof reason))
      continue;
    request.implementation = chosen->name; /* the reference makes no tables */
    check_request(&request, samples, count, strcmp(chosen->name, "cpu/reference") ? ROUNDS : 1);
  }
  if (!opencl)
    return;
  request = (struct op_request){
      .work = work, .device = opencl, .capacity = samples[0].shape, .in_flight = 2};
  check_request(&request, samples, count, ROUNDS);
}

static void check_values(const char *name, const uint64_t values[][PM_PARAMETERS_MAX],
                         unsigned count) {
  const struct pm_work *work = work_named(name);
  struct sample samples[SHAPES_MAX];
  for (unsigned i = 0; i < count; i++)
    samples[i] = sample_of(work, values[i]);
  check_everywhere(work, samples, count);
  samples_free(samples, count);
}

/* Columns and rows, forward and inverse, of every size from 1 up. */
static void transforms(void **state) {
  (void)state;
  static const uint64_t values[][PM_PARAMETERS_MAX] = {
      {11, 4, 1, 0}, {13, 1, 0, 0}, {10, 4, 0, 1}, {3, 300, 1, 1},
      {0, 3, 0, 0},  {11, 4, 1, 1}, {1, 1, 0, 0},
  };
  check_values("ntt/koalabear", values, sizeof values / sizeof *values);
  check_values("ntt/goldilocks", values, sizeof values / sizeof *values);
}

static void transforms_of_long_numbers(void **state) {
  (void)state;
  static const uint64_t values[][PM_PARAMETERS_MAX] = {
      {8, 4, 1, 0}, {10, 1, 0, 0}, {7, 4, 0, 1}, {0, 3, 0, 0}, {8, 4, 1, 1}};
  check_values("ntt/bn254_fr", values, sizeof values / sizeof *values);
}

static void extensions(void **state) {
  (void)state;
  static const char *const names[] = {"lde/koalabear", "lde/goldilocks"};
  static const uint64_t values[][PM_PARAMETERS_MAX] = {
      {8, 4, 1, 3}, {9, 2, 0, 1}, {8, 4, 1, 0}, {5, 20, 1, 2}, {0, 1, 0, 0}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    check_values(names[i], values, sizeof values / sizeof *values);
}

static void folds(void **state) {
  (void)state;
  static const char *const names[] = {"fri/fold_koalabear", "fri/fold_babybear",
                                      "fri/fold_goldilocks"};
  static const uint64_t values[][PM_PARAMETERS_MAX] = {{12, 0}, {11, 1}, {12, 2},
                                                       {3, 2},  {1, 0},  {12, 1}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    check_values(names[i], values, sizeof values / sizeof *values);
}

static void sums(void **state) {
  (void)state;
  static const uint64_t values[][PM_PARAMETERS_MAX] = {{12}, {9}, {1}, {7}, {2}};
  check_values("sumcheck/koalabear", values, sizeof values / sizeof *values);
  check_values("sumcheck/bn254_fr", values + 1, sizeof values / sizeof *values - 1);
}

static void quotients(void **state) {
  (void)state;
  static const uint64_t values[][PM_PARAMETERS_MAX] = {
      {7, 24, 2}, {8, 16, 1}, {1, 8, 0}, {4, 24, 3}, {7, 8, 2}};
  check_values("poly/quotient_koalabear", values, sizeof values / sizeof *values);
}

/* Fresh points, fixed ones and tables of their multiples, which are other points with each shape. */
static void multiplications(void **state) {
  (void)state;
  for (uint64_t points = MSM_POINTS_FRESH; points <= MSM_POINTS_TABLE; points++) {
    const uint64_t values[][PM_PARAMETERS_MAX] = {
        {7, 0, points}, {0, 0, points}, {5, 1, points}, {6, 0, points}};
    check_values("msm/bn254_g1", values, sizeof values / sizeof *values);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transforms),
      cmocka_unit_test(transforms_of_long_numbers),
      cmocka_unit_test(extensions),
      cmocka_unit_test(folds),
      cmocka_unit_test(sums),
      cmocka_unit_test(quotients),
      cmocka_unit_test(multiplications),
  };
  return cmocka_run_group_tests_name("operations on several shapes", tests, open_all, close_all);
}

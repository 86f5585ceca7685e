/* Works whose implementations plan their memory beforehand give it back: a hundred runs leave less than
 * one takes, on the CPU and on every OpenCL device that is here. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/registry.h"
#include "tests/support/machine.h"

static const char *const planned_works[] = {
    "ntt/koalabear",
    "lde/goldilocks",
    "fri/fold_koalabear",
    "sumcheck/koalabear",
    "poly/quotient_koalabear",
    "hash/poseidon2_koalabear_16",
    "merkle/poseidon2_koalabear",
    "msm/bn254_g1",
};

static const struct pm_work *work_named(const char *name) {
  for (size_t i = 0; i < bench_registry.count; i++)
    if (strcmp(bench_registry.works[i]->name, name) == 0)
      return bench_registry.works[i];
  fail_msg("there is no work %s", name);
  return NULL;
}

/* What is allocated on the heap, not what is resident: of that an allocator keeps some. */
static uint64_t allocated_bytes(void) {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static void run_often(const struct pm_problem *problem,
                      const struct pm_implementation *implementation, struct pm_device *device,
                      unsigned runs) {
  while (runs-- > 0)
    machine_verify(problem, implementation, device);
}

/* What many runs leave on the heap; 0 where there is less than before. */
static uint64_t left_bytes(const struct pm_problem *problem,
                           const struct pm_implementation *implementation, struct pm_device *device,
                           unsigned runs) {
  const uint64_t before = allocated_bytes();
  run_often(problem, implementation, device, runs);
  const uint64_t after = allocated_bytes();
  return after > before ? after - before : 0;
}

/* A few runs first: what a driver keeps once. Some of it (PoCL's pools, which grow with what waits at the
 * same time) it takes later, where the machine is busy; but what leaks does so in every hundred. */
static void check_memory(const struct pm_problem *problem,
                         const struct pm_implementation *implementation, struct pm_device *device) {
  enum { RUNS_BEFORE = 3, RUNS = 100, TRIES = 3 };
  run_often(problem, implementation, device, RUNS_BEFORE);
  const uint64_t one = problem->bytes + problem->output_bytes;
  uint64_t left = 0;
  for (int i = 0; i < TRIES; i++)
    if ((left = left_bytes(problem, implementation, device, RUNS)) <= one)
      return;
  fail_msg("%s on %s: %d runs leave %ju KiB, one takes %ju KiB and more", problem->id,
           implementation->name, RUNS, (uintmax_t)left >> 10, (uintmax_t)one >> 10);
}

typedef void for_problem(const struct pm_problem *problem, void *context);

static void for_problems(for_problem *call, void *context) {
  for (size_t i = 0; i < sizeof planned_works / sizeof *planned_works; i++) {
    struct pm_problem problem;
    struct pm_error error;
    const struct pm_work *const work = work_named(planned_works[i]);
    if (pm_problem_make(work, work->points[0].values, 7, NULL, machine_pool, &problem, &error) !=
        PM_OK)
      fail_msg("%s: %s", work->name, error.text);
    call(&problem, context);
    problem.close(&problem);
  }
}

/* The last one that there is: the lanes of the highest instruction set. */
static void check_on_cpu(const struct pm_problem *problem, void *context) {
  (void)context;
  const struct pm_work *const work = problem->work;
  const struct pm_implementation *last = NULL;
  char reason[256];
  for (size_t i = 0; i < work->implementation_count; i++)
    if (!work->implementations[i].on_device &&
        work->implementations[i].available(&work->implementations[i], work, reason, sizeof reason))
      last = &work->implementations[i];
  assert_non_null(last);
  check_memory(problem, last, NULL);
}

static void runs_on_the_cpu(void **state) {
  (void)state;
  for_problems(check_on_cpu, NULL);
}

static void check_on_device(const struct pm_problem *problem, void *context) {
  struct pm_device *const device = context;
  for (size_t i = 0; i < problem->work->implementation_count; i++)
    if (problem->work->implementations[i].on_device &&
        problem->work->implementations[i].api == pm_device_info(device)->api)
      check_memory(problem, &problem->work->implementations[i], device);
}

static void runs_on_devices(void **state) {
  (void)state;
  struct pm_device_info *devices = NULL;
  size_t count = 0;
  struct pm_error error;
  assert_int_equal(pm_devices_list(&devices, &count, &error), PM_OK);
  for (size_t d = 0; d < count; d++) {
    struct pm_device *device;
    if (pm_device_open(&devices[d], &device, &error) != PM_OK)
      fail_msg("%s", error.text);
    for_problems(check_on_device, device);
    pm_device_close(device);
  }
  free(devices);
  if (!count) {
    print_message("skipped: there is no device here\n");
    skip();
  }
}

int main(void) {
#if defined(PROOFMARK_SANITIZED)
  puts("skipped: a sanitizer has a heap of its own");
  return 0;
#endif
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(runs_on_the_cpu),
      cmocka_unit_test(runs_on_devices),
  };
  return cmocka_run_group_tests_name("memory", tests, machine_open, machine_close);
}

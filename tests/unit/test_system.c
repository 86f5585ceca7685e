/* The works that measure the machine's limits do what they say, each of them on all there is here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/system/system_work.h"
#include "cpu_ref/system/rate.h"
#include "kernels/system/copy/copy.h"
#include "kernels/system/rate/rate.h"
#include "tests/support/machine.h"

/* 8 steps of lane 3 from words 0x9e3779b97f4a7c15 · (256 i + lane + 1), with their lowest bit set for
 * products: by the definition in rate.h in Python's integers. */
static void chains_have_known_ends(void **state) {
  (void)state;
  static const uint64_t ends[RATE_CLASS_COUNT] = {
      [REF_RATE_ADD] = 0xc00c4cc900935900,           [REF_RATE_LOGIC3] = 0x0fcfa79bd6f551f0,
      [REF_RATE_SHIFT] = 0x4666b898ce961d24,         [REF_RATE_MULTIPLY] = 0x0e7f3c4c,
      [REF_RATE_MULTIPLY_WIDE] = 0x2a48029b0e7f3c4c, [REF_RATE_OPERATIONS] = 0xc399d9c1e1ff3370,
      [REF_RATE_MULTIPLY_64] = 0x4afef7cc9e80384c,   [REF_RATE_MULTIPLY_52] = 0x01c667074e71151b,
  };
  enum { LANE = 3, STEPS = 8 };
  for (int class = 0; class < RATE_CLASS_COUNT; class ++) {
    static uint64_t words64[RATE_WORDS * RATE_STATES], out64[LANE + 1];
    static uint32_t words32[RATE_WORDS * RATE_STATES], out32[LANE + 1];
    const bool odd = class != RATE_ADD && class != RATE_LOGIC3 && class != RATE_SHIFT &&
                     class != RATE_OPERATIONS;
    for (uint64_t i = 0; i < RATE_WORDS * RATE_STATES; i++) {
      words64[i] = (UINT64_C(0x9e3779b97f4a7c15) * (i + 1)) | odd;
      words32[i] = (uint32_t)words64[i];
    }
    const bool narrow = rate_word_bytes((enum rate_class) class) == 4;
    ref_rate((enum ref_rate) class, narrow ? (void *)words32 : (void *)words64, RATE_STATES, STEPS,
             LANE, narrow ? (void *)out32 : (void *)out64);
    assert_int_equal(narrow ? out32[LANE] : out64[LANE], ends[class]);
  }
}

struct shape {
  const struct pm_work *work;
  uint64_t values[PM_PARAMETERS_MAX];
};

/* Small ones; of copies an odd and an even number of rounds, and more than a block has turns. */
static const struct shape shapes[] = {
    {&system_work_rate, {256, 4, RATE_ADD}},
    {&system_work_rate, {768, 12, RATE_LOGIC3}},
    {&system_work_rate, {512, 8, RATE_SHIFT}},
    {&system_work_rate, {512, 20, RATE_MULTIPLY}},
    {&system_work_rate, {512, 20, RATE_MULTIPLY_WIDE}},
    {&system_work_rate, {256, 16, RATE_OPERATIONS}},
    {&system_work_rate_64, {512, 8}},
    {&system_work_rate_52, {512, 8}},
    {&system_work_copy, {16384, 1, 0}},
    {&system_work_copy, {65536, 2, 0}},
    {&system_work_copy, {65536, 67, 0}},
    {&system_work_copy, {65536, 3, 1}},
    {&system_work_launch, {0, 1}},
    {&system_work_launch, {0, 5}},
    {&system_work_launch, {1, 100}},
    {&system_work_launch, {2, 100}},
    {&system_work_transfer, {0, 0, 1, 0}},
    {&system_work_transfer, {0, 1, 100003, 0}},
    {&system_work_transfer, {1, 0, 100003, 0}},
    {&system_work_transfer, {1, 1, 4096, 0}},
    {&system_work_transfer, {2, 0, 100003, 0}},
    {&system_work_transfer, {2, 1, 65536, 0}},
};
enum { SHAPE_COUNT = sizeof shapes / sizeof *shapes };

static void make(const struct shape *shape, struct pm_problem *problem) {
  struct pm_error error;
  if (pm_problem_make(shape->work, shape->values, 7, NULL, machine_pool, problem, &error) != PM_OK)
    fail_msg("%s: %s", shape->work->name, error.text);
}

static void verify_all(struct pm_device *device) {
  for (size_t s = 0; s < SHAPE_COUNT; s++) {
    struct pm_problem problem;
    make(&shapes[s], &problem);
    for (size_t i = 0; i < problem.work->implementation_count; i++) {
      const struct pm_implementation *const implementation = &problem.work->implementations[i];
      char reason[256];
      const bool here =
          device ? implementation->on_device && implementation->api == pm_device_info(device)->api
                 : !implementation->on_device;
      if (here && implementation->available(implementation, problem.work, reason, sizeof reason))
        machine_verify(&problem, implementation, device);
    }
    problem.close(&problem);
  }
}

static void the_cpu_computes_what_is_expected(void **state) {
  (void)state;
  verify_all(NULL);
}

static void devices_compute_what_is_expected(void **state) {
  (void)state;
  struct pm_device_info *devices = NULL;
  size_t count = 0;
  struct pm_error error;
  assert_int_equal(pm_devices_list(&devices, &count, &error), PM_OK);
  for (size_t d = 0; d < count; d++) {
    struct pm_device *device;
    if (pm_device_open(&devices[d], &device, &error) != PM_OK)
      fail_msg("%s", error.text);
    verify_all(device);
    pm_device_close(device);
  }
  free(devices);
  if (!count) {
    print_message("skipped: there is no device here\n");
    skip();
  }
}

/* Of the first block, byte i comes from 64 r places behind it. */
static void copies_turn_their_blocks(void **state) {
  (void)state;
  const struct shape once = {&system_work_copy, {16384, 1, 0}};
  const struct shape often = {&system_work_copy, {16384, 64 + 2, 0}};
  struct pm_problem first, later;
  make(&once, &first);
  make(&often, &later);
  for (unsigned i = 0; i < 16384; i++) {
    const unsigned block = i / COPY_BLOCK_BYTES * COPY_BLOCK_BYTES;
    assert_int_equal(later.expected[i], first.expected[block + (i + 64) % COPY_BLOCK_BYTES]);
  }
  /* What is moved counts, each time; what is touched, once. */
  assert_int_equal(later.items, 2 * 66 * 16384);
  assert_true(later.model.amounts[PM_RESOURCE_MEMORY] == 2 * 16384);
  first.close(&first);
  later.close(&later);
}

/* 1, then 2654435761 + 2, then that times 2654435761 + 3, modulo 2^32. */
static void launches_leave_their_number(void **state) {
  (void)state;
  const struct shape four = {&system_work_launch, {0, 4}};
  struct pm_problem problem;
  make(&four, &problem);
  uint32_t word;
  memcpy(&word, problem.expected, sizeof word);
  assert_int_equal(word, (uint32_t)((2654435761u + 2u) * 2654435761u + 3u));
  assert_int_equal(problem.measures, PM_RESOURCE_LAUNCH);
  problem.close(&problem);
}

/* A product of 52 bits counts as (52 / 32)^2 of 32; of 64, as four. */
static void items_are_operations(void **state) {
  (void)state;
  static const struct {
    struct shape shape;
    uint64_t items;
  } known[] = {{{&system_work_rate, {256, 4, RATE_ADD}}, 256 * 4 * 12 * 4},
               {{&system_work_rate, {256, 4, RATE_LOGIC3}}, 256 * 4 * 12 * 2},
               {{&system_work_rate, {256, 4, RATE_MULTIPLY}}, 256 * 4 * 12},
               {{&system_work_rate_64, {256, 4}}, 256 * 4 * 8 * 4},
               {{&system_work_rate_52, {256, 4}}, 256 * 4 * 12 / 64 * 169}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    struct pm_problem problem;
    make(&known[i].shape, &problem);
    assert_int_equal(problem.items, known[i].items);
    problem.close(&problem);
  }
}

static void bad_sizes_are_named(void **state) {
  (void)state;
  static const struct {
    struct shape shape;
    const char *words;
  } bad[] = {{{&system_work_rate, {300, 4, 0}}, "multiple of 256"},
             {{&system_work_rate, {256, 6, 0}}, "multiple of 4"},
             {{&system_work_copy, {20000, 1, 0}}, "multiple of 16384"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct pm_problem problem;
    struct pm_error error;
    assert_int_equal(pm_problem_make(bad[i].shape.work, bad[i].shape.values, 7, NULL, machine_pool,
                                     &problem, &error),
                     PM_USAGE);
    assert_non_null(strstr(error.text, bad[i].words));
  }
}

static void count_call(void *context) { ++*(unsigned *)context; }

static void nodes_that_are_not_there_are_counted(void **state) {
  (void)state;
  struct pm_topology *topology;
  struct pm_error error;
  unsigned calls = 0;
  assert_int_equal(pm_topology_load(NULL, &topology, &error), PM_OK);
  assert_int_equal(pm_topology_at_node(topology, 0, count_call, &calls, &error), PM_OK);
  assert_int_equal(calls, 1);
  assert_int_equal(pm_topology_at_node(topology, 4000, count_call, &calls, &error), PM_UNAVAILABLE);
  assert_non_null(strstr(error.text, "no NUMA node 4000"));
  assert_int_equal(calls, 1);
  pm_topology_free(topology);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(chains_have_known_ends),
      cmocka_unit_test(the_cpu_computes_what_is_expected),
      cmocka_unit_test(devices_compute_what_is_expected),
      cmocka_unit_test(copies_turn_their_blocks),
      cmocka_unit_test(launches_leave_their_number),
      cmocka_unit_test(items_are_operations),
      cmocka_unit_test(bad_sizes_are_named),
      cmocka_unit_test(nodes_that_are_not_there_are_counted),
  };
  return cmocka_run_group_tests_name("system", tests, machine_open, machine_close);
}

/* Which implementation of the CPU an operation takes where none is named: one that is there, with the reason
 * in words, and, as instruction sets are taken away one after another, every one that has code for them
 * in its turn. The test is linked with lane_isa_supported wrapped. */
#include "bench/hash/hash_op.h"
#include "bench/op/best.h"
#include "tests/unit/op_test.h"

static bool taken_away[LANE_ISA_COUNT];

/* The linker's names (ld's --wrap). */
bool __real_lane_isa_supported(enum lane_isa isa);
bool __wrap_lane_isa_supported(enum lane_isa isa);

bool __wrap_lane_isa_supported(enum lane_isa isa) {
  return !taken_away[isa] && __real_lane_isa_supported(isa);
}

static int nothing_taken_away(void **state) {
  (void)state;
  memset(taken_away, 0, sizeof taken_away);
  return 0;
}

static bool is_there(const struct pm_work *work, const struct pm_implementation *implementation) {
  char reason[256];
  return !implementation->on_device &&
         implementation->available(implementation, work, reason, sizeof reason);
}

/* The instruction set without which it cannot be used; LANE_ISA_COUNT: it needs none. */
static enum lane_isa isa_of(const struct pm_work *work,
                            const struct pm_implementation *implementation) {
  for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++) {
    const bool before = taken_away[isa];
    taken_away[isa] = true;
    const bool there = is_there(work, implementation);
    taken_away[isa] = before;
    if (!there)
      return isa;
  }
  return LANE_ISA_COUNT;
}

/* NULL: none is there, for a rate of instructions that the processor does not have. */
static const struct pm_implementation *best_of(const struct pm_work *work, char *reason,
                                               size_t reason_bytes) {
  const struct pm_implementation *best = op_best(work, reason, reason_bytes);
  if (!best) {
    assert_non_null(strstr(reason, "no implementation for this processor"));
    for (size_t i = 0; i < work->implementation_count; i++)
      assert_false(is_there(work, &work->implementations[i]));
    return NULL;
  }
  assert_true(is_there(work, best));
  assert_ptr_equal(strstr(reason, best->name), reason);
  assert_non_null(strstr(reason, work->name));
  return best;
}

static void every_operation_has_one(void **state) {
  (void)state;
  unsigned operations = 0;
  for (size_t w = 0; w < bench_registry.count; w++) {
    char reason[256];
    if (!bench_registry.works[w]->operation)
      continue;
    operations += best_of(bench_registry.works[w], reason, sizeof reason) != NULL;
  }
  assert_true(operations > 40);
}

/* Takes the best one's instruction set away until the best needs none. */
static void check_turns(const struct pm_work *work) {
  bool had_turn[32] = {false};
  char reason[256];
  assert_true(work->implementation_count <= 32);
  for (unsigned away = 0;; away++) {
    const struct pm_implementation *best = best_of(work, reason, sizeof reason);
    if (!best)
      break;
    had_turn[best - work->implementations] = true;
    if (away && !strstr(reason, "would be faster, but "))
      fail_msg("%s does not say what was taken away: %s", work->name, reason);
    const enum lane_isa isa = isa_of(work, best);
    if (isa == LANE_ISA_COUNT)
      break;
    taken_away[isa] = true;
  }
  memset(taken_away, 0, sizeof taken_away);
  for (size_t i = 0; i < work->implementation_count; i++) {
    const struct pm_implementation *implementation = &work->implementations[i];
    if (is_there(work, implementation) && isa_of(work, implementation) != LANE_ISA_COUNT &&
        !had_turn[i])
      fail_msg("%s never takes %s", work->name, implementation->name);
  }
}

static void each_has_its_turn(void **state) {
  (void)state;
  for (size_t w = 0; w < bench_registry.count; w++)
    if (bench_registry.works[w]->operation)
      check_turns(bench_registry.works[w]);
}

/* An operation that is open says what it took and why; one that was named needs no reason. */
static void operations_say_what_they_took(void **state) {
  (void)state;
  const struct pm_work *work = work_named("sumcheck/koalabear");
  const uint64_t values[PM_PARAMETERS_MAX] = {5};
  struct sample sample = sample_of(work, values);
  char reason[256];
  struct op_request request = {
      .work = work, .implementation = "best", .pool = machine_pool, .capacity = sample.shape};
  struct op *op = opened(&request);
  assert_string_equal(op_implementation(op), best_of(work, reason, sizeof reason)->name);
  assert_string_equal(op_reason(op), reason);
  check_sample(op, &sample);
  op_close(op);
  request.implementation = "cpu/reference";
  op = opened(&request);
  assert_string_equal(op_implementation(op), "cpu/reference");
  assert_string_equal(op_reason(op), "");
  op_close(op);
  samples_free(&sample, 1);
}

/* One whose instruction set is not there is refused, and the message says which. */
static void an_instruction_set_that_is_not_there(void **state) {
  (void)state;
  const struct pm_work *work = work_named("hash/sha256");
  const struct hash_shape one = {.count = 1, .length = 8, .bytes = 8};
  const bool x86 = __real_lane_isa_supported(LANE_ISA_SSE2);
  const struct op_request request = {.work = work,
                                     .implementation = x86 ? "cpu/simd-sse2" : "cpu/simd-neon",
                                     .pool = machine_pool,
                                     .capacity = &one};
  struct pm_error error;
  struct op *op = opened(&request);
  op_close(op);
  taken_away[x86 ? LANE_ISA_SSE2 : LANE_ISA_NEON] = true;
  expect_failure(op_open(&request, &op, &error), PM_UNAVAILABLE, &error, "this processor has no");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(every_operation_has_one, nothing_taken_away),
      cmocka_unit_test_teardown(each_has_its_turn, nothing_taken_away),
      cmocka_unit_test_teardown(operations_say_what_they_took, nothing_taken_away),
      cmocka_unit_test_teardown(an_instruction_set_that_is_not_there, nothing_taken_away),
  };
  return cmocka_run_group_tests_name("the best implementation", tests, machine_open, machine_close);
}

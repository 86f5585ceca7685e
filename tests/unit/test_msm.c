/* Multi-scalar multiplication on every curve, in plain C and with every instruction set that the
 * processor has: against the reference, which is itself held against published vectors. Points are made
 * as multiples of the generator, so that the expected sum of many costs the reference one
 * multiplication. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/msm_instances.h"

/* Runs */

/* The shares of a stage: uneven ones, in an order of no order. */
static void run_shares(const struct stages *stages, struct msm_plan *plan, unsigned stage) {
  enum { SHARES = 13 };
  const uint64_t pieces = stages->pieces(plan, stage);
  for (unsigned n = 0; n < SHARES; n++) {
    const uint64_t share = n * 8 % SHARES;
    const uint64_t first = pieces * share * share / (SHARES * SHARES);
    const uint64_t last = pieces * (share + 1) * (share + 1) / (SHARES * SHARES);
    if (first < last)
      stages->run(plan, stage, first, last);
  }
}

static void run_stages(struct stages stages, struct msm_plan *plan) {
  for (unsigned stage = 0; stage < stages.count; stage++)
    run_shares(&stages, plan, stage);
}

static struct msm_plan *plan_of(const struct msm_cpu *cpu, const struct msm_problem *problem,
                                const uint8_t *points) {
  struct msm_plan *const plan =
      cpu->plan(problem, problem->points == MSM_POINTS_FRESH ? NULL : points);
  assert_non_null(plan);
  assert_true(cpu->plan_bytes(problem) > problem->count);
  run_stages(cpu->prepare(plan), plan);
  return plan;
}

static void run_plan(const struct msm_cpu *cpu, struct msm_plan *plan,
                     const struct msm_problem *problem, const uint8_t *points,
                     const uint8_t *scalars, uint8_t *result) {
  cpu->set(plan, problem->points == MSM_POINTS_FRESH ? points : NULL, scalars, result);
  run_stages(cpu->stages(plan), plan);
}

/* Calls `check` with every way to compute. */
typedef void check_fn(const struct msm_curve *curve, const struct msm_cpu *cpu, const char *code,
                      void *context);

static void for_codes(const struct msm_curve *curve, check_fn *check, void *context) {
  check(curve, curve->portable, "portable", context);
  for (unsigned isa = 0; isa < LANE_ISA_COUNT; isa++)
    if (curve->batch[isa] && lane_isa_supported((enum lane_isa)isa))
      check(curve, curve->batch[isa], lane_isa_name((enum lane_isa)isa), context);
}

/* Checks */

static const char *const points_names[] = {"fresh", "fixed", "table"};

/* A large table takes its time: one curve has one, and not from the slowest code. With a sanitizer
 * everything does. */
static bool is_tried(const struct msm_curve *curve, const struct msm_cpu *cpu,
                     const struct msm_problem *problem) {
#if defined(PROOFMARK_SANITIZED)
  enum { COUNT_MAX = 300, TABLE_COUNT_MAX = 64 };
#else
  enum { COUNT_MAX = INT32_MAX, TABLE_COUNT_MAX = 1000 };
#endif
  const bool one = curve == &msm_bn254_g1 && cpu != curve->portable;
  if (problem->points == MSM_POINTS_TABLE && problem->count > TABLE_COUNT_MAX)
    return one && COUNT_MAX == INT32_MAX;
  return problem->count <= COUNT_MAX || one;
}

static void check_made(const struct msm_curve *curve, const struct msm_cpu *cpu, const char *code,
                       void *context) {
  const struct made *const made = context;
  const struct instance *const instance = made->instance;
  for (int points = MSM_POINTS_FRESH; points <= MSM_POINTS_TABLE; points++) {
    const struct msm_problem problem = {instance->count, (enum msm_points)points};
    if (!is_tried(curve, cpu, &problem))
      continue;
    struct msm_plan *const plan = plan_of(cpu, &problem, made->points);
    for (int run = 0; run < 2; run++) { /* the second finds what the first left */
      uint8_t result[MSM_POINT_BYTES_MAX];
      memset(result, 0xa5, sizeof result);
      run_plan(cpu, plan, &problem, made->points, instance->scalars, result);
      if (memcmp(result, made->expected, msm_point_bytes(curve)) != 0)
        fail_msg("%s, %s, %ju %s points, run %d, %s: not the expected sum", curve->name, code,
                 (uintmax_t)instance->count, points_names[points], run, instance->name);
    }
    cpu->plan_free(plan);
  }
}

static void check_instance(const struct msm_curve *curve, struct instance instance) {
  struct made made = made_of(curve, &instance);
  for_codes(curve, check_made, &made);
  free(made.points);
  instance_free(&instance);
}

static void random_scalars(void **state) {
  (void)state;
  static const uint64_t counts[] = {1, 2, 3, 7, 64, 255, 1000, 1 << 12};
  for (unsigned c = 0; c < CURVES; c++)
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
      check_instance(curves[c], random_instance(counts[i]));
}

static void scalars_at_the_ends(void **state) {
  (void)state;
  for (unsigned c = 0; c < CURVES; c++) {
    check_instance(curves[c], edges(curves[c]));
    for (unsigned which = 0; which < 6; which++)
      check_instance(curves[c], one_edge(curves[c], which));
  }
}

static void points_that_meet(void **state) {
  (void)state;
  for (unsigned c = 0; c < CURVES; c++) {
    check_instance(curves[c], same_point());
    check_instance(curves[c], same_point_and_scalar());
    check_instance(curves[c], collisions(curves[c]));
    check_instance(curves[c], cancelling(curves[c]));
    check_instance(curves[c], all_infinity());
  }
}

static void skewed_scalars(void **state) {
  (void)state;
  for (unsigned c = 0; c < CURVES; c++) {
    check_instance(curves[c], skewed(1000));
    if (curves[c] == &msm_bn254_g1) /* bins are split, and more than once */
      check_instance(curves[c], skewed(40000));
  }
}

static void check_multiples(const struct msm_curve *curve, const struct msm_cpu *cpu,
                            const char *code, void *context) {
  const struct instance *const instance = context;
  const unsigned bytes = msm_point_bytes(curve);
  uint8_t *const points = points_of(curve, cpu, instance);
  uint8_t *const apart = malloc(instance->count * bytes);
  assert_non_null(apart);
  for (uint64_t first = 0, last; first < instance->count; first = last) {
    last = first + first / 2 + 1 < instance->count ? first + first / 2 + 1 : instance->count;
    assert_true(cpu->multiples(instance->multiples, first, last, apart));
  }
  assert_memory_equal(points, apart, instance->count * bytes);
  struct ref_point generator;
  assert_true(ref_point_read(msm_oracle(curve), curve->generator, &generator));
  for (uint64_t i = 0; i < instance->count; i += instance->count / 16) {
    uint8_t expected[MSM_POINT_BYTES_MAX];
    const struct ref_point point =
        ref_point_multiply(msm_oracle(curve), number(instance->multiples, i), &generator);
    ref_point_write(msm_oracle(curve), &point, expected);
    if (memcmp(points + i * bytes, expected, bytes) != 0)
      fail_msg("%s, %s: multiple %ju is wrong", curve->name, code, (uintmax_t)i);
  }
  free(points), free(apart);
}

static void multiples_of_the_generator(void **state) {
  (void)state;
  for (unsigned c = 0; c < CURVES; c++) {
    struct instance instance = random_instance(1100);
    set_small(0, number(instance.multiples, 0));
    set_near_order(curves[c], 0, number(instance.multiples, instance.count / 16));
    set_near_order(curves[c], -1, number(instance.multiples, 2 * (instance.count / 16)));
    for_codes(curves[c], check_multiples, &instance);
    instance_free(&instance);
  }
}

/* The order is right, and the generator and b; the oracle's generator, written apart, is the same. */
static void generators(void **state) {
  (void)state;
  for (unsigned c = 0; c < CURVES; c++) {
    struct ref_point generator;
    uint8_t scalar[MSM_SCALAR_BYTES], bytes[MSM_POINT_BYTES_MAX];
    assert_true(ref_point_read(msm_oracle(curves[c]), curves[c]->generator, &generator));
    assert_false(generator.infinity);
    const struct ref_point oracles = ref_point_generator(msm_oracle(curves[c]));
    ref_point_write(msm_oracle(curves[c]), &oracles, bytes);
    assert_memory_equal(bytes, curves[c]->generator, msm_point_bytes(curves[c]));
    set_near_order(curves[c], 0, scalar);
    assert_true(ref_point_multiply(msm_oracle(curves[c]), scalar, &generator).infinity);
    set_near_order(curves[c], 1, scalar);
    const struct ref_point same = ref_point_multiply(msm_oracle(curves[c]), scalar, &generator);
    ref_point_write(msm_oracle(curves[c]), &same, bytes);
    assert_memory_equal(bytes, curves[c]->generator, msm_point_bytes(curves[c]));
    bytes[0] ^= 1;
    assert_false(ref_point_read(msm_oracle(curves[c]), bytes, &generator));
  }
}

static void points_outside_of_the_subgroup(void **state) {
  (void)state;
  struct instance instance = random_instance(24);
  struct made made = made_outside(&instance);
  for_codes(&msm_bls12_381_g1, check_made, &made);
  free(made.points);
  instance_free(&instance);
}

/* Other scalars with the plan that is there; inputs at odd addresses. */
static void check_again(const struct msm_curve *curve, const struct msm_cpu *cpu, const char *code,
                        void *context) {
  (void)code;
  const struct instance *const instance = context;
  const uint64_t count = instance->count;
  const size_t bytes = count * msm_point_bytes(curve);
  uint8_t *const at_home = points_of(curve, cpu, instance), *const points = malloc(bytes + 1);
  uint8_t *const scalars = malloc(count * MSM_SCALAR_BYTES + 1);
  assert_true(points && scalars);
  memcpy(points + 1, at_home, bytes);
  for (int kind = MSM_POINTS_FRESH; kind <= MSM_POINTS_TABLE; kind++) {
    const struct msm_problem problem = {count, (enum msm_points)kind};
    struct msm_plan *const plan = plan_of(cpu, &problem, points + 1);
    for (uint64_t run = 0; run < 3; run++) {
      uint8_t result[MSM_POINT_BYTES_MAX + 1], expected[MSM_POINT_BYTES_MAX];
      for (uint64_t i = 0; i < count; i++)
        set_random(STREAM_SCALARS, 1000 * run + i, scalars + 1 + i * MSM_SCALAR_BYTES);
      const struct ref_point sum =
          ref_msm_of_multiples(msm_oracle(curve), instance->multiples, scalars + 1, count);
      ref_point_write(msm_oracle(curve), &sum, expected);
      run_plan(cpu, plan, &problem, points + 1, scalars + 1, result + 1);
      assert_memory_equal(result + 1, expected, msm_point_bytes(curve));
    }
    cpu->plan_free(plan);
  }
  free(at_home), free(points), free(scalars);
}

static void a_plan_is_used_again(void **state) {
  (void)state;
  for (unsigned c = 0; c < CURVES; c++) {
    struct instance instance = random_instance(100);
    for_codes(curves[c], check_again, &instance);
    instance_free(&instance);
  }
}

static void stages_have_pieces_for_many_threads(void **state) {
  (void)state;
  enum { COUNT = 1 << 15, PIECES_MIN = 64 };
  const struct msm_curve *const curve = &msm_bn254_g1;
  const struct msm_problem problem = {COUNT, MSM_POINTS_FRESH};
  struct instance instance = random_instance(COUNT);
  uint8_t *const points = points_of(curve, curve->portable, &instance);
  uint8_t result[MSM_POINT_BYTES_MAX];
  struct msm_plan *const plan = plan_of(curve->portable, &problem, points);
  curve->portable->set(plan, points, instance.scalars, result);
  const struct stages stages = curve->portable->stages(plan);
  unsigned wide = 0;
  for (unsigned stage = 0; stage < stages.count; stage++) {
    wide += stages.pieces(plan, stage) >= PIECES_MIN;
    run_shares(&stages, plan, stage);
  }
  assert_true(wide >= 4); /* counting, scattering, sums, columns */
  curve->portable->plan_free(plan);
  free(points);
  instance_free(&instance);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(generators),
      cmocka_unit_test(multiples_of_the_generator),
      cmocka_unit_test(random_scalars),
      cmocka_unit_test(scalars_at_the_ends),
      cmocka_unit_test(points_that_meet),
      cmocka_unit_test(skewed_scalars),
      cmocka_unit_test(points_outside_of_the_subgroup),
      cmocka_unit_test(a_plan_is_used_again),
      cmocka_unit_test(stages_have_pieces_for_many_threads),
  };
  return cmocka_run_group_tests_name("msm", tests, NULL, NULL);
}

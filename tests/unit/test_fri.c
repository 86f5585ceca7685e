/* The fold of FRI: its oracle against polynomials, and every way to compute against the oracle. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/field/field_oracle.h"
#include "cpu_ref/fri/fri.h"
#include "host/base/random.h"
#include "kernels/fri/fri.h"

static const struct fri *const fields[] = {
#define FRI(name) &fri_##name,
#include "kernels/fri/fields.def"
#undef FRI
};
enum { FIELDS = sizeof fields / sizeof *fields, LOG_SIZE_MAX = 14 };

/* Edge values among the random ones: 0, 1 and the largest. */
static void fill(const struct ref_field *field, uint64_t elements, uint64_t seed, uint8_t *bytes) {
  const struct ref_number zero = ref_field_small(0);
  for (uint64_t i = 0; i < elements * field->extension; i++, bytes += field->bytes) {
    struct ref_number a = zero;
    pm_random_bytes(seed, field->modulus[0], i * field->bytes, (uint8_t *)a.limb, field->bytes);
    const uint64_t edge = a.limb[0] >> 7 & 15;
    a.limb[0] %= field->modulus[0];
    if (edge < 3)
      a = edge < 2 ? ref_field_small(edge) : ref_field_sub(field, zero, ref_field_small(1));
    ref_field_write(field, &a, bytes);
  }
}

struct arrays {
  uint8_t *in, *out, *expected;
};

static struct arrays arrays(const struct fri *fri, const struct fri_problem *p) {
  const struct ref_field *const field = field_oracle(fri->field);
  const uint64_t bytes = ref_extension_bytes(field);
  struct arrays a = {malloc(fri_input_elements(p) * bytes), malloc(fri_output_elements(p) * bytes),
                     malloc(fri_output_elements(p) * bytes)};
  assert_true(a.in && a.out && a.expected);
  fill(field, fri_input_elements(p), p->log_size, a.in);
  return a;
}
static void arrays_free(struct arrays a) { free(a.in), free(a.out), free(a.expected); }

static struct ref_extension horner(const struct ref_field *field,
                                   const struct ref_extension *coefficients, uint64_t count,
                                   struct ref_number point) {
  struct ref_extension sum = ref_extension_small(0);
  while (count-- > 0)
    sum = ref_extension_add(field, ref_extension_scale(field, sum, point), coefficients[count]);
  return sum;
}

/* generator^(2^k) · w^rev(place), w of order 2^log_size. */
static struct ref_number point(const struct ref_field *field, unsigned log_size, unsigned k,
                               uint64_t place) {
  uint64_t i = 0;
  for (unsigned bit = 0; bit < log_size; bit++)
    i = i << 1 | (place >> bit & 1);
  const struct ref_number w = ref_field_pow_small(field, ref_field_root(field, log_size), i);
  return ref_field_mul(field,
                       ref_field_pow_small(field, ref_field_small(field->generator), 1u << k), w);
}

/* The values of a polynomial fold to those of the one whose coefficient m is the sum of beta^j times
 * coefficient m · arity + j. */
static void check_polynomial(const struct fri *fri, struct fri_problem problem) {
  const struct ref_field *const field = field_oracle(fri->field);
  const uint64_t size = UINT64_C(1) << problem.log_size, arity = UINT64_C(1) << problem.log_arity;
  const unsigned bytes = ref_extension_bytes(field);
  struct ref_extension coefficients[64], folded[64], beta, value;
  struct arrays a = arrays(fri, &problem);
  for (uint64_t i = 0; i < size; i++)
    ref_extension_read(field, a.in + i * bytes, &coefficients[i]);
  ref_extension_read(field, a.in + size * bytes, &beta);
  for (uint64_t i = 0; i < size; i++) {
    value = horner(field, coefficients, size, point(field, problem.log_size, 0, i));
    ref_extension_write(field, &value, a.in + i * bytes);
  }
  for (uint64_t m = 0; m < size / arity; m++) {
    folded[m] = ref_extension_small(0);
    for (uint64_t j = arity; j-- > 0;)
      folded[m] = ref_extension_add(field, ref_extension_mul(field, folded[m], beta),
                                    coefficients[m * arity + j]);
  }
  ref_fri_fold(field, problem.log_size, problem.log_arity, a.in, 0, size / arity, a.out);
  for (uint64_t i = 0; i < size / arity; i++) {
    value = horner(field, folded, size / arity,
                   point(field, problem.log_size - problem.log_arity, problem.log_arity, i));
    ref_extension_write(field, &value, a.expected + i * bytes);
  }
  assert_memory_equal(a.out, a.expected, size / arity * bytes);
  arrays_free(a);
}

static void the_oracle_folds_polynomials(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++)
    for (unsigned log_size = 1; log_size <= 6; log_size++)
      for (unsigned log_arity = 1; log_arity <= FRI_LOG_ARITY_MAX && log_arity <= log_size;
           log_arity++)
        check_polynomial(fields[f], (struct fri_problem){log_size, log_arity});
}

/* The pieces from the last to the first, as threads may come to them. */
static void run(const struct fri_cpu *cpu, const struct fri_problem *problem, const uint8_t *in,
                uint8_t *out) {
  struct fri_plan *const plan = cpu->plan(problem);
  assert_non_null(plan);
  cpu->set(plan, in, out);
  const struct stages stages = cpu->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    for (uint64_t piece = stages.pieces(plan, stage); piece-- > 0;)
      stages.run(plan, stage, piece, piece + 1);
  cpu->plan_free(plan);
}

static void check_ways(const struct fri *fri, struct fri_problem problem) {
  struct arrays a = arrays(fri, &problem);
  const uint64_t outputs = fri_output_elements(&problem);
  const size_t bytes = outputs * ref_extension_bytes(field_oracle(fri->field));
  unsigned ways = 0;
  ref_fri_fold(field_oracle(fri->field), problem.log_size, problem.log_arity, a.in, 0, outputs,
               a.expected);
  for (int isa = -1; isa < (int)LANE_ISA_COUNT; isa++) {
    const struct fri_cpu *const cpu = isa < 0 ? fri->portable : fri->batch[isa];
    if (!cpu || (isa >= 0 && !lane_isa_supported((enum lane_isa)isa)))
      continue;
    memset(a.out, 0xa5, bytes);
    run(cpu, &problem, a.in, a.out);
    assert_memory_equal(a.out, a.expected, bytes);
    ways++;
  }
  assert_true(ways);
  arrays_free(a);
}

static void every_way_folds(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++)
    for (unsigned log_size = 1; log_size <= LOG_SIZE_MAX; log_size++)
      for (unsigned log_arity = 1; log_arity <= FRI_LOG_ARITY_MAX && log_arity <= log_size;
           log_arity++)
        check_ways(fields[f], (struct fri_problem){log_size, log_arity});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_oracle_folds_polynomials),
      cmocka_unit_test(every_way_folds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

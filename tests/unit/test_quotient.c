/* The quotient polynomial: its oracle against polynomials, and every way to compute against the oracle. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/field/field_oracle.h"
#include "cpu_ref/ntt/ntt.h"
#include "cpu_ref/poly/quotient.h"
#include "host/base/random.h"
#include "kernels/poly/quotient.h"

static const struct quotient *const works[] = {
#define QUOTIENT(name) &quotient_##name,
#include "kernels/poly/fields.def"
#undef QUOTIENT
};
enum { WORKS = sizeof works / sizeof *works };

/* Edge values among the random ones: 0, 1 and the largest. */
static void fill(const struct ref_field *field, uint64_t elements, uint64_t seed, uint8_t *bytes) {
  for (uint64_t i = 0; i < elements; i++, bytes += field->bytes) {
    const uint64_t random = pm_random_word(seed, field->modulus[0], i), edge = random >> 57;
    struct ref_number a = ref_field_small(random % field->modulus[0]);
    if (edge < 24)
      a = edge < 16 ? ref_field_small(edge / 8)
                    : ref_field_sub(field, ref_field_small(0), ref_field_small(1));
    ref_field_write(field, &a, bytes);
  }
}

struct arrays {
  uint8_t *in, *out, *expected;
  size_t bytes; /* of the output */
};

static struct arrays arrays(const struct quotient *work, const struct quotient_problem *p) {
  const struct prime_field *const field = work->field;
  const size_t bytes = quotient_output_elements(field, p) * field->bytes;
  const struct arrays a = {malloc(quotient_input_elements(field, p) * field->bytes), malloc(bytes),
                           malloc(bytes), bytes};
  assert_true(a.in && a.out && a.expected);
  fill(field_oracle(field), quotient_input_elements(field, p), p->log_size, a.in);
  return a;
}
static void arrays_free(struct arrays a) { free(a.in), free(a.out), free(a.expected); }

static uint64_t reverse(uint64_t x, unsigned bits) {
  uint64_t reversed = 0;
  for (; bits > 0; bits--, x >>= 1)
    reversed = reversed << 1 | (x & 1);
  return reversed;
}

/* Rows that follow one from the other, but for row `wrong`, extended into `in`. */
static void extend_trace(const struct quotient *work, const struct quotient_problem *p,
                         uint64_t wrong, uint8_t *in) {
  const struct ref_field *const field = field_oracle(work->field);
  const uint64_t rows = UINT64_C(1) << p->log_size, row_bytes = p->columns * field->bytes;
  uint8_t *const trace = malloc(rows * row_bytes), *const ordered = malloc(rows * row_bytes);
  assert_true(trace && ordered);
  fill(field, p->columns, 5, trace);
  for (uint64_t i = 1; i < rows; i++) {
    ref_quotient_next_row(field, p->columns, trace + (i - 1) * row_bytes, trace + i * row_bytes);
    trace[i * row_bytes] ^= i == wrong;
  }
  for (uint64_t i = 0; i < rows; i++)
    memcpy(ordered + reverse(i, p->log_size) * row_bytes, trace + i * row_bytes, row_bytes);
  const struct ref_ntt extension = {.field = field,
                                    .kind = REF_NTT_LDE,
                                    .by_rows = true,
                                    .log_size = p->log_size,
                                    .log_blowup = p->log_blowup,
                                    .columns = p->columns};
  assert_true(ref_ntt(&extension, ordered, 0, p->columns, in));
  free(trace), free(ordered);
}

/* Coefficients of the values' polynomial up to the last that is not 0, of all elements. Those of
 * f(generator X) are 0 where those of f are. */
static uint64_t coefficients(const struct ref_field *field, unsigned log_points,
                             const uint8_t *values) {
  const uint64_t bytes = ref_extension_bytes(field), points = UINT64_C(1) << log_points;
  uint8_t *const a = malloc(points * bytes);
  assert_non_null(a);
  const struct ref_ntt inverse = {.field = field,
                                  .kind = REF_NTT_INVERSE,
                                  .by_rows = true,
                                  .log_size = log_points,
                                  .columns = field->extension};
  assert_true(ref_ntt_sums(&inverse, values, a));
  uint64_t count = points * bytes;
  while (count > 0 && a[count - 1] == 0)
    count--;
  free(a);
  return (count + bytes - 1) / bytes;
}

static struct ref_quotient oracle_of(const struct quotient *work,
                                     const struct quotient_problem *p) {
  return (struct ref_quotient){field_oracle(work->field), p->log_size, p->log_blowup, p->columns};
}

static void check_degree(const struct quotient *work, struct quotient_problem problem) {
  const struct ref_quotient oracle = oracle_of(work, &problem);
  struct arrays a = arrays(work, &problem);
  const uint64_t points = UINT64_C(1) << quotient_log_points(&problem);
  const uint64_t rows = UINT64_C(1) << problem.log_size;
  extend_trace(work, &problem, rows, a.in);
  ref_quotient(&oracle, a.in, 0, points, a.out);
  assert_int_equal(coefficients(oracle.field, quotient_log_points(&problem), a.out), 2 * rows - 1);
  extend_trace(work, &problem, rows - 1, a.in);
  ref_quotient(&oracle, a.in, 0, points, a.out);
  assert_int_equal(coefficients(oracle.field, quotient_log_points(&problem), a.out), points);
  arrays_free(a);
}

static void the_quotient_is_a_polynomial_of_that_degree(void **state) {
  (void)state;
  for (int w = 0; w < WORKS; w++)
    for (unsigned log_size = 1; log_size <= 5; log_size++)
      for (uint64_t columns = 8; columns <= 24; columns += 8)
        check_degree(works[w], (struct quotient_problem){log_size, 2, columns});
}

/* The pieces from the last to the first, as threads may come to them. */
static void run(const struct quotient_cpu *cpu, const struct quotient_problem *problem,
                const uint8_t *in, uint8_t *out) {
  struct quotient_plan *const plan = cpu->plan(problem);
  assert_non_null(plan);
  cpu->set(plan, in, out);
  const struct stages stages = cpu->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    for (uint64_t piece = stages.pieces(plan, stage); piece-- > 0;)
      stages.run(plan, stage, piece, piece + 1);
  cpu->plan_free(plan);
}

static void check_ways(const struct quotient *work, struct quotient_problem problem) {
  struct arrays a = arrays(work, &problem);
  unsigned ways = 0;
  const struct ref_quotient oracle = oracle_of(work, &problem);
  ref_quotient(&oracle, a.in, 0, UINT64_C(1) << quotient_log_points(&problem), a.expected);
  for (int isa = -1; isa < (int)LANE_ISA_COUNT; isa++) {
    const struct quotient_cpu *const cpu = isa < 0 ? work->portable : work->batch[isa];
    if (!cpu || (isa >= 0 && !lane_isa_supported((enum lane_isa)isa)))
      continue;
    memset(a.out, 0xa5, a.bytes);
    run(cpu, &problem, a.in, a.out);
    assert_memory_equal(a.out, a.expected, a.bytes);
    ways++;
  }
  assert_true(ways);
  arrays_free(a);
}

static void every_way_computes_every_point(void **state) {
  (void)state;
  for (int w = 0; w < WORKS; w++)
    for (unsigned log_size = 1; log_size <= 11; log_size++)
      for (unsigned log_blowup = 1; log_blowup <= 3; log_blowup++)
        for (uint64_t columns = 8; columns <= (log_size < 5 ? 32 : 16); columns += 8)
          check_ways(works[w], (struct quotient_problem){log_size, log_blowup, columns});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_quotient_is_a_polynomial_of_that_degree),
      cmocka_unit_test(every_way_computes_every_point),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

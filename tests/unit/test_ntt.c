/* The transforms and extensions of every field, on every instruction set that the processor has: the
 * oracle against its definition, small problems of all shapes against the oracle, large ones against
 * it, against themselves backwards and against sampled values; pieces in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/ntt/ntt_oracle.h"
#include "host/base/random.h"

enum { SEED = 20240901, STAGE_PIECES_MIN = 64 };

#define NTT(name) &ntt_##name,
static const struct ntt *const transforms[] = {
#include "kernels/ntt/fields.def"
};
#undef NTT
enum { TRANSFORMS = sizeof transforms / sizeof *transforms };

static const char *const kind_names[] = {"forward", "inverse", "lde"};

/* Inputs */

static struct ref_number random_number(const struct ref_field *field, uint64_t stream,
                                       uint64_t index) {
  uint8_t bytes[FIELD_BYTES_MAX];
  struct ref_number a;
  for (uint64_t attempt = 0;; attempt++) {
    pm_random_bytes(SEED + attempt, stream, index * FIELD_BYTES_MAX, bytes, field->bytes);
    if (ref_field_read(field, bytes, &a))
      return a;
  }
}

static unsigned top_bit(const struct ref_field *field) {
  const unsigned limb = ref_field_limbs(field) - 1;
  return 64 * limb + 63 - (unsigned)__builtin_clzll(field->modulus[limb]);
}

/* Plus or minus a power of 2, which is where carries and borrows of words are, or one less. */
static struct ref_number edge(const struct ref_field *field, uint64_t stream, uint64_t index) {
  const uint64_t choice = pm_random_word(SEED, stream, index);
  const uint64_t bit = choice % (top_bit(field) + 1);
  struct ref_number a = ref_field_small(0);
  a.limb[bit / 64] = UINT64_C(1) << bit % 64;
  if (choice >> 32 & 1)
    a = ref_field_sub(field, a, ref_field_small(1));
  return choice >> 33 & 1 ? ref_field_sub(field, ref_field_small(0), a) : a;
}

/* Columns take turns: random, all p - 1, edges, random, 1 at one place, all 1. */
static struct ref_number element(const struct ref_field *field, uint64_t column, uint64_t i) {
  const struct ref_number zero = ref_field_small(0), one = ref_field_small(1);
  switch (column % 6) {
  case 1:
    return ref_field_sub(field, zero, one);
  case 2:
    return edge(field, column, i);
  case 4:
    return i == column ? one : zero;
  case 5:
    return one;
  }
  return random_number(field, column, i);
}

static uint8_t *allocate(uint64_t elements, const struct prime_field *field, int poison) {
  uint8_t *const array = malloc(elements * field->bytes);
  assert_non_null(array);
  memset(array, poison, elements * field->bytes);
  return array;
}

static uint8_t *input_of(const struct prime_field *field, const struct ntt_problem *problem) {
  uint8_t *const in = allocate(ntt_input_elements(problem), field, 0);
  const struct ref_ntt oracle = ntt_oracle(field, problem);
  for (uint64_t column = 0; column < problem->columns; column++)
    for (uint64_t i = 0; i >> problem->log_size == 0; i++) {
      const struct ref_number a = element(oracle.field, column, i);
      const uint64_t place = ref_ntt_place(&oracle, problem->log_size, column, i);
      ref_field_write(oracle.field, &a, in + place * field->bytes);
    }
  return in;
}

/* Runs */

static void expect(const struct prime_field *field, const struct ntt_problem *problem,
                   const uint8_t *in, uint8_t *out) {
  const struct ref_ntt oracle = ntt_oracle(field, problem);
  assert_true(ref_ntt(&oracle, in, 0, oracle.columns, out));
}

/* The shares of a stage: uneven ones, in an order of no order. */
static void run_shares(const struct stages *stages, struct ntt_plan *plan, unsigned stage) {
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

/* The output, in memory of the caller's. */
static uint8_t *run(const struct ntt_cpu *cpu, const struct prime_field *field,
                    const struct ntt_problem *problem, const uint8_t *in) {
  uint8_t *const out = allocate(ntt_output_elements(problem), field, 0xa5);
  struct ntt_plan *const plan = cpu->plan(problem);
  assert_non_null(plan);
  cpu->set(plan, in, out);
  const struct stages stages = cpu->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    run_shares(&stages, plan, stage);
  cpu->plan_free(plan);
  return out;
}

/* Implementation n of a field, from 0 on, and its name; NULL where there is none that can run. */
enum { IMPLEMENTATIONS = 1 + LANE_ISA_COUNT };
static const struct ntt_cpu *implementation(const struct ntt *transform, unsigned n,
                                            const char **name) {
  if (n == 0) {
    *name = "portable";
    return transform->portable;
  }
  const enum lane_isa isa = (enum lane_isa)(n - 1);
  *name = lane_isa_name(isa);
  return lane_isa_supported(isa) ? transform->batch[isa] : NULL;
}

static void assert_same(const struct prime_field *field, const struct ntt_problem *p,
                        const char *name, const uint8_t *actual, const uint8_t *expected) {
  const uint64_t bytes = ntt_output_elements(p) * field->bytes;
  if (memcmp(actual, expected, bytes) == 0)
    return;
  for (uint64_t i = 0; i < bytes; i++)
    if (actual[i] != expected[i])
      fail_msg("%s, %s, %s of 2^%u x %ju by %s, blowup 2^%u: element %ju of the output",
               field->name, name, kind_names[p->kind], p->log_size, (uintmax_t)p->columns,
               p->layout == NTT_BY_ROWS ? "rows" : "columns", p->log_blowup,
               (uintmax_t)(i / field->bytes));
}

/* All implementations that can run, against the oracle. */
static void check_input(const struct ntt *transform, const struct ntt_problem *problem,
                        const uint8_t *in) {
  const struct prime_field *const field = transform->field;
  const uint64_t bytes = ntt_input_elements(problem) * field->bytes;
  uint8_t *const kept = allocate(ntt_input_elements(problem), field, 0);
  memcpy(kept, in, bytes);
  uint8_t *const expected = allocate(ntt_output_elements(problem), field, 0);
  expect(field, problem, in, expected);
  for (unsigned n = 0; n < IMPLEMENTATIONS; n++) {
    const char *name;
    const struct ntt_cpu *const cpu = implementation(transform, n, &name);
    if (!cpu)
      continue;
    uint8_t *const out = run(cpu, field, problem, in);
    assert_same(field, problem, name, out, expected);
    assert_memory_equal(in, kept, bytes);
    free(out);
  }
  free(kept), free(expected);
}

static void check_problem(const struct ntt *transform, const struct ntt_problem *problem) {
  uint8_t *const in = input_of(transform->field, problem);
  check_input(transform, problem, in);
  free(in);
}

/* The problem in both layouts, forward, inverse, and extended by 2, 4 or 8. */
static void check_kinds(const struct ntt *transform, unsigned log_size, uint64_t columns) {
  for (int layout = NTT_BY_COLUMNS; layout <= NTT_BY_ROWS; layout++)
    for (int kind = NTT_FORWARD; kind <= NTT_LDE; kind++) {
      const unsigned log_blowup = 1 + (log_size + (unsigned)columns + (unsigned)layout) % 3;
      const struct ntt_problem problem = {.kind = (enum ntt_kind)kind,
                                          .layout = (enum ntt_layout)layout,
                                          .log_size = log_size,
                                          .log_blowup = kind == NTT_LDE ? log_blowup : 0,
                                          .columns = columns};
      check_problem(transform, &problem);
    }
}

/* The oracle */

static void check_reference(const struct prime_field *field, const struct ntt_problem *problem) {
  uint8_t *const in = input_of(field, problem);
  uint8_t *const sums = allocate(ntt_output_elements(problem), field, 0);
  uint8_t *const halved = allocate(ntt_output_elements(problem), field, 1);
  const struct ref_ntt oracle = ntt_oracle(field, problem);
  assert_true(ref_ntt_sums(&oracle, in, sums));
  expect(field, problem, in, halved);
  assert_same(field, problem, "reference", halved, sums);
  free(in), free(sums), free(halved);
}

static void reference_is_the_definition(void **state) {
  (void)state;
  for (unsigned i = 0; i < TRANSFORMS; i++)
    for (unsigned log_size = 0; log_size <= 8; log_size++)
      for (int kind = NTT_FORWARD; kind <= NTT_LDE; kind++)
        check_reference(transforms[i]->field,
                        &(struct ntt_problem){.kind = (enum ntt_kind)kind,
                                              .layout = (enum ntt_layout)(log_size % 2),
                                              .log_size = log_size,
                                              .log_blowup = kind == NTT_LDE ? 1 + log_size % 2 : 0,
                                              .columns = 1 + log_size % 2});
}

/* Values at which the definition can be read off: x^i is 1 at 1, and a value at a point is the sum of its
 * coefficients times the point's powers. */
static void reference_at_known_points(void **state) {
  (void)state;
  for (unsigned i = 0; i < TRANSFORMS; i++) {
    const struct prime_field *const prime = transforms[i]->field;
    const struct ntt_problem p = {.kind = NTT_FORWARD, .log_size = 5, .columns = 6};
    const struct ref_ntt oracle = ntt_oracle(prime, &p);
    const struct ref_field *const field = oracle.field;
    const struct ref_number root = ref_field_root(field, 5);
    const struct ref_number minus_one =
        ref_field_sub(field, ref_field_small(0), ref_field_small(1));
    const struct ref_number half_turn = ref_field_pow_small(field, root, 16);
    assert_true(ref_field_equal(&half_turn, &minus_one));
    uint8_t *const in = input_of(prime, &p), *const out = allocate(6 << 5, prime, 0);
    expect(prime, &p, in, out);
    for (uint64_t k = 0; k < 32; k++) {
      struct ref_number power, sum;
      const struct ref_number point = ref_ntt_point(&oracle, k);
      const struct ref_number expected = ref_field_pow_small(field, point, 4);
      assert_true(ref_field_read(field, out + ((4 << 5) + k) * field->bytes, &power));
      assert_true(ref_field_equal(&power, &expected)); /* column 4 is X^4 */
      assert_true(ref_field_read(field, out + ((5 << 5) + k) * field->bytes, &sum));
      const struct ref_number of_ones = ref_field_small(k == 0 ? 32 : 0);
      assert_true(ref_field_equal(&sum, &of_ones)); /* 1 + X + ... + X^31 */
    }
    free(in), free(out);
  }
}

/* Against the oracle */

static void small_problems(void **state) {
  (void)state;
  static const uint64_t columns[] = {1, 3, 16, 17, 40};
  for (unsigned i = 0; i < TRANSFORMS; i++)
    for (unsigned log_size = 0; log_size <= 8; log_size++)
      for (unsigned n = 0; n < sizeof columns / sizeof *columns; n++)
        if (transforms[i]->field->bytes <= 8 || columns[n] << log_size <= 1 << 11)
          check_kinds(transforms[i], log_size, columns[n]);
}

static void larger_problems(void **state) {
  (void)state;
  for (unsigned i = 0; i < TRANSFORMS; i++)
    for (unsigned log_size = 9; log_size <= 14; log_size++)
      if (transforms[i]->field->bytes <= 8 || log_size <= 10)
        check_kinds(transforms[i], log_size, log_size == 10 ? 20 : 1);
  for (unsigned i = 0; i < TRANSFORMS; i++)
    check_problem(
        transforms[i],
        &(struct ntt_problem){.kind = NTT_LDE, .log_size = 13, .log_blowup = 1, .columns = 1});
}

/* Enough columns for a column to be one row (kernels/ntt/plan.h), and one more, and for wide tiles. */
static void many_columns(void **state) {
  (void)state;
  for (unsigned i = 0; i < TRANSFORMS; i++) {
    const bool small = transforms[i]->field->bytes <= 8;
    const uint64_t columns = small ? 1025 : 257;
    check_kinds(transforms[i], 3, columns);
    check_problem(transforms[i], &(struct ntt_problem){.kind = NTT_LDE,
                                                       .log_size = small ? 8 : 4,
                                                       .log_blowup = 1,
                                                       .columns = columns});
    check_problem(transforms[i], &(struct ntt_problem){.kind = NTT_FORWARD,
                                                       .layout = NTT_BY_ROWS,
                                                       .log_size = small ? 9 : 6,
                                                       .columns = columns});
    check_problem(transforms[i], &(struct ntt_problem){.kind = NTT_LDE,
                                                       .layout = NTT_BY_ROWS,
                                                       .log_size = 8,
                                                       .log_blowup = 1,
                                                       .columns = small ? 128 : 16});
  }
}

/* All edges: what a single carry of many can spoil. */
static void edges(void **state) {
  (void)state;
  enum { COLUMNS = 4000, LOG_SIZE = 4 };
  for (unsigned i = 0; i < TRANSFORMS; i++) {
    const struct prime_field *const field = transforms[i]->field;
    const struct ntt_problem p = {.kind = NTT_FORWARD, .log_size = LOG_SIZE, .columns = COLUMNS};
    uint8_t *const in = allocate(COLUMNS << LOG_SIZE, field, 0);
    for (uint64_t k = 0; k < COLUMNS << LOG_SIZE; k++) {
      const struct ref_number a = edge(field_oracle(field), 7, k);
      ref_field_write(field_oracle(field), &a, in + k * field->bytes);
    }
    check_input(transforms[i], &p, in);
    free(in);
  }
}

/* Large problems */

enum { SAMPLES = 4, LARGE_LOG_SIZE = 18 };

static struct ntt_problem large(enum ntt_kind kind, enum ntt_layout layout) {
  return (struct ntt_problem){.kind = kind,
                              .layout = layout,
                              .log_size = LARGE_LOG_SIZE,
                              .log_blowup = kind == NTT_LDE ? 1 : 0,
                              .columns = layout == NTT_BY_ROWS ? 3 : 1};
}

/* Values of an output, spread over it. */
static uint64_t sampled_column(const struct ntt_problem *p, unsigned n) { return n % p->columns; }
static uint64_t sampled_value(const struct ntt_problem *p, unsigned n) {
  return pm_random_word(SEED, 99, n) >> (64 - p->log_size - p->log_blowup);
}

static void sample(const struct prime_field *field, const struct ntt_problem *p,
                   const uint8_t *coefficients, struct ref_number samples[SAMPLES]) {
  const struct ref_ntt oracle = ntt_oracle(field, p);
  for (unsigned n = 0; n < SAMPLES; n++)
    samples[n] = ref_ntt_at(&oracle, coefficients, sampled_column(p, n),
                            ref_ntt_point(&oracle, sampled_value(p, n)));
}

static void assert_samples(const struct prime_field *field, const struct ntt_problem *p,
                           const char *name, const uint8_t *out,
                           const struct ref_number samples[SAMPLES]) {
  for (unsigned n = 0; n < SAMPLES; n++) {
    struct ref_number value;
    const struct ref_ntt oracle = ntt_oracle(field, p);
    const uint64_t place = ref_ntt_place(&oracle, p->log_size + p->log_blowup, sampled_column(p, n),
                                         sampled_value(p, n));
    assert_true(ref_field_read(oracle.field, out + place * field->bytes, &value));
    if (!ref_field_equal(&value, &samples[n]))
      fail_msg("%s, %s, %s: value %ju of column %ju", field->name, name, kind_names[p->kind],
               (uintmax_t)sampled_value(p, n), (uintmax_t)sampled_column(p, n));
  }
}

/* Forward, back, and extended. */
static void check_large(const struct ntt *transform, enum ntt_layout layout) {
  const struct prime_field *const field = transform->field;
  const struct ntt_problem forward = large(NTT_FORWARD, layout);
  const struct ntt_problem inverse = large(NTT_INVERSE, layout), lde = large(NTT_LDE, layout);
  uint8_t *const coefficients = input_of(field, &forward);
  struct ref_number values_samples[SAMPLES], lde_samples[SAMPLES];
  sample(field, &forward, coefficients, values_samples);
  sample(field, &lde, coefficients, lde_samples);
  for (unsigned n = 0; n < IMPLEMENTATIONS; n++) {
    const char *name;
    const struct ntt_cpu *const cpu = implementation(transform, n, &name);
    if (!cpu)
      continue;
    uint8_t *const values = run(cpu, field, &forward, coefficients);
    uint8_t *const back = run(cpu, field, &inverse, values);
    uint8_t *const extension = run(cpu, field, &lde, values);
    assert_samples(field, &forward, name, values, values_samples);
    assert_same(field, &inverse, name, back, coefficients);
    assert_samples(field, &lde, name, extension, lde_samples);
    free(values), free(back), free(extension);
  }
  free(coefficients);
}

static void large_problems(void **state) {
  (void)state;
  for (unsigned i = 0; i < TRANSFORMS; i++)
    for (int layout = NTT_BY_COLUMNS; layout <= NTT_BY_ROWS; layout++)
      check_large(transforms[i], (enum ntt_layout)layout);
}

/* Threads */

static void check_pieces(const struct ntt_cpu *cpu, const char *name,
                         const struct ntt_problem *problem) {
  struct ntt_plan *const plan = cpu->plan(problem);
  assert_non_null(plan);
  const struct stages stages = cpu->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    if (stages.pieces(plan, stage) < STAGE_PIECES_MIN)
      fail_msg("%s, %s: %ju pieces in stage %u", name, kind_names[problem->kind],
               (uintmax_t)stages.pieces(plan, stage), stage);
  cpu->plan_free(plan);
}

static void stages_have_pieces_for_many_threads(void **state) {
  (void)state;
  for (unsigned i = 0; i < TRANSFORMS; i++)
    for (unsigned n = 0; n < IMPLEMENTATIONS; n++)
      for (int kind = NTT_FORWARD; kind <= NTT_LDE; kind++) {
        const char *name;
        const struct ntt_cpu *const cpu = implementation(transforms[i], n, &name);
        struct ntt_problem p = {.kind = (enum ntt_kind)kind,
                                .layout = NTT_BY_COLUMNS,
                                .log_size = 20,
                                .log_blowup = kind == NTT_LDE ? 1 : 0,
                                .columns = 1};
        if (cpu)
          check_pieces(cpu, name, &p);
        p.layout = NTT_BY_ROWS, p.log_size = 14, p.columns = 64;
        if (cpu)
          check_pieces(cpu, name, &p);
      }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reference_is_the_definition),
      cmocka_unit_test(reference_at_known_points),
      cmocka_unit_test(small_problems),
      cmocka_unit_test(larger_problems),
      cmocka_unit_test(many_columns),
      cmocka_unit_test(edges),
      cmocka_unit_test(large_problems),
      cmocka_unit_test(stages_have_pieces_for_many_threads),
  };
  return cmocka_run_group_tests_name("ntt", tests, NULL, NULL);
}

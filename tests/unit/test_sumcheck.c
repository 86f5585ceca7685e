/* Sumcheck: its oracle against the protocol's equations, and every way to compute against the oracle. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "host/base/random.h"
#include "kernels/sumcheck/reference.h"

static const struct sumcheck *const works[] = {
#define SUMCHECK(name) &sumcheck_##name,
#include "kernels/sumcheck/fields.def"
#undef SUMCHECK
};
enum { WORKS = sizeof works / sizeof *works, LOG_SIZE_MAX = 14 };

/* Edge values among the random ones: 0, 1 and the largest. */
static void fill(const struct prime_field *field, uint64_t elements, uint64_t seed,
                 uint8_t *bytes) {
  const struct field_number zero = field_small(0);
  const uint64_t top = field->modulus[field_limbs(field) - 1];
  for (uint64_t i = 0; i < elements * field->extension; i++, bytes += field->bytes) {
    struct field_number a = zero;
    pm_random_bytes(seed, field->modulus[0], i * field->bytes, (uint8_t *)a.limb, field->bytes);
    a.limb[field_limbs(field) - 1] %= top;
    const uint64_t edge = a.limb[0] >> 7 & 15;
    if (edge < 3)
      a = edge < 2 ? field_small(edge) : field_sub(field, zero, field_small(1));
    field_write(field, &a, bytes);
  }
}

struct arrays {
  uint8_t *in, *out, *expected;
  size_t bytes; /* of the output */
};

static struct arrays arrays(const struct sumcheck *work, const struct sumcheck_problem *p) {
  const uint64_t bytes = extension_bytes(work->field),
                 out_bytes = sumcheck_output_elements(p) * bytes;
  const struct arrays a = {malloc(sumcheck_input_elements(p) * bytes), malloc(out_bytes),
                           malloc(out_bytes), out_bytes};
  assert_true(a.in && a.out && a.expected);
  fill(work->field, sumcheck_input_elements(p), p->log_size, a.in);
  return a;
}
static void arrays_free(struct arrays a) { free(a.in), free(a.out), free(a.expected); }

static struct extension_number get(const struct prime_field *field, const uint8_t *elements,
                                   uint64_t i) {
  struct extension_number a;
  assert_true(extension_read(field, elements + i * extension_bytes(field), &a));
  return a;
}

static void assert_same(struct extension_number a, struct extension_number b) {
  assert_true(extension_equal(&a, &b));
}

/* The value at x of the polynomial of degree 3 that has v[i] at i: Lagrange's. */
static struct extension_number interpolate(const struct prime_field *field,
                                           const struct extension_number v[4],
                                           struct extension_number x) {
  struct extension_number sum = extension_small(0);
  for (uint64_t i = 0; i < 4; i++) {
    struct extension_number term = v[i];
    for (uint64_t j = 0; j < 4; j++) {
      if (i == j)
        continue;
      const struct field_number distance = field_sub(field, field_small(i), field_small(j));
      term = extension_mul(field, term, extension_sub(field, x, extension_small(j)));
      term = extension_scale(field, term, field_inverse(field, distance));
    }
    sum = extension_add(field, sum, term);
  }
  return sum;
}

/* A verifier's checks: the first round sums to the sum of all products, each later one to what the one
 * before is at its challenge, and the last is there the product of the values that the prover gives;
 * which are those of the tables' multilinear polynomials: the sums over the elements times a product of r_i
 * or 1 - r_i for each variable. */
static void check_protocol(const struct sumcheck *work, struct sumcheck_problem problem) {
  const struct prime_field *const field = work->field;
  const uint64_t size = UINT64_C(1) << problem.log_size;
  struct arrays a = arrays(work, &problem);
  assert_true(sumcheck_reference(field, &problem, a.in, a.out));
  const uint8_t *const challenges = a.in + SUMCHECK_TABLES * size * extension_bytes(field);
  struct extension_number claim = extension_small(0), value[3] = {0};
  for (uint64_t i = 0; i < size; i++) {
    struct extension_number product = extension_small(1), weight = extension_small(1);
    for (unsigned bit = 0; bit < problem.log_size; bit++) {
      const struct extension_number r = get(field, challenges, problem.log_size - 1 - bit);
      const struct extension_number one = extension_small(1);
      weight = extension_mul(field, weight, i >> bit & 1 ? r : extension_sub(field, one, r));
    }
    for (unsigned t = 0; t < SUMCHECK_TABLES; t++) {
      const struct extension_number element = get(field, a.in, t * size + i);
      product = extension_mul(field, product, element);
      value[t] = extension_add(field, value[t], extension_mul(field, element, weight));
    }
    claim = extension_add(field, claim, product);
  }
  for (unsigned round = 0; round < problem.log_size; round++) {
    struct extension_number v[4];
    for (unsigned x = 0; x < 4; x++)
      v[x] = get(field, a.out, 4 * round + x);
    assert_same(extension_add(field, v[0], v[1]), claim);
    claim = interpolate(field, v, get(field, challenges, round));
  }
  for (unsigned t = 0; t < SUMCHECK_TABLES; t++)
    assert_same(get(field, a.out, 4 * problem.log_size + t), value[t]);
  assert_same(extension_mul(field, extension_mul(field, value[0], value[1]), value[2]), claim);
  arrays_free(a);
}

static void the_oracle_convinces_a_verifier(void **state) {
  (void)state;
  for (int w = 0; w < WORKS; w++)
    for (unsigned log_size = 1; log_size <= 7; log_size++)
      check_protocol(works[w], (struct sumcheck_problem){log_size});
}

/* The pieces from the last to the first, as threads may come to them. */
static void run(const struct sumcheck_cpu *cpu, const struct sumcheck_problem *problem,
                const uint8_t *in, uint8_t *out) {
  struct sumcheck_plan *const plan = cpu->plan(problem);
  assert_non_null(plan);
  cpu->set(plan, in, out);
  const struct stages stages = cpu->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    for (uint64_t piece = stages.pieces(plan, stage); piece-- > 0;)
      stages.run(plan, stage, piece, piece + 1);
  cpu->plan_free(plan);
}

static void check_ways(const struct sumcheck *work, struct sumcheck_problem problem) {
  struct arrays a = arrays(work, &problem);
  unsigned ways = 0;
  assert_true(sumcheck_reference(work->field, &problem, a.in, a.expected));
  for (int isa = -1; isa < (int)LANE_ISA_COUNT; isa++) {
    const struct sumcheck_cpu *const cpu = isa < 0 ? work->portable : work->batch[isa];
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

static void every_way_computes_the_rounds(void **state) {
  (void)state;
  for (int w = 0; w < WORKS; w++)
    for (unsigned log_size = 1; log_size <= LOG_SIZE_MAX; log_size++)
      check_ways(works[w], (struct sumcheck_problem){log_size});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_oracle_convinces_a_verifier),
      cmocka_unit_test(every_way_computes_the_rounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Sumcheck: its oracle against the protocol's equations, and every way to compute against the oracle. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "bench/field/field_oracle.h"
#include "cpu_ref/sumcheck/sumcheck.h"
#include "host/base/random.h"
#include "kernels/sumcheck/sumcheck.h"

static const struct sumcheck *const works[] = {
#define SUMCHECK(name) &sumcheck_##name,
#include "kernels/sumcheck/fields.def"
#undef SUMCHECK
};
enum { WORKS = sizeof works / sizeof *works, LOG_SIZE_MAX = 14 };

/* Edge values among the random ones: 0, 1 and the largest. */
static void fill(const struct ref_field *field, uint64_t elements, uint64_t seed, uint8_t *bytes) {
  const struct ref_number zero = ref_field_small(0);
  const uint64_t top = field->modulus[ref_field_limbs(field) - 1];
  for (uint64_t i = 0; i < elements * field->extension; i++, bytes += field->bytes) {
    struct ref_number a = zero;
    pm_random_bytes(seed, field->modulus[0], i * field->bytes, (uint8_t *)a.limb, field->bytes);
    a.limb[ref_field_limbs(field) - 1] %= top;
    const uint64_t edge = a.limb[0] >> 7 & 15;
    if (edge < 3)
      a = edge < 2 ? ref_field_small(edge) : ref_field_sub(field, zero, ref_field_small(1));
    ref_field_write(field, &a, bytes);
  }
}

struct arrays {
  uint8_t *in, *out, *expected;
  size_t bytes; /* of the output */
};

static struct arrays arrays(const struct sumcheck *work, const struct sumcheck_problem *p) {
  const struct ref_field *const field = field_oracle(work->field);
  const uint64_t bytes = ref_extension_bytes(field),
                 out_bytes = sumcheck_output_elements(p) * bytes;
  const struct arrays a = {malloc(sumcheck_input_elements(p) * bytes), malloc(out_bytes),
                           malloc(out_bytes), out_bytes};
  assert_true(a.in && a.out && a.expected);
  fill(field, sumcheck_input_elements(p), p->log_size, a.in);
  return a;
}
static void arrays_free(struct arrays a) { free(a.in), free(a.out), free(a.expected); }

static struct ref_extension get(const struct ref_field *field, const uint8_t *elements,
                                uint64_t i) {
  struct ref_extension a;
  assert_true(ref_extension_read(field, elements + i * ref_extension_bytes(field), &a));
  return a;
}

static void assert_same(struct ref_extension a, struct ref_extension b) {
  assert_true(ref_extension_equal(&a, &b));
}

/* The value at x of the polynomial of degree 3 that has v[i] at i: Lagrange's. */
static struct ref_extension interpolate(const struct ref_field *field,
                                        const struct ref_extension v[4], struct ref_extension x) {
  struct ref_extension sum = ref_extension_small(0);
  for (uint64_t i = 0; i < 4; i++) {
    struct ref_extension term = v[i];
    for (uint64_t j = 0; j < 4; j++) {
      if (i == j)
        continue;
      const struct ref_number distance =
          ref_field_sub(field, ref_field_small(i), ref_field_small(j));
      term = ref_extension_mul(field, term, ref_extension_sub(field, x, ref_extension_small(j)));
      term = ref_extension_scale(field, term, ref_field_inverse(field, distance));
    }
    sum = ref_extension_add(field, sum, term);
  }
  return sum;
}

/* A verifier's checks: the first round sums to the sum of all products, each later one to what the one
 * before is at its challenge, and the last is there the product of the values that the prover gives;
 * which are those of the tables' multilinear polynomials: the sums over the elements times a product of r_i
 * or 1 - r_i for each variable. */
static void check_protocol(const struct sumcheck *work, struct sumcheck_problem problem) {
  const struct ref_field *const field = field_oracle(work->field);
  const uint64_t size = UINT64_C(1) << problem.log_size;
  struct arrays a = arrays(work, &problem);
  assert_true(ref_sumcheck(field, problem.log_size, a.in, a.out));
  const uint8_t *const challenges = a.in + SUMCHECK_TABLES * size * ref_extension_bytes(field);
  struct ref_extension claim = ref_extension_small(0), value[3] = {0};
  for (uint64_t i = 0; i < size; i++) {
    struct ref_extension product = ref_extension_small(1), weight = ref_extension_small(1);
    for (unsigned bit = 0; bit < problem.log_size; bit++) {
      const struct ref_extension r = get(field, challenges, problem.log_size - 1 - bit);
      const struct ref_extension one = ref_extension_small(1);
      weight =
          ref_extension_mul(field, weight, i >> bit & 1 ? r : ref_extension_sub(field, one, r));
    }
    for (unsigned t = 0; t < SUMCHECK_TABLES; t++) {
      const struct ref_extension element = get(field, a.in, t * size + i);
      product = ref_extension_mul(field, product, element);
      value[t] = ref_extension_add(field, value[t], ref_extension_mul(field, element, weight));
    }
    claim = ref_extension_add(field, claim, product);
  }
  for (unsigned round = 0; round < problem.log_size; round++) {
    struct ref_extension v[4];
    for (unsigned x = 0; x < 4; x++)
      v[x] = get(field, a.out, 4 * round + x);
    assert_same(ref_extension_add(field, v[0], v[1]), claim);
    claim = interpolate(field, v, get(field, challenges, round));
  }
  for (unsigned t = 0; t < SUMCHECK_TABLES; t++)
    assert_same(get(field, a.out, 4 * problem.log_size + t), value[t]);
  assert_same(ref_extension_mul(field, ref_extension_mul(field, value[0], value[1]), value[2]),
              claim);
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
  assert_true(ref_sumcheck(field_oracle(work->field), problem.log_size, a.in, a.expected));
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

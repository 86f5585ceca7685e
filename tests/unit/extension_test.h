/* An extension field in lane C against the plain one, over the element.h that the including file
 * has chosen, in lanes or scalars, and EXTENSION_FIELD, the oracle's description of the field. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "cpu_ref/field/extension.h"
#include "host/base/random.h"
#include "kernels/field/extension.h"

#define FIELD (&EXTENSION_FIELD)

enum { BYTES = 4 * FE_WORDS, LANES = sizeof(fe) / BYTES, ROUNDS = 400 };

/* A number in each lane. */
struct numbers {
  struct ref_extension lane[LANES];
};

/* 0, 1, the largest, and random ones. */
static struct ref_number number(uint64_t stream, uint64_t i) {
  const uint64_t random = pm_random_word(7, stream, i);
  if (random >> 61 == 0)
    return ref_field_small(random & 1);
  if (random >> 61 == 1)
    return ref_field_sub(FIELD, ref_field_small(0), ref_field_small(1));
  return ref_field_small(random % EXTENSION_FIELD.modulus[0]);
}
static struct numbers numbers(uint64_t stream) {
  struct numbers n = {0};
  for (uint64_t lane = 0; lane < LANES; lane++)
    for (uint64_t i = 0; i < FX_DEGREE; i++)
      n.lane[lane].c[i] = number(stream, lane * FX_DEGREE + i);
  return n;
}
static struct numbers same_number(uint64_t stream) {
  struct numbers n = numbers(stream);
  for (uint64_t lane = 1; lane < LANES; lane++)
    n.lane[lane] = n.lane[0];
  return n;
}

static struct fx canonical(const struct numbers *n) {
  struct fx a;
  for (uint64_t i = 0; i < FX_DEGREE; i++) {
    uint8_t bytes[LANES * BYTES];
    for (uint64_t lane = 0; lane < LANES; lane++)
      ref_field_write(FIELD, &n->lane[lane].c[i], bytes + lane * BYTES);
    memcpy(&a.c[i], bytes, sizeof a.c[i]);
  }
  return a;
}
static struct fx enter(const struct numbers *n) { return fx_enter(canonical(n)); }

/* Canonical `a` has the numbers, and is canonical. */
static void assert_numbers(struct fx a, const struct numbers *n) {
  for (uint64_t i = 0; i < FX_DEGREE; i++) {
    uint8_t bytes[LANES * BYTES];
    memcpy(bytes, &a.c[i], sizeof bytes);
    for (uint64_t lane = 0; lane < LANES; lane++) {
      struct ref_number got;
      assert_true(ref_field_read(FIELD, bytes + lane * BYTES, &got));
      assert_true(ref_field_equal(&got, &n->lane[lane].c[i]));
    }
  }
}
static void assert_left(struct fx a, const struct numbers *n) { assert_numbers(fx_leave(a), n); }

#define IN_EACH_LANE(result, expression)                                                           \
  for (uint64_t lane = 0; lane < LANES; lane++)                                                    \
    (result).lane[lane] = (expression);

static void sums_are_right(void **state) {
  (void)state;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    const struct numbers a = numbers(2 * round), b = numbers(2 * round + 1);
    const struct numbers zero = {0};
    struct numbers r = zero;
    IN_EACH_LANE(r, ref_extension_add(FIELD, a.lane[lane], b.lane[lane]))
    assert_left(fx_add(enter(&a), enter(&b)), &r);
    IN_EACH_LANE(r, ref_extension_sub(FIELD, a.lane[lane], b.lane[lane]))
    assert_left(fx_sub(enter(&a), enter(&b)), &r);
    IN_EACH_LANE(r, ref_extension_add(FIELD, a.lane[lane], a.lane[lane]))
    assert_left(fx_double(enter(&a)), &r);
    IN_EACH_LANE(r, ref_extension_sub(FIELD, zero.lane[lane], a.lane[lane]))
    assert_left(fx_neg(enter(&a)), &r);
    assert_left(fx_zero(), &zero);
    assert_left(enter(&a), &a);
  }
}

static void products_are_right(void **state) {
  (void)state;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    const struct numbers a = numbers(2 * round), b = numbers(2 * round + 1);
    const struct numbers s = same_number(2 * round + 1);
    struct numbers r = {0};
    IN_EACH_LANE(r, ref_extension_mul(FIELD, a.lane[lane], b.lane[lane]))
    assert_left(fx_mul(enter(&a), enter(&b)), &r);
    assert_left(fx_times(enter(&a), fx_factor_of(enter(&b))), &r);
    assert_left(fx_enter(fx_mul(canonical(&a), enter(&b))), &r);
    IN_EACH_LANE(r, ref_extension_mul(FIELD, a.lane[lane], s.lane[lane]))
    assert_left(fx_multiple(enter(&a), fx_factor_of(enter(&s))), &r);
    IN_EACH_LANE(r, ref_extension_mul(FIELD, a.lane[lane], a.lane[lane]))
    assert_left(fx_square(enter(&a)), &r);
    IN_EACH_LANE(r, ref_extension_scale(FIELD, a.lane[lane], b.lane[lane].c[0]))
    assert_left(fx_scale(enter(&a), enter(&b).c[0]), &r);
    assert_left(fx_mul(enter(&a), fx_one()), &a);
    assert_left(fx_mul(enter(&a), fx_of(enter(&b).c[0])), &r);
  }
}

/* The most that a sum of products can be: the largest elements everywhere. */
static void the_largest_sums_are_right(void **state) {
  (void)state;
  const struct ref_number largest = ref_field_sub(FIELD, ref_field_small(0), ref_field_small(1));
  struct numbers a = {0}, r = a;
  for (uint64_t lane = 0; lane < LANES; lane++)
    for (uint64_t i = 0; i < FX_DEGREE; i++)
      a.lane[lane].c[i] = largest;
  IN_EACH_LANE(r, ref_extension_mul(FIELD, a.lane[lane], a.lane[lane]))
  /* In the form and as it is: the largest numbers are not the largest words. */
  assert_left(fx_square(enter(&a)), &r);
  assert_left(fx_enter(fx_enter(fx_mul(canonical(&a), canonical(&a)))), &r);
  assert_left(fx_enter(fx_enter(fx_multiple(canonical(&a), fx_factor_of(canonical(&a))))), &r);
}

static void powers_and_inverses_are_right(void **state) {
  (void)state;
  static const uint64_t exponents[] = {0, 1, 2, 3, 17, UINT64_C(0x123456789abcdef)};
  for (uint64_t round = 0; round < ROUNDS / 4; round++) {
    const struct numbers a = numbers(round), zero = {0};
    struct numbers r = zero;
    for (int e = 0; e < 6; e++) {
      IN_EACH_LANE(r, ref_extension_power(FIELD, a.lane[lane], exponents[e]))
      assert_left(fx_power(enter(&a), exponents[e]), &r);
    }
    IN_EACH_LANE(r, ref_extension_inverse(FIELD, a.lane[lane]))
    assert_left(fx_inverse(enter(&a)), &r);
    for (uint64_t lane = 0; lane < LANES; lane++) {
      const struct ref_extension one = ref_extension_small(1);
      const struct ref_extension product = ref_extension_mul(FIELD, a.lane[lane], r.lane[lane]);
      assert_true(ref_extension_equal(&product, ref_extension_equal(&a.lane[lane], &zero.lane[lane])
                                                    ? &zero.lane[lane]
                                                    : &one));
    }
    assert_left(fx_inverse(fx_zero()), &zero);
  }
}

#if defined(LANE_SCALAR)
static void memory_keeps_elements(void **state) {
  (void)state;
  const struct numbers a = numbers(1);
  uint32_t words[FX_DEGREE * FE_WORDS];
  uint8_t bytes[sizeof words];
  fx_store(words, canonical(&a));
  ref_extension_write(FIELD, &a.lane[0], bytes);
  assert_memory_equal(words, bytes, sizeof bytes);
  assert_numbers(fx_load(words), &a);
}
#else
#include "kernels/field/extension_lanes.h"

static void memory_keeps_elements(void **state) {
  (void)state;
  uint8_t bytes[LANES * FX_BYTES + 1], back[LANES * FX_BYTES + 1];
  struct numbers a = numbers(1), in_lanes = a;
  for (unsigned i = 0; i < LANES; i++) {
    ref_extension_write(FIELD, &a.lane[i], bytes + 1 + i * FX_BYTES);
    in_lanes.lane[fx_lane(i)] = a.lane[i];
  }
  assert_numbers(fx_read(bytes + 1), &in_lanes);
  fx_write(back + 1, fx_read(bytes + 1));
  assert_memory_equal(back + 1, bytes + 1, LANES * FX_BYTES);
  for (unsigned count = 0; count <= LANES; count++) {
    struct numbers some = {0};
    for (unsigned i = 0; i < count; i++)
      some.lane[fx_lane(i)] = a.lane[i];
    assert_numbers(fx_read_some(bytes + 1, count), &some);
    memset(back, 0xa5, sizeof back);
    fx_write_some(back + 1, fx_read(bytes + 1), count);
    assert_memory_equal(back + 1, bytes + 1, count * FX_BYTES);
    for (size_t i = 1 + count * FX_BYTES; i < sizeof back; i++)
      assert_int_equal(back[i], 0xa5);
  }
  struct numbers sum = {0};
  for (unsigned lane = 0; lane < LANES; lane++)
    for (unsigned i = 0; i < LANES; i++)
      sum.lane[lane] = ref_extension_add(FIELD, sum.lane[lane], a.lane[i]);
  struct fx sums = canonical(&a);
  for (int i = 0; i < FX_DEGREE; i++)
    sums.c[i] = fe_sum_of_lanes(sums.c[i]);
  assert_numbers(fx_leave(fx_enter(sums)), &sum);
  fx_write_first(back, fx_set(bytes + 1));
  assert_memory_equal(back, bytes + 1, FX_BYTES);
}
#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sums_are_right),
      cmocka_unit_test(products_are_right),
      cmocka_unit_test(the_largest_sums_are_right),
      cmocka_unit_test(powers_and_inverses_are_right),
      cmocka_unit_test(memory_keeps_elements),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

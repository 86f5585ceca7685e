/* The arithmetic of kernels/field/limbs/element.h over one field against GMP: numbers at the edges,
 * those at which carries run through every limb, and random ones. A test defines FIELD_HEADER, the
 * field's element.h, and FIELD_DESCRIPTION, its prime_field; and, for other code than the portable
 * one with 64-bit limbs:
 *
 *   WIDE_AS_ON_GPU   the limbs and the code of an OpenCL device
 *   FIELD_ADX        the code for processors with BMI2 and ADX
 *   FE_LAZY          elements below twice the prime
 */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernels/field/field.h"

extern const struct prime_field FIELD_DESCRIPTION;

#define LANE_SCALAR
#define LANE_CALLED

#if defined(FIELD_ADX) && defined(__x86_64__) && !defined(__clang__)
#define FIELD_TARGET /* of this file's own; clang has no such pragma and takes its own options */
#pragma GCC push_options
#pragma GCC target("bmi2,adx")
#include FIELD_HEADER
#else
#include FIELD_HEADER
#endif

enum { EDGES = 200, RANDOM = 60, NUMBERS = EDGES + RANDOM };

static mpz_t prime, bound, radix;

/* Numbers below the bound of an fe, as they stand in its limbs. */
static struct {
  size_t count;
  mpz_t of[NUMBERS];
} numbers;

static fe from_mpz(const mpz_t a) {
  w32 words[FE_WORDS] = {0};
  mpz_export(words, NULL, -1, sizeof *words, 0, 0, a);
  return fe_of_words(words);
}

static void to_mpz(mpz_t r, fe a) {
  w32 words[FE_WORDS];
  fe_to_words(a, words);
  mpz_import(r, FE_WORDS, -1, sizeof *words, 0, 0, words);
}

/* The centre, and what is one more and one less, as far as an fe may be it. */
static void numbers_add(const mpz_t centre) {
  for (int delta = -1; delta <= 1; delta++) {
    mpz_t *const a = &numbers.of[numbers.count];
    mpz_init_set(*a, centre);
    if (delta < 0)
      mpz_sub_ui(*a, *a, 1);
    else
      mpz_add_ui(*a, *a, (unsigned)delta);
    if (mpz_sgn(*a) >= 0 && mpz_cmp(*a, bound) < 0)
      numbers.count++;
    else
      mpz_clear(*a);
  }
}

/* Around every word: 2^n, all ones below it, that many below the prime and the bound. */
static void numbers_add_at_words(void) {
  mpz_t power, a;
  mpz_inits(power, a, NULL);
  for (unsigned bit = 32; bit < 32 * FE_WORDS; bit += 32) {
    mpz_set_ui(power, 1);
    mpz_mul_2exp(power, power, bit);
    numbers_add(power);
    mpz_sub(a, prime, power);
    numbers_add(a);
    mpz_tdiv_q_2exp(a, prime, bit);
    mpz_mul_2exp(a, a, bit); /* the prime with zeros below, and less 1, ones */
    numbers_add(a);
  }
  mpz_clears(power, a, NULL);
}

static void numbers_init(void) {
  mpz_t a;
  mpz_init(a);
  numbers_add(a); /* 0 */
  mpz_set_ui(a, 3);
  numbers_add(a);
  numbers_add(prime);
  numbers_add(bound);
  mpz_mod(a, radix, prime);
  numbers_add(a);
  mpz_mul(a, a, a);
  mpz_mod(a, a, prime);
  numbers_add(a);
  mpz_tdiv_q_2exp(a, prime, 1);
  numbers_add(a);
  numbers_add_at_words();
  assert_true(numbers.count <= EDGES);
  gmp_randstate_t random;
  gmp_randinit_mt(random);
  for (int i = 0; i < RANDOM; i++) {
    mpz_t *const r = &numbers.of[numbers.count++];
    mpz_init(*r);
    if (i % 2)
      mpz_urandomm(*r, random, bound);
    else /* long runs of ones and zeros */
      mpz_rrandomb(*r, random, 32 * FE_WORDS), mpz_mod(*r, *r, bound);
  }
  gmp_randclear(random);
  mpz_clear(a);
}

static int setup(void **state) {
  (void)state;
  const fe prime_limbs = {{LIMBS_PRIME}}, bound_limbs = {{LIMBS_BOUND}};
  mpz_inits(prime, bound, radix, NULL);
  to_mpz(prime, prime_limbs);
  to_mpz(bound, bound_limbs);
  mpz_set_ui(radix, 1);
  mpz_mul_2exp(radix, radix, 32 * FE_WORDS);
  numbers_init();
  return 0;
}

static int teardown(void **state) {
  (void)state;
  for (size_t i = 0; i < numbers.count; i++)
    mpz_clear(numbers.of[i]);
  mpz_clears(prime, bound, radix, NULL);
  return 0;
}

static void assert_number(fe got, const mpz_t want) {
  mpz_t r;
  mpz_init(r);
  to_mpz(r, got);
  assert_int_equal(mpz_cmp(r, want), 0);
  mpz_clear(r);
}

/* An fe that stands for want modulo the prime, within its bound; `want` becomes canonical. */
static void assert_element(fe got, mpz_t want) {
  mpz_t r;
  mpz_init(r);
  to_mpz(r, got);
  assert_true(mpz_cmp(r, bound) < 0);
  mpz_mod(r, r, prime);
  mpz_mod(want, want, prime);
  assert_int_equal(mpz_cmp(r, want), 0);
  mpz_clear(r);
  assert_number(fe_normal(got), want);
}

/* r = a / R modulo the prime: what Montgomery's reduction computes. */
static void without_radix(mpz_t r, const mpz_t a) {
  mpz_t inverse;
  mpz_init(inverse);
  assert_true(mpz_invert(inverse, radix, prime));
  mpz_mul(r, a, inverse);
  mpz_mod(r, r, prime);
  mpz_clear(inverse);
}

static void constants_are_true(void **state) {
  (void)state;
  const fe twice = {{LIMBS_PRIME_TWICE}}, square = {{LIMBS_R2}};
  mpz_t a, b;
  mpz_inits(a, b, NULL);
  assert_true(mpz_probab_prime_p(prime, 30));
  assert_int_equal(mpz_sizeinbase(prime, 2), 32 * FE_WORDS - LIMBS_SPARE_BITS);
  assert_int_equal(FIELD_DESCRIPTION.bytes, 4 * FE_WORDS);
  mpz_import(a, FE_WORDS / 2, -1, 8, 0, 0, FIELD_DESCRIPTION.modulus);
  assert_int_equal(mpz_cmp(a, prime), 0);
  mpz_mul_2exp(a, prime, 1);
  assert_number(twice, a);
  mpz_mod(a, radix, prime);
  assert_number(fe_one(), a);
  mpz_mul(a, a, a);
  mpz_mod(a, a, prime);
  assert_number(square, a);
  mpz_sub_ui(a, prime, 1);
  assert_int_equal(mpz_scan1(a, 0), FE_TWO_ADICITY);
  assert_int_equal(FIELD_DESCRIPTION.two_adicity, FE_TWO_ADICITY);
  /* prime · inverse is -1 modulo 2^64. */
  mpz_set_ui(b, LIMBS_INVERSE);
  mpz_mul(a, prime, b);
  mpz_add_ui(a, a, 1);
  assert_true(mpz_divisible_2exp_p(a, 64));
  mpz_clears(a, b, NULL);
}

/* The generator and no smaller number from 2 on has the full power of 2 in its order, and the
 * order's other small prime factors. */
static bool generates(unsigned long x) {
  mpz_t order, power;
  mpz_inits(order, power, NULL);
  bool generates = true;
  for (unsigned long factor = 2; factor < 1000; factor++) {
    mpz_sub_ui(order, prime, 1);
    if (!mpz_divisible_ui_p(order, factor))
      continue;
    mpz_divexact_ui(order, order, factor);
    mpz_set_ui(power, x);
    mpz_powm(power, power, order, prime);
    generates = generates && mpz_cmp_ui(power, 1) != 0;
  }
  mpz_clears(order, power, NULL);
  return generates;
}

static void generator_is_the_smallest(void **state) {
  (void)state;
  for (unsigned long x = 2; x <= FIELD_DESCRIPTION.generator; x++)
    assert_int_equal(generates(x), x == FIELD_DESCRIPTION.generator);
}

static void check_one(const mpz_t x) {
  const fe a = from_mpz(x);
  mpz_t want;
  mpz_init(want);
  mpz_mul(want, x, x);
  without_radix(want, want);
  assert_element(fe_square(a), want);
  mpz_neg(want, x);
  assert_element(fe_neg(a), want);
  mpz_mul_2exp(want, x, 1);
  assert_element(fe_double(a), want);
  mpz_mod(want, x, prime);
  assert_number(fe_normal(a), want);
  assert_int_equal(fe_is_zero(a), mpz_sgn(want) == 0);
  assert_int_equal(fe_is_canonical(a), mpz_cmp(x, prime) < 0);
  without_radix(want, x);
  assert_number(fe_leave(a), want);
  mpz_mod(want, x, prime);
  assert_number(fe_leave(fe_enter(from_mpz(want))), want);
  uint32_t words[FE_WORDS];
  fe_store(words, a);
  assert_number(fe_load(words), x);
  /* a stands for x / R, so that its inverse is R · R / x in its limbs. */
  if (!mpz_invert(want, x, prime))
    mpz_set_ui(want, 0);
  mpz_mul(want, want, radix);
  mpz_mul(want, want, radix);
  assert_element(fe_inverse(a), want);
  mpz_clear(want);
}

static void one_number(void **state) {
  (void)state;
  for (size_t i = 0; i < numbers.count; i++)
    check_one(numbers.of[i]);
}

static void check_two(const mpz_t x, const mpz_t y) {
  const fe a = from_mpz(x), b = from_mpz(y);
  mpz_t want;
  mpz_init(want);
  mpz_mul(want, x, y);
  without_radix(want, want);
  assert_element(fe_mul(a, b), want);
  assert_number(fe_scale(fe_normal(a), b), want);
  mpz_add(want, x, y);
  assert_element(fe_add(a, b), want);
  mpz_sub(want, x, y);
  assert_element(fe_sub(a, b), want);
  assert_int_equal(fe_equal(a, b), mpz_sgn(want) == 0);
  assert_number(fe_choose(false, a, b), x);
  assert_number(fe_choose(true, a, b), y);
  mpz_clear(want);
}

static void two_numbers(void **state) {
  (void)state;
  for (size_t i = 0; i < numbers.count; i++)
    for (size_t j = 0; j < numbers.count; j++)
      check_two(numbers.of[i], numbers.of[j]);
}

/* Any number of FE_WORDS words may come from outside. */
static void range_of_canonical_numbers(void **state) {
  (void)state;
  mpz_t a;
  mpz_init(a);
  for (unsigned bit = 0; bit < 32 * FE_WORDS; bit++) {
    mpz_set(a, prime);
    mpz_combit(a, bit);
    assert_int_equal(fe_is_canonical(from_mpz(a)), mpz_cmp(a, prime) < 0);
  }
  mpz_sub_ui(a, radix, 1);
  assert_false(fe_is_canonical(from_mpz(a)));
  assert_false(fe_is_canonical(from_mpz(prime)));
  mpz_clear(a);
}

#if defined(FIELD_TARGET)
#pragma GCC pop_options
#endif

/* The code's instructions, which only the tests themselves are compiled to. */
static bool processor_has_them(void) {
#if defined(FIELD_TARGET)
  return __builtin_cpu_supports("bmi2") && lane_isa_supported(LANE_ISA_ADX);
#else
  return true;
#endif
}

int main(void) {
  if (!processor_has_them()) {
    print_message("skipped: this processor has no BMI2 and ADX\n");
    return 0;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(constants_are_true),
      cmocka_unit_test(generator_is_the_smallest),
      cmocka_unit_test(one_number),
      cmocka_unit_test(two_numbers),
      cmocka_unit_test(range_of_canonical_numbers),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}

/* The field, the scalars and the group of Ed25519 against GMP, with random numbers and those at which
 * carries run through every limb. Compiled also with a GPU's limbs, by test_ed25519_arithmetic32.c. */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define LANE_SCALAR
#define LANE_CALLED
#include "kernels/sig/ed25519/core.h"

enum { RANDOM_NUMBERS = 40 };

static mpz_t p, order, d, two255, two256;

static int setup(void **state) {
  (void)state;
  mpz_inits(p, order, d, two255, two256, NULL);
  mpz_setbit(two255, 255);
  mpz_setbit(two256, 256);
  mpz_sub_ui(p, two255, 19);
  mpz_set_str(order, "27742317777372353535851937790883648493", 10);
  mpz_setbit(order, 252);
  mpz_set_si(d, -121666);
  mpz_invert(d, d, p);
  mpz_mul_ui(d, d, 121665);
  mpz_mod(d, d, p);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  mpz_clears(p, order, d, two255, two256, NULL);
  return 0;
}

/* The lowest `count` words of a number that is not negative. */
static void words_of(w32 *words, int count, const mpz_t a) {
  mpz_t low;
  mpz_init(low);
  mpz_fdiv_r_2exp(low, a, 32 * (mp_bitcnt_t)count);
  memset(words, 0, 4 * (size_t)count);
  mpz_export(words, NULL, -1, sizeof *words, 0, 0, low);
  mpz_clear(low);
}

static void number_of(mpz_t r, const w32 *words, int count) {
  mpz_import(r, (size_t)count, -1, sizeof *words, 0, 0, words);
}

static void random_words(w32 *words, int count, uint64_t seed) {
  uint64_t state = seed;
  for (int i = 0; i < count; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    words[i] = (w32)(state >> 32);
    if (seed % 4 == 1 && words[i] % 2) /* long runs of ones and zeros */
      words[i] = words[i] % 4 == 1 ? 0 : 0xffffffff;
  }
}

/* Numbers below 2^256 around 0, p, 2 p, L, 2^255, 2^256 and every limb's end, then random ones. */
struct numbers {
  size_t count;
  w32 of[320][8];
};

static void numbers_add(struct numbers *numbers, const mpz_t centre) {
  mpz_t a;
  mpz_init(a);
  for (int delta = -2; delta <= 2; delta++) {
    mpz_set_si(a, delta);
    mpz_add(a, a, centre);
    if (mpz_sgn(a) >= 0 && mpz_cmp(a, two256) < 0)
      words_of(numbers->of[numbers->count++], 8, a);
  }
  mpz_clear(a);
}

static struct numbers numbers_all(void) {
  struct numbers numbers = {0};
  mpz_t a;
  mpz_init(a);
  numbers_add(&numbers, a);
  numbers_add(&numbers, p);
  mpz_mul_ui(a, p, 2);
  numbers_add(&numbers, a);
  numbers_add(&numbers, order);
  numbers_add(&numbers, two255);
  numbers_add(&numbers, two256);
  mpz_tdiv_q_2exp(a, p, 1);
  numbers_add(&numbers, a);
  for (unsigned bit = 32; bit < 256; bit += 32) {
    mpz_set_ui(a, 0);
    mpz_setbit(a, bit);
    numbers_add(&numbers, a);
  }
  for (unsigned bit = 51; bit < 255; bit += 51) {
    mpz_set_ui(a, 0);
    mpz_setbit(a, bit);
    numbers_add(&numbers, a);
  }
  for (uint64_t seed = 0; seed < RANDOM_NUMBERS; seed++)
    random_words(numbers.of[numbers.count++], 8, seed);
  mpz_clear(a);
  return numbers;
}

/* --- the field -------------------------------------------------------------------------------------- */

/* The number that a decoder reads: bit 255 is not the field's. */
static void field_number(mpz_t r, const w32 words[8]) {
  number_of(r, words, 8);
  mpz_fdiv_r_2exp(r, r, 255);
}

/* An element comes out as the number below p. */
static void assert_field(const struct field *got, const mpz_t want) {
  w32 words[8], expected[8];
  mpz_t least;
  mpz_init(least);
  mpz_mod(least, want, p);
  words_of(expected, 8, least);
  field_to_words(got, words);
  assert_memory_equal(words, expected, sizeof words);
  assert_int_equal(field_is_zero(got), mpz_sgn(least) == 0);
  assert_int_equal(field_is_odd(got), mpz_odd_p(least));
  mpz_clear(least);
}

/* Products of the two, whose limbs are what sums and differences are made of. */
static void field_of_products(const struct field *a, const struct field *b, const mpz_t x,
                              const mpz_t y) {
  struct field r, sum, difference;
  mpz_t want, other;
  mpz_inits(want, other, NULL);
  field_add(&sum, a, b);
  mpz_add(want, x, y);
  assert_field(&sum, want);
  field_sub_product(&difference, a, b);
  mpz_sub(other, x, y);
  assert_field(&difference, other);
  field_mul(&r, &sum, &difference);
  mpz_mul(want, want, other);
  assert_field(&r, want);
  field_square(&r, &difference);
  mpz_mul(want, other, other);
  assert_field(&r, want);
  field_sub(&r, a, &sum); /* a - (a + b) */
  mpz_neg(want, y);
  assert_field(&r, want);
  field_mul(&r, &r, &r); /* the largest factor there is, in place */
  mpz_mul(want, y, y);
  assert_field(&r, want);
  field_negate(&r, b);
  mpz_neg(want, y);
  assert_field(&r, want);
  assert_int_equal(field_equal(a, b), mpz_congruent_p(x, y, p) != 0);
  for (int which = 0; which < 2; which++) {
    field_choose(&r, which, a, b);
    assert_field(&r, which ? y : x);
  }
  mpz_clears(want, other, NULL);
}

static void test_field_pairs(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t x, y, want;
  mpz_inits(x, y, want, NULL);
  for (size_t i = 0; i < numbers.count; i++)
    for (size_t j = 0; j < numbers.count; j++) {
      struct field a = field_from_words(numbers.of[i]), b = field_from_words(numbers.of[j]), r;
      field_number(x, numbers.of[i]);
      field_number(y, numbers.of[j]);
      field_mul(&r, &a, &b);
      mpz_mul(want, x, y);
      assert_field(&r, want);
      field_of_products(&a, &b, x, y);
    }
  mpz_clears(x, y, want, NULL);
}

/* Operands at the bounds of the representation, which no decoded number reaches. */
enum { EXTREMES = 48 };

#if defined(WIDE_AS_ON_GPU)
/* Numbers just below 2^256, where a sum carries twice, those just above 0, where a difference borrows
 * twice, and long runs of ones. */
static struct field extreme(unsigned which, mpz_t value) {
  static const unsigned near[16] = {1, 2, 18, 19, 20, 21, 36, 37, 38, 39, 40, 57, 75, 76, 77, 78};
  struct field r;
  w32 words[8];
  mpz_set_ui(value, near[which % 16]);
  if (which < 16)
    mpz_sub(value, two256, value);
  words_of(words, 8, value);
  if (which >= 32)
    random_words(words, 8, 4 * which + 1);
  number_of(value, words, 8);
  r.number = wide_from_words(words);
  return r;
}
#else
/* Every choice of limbs that are the largest factors' or 0, then random ones up to there. */
static struct field extreme(unsigned which, mpz_t value) {
  struct field r;
  mpz_set_ui(value, 0);
  for (int i = 4; i >= 0; i--) {
    w32 words[2];
    random_words(words, 2, 20 * which + (unsigned)i);
    const uint64_t limb =
        which < 32 ? 0 - (uint64_t)(which >> i & 1) : (uint64_t)words[1] << 32 | words[0];
    r.limb[i] = limb >> 10;
    mpz_mul_2exp(value, value, 51);
    mpz_add_ui(value, value, r.limb[i]);
  }
  return r;
}
#endif

static void test_field_extremes(void **state) {
  (void)state;
  mpz_t x, y, want;
  mpz_inits(x, y, want, NULL);
  for (unsigned i = 0; i < EXTREMES; i++)
    for (unsigned j = 0; j < EXTREMES; j++) {
      const struct field a = extreme(i, x), b = extreme(j, y);
      struct field r;
      assert_field(&a, x);
      field_mul(&r, &a, &b);
      mpz_mul(want, x, y);
      assert_field(&r, want);
      field_square(&r, &a);
      mpz_mul(want, x, x);
      assert_field(&r, want);
#if defined(WIDE_AS_ON_GPU) /* whose sums are as good as products */
      field_add(&r, &a, &b);
      mpz_add(want, x, y);
      assert_field(&r, want);
      field_sub(&r, &a, &b);
      mpz_sub(want, x, y);
      assert_field(&r, want);
#endif
    }
  mpz_clears(x, y, want, NULL);
}

static void test_field_powers(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t x, want, exponent;
  mpz_inits(x, want, exponent, NULL);
  for (size_t i = 0; i < numbers.count; i++) {
    const struct field a = field_from_words(numbers.of[i]);
    struct field r;
    field_number(x, numbers.of[i]);
    assert_field(&a, x);
    field_invert(&r, &a);
    mpz_sub_ui(exponent, p, 2);
    mpz_powm(want, x, exponent, p);
    assert_field(&r, want);
    field_power_root(&r, &a);
    mpz_sub_ui(exponent, p, 5);
    mpz_tdiv_q_2exp(exponent, exponent, 3);
    mpz_powm(want, x, exponent, p);
    assert_field(&r, want);
    field_square_times(&r, &a, 7);
    mpz_powm_ui(want, x, 128, p);
    assert_field(&r, want);
  }
  mpz_clears(x, want, exponent, NULL);
}

/* Of u / v a root is found exactly where Euler's criterion says that there is one. */
static void test_field_root(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t x, y, want;
  mpz_inits(x, y, want, NULL);
  unsigned roots = 0, none = 0;
  for (size_t i = 0; i + 1 < numbers.count; i++) {
    const struct field u = field_from_words(numbers.of[i]), v = field_from_words(numbers.of[i + 1]);
    struct field r, squared;
    field_number(x, numbers.of[i]);
    field_number(y, numbers.of[i + 1]);
    if (mpz_invert(y, y, p) == 0)
      continue;
    mpz_mul(want, x, y);
    mpz_mod(want, want, p);
    const bool is_square = mpz_sgn(want) == 0 || mpz_legendre(want, p) == 1;
    assert_int_equal(field_root_of_quotient(&r, &u, &v), is_square);
    (*(is_square ? &roots : &none))++;
    if (!is_square)
      continue;
    field_square(&squared, &r);
    assert_field(&squared, want);
  }
  assert_true(roots > 20 && none > 20);
  mpz_clears(x, y, want, NULL);
}

/* --- the scalars ------------------------------------------------------------------------------------ */

static void assert_reduced(const w32 x[16]) {
  mpz_t number;
  w32 got[8], want[8];
  mpz_init(number);
  number_of(number, x, 16);
  mpz_mod(number, number, order);
  words_of(want, 8, number);
  scalar_reduce(got, x);
  assert_memory_equal(got, want, sizeof want);
  mpz_clear(number);
}

/* Multiples of L, their neighbours, the ends of 512 bits, random numbers. */
static void test_scalar_reduce(void **state) {
  (void)state;
  mpz_t a, factor, end;
  w32 x[16];
  mpz_inits(a, factor, end, NULL);
  mpz_setbit(end, 512);
  mpz_tdiv_q(factor, end, order);
  for (int k = 0; k < 12; k++) {
    mpz_mul(a, order, factor);
    for (int delta = -2; delta <= 2; delta++) {
      mpz_set_si(end, delta);
      mpz_add(end, end, a);
      if (mpz_sgn(end) < 0 || mpz_sizeinbase(end, 2) > 512)
        continue;
      words_of(x, 16, end);
      assert_reduced(x);
    }
    mpz_tdiv_q_2exp(factor, factor, k < 10 ? 25 : 300);
  }
  memset(x, 0xff, sizeof x);
  assert_reduced(x);
  for (uint64_t seed = 0; seed < 400; seed++) {
    random_words(x, 16, seed);
    assert_reduced(x);
  }
  mpz_clears(a, factor, end, NULL);
}

static void test_scalar_is_reduced(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t x;
  mpz_init(x);
  for (size_t i = 0; i < numbers.count; i++) {
    number_of(x, numbers.of[i], 8);
    assert_int_equal(scalar_is_reduced(numbers.of[i]), mpz_cmp(x, order) < 0);
  }
  mpz_clear(x);
}

/* --- the group -------------------------------------------------------------------------------------- */

/* A point of the curve in plain coordinates, and the law of addition from RFC 8032, section 5.1.4's
 * source: x3 = (x1 y2 + y1 x2) / (1 + t), y3 = (y1 y2 + x1 x2) / (1 - t), t = d x1 x2 y1 y2. */
struct plain {
  mpz_t x, y;
};

static void plain_init(struct plain *a) {
  mpz_inits(a->x, a->y, NULL);
  mpz_set_ui(a->y, 1);
}
static void plain_clear(struct plain *a) { mpz_clears(a->x, a->y, NULL); }

static void plain_add(struct plain *r, const struct plain *a, const struct plain *b) {
  mpz_t x, y, t, u;
  mpz_inits(x, y, t, u, NULL);
  mpz_mul(x, a->x, b->y);
  mpz_addmul(x, a->y, b->x);
  mpz_mul(y, a->y, b->y);
  mpz_addmul(y, a->x, b->x);
  mpz_mul(t, a->x, b->x);
  mpz_mul(t, t, a->y);
  mpz_mod(t, t, p);
  mpz_mul(t, t, b->y);
  mpz_mul(t, t, d);
  mpz_add_ui(u, t, 1);
  mpz_invert(u, u, p);
  mpz_mul(r->x, x, u);
  mpz_mod(r->x, r->x, p);
  mpz_ui_sub(u, 1, t);
  mpz_invert(u, u, p);
  mpz_mul(r->y, y, u);
  mpz_mod(r->y, r->y, p);
  mpz_clears(x, y, t, u, NULL);
}

static struct field field_of_mpz(const mpz_t a) {
  w32 words[8];
  words_of(words, 8, a);
  return field_from_words(words);
}

static struct point point_of(const struct plain *a) {
  struct point r = {.X = field_of_mpz(a->x), .Y = field_of_mpz(a->y), .Z = field_small(1)};
  field_mul(&r.T, &r.X, &r.Y);
  return r;
}

/* The same point with another Z. */
static struct point point_scaled(const struct plain *a, uint32_t scale) {
  struct point r = point_of(a);
  const struct field factor = field_small(scale);
  field_mul(&r.X, &r.X, &factor);
  field_mul(&r.Y, &r.Y, &factor);
  field_mul(&r.Z, &r.Z, &factor);
  field_mul(&r.T, &r.T, &factor);
  return r;
}

static void assert_point(const struct point *got, const struct plain *want, bool has_t) {
  struct field inverse, r;
  mpz_t product;
  mpz_init(product);
  field_invert(&inverse, &got->Z);
  assert_false(field_is_zero(&got->Z));
  field_mul(&r, &got->X, &inverse);
  assert_field(&r, want->x);
  field_mul(&r, &got->Y, &inverse);
  assert_field(&r, want->y);
  if (has_t) {
    mpz_mul(product, want->x, want->y);
    field_mul(&r, &got->T, &inverse);
    assert_field(&r, product);
  }
  mpz_clear(product);
}

/* Small multiples of the base point and of a point of order 8, their sums, the identity: whatever the
 * law has to hold for, doubling and opposites among it. */
enum { POINTS = 24 };

static void points_make(struct plain points[POINTS]) {
  struct plain base, torsion;
  plain_init(&base);
  plain_init(&torsion);
  mpz_set_str(base.x, "216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a", 16);
  mpz_set_str(base.y, "6666666666666666666666666666666666666666666666666666666666666658", 16);
  w32 words[8];
  static const uint8_t encoding[32] = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
                                       0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
                                       0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
                                       0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};
  struct point decoded;
  memcpy(words, encoding, sizeof words);
  assert_true(point_decode(&decoded, words) & ENCODING_IS_POINT);
  field_to_words(&decoded.X, words);
  number_of(torsion.x, words, 8);
  mpz_import(torsion.y, sizeof encoding, -1, 1, 0, 0, encoding);
  plain_init(&points[0]);
  for (int i = 1; i < POINTS; i++) {
    plain_init(&points[i]);
    plain_add(&points[i], &points[i - 1], i % 3 == 1 ? &torsion : &base);
    if (i % 5 == 0) { /* an opposite */
      mpz_sub(points[i].x, p, points[i - 1].x);
      mpz_mod(points[i].x, points[i].x, p);
      mpz_set(points[i].y, points[i - 1].y);
    }
  }
  plain_clear(&base);
  plain_clear(&torsion);
}

static void points_clear(struct plain points[POINTS]) {
  for (int i = 0; i < POINTS; i++)
    plain_clear(&points[i]);
}

static void add_both_ways(const struct plain *a, const struct plain *b) {
  struct plain sum, opposite;
  struct point r;
  struct addend addend;
  struct point left = point_scaled(a, 5), right = point_scaled(b, 77), flat = point_of(b);
  const struct field twice_d = group_2d();
  struct affine_addend affine;
  plain_init(&sum);
  plain_init(&opposite);
  mpz_sub(opposite.x, p, b->x);
  mpz_mod(opposite.x, opposite.x, p);
  mpz_set(opposite.y, b->y);
  point_to_addend(&addend, &right);
  /* As a table has them: numbers below p. */
  w32 words[8];
  field_add(&affine.sum, &flat.Y, &flat.X);
  field_to_words(&affine.sum, words);
  affine.sum = field_from_words(words);
  field_sub_product(&affine.difference, &flat.Y, &flat.X);
  field_to_words(&affine.difference, words);
  affine.difference = field_from_words(words);
  field_mul(&affine.t2d, &flat.T, &twice_d);
  field_to_words(&affine.t2d, words);
  affine.t2d = field_from_words(words);
  for (int negative = 0; negative < 2; negative++) {
    plain_add(&sum, a, negative ? &opposite : b);
    for (int needs_t = 0; needs_t < 2; needs_t++) {
      point_add(&r, &left, &addend, negative, needs_t);
      assert_point(&r, &sum, needs_t);
      point_add_affine(&r, &left, &affine, negative, needs_t);
      assert_point(&r, &sum, needs_t);
    }
  }
  plain_clear(&sum);
  plain_clear(&opposite);
}

static void test_point_add(void **state) {
  (void)state;
  struct plain points[POINTS], twice;
  points_make(points);
  plain_init(&twice);
  for (int i = 0; i < POINTS; i++) {
    struct point r = point_scaled(&points[i], 9);
    plain_add(&twice, &points[i], &points[i]);
    for (int needs_t = 0; needs_t < 2; needs_t++) {
      struct point doubled;
      point_double(&doubled, &r, needs_t);
      assert_point(&doubled, &twice, needs_t);
    }
    for (int j = 0; j < POINTS; j++)
      add_both_ways(&points[i], &points[j]);
  }
  plain_clear(&twice);
  points_clear(points);
}

static void test_small_order(void **state) {
  (void)state;
  struct plain points[POINTS], eight;
  points_make(points);
  plain_init(&eight);
  unsigned small = 0;
  for (int i = 0; i < POINTS; i++) {
    const struct point r = point_scaled(&points[i], 3);
    plain_add(&eight, &points[i], &points[i]);
    plain_add(&eight, &eight, &eight);
    plain_add(&eight, &eight, &eight);
    const bool is_small = mpz_sgn(eight.x) == 0 && mpz_cmp_ui(eight.y, 1) == 0;
    assert_int_equal(point_has_small_order(&r), is_small);
    small += is_small;
  }
  assert_true(small > 1 && small < POINTS);
  plain_clear(&eight);
  points_clear(points);
}

/* Decoding finds the x that RFC 8032, section 5.1.3, means, for every y at which something changes. */
static void test_point_decode(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t y, u, v, x;
  mpz_inits(y, u, v, x, NULL);
  unsigned found = 0;
  for (size_t i = 0; i < numbers.count; i++) {
    struct point r;
    const unsigned encoding = point_decode(&r, numbers.of[i]);
    const bool sign = numbers.of[i][7] >> 31;
    field_number(y, numbers.of[i]);
    const bool below_p = mpz_cmp(y, p) < 0;
    mpz_mul(u, y, y);
    mpz_mul(v, u, d);
    mpz_sub_ui(u, u, 1);
    mpz_add_ui(v, v, 1);
    mpz_invert(v, v, p);
    mpz_mul(u, u, v);
    mpz_mod(u, u, p);
    const bool is_point = mpz_sgn(u) == 0 || mpz_legendre(u, p) == 1;
    assert_int_equal((encoding & ENCODING_IS_POINT) != 0, is_point);
    assert_int_equal((encoding & ENCODING_IS_CANONICAL) != 0,
                     below_p && !(mpz_sgn(u) == 0 && sign));
    if (!is_point)
      continue;
    found++;
    w32 words[8];
    struct field squared;
    field_to_words(&r.X, words);
    number_of(x, words, 8);
    if (mpz_sgn(u) != 0)
      assert_int_equal(mpz_odd_p(x) != 0, sign);
    field_square(&squared, &r.X);
    assert_field(&squared, u);
    assert_field(&r.Y, y);
    mpz_mul(x, x, y);
    assert_field(&r.T, x);
  }
  assert_true(found > 30);
  mpz_clears(y, u, v, x, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_field_pairs),   cmocka_unit_test(test_field_extremes),
      cmocka_unit_test(test_field_powers),  cmocka_unit_test(test_field_root),
      cmocka_unit_test(test_scalar_reduce), cmocka_unit_test(test_scalar_is_reduced),
      cmocka_unit_test(test_point_add),     cmocka_unit_test(test_small_order),
      cmocka_unit_test(test_point_decode),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}

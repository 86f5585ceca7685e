/* The field, the scalars and the group of secp256k1 against GMP, with random numbers and those at
 * which carries run through every limb. Compiled also with a GPU's limbs, by
 * test_secp256k1_arithmetic32.c. */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define LANE_SCALAR
#define LANE_CALLED
#define GENERATOR_BITS 8
#include "kernels/sig/secp256k1/windows.h"
#include "kernels/sig/secp256k1/wnaf.h"

enum { RANDOM_NUMBERS = 40 };

/* The table of windows.h, which a GPU fills itself. */
static uint32_t windows_table[2 * GENERATOR_MULTIPLES * AFFINE_WORDS];

static mpz_t p, n, base_x, base_y, lambda, two256;

static void numbers_init(void) {
  mpz_inits(base_x, base_y, lambda, NULL);
  mpz_init_set_str(two256,
                   "1"
                   "0000000000000000000000000000000000000000000000000000000000000000",
                   16);
  mpz_init_set_str(p, "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16);
  mpz_init_set_str(n, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  mpz_set_str(base_x, "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16);
  mpz_set_str(base_y, "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", 16);
  mpz_set_str(lambda, "5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72", 16);
}

static int teardown(void **state) {
  (void)state;
  mpz_clears(p, n, base_x, base_y, lambda, two256, NULL);
  return 0;
}

static struct wide from_mpz(const mpz_t a) {
  w32 words[8] = {0};
  assert_true(mpz_sgn(a) >= 0 && mpz_cmp(a, two256) < 0);
  mpz_export(words, NULL, -1, sizeof *words, 0, 0, a);
  return wide_from_words(words);
}

static void to_mpz(mpz_t r, const struct wide *a) {
  w32 words[8];
  wide_to_words(a, words);
  mpz_import(r, 8, -1, sizeof *words, 0, 0, words);
}

/* Numbers around 0, p, n, their halves, 2^256 and every limb's end, then random ones, some of which
 * are mostly ones or zeros. */
struct numbers {
  size_t count;
  struct wide of[256];
};

static void numbers_add(struct numbers *numbers, const mpz_t centre) {
  mpz_t a;
  mpz_init(a);
  for (int delta = -2; delta <= 2; delta++) {
    if (delta < 0)
      mpz_sub_ui(a, centre, (unsigned)-delta);
    else
      mpz_add_ui(a, centre, (unsigned)delta);
    if (mpz_sgn(a) >= 0 && mpz_cmp(a, two256) < 0)
      numbers->of[numbers->count++] = from_mpz(a);
  }
  mpz_clear(a);
}

static void random_bytes(void *bytes, size_t count, uint64_t seed) {
  uint8_t *at = bytes;
  for (size_t i = 0; i < count; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    at[i] = (uint8_t)(seed >> 56);
  }
}

static struct wide random_number(uint64_t seed) {
  w32 words[8];
  random_bytes(words, sizeof words, seed);
  for (int i = 0; i < 8; i++)
    if (seed % 4 == 1 && words[i] % 2)
      words[i] = words[i] % 4 == 1 ? 0 : 0xffffffff;
  return wide_from_words(words);
}

static struct numbers numbers_all(void) {
  struct numbers numbers = {0};
  mpz_t a;
  mpz_init(a);
  numbers_add(&numbers, a);
  numbers_add(&numbers, p);
  numbers_add(&numbers, n);
  numbers_add(&numbers, two256);
  mpz_tdiv_q_2exp(a, p, 1);
  numbers_add(&numbers, a);
  mpz_tdiv_q_2exp(a, n, 1);
  numbers_add(&numbers, a);
  mpz_sub(a, two256, p);
  numbers_add(&numbers, a);
  mpz_sub(a, two256, n);
  numbers_add(&numbers, a);
  for (unsigned bit = 32; bit < 256; bit += 32) {
    mpz_set_ui(a, 1);
    mpz_mul_2exp(a, a, bit);
    numbers_add(&numbers, a);
  }
  for (uint64_t seed = 0; seed < RANDOM_NUMBERS; seed++)
    numbers.of[numbers.count++] = random_number(seed);
  mpz_clear(a);
  return numbers;
}

/* A field element of any form is the number modulo p, and normalises to the one below p. */
static void assert_field(const struct wide *got, mpz_t want) {
  struct wide normal = *got;
  field_normalise(&normal);
  mpz_mod(want, want, p);
  const struct wide expected = from_mpz(want);
  assert_true(wide_equal(&normal, &expected));
  assert_int_equal(field_is_zero(got), mpz_sgn(want) == 0);
}

static void field_of_two(const struct wide *a, const struct wide *b) {
  struct wide r;
  mpz_t x, y, want;
  mpz_inits(x, y, want, NULL);
  to_mpz(x, a);
  to_mpz(y, b);
  field_add(&r, a, b);
  mpz_add(want, x, y);
  assert_field(&r, want);
  field_sub(&r, a, b);
  mpz_sub(want, x, y);
  assert_field(&r, want);
  field_multiply(&r, a, b);
  mpz_mul(want, x, y);
  assert_field(&r, want);
  field_sub_all(&r, a, b, a, 1);
  mpz_neg(want, y);
  assert_field(&r, want);
  field_sub_all(&r, a, a, b, 2);
  mpz_mul_si(want, y, -2);
  assert_field(&r, want);
  r = *a; /* a result may be an operand */
  field_sub_all(&r, &r, b, &r, 2);
  mpz_neg(want, x);
  mpz_sub(want, want, y);
  assert_field(&r, want);
  assert_int_equal(field_equal(a, b), mpz_congruent_p(x, y, p) != 0);
  assert_int_equal(wide_less(a, b), mpz_cmp(x, y) < 0);
  mpz_clears(x, y, want, NULL);
}

static void field_of_one(const struct wide *a) {
  struct wide r;
  mpz_t x, want;
  mpz_inits(x, want, NULL);
  to_mpz(x, a);
  field_square(&r, a);
  mpz_mul(want, x, x);
  assert_field(&r, want);
  field_negate(&r, a);
  mpz_neg(want, x);
  assert_field(&r, want);
  field_inverse(&r, a);
  if (mpz_invert(want, x, p)) {
    assert_true(field_is_canonical(&r));
    assert_field(&r, want);
  } else {
    assert_true(wide_is_zero(&r));
  }
  field_half(&r, a);
  field_add(&r, &r, &r);
  mpz_set(want, x);
  assert_field(&r, want);
  assert_int_equal(field_is_canonical(a), mpz_cmp(x, p) < 0);
  mpz_clears(x, want, NULL);
}

static void test_field(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  for (size_t i = 0; i < numbers.count; i++) {
    field_of_one(&numbers.of[i]);
    for (size_t j = 0; j < numbers.count; j++)
      field_of_two(&numbers.of[i], &numbers.of[j]);
  }
}

/* low + 2^256 high, for the low with which low + high FIELD_FOLD, the first step of the reduction, is
 * `sum` modulo 2^256: near 2^256 the second step overflows. */
static void field_reduce_to(const mpz_t high, const mpz_t sum) {
  struct wide_product product;
  mpz_t low, want;
  mpz_inits(low, want, NULL);
  mpz_mul_ui(low, high, FIELD_FOLD);
  mpz_sub(low, sum, low);
  mpz_mod(low, low, two256);
  const struct wide parts[2] = {from_mpz(low), from_mpz(high)};
  for (int i = 0; i < 2 * WIDE_LIMBS; i++)
    product.limb[i] = parts[i / WIDE_LIMBS].limb[i % WIDE_LIMBS];
  struct wide r;
  field_reduce(&r, &product);
  mpz_mul(want, high, two256);
  mpz_add(want, want, low);
  assert_field(&r, want);
  mpz_clears(low, want, NULL);
}

/* Sums for which the second step leaves about 2^bit above 2^256. */
static void field_reduce_past(const mpz_t high, unsigned bit) {
  mpz_t above, sum;
  mpz_inits(above, sum, NULL);
  mpz_mul_ui(above, high, FIELD_FOLD);
  mpz_tdiv_q_2exp(above, above, 256);
  for (int carry = 0; carry < 2; carry++, mpz_add_ui(above, above, 1))
    for (unsigned less = 0; less < 3; less++) {
      mpz_set_ui(sum, 1);
      mpz_mul_2exp(sum, sum, bit);
      mpz_sub_ui(sum, sum, less == 2 ? FIELD_FOLD : less);
      mpz_submul_ui(sum, above, FIELD_FOLD);
      mpz_mod(sum, sum, two256);
      field_reduce_to(high, sum);
    }
  mpz_clears(above, sum, NULL);
}

static void test_field_reduce(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t high, sum;
  mpz_inits(high, sum, NULL);
  for (size_t i = 0; i < numbers.count; i++) {
    to_mpz(high, &numbers.of[i]);
    for (unsigned bit = 0; bit < 256; bit++) { /* ones above zeros */
      mpz_set_ui(sum, 1);
      mpz_mul_2exp(sum, sum, bit);
      mpz_sub(sum, two256, sum);
      field_reduce_to(high, sum);
    }
    for (unsigned bit = 0; bit < 70; bit++)
      field_reduce_past(high, bit);
  }
  mpz_clears(high, sum, NULL);
}

static void test_field_sqrt(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t x;
  mpz_init(x);
  for (size_t i = 0; i < numbers.count; i++) {
    struct wide root, square;
    to_mpz(x, &numbers.of[i]);
    mpz_mod(x, x, p);
    const bool exists = field_sqrt(&root, &numbers.of[i]);
    assert_int_equal(exists, mpz_sgn(x) == 0 || mpz_legendre(x, p) == 1);
    field_square(&square, &root);
    assert_int_equal(exists, field_equal(&square, &numbers.of[i]));
  }
  mpz_clear(x);
}

static void assert_scalar(const struct wide *got, mpz_t want) {
  mpz_mod(want, want, n);
  const struct wide expected = from_mpz(want);
  assert_true(wide_equal(got, &expected));
}

static void scalar_of_two(const struct wide *a, const struct wide *b) {
  struct wide r;
  mpz_t x, y, want;
  mpz_inits(x, y, want, NULL);
  to_mpz(x, a);
  to_mpz(y, b);
  scalar_multiply(&r, a, b);
  mpz_mul(want, x, y);
  assert_scalar(&r, want);
  if (scalar_is_canonical(a) && scalar_is_canonical(b)) {
    scalar_add(&r, a, b);
    mpz_add(want, x, y);
    assert_scalar(&r, want);
  }
  mpz_clears(x, y, want, NULL);
}

/* Both halves are below 2^128 and combine to the scalar. */
static void scalar_split_of(const struct wide *a) {
  struct scalar_half half[2];
  mpz_t x, sum, part[2];
  mpz_inits(x, sum, part[0], part[1], NULL);
  to_mpz(x, a);
  scalar_split(a, &half[0], &half[1]);
  for (int i = 0; i < 2; i++) {
    to_mpz(part[i], &half[i].magnitude);
    assert_true(mpz_sizeinbase(part[i], 2) <= 128);
    if (half[i].negative)
      mpz_neg(part[i], part[i]);
  }
  mpz_mul(sum, part[1], lambda);
  mpz_add(sum, sum, part[0]);
  assert_true(mpz_congruent_p(sum, x, n));
  mpz_clears(x, sum, part[0], part[1], NULL);
}

static void scalar_of_one(const struct wide *a) {
  struct wide r, canonical = *a;
  mpz_t x, want;
  mpz_inits(x, want, NULL);
  to_mpz(x, a);
  mpz_set(want, x);
  scalar_normalise(&canonical);
  assert_scalar(&canonical, want);
  assert_int_equal(scalar_is_canonical(a), mpz_cmp(x, n) < 0);
  mpz_mul_2exp(want, x, 1);
  assert_int_equal(scalar_is_high(a), mpz_cmp(want, n) > 0);
  scalar_negate(&r, &canonical);
  mpz_neg(want, x);
  assert_scalar(&r, want);
  scalar_inverse(&r, &canonical);
  if (!mpz_invert(want, x, n))
    mpz_set_ui(want, 0);
  assert_scalar(&r, want);
  scalar_split_of(&canonical);
  mpz_clears(x, want, NULL);
}

static void test_scalar(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  for (size_t i = 0; i < numbers.count; i++) {
    scalar_of_one(&numbers.of[i]);
    for (size_t j = 0; j < numbers.count; j++)
      scalar_of_two(&numbers.of[i], &numbers.of[j]);
  }
}

static void test_scalar_random(void **state) {
  (void)state;
  for (uint64_t seed = 1000; seed < 3000; seed++) {
    const struct wide a = random_number(seed);
    scalar_of_one(&a);
  }
}

/* A point by the textbook: affine coordinates, an inversion for every sum. */
struct plain {
  mpz_t x, y;
  bool infinity;
};

static void plain_init(struct plain *a) {
  mpz_inits(a->x, a->y, NULL);
  a->infinity = true;
}

static void plain_clear(struct plain *a) { mpz_clears(a->x, a->y, NULL); }

static void plain_set(struct plain *r, const struct plain *a) {
  mpz_set(r->x, a->x);
  mpz_set(r->y, a->y);
  r->infinity = a->infinity;
}

/* The slope of the line through a and b, or of a's tangent; false where it is vertical. */
static bool plain_slope(mpz_t slope, const struct plain *a, const struct plain *b) {
  mpz_t below;
  mpz_init(below);
  const bool same_x = mpz_cmp(a->x, b->x) == 0, same = same_x && mpz_cmp(a->y, b->y) == 0;
  if (same) {
    mpz_mul(slope, a->x, a->x);
    mpz_mul_ui(slope, slope, 3);
    mpz_mul_ui(below, a->y, 2);
  } else {
    mpz_sub(slope, b->y, a->y);
    mpz_sub(below, b->x, a->x);
  }
  const bool exists = (same || !same_x) && mpz_invert(below, below, p);
  mpz_mul(slope, slope, below);
  mpz_mod(slope, slope, p);
  mpz_clear(below);
  return exists;
}

static void plain_add(struct plain *r, const struct plain *a, const struct plain *b) {
  if (a->infinity || b->infinity) {
    plain_set(r, a->infinity ? b : a);
    return;
  }
  mpz_t slope, x, y;
  mpz_inits(slope, x, y, NULL);
  const bool finite = plain_slope(slope, a, b);
  mpz_mul(x, slope, slope);
  mpz_sub(x, x, a->x);
  mpz_sub(x, x, b->x);
  mpz_mod(x, x, p);
  mpz_sub(y, a->x, x);
  mpz_mul(y, y, slope);
  mpz_sub(y, y, a->y);
  mpz_mod(y, y, p);
  mpz_set(r->x, x);
  mpz_set(r->y, y);
  r->infinity = !finite;
  mpz_clears(slope, x, y, NULL);
}

static void plain_multiply(struct plain *r, const mpz_t scalar, const struct plain *a) {
  struct plain sum;
  plain_init(&sum);
  for (size_t bit = mpz_sizeinbase(scalar, 2); bit-- > 0;) {
    plain_add(&sum, &sum, &sum);
    if (mpz_tstbit(scalar, bit))
      plain_add(&sum, &sum, a);
  }
  plain_set(r, &sum);
  plain_clear(&sum);
}

static void plain_base(struct plain *r) {
  mpz_set(r->x, base_x);
  mpz_set(r->y, base_y);
  r->infinity = false;
}

static struct affine plain_to_affine(const struct plain *a) {
  return (struct affine){from_mpz(a->x), from_mpz(a->y)};
}

static void affine_store(uint32_t *to, const struct affine *a) {
  wide_to_words(&a->x, to);
  wide_to_words(&a->y, to + 8);
}

/* The multiples of G and then of 2^128 G. */
static void windows_table_fill(void) {
  struct plain base, sum;
  mpz_t shift;
  plain_init(&base);
  plain_init(&sum);
  mpz_init_set_ui(shift, 1);
  for (size_t entry = 0; entry < 2 * GENERATOR_MULTIPLES; entry++) {
    if (entry % GENERATOR_MULTIPLES == 0) {
      plain_base(&base);
      plain_multiply(&base, shift, &base);
      sum.infinity = true;
      mpz_mul_2exp(shift, shift, 128);
    }
    plain_add(&sum, &sum, &base);
    const struct affine multiple = plain_to_affine(&sum);
    affine_store(windows_table + AFFINE_WORDS * entry, &multiple);
  }
  plain_clear(&base);
  plain_clear(&sum);
  mpz_clear(shift);
}

static int setup(void **state) {
  (void)state;
  numbers_init();
  windows_table_fill();
  return 0;
}

static void test_generator_table(void **state) {
  (void)state;
  struct plain base, twice, sum;
  mpz_t shift;
  plain_init(&base);
  plain_init(&twice);
  plain_init(&sum);
  mpz_init_set_ui(shift, 1);
  for (uint32_t entry = 0; entry < 2 * GENERATOR_TABLE_MULTIPLES; entry++) {
    if (entry % GENERATOR_TABLE_MULTIPLES == 0) {
      plain_base(&base);
      plain_multiply(&base, shift, &base);
      plain_add(&twice, &base, &base);
      plain_set(&sum, &base);
      mpz_mul_2exp(shift, shift, 128);
    }
    struct affine got;
    const struct affine want = plain_to_affine(&sum);
    affine_load(&got, secp256k1_generator_table + AFFINE_WORDS * entry);
    assert_true(wide_equal(&got.x, &want.x) && wide_equal(&got.y, &want.y));
    plain_add(&sum, &sum, &twice);
  }
  plain_clear(&base);
  plain_clear(&twice);
  plain_clear(&sum);
  mpz_clear(shift);
}

/* The sum of digit * 2^place, which is to be `want`. */
static void assert_wnaf(const struct wnaf *wnaf, int source, int bits, const mpz_t want) {
  mpz_t sum;
  mpz_init(sum);
  int last = -bits;
  for (int place = WNAF_PLACES - 1; place >= 0; place--) {
    const int digit = wnaf->digits[place][source];
    mpz_mul_2exp(sum, sum, 1);
    if (digit < 0)
      mpz_sub_ui(sum, sum, (unsigned)-digit);
    else
      mpz_add_ui(sum, sum, (unsigned)digit);
    if (digit == 0)
      continue;
    assert_true(digit % 2 != 0 && abs(digit) < 1 << (bits - 1));
    assert_true(last < 0 || last - place >= bits);
    last = place;
  }
  assert_int_equal(mpz_cmp(sum, want), 0);
  mpz_clear(sum);
}

static void wnaf_of(const struct wide *a, int bits) {
  mpz_t want;
  mpz_init(want);
  for (int half = 0; half < 2; half++)
    for (int negative = 0; negative < 2; negative++) {
      struct wnaf wnaf = {0};
      wnaf_write(&wnaf, half, wnaf_half(a, half), bits, negative);
      to_mpz(want, a);
      mpz_tdiv_q_2exp(want, want, half ? 128 : 0);
      mpz_tdiv_r_2exp(want, want, 128);
      if (negative)
        mpz_neg(want, want);
      assert_wnaf(&wnaf, half, bits, want);
    }
  mpz_clear(want);
}

static void assert_digits(const struct digits *digits, int count, int bits, mpz_t want) {
  mpz_t sum;
  mpz_init(sum);
  for (int i = count - 1; i >= 0; i--) {
    const int digit = digit_at(digits, i * bits, bits);
    mpz_mul_2exp(sum, sum, (unsigned)bits);
    if (digit < 0)
      mpz_sub_ui(sum, sum, (unsigned)-digit);
    else
      mpz_add_ui(sum, sum, (unsigned)digit);
  }
  if (digits->negative)
    mpz_neg(sum, sum);
  assert_true(mpz_congruent_p(sum, want, n));
  mpz_clear(sum);
}

static void test_digits(void **state) {
  (void)state;
  const struct numbers numbers = numbers_all();
  mpz_t want;
  mpz_init(want);
  for (size_t i = 0; i < numbers.count; i++) {
    wnaf_of(&numbers.of[i], WNAF_KEY_BITS);
    wnaf_of(&numbers.of[i], GENERATOR_TABLE_BITS);
    struct wide scalar = numbers.of[i];
    scalar_normalise(&scalar);
    to_mpz(want, &scalar);
    const struct digits generator = digits_for_generator(&scalar);
    assert_digits(&generator, 256 / GENERATOR_BITS, GENERATOR_BITS, want);
    struct scalar_half half = {numbers.of[i], i % 2};
    for (int limb = WIDE_LIMBS / 2; limb < WIDE_LIMBS; limb++)
      half.magnitude.limb[limb] = 0;
    to_mpz(want, &half.magnitude);
    if (half.negative)
      mpz_neg(want, want);
    const struct digits of_half = digits_of_half(&half);
    assert_digits(&of_half, WINDOW_COUNT, WINDOW_BITS, want);
  }
  mpz_clear(want);
}

static void assert_point(const struct point *got, const struct plain *want) {
  assert_int_equal(got->infinity, want->infinity);
  if (got->infinity)
    return;
  struct affine affine;
  struct wide z_inverse;
  const struct affine expected = plain_to_affine(want);
  field_inverse(&z_inverse, &got->z);
  point_to_affine(&affine, got, &z_inverse);
  assert_true(wide_equal(&affine.x, &expected.x) && wide_equal(&affine.y, &expected.y));
  assert_true(affine_is_on_curve(&affine));
}

/* u1 G + u2 (key G), as a multiple of G by GMP and by the core, both ways. */
static void multiply_add_of(const mpz_t u1, const mpz_t u2, const mpz_t key) {
  struct plain q, want;
  mpz_t total;
  mpz_init(total);
  plain_init(&q);
  plain_init(&want);
  plain_base(&want);
  plain_multiply(&q, key, &want);
  mpz_mul(total, u2, key);
  mpz_add(total, total, u1);
  mpz_mod(total, total, n);
  plain_multiply(&want, total, &want);
  const struct affine point = plain_to_affine(&q);
  const struct wide a = from_mpz(u1), b = from_mpz(u2);
  struct point sum;
  windows_multiply_add(&sum, &a, &point, &b, windows_table);
  assert_point(&sum, &want);
  wnaf_multiply_add(&sum, &a, &point, &b);
  assert_point(&sum, &want);
  plain_clear(&q);
  plain_clear(&want);
  mpz_clear(total);
}

/* Keys and scalars for which the sum on its way meets the point that it adds, or its opposite: the
 * small multiples, those of lambda and of 2^128, and their opposites. */
static void test_multiply_add_special(void **state) {
  (void)state;
  enum { SPECIAL = 16 };
  mpz_t special[SPECIAL];
  for (int i = 0; i < SPECIAL; i++)
    mpz_init_set_ui(special[i], (unsigned)i);
  mpz_set_ui(special[5], 16);
  mpz_set(special[6], lambda);
  mpz_mul(special[7], lambda, lambda);
  mpz_set_ui(special[8], 1);
  mpz_mul_2exp(special[8], special[8], 128);
  mpz_sub_ui(special[9], special[8], 1);
  for (int i = 10; i < SPECIAL; i++)
    mpz_sub(special[i], n, special[i - 9]);
  for (int i = 0; i < SPECIAL; i++)
    mpz_mod(special[i], special[i], n);
  for (int key = 1; key < SPECIAL; key += 1)
    for (int i = 0; i < SPECIAL; i++)
      for (int j = 0; j < SPECIAL; j++)
        if (key <= 2 || (i + j + key) % 5 == 0)
          multiply_add_of(special[i], special[j], special[key]);
  for (int i = 0; i < SPECIAL; i++)
    mpz_clear(special[i]);
}

static void test_multiply_add_random(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 200; seed++) {
    mpz_t number[3];
    for (uint64_t i = 0; i < 3; i++) {
      const struct wide random = random_number(4000 + 3 * seed + i);
      mpz_init(number[i]);
      to_mpz(number[i], &random);
      mpz_mod(number[i], number[i], n);
    }
    if (seed % 4 == 0) { /* u1 + u2 key = 0 */
      mpz_mul(number[0], number[1], number[2]);
      mpz_neg(number[0], number[0]);
      mpz_mod(number[0], number[0], n);
    }
    if (mpz_sgn(number[2]) != 0)
      multiply_add_of(number[0], number[1], number[2]);
    for (int i = 0; i < 3; i++)
      mpz_clear(number[i]);
  }
}

/* Every x up to 200 and the last ones below p. */
static void test_lift_x(void **state) {
  (void)state;
  mpz_t x, right;
  mpz_inits(x, right, NULL);
  for (unsigned i = 0; i < 400; i++) {
    if (i < 200)
      mpz_set_ui(x, i);
    else
      mpz_sub_ui(x, p, i - 199);
    mpz_powm_ui(right, x, 3, p);
    mpz_add_ui(right, right, 7);
    const struct wide number = from_mpz(x);
    for (int odd = 0; odd < 2; odd++) {
      struct affine point;
      const bool exists = affine_from_x(&point, &number, odd);
      assert_int_equal(exists, mpz_legendre(right, p) == 1);
      assert_int_equal(exists, affine_is_on_curve(&point));
      if (exists)
        assert_int_equal(point.y.limb[0] & 1, odd);
    }
  }
  mpz_clears(x, right, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_field),
      cmocka_unit_test(test_field_reduce),
      cmocka_unit_test(test_field_sqrt),
      cmocka_unit_test(test_scalar),
      cmocka_unit_test(test_scalar_random),
      cmocka_unit_test(test_generator_table),
      cmocka_unit_test(test_digits),
      cmocka_unit_test(test_multiply_add_special),
      cmocka_unit_test(test_multiply_add_random),
      cmocka_unit_test(test_lift_x),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}

/* The field, the scalars and the group of Ed25519's lanes against GMP, with random numbers and
 * those at which limbs are at their bounds. Here on AVX2; the other files of this name compile it
 * for AVX-512. */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/base/random.h"
#include "kernels/lane/isa.h"
#include "kernels/sig/sig.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { SEED = 25519, ROUNDS = 400 };

/* Only what stands between here and pop_options may use the vectors. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#if defined(TEST_IFMA)
#pragma GCC target("avx2,bmi2,avx512f,avx512bw,avx512dq,avx512vl,avx512ifma")
#define TEST_ISA LANE_ISA_AVX512_IFMA
#elif defined(TEST_AVX512)
#pragma GCC target("avx2,bmi2,avx512f,avx512bw,avx512dq,avx512vl")
#define TEST_ISA LANE_ISA_AVX512
#else
#pragma GCC target("avx2,bmi2")
#define TEST_ISA LANE_ISA_AVX2
#endif
#include "kernels/sig/ed25519/multiply_lanes.h"

enum { LANES = LANE64_COUNT };

static mpz_t p, L, d, root_of_minus_one;

static void numbers_init(void) {
  mpz_init(p), mpz_init(L), mpz_init(d), mpz_init(root_of_minus_one);
  mpz_setbit(p, 255), mpz_sub_ui(p, p, 19);
  mpz_set_str(L, "27742317777372353535851937790883648493", 10), mpz_setbit(L, 252);
  mpz_set_si(d, 121666), mpz_invert(d, d, p); /* -121665 / 121666 */
  mpz_mul_si(d, d, -121665), mpz_mod(d, d, p);
  mpz_t quarter; /* 2 is no square */
  mpz_init(quarter), mpz_sub_ui(quarter, p, 1), mpz_fdiv_q_2exp(quarter, quarter, 2);
  mpz_set_ui(root_of_minus_one, 2), mpz_powm(root_of_minus_one, root_of_minus_one, quarter, p);
  mpz_clear(quarter);
}

static uint64_t drawn;
static uint64_t draw(void) { return pm_random_word(SEED, TEST_ISA, drawn++); }

/* --- Between lanes and numbers ---------------------------------------------------------------- */

static void value(mpz_t r, const w64 *limbs, int count, int lane) {
  mpz_t limb;
  mpz_init(limb), mpz_set_ui(r, 0);
  for (int i = 0; i < count; i++) {
    mpz_set_ui(limb, limbs[i][lane]);
    mpz_mul_2exp(limb, limb, count == 5 ? 51 * i : FIELD_PLACE(i));
    mpz_add(r, r, limb);
  }
  mpz_mod(r, r, p);
  mpz_clear(limb);
}
#define VALUE(r, a, lane) value(r, (a)->limb, sizeof *(a) / sizeof(w64), lane)

static void words_value(mpz_t r, const w64 *words, int count, int bits, int lane) {
  mpz_set_ui(r, 0);
  for (int i = count - 1; i >= 0; i--)
    mpz_mul_2exp(r, r, bits), mpz_add_ui(r, r, words[i][lane]);
}

static void set_words(w64 words[4], int lane, const mpz_t a) {
  uint64_t plain[4] = {0};
  mpz_export(plain, NULL, -1, sizeof *plain, 0, 0, a);
  for (int i = 0; i < 4; i++)
    words[i][lane] = plain[i];
}

static uint64_t limb_bound(int i) {
  return (UINT64_C(1) << FIELD_BITS(i)) + (UINT64_C(1) << FIELD_SLACK_BITS) - 1;
}

/* The first elements have all limbs at their bounds, then some, then none. */
static void draw_element(struct field *r, unsigned round) {
  for (int i = 0; i < FIELD_LIMBS; i++)
    for (int lane = 0; lane < LANES; lane++) {
      const uint64_t edges[] = {limb_bound(i), 0, FIELD_MASK(i), 1};
      const uint64_t choice = round < 1 ? 0 : draw();
      r->limb[i][lane] = round < ROUNDS / 2 && choice % 8 < 6 ? edges[choice % 8 % 4]
                                                              : draw() % (limb_bound(i) + 1);
    }
}

static void assert_element(const struct field *a, int lane, const mpz_t expected) {
  mpz_t got, rest;
  mpz_init(got), mpz_init(rest);
  VALUE(got, a, lane), mpz_mod(rest, expected, p);
  for (int i = 0; i < FIELD_LIMBS; i++)
    assert_in_range(a->limb[i][lane], 0, limb_bound(i));
  assert_int_equal(mpz_cmp(got, rest), 0);
  mpz_clear(got), mpz_clear(rest);
}

/* --- The field -------------------------------------------------------------------------------- */

static void products_and_sums(void **state) {
  (void)state;
  mpz_t x, y, z;
  mpz_init(x), mpz_init(y), mpz_init(z);
  for (unsigned round = 0; round < ROUNDS; round++) {
    struct field a, b, product, sum, difference, square, twice;
    struct field_sum raw, squares;
    draw_element(&a, round), draw_element(&b, round);
    field_mul(&product, &a, &b);
    field_add(&sum, &a, &b);
    field_subtract(&difference, &a, &b);
    field_square(&squares, &a);
    field_carry(&square, &squares);
    field_square(&raw, &b);
    field_sum_add(&squares, &squares, &raw);
    field_twice_product(&raw, &a, &b, &squares);
    field_carry(&twice, &raw);
    for (int lane = 0; lane < LANES; lane++) {
      VALUE(x, &a, lane), VALUE(y, &b, lane);
      mpz_mul(z, x, y), assert_element(&product, lane, z);
      mpz_mul_ui(z, z, 2), assert_element(&twice, lane, z);
      mpz_add(z, x, y), assert_element(&sum, lane, z);
      mpz_sub(z, x, y), assert_element(&difference, lane, z);
      mpz_mul(z, x, x), assert_element(&square, lane, z);
    }
  }
  mpz_clear(x), mpz_clear(y), mpz_clear(z);
}

/* As in the group's formulas: each is twice a product, plus one, less another. */
static void sums_of_products(void **state) {
  (void)state;
  mpz_t x, y, z;
  mpz_init(x), mpz_init(y), mpz_init(z);
  for (unsigned round = 0; round < ROUNDS; round++) {
    struct field a, b, r;
    struct field_sum aa, bb, sum;
    draw_element(&a, round), draw_element(&b, round + 1);
    field_square(&aa, &a), field_square(&bb, &b);
    field_sum_add(&sum, &aa, &aa);
    field_sum_add(&sum, &sum, &aa);
    field_sum_subtract(&sum, &sum, &bb);
    field_carry(&r, &sum);
    for (int lane = 0; lane < LANES; lane++) {
      VALUE(x, &a, lane), VALUE(y, &b, lane);
      mpz_mul(x, x, x), mpz_mul_ui(x, x, 3), mpz_mul(y, y, y), mpz_sub(z, x, y);
      assert_element(&r, lane, z);
      for (int i = 0; i < FIELD_LIMBS; i++) {
        assert_true(sum.limb[i][lane] >> 63 == 0);
        assert_true(2 * aa.limb[i][lane] < field_bias(i)[lane]);
      }
    }
  }
  mpz_clear(x), mpz_clear(y), mpz_clear(z);
}

static void carries_of_any_sum(void **state) {
  (void)state;
  mpz_t x;
  mpz_init(x);
  for (unsigned round = 0; round < ROUNDS; round++) {
    struct field r;
    struct field_sum sum;
    for (int i = 0; i < FIELD_LIMBS; i++)
      for (int lane = 0; lane < LANES; lane++)
        sum.limb[i][lane] = (round == 0 || draw() % 4 == 0 ? UINT64_MAX : draw()) >> 1;
    field_carry(&r, &sum);
    for (int lane = 0; lane < LANES; lane++)
      VALUE(x, &sum, lane), assert_element(&r, lane, x);
  }
  mpz_clear(x);
}

/* A table's entry, negated: its t2d is the largest factor there is. */
static void packed_and_negated(void **state) {
  (void)state;
  mpz_t x, y;
  mpz_init(x), mpz_init(y);
  for (unsigned round = 0; round < ROUNDS; round++) {
    struct field a, b, c, r;
    struct affine_addend addend;
    w64 negative;
    draw_element(&a, round), draw_element(&b, round), draw_element(&c, round);
    field_pack(&addend.sum, &a), field_pack(&addend.difference, &b), field_pack(&addend.t2d, &c);
    if (round % 2 == 1)
      for (int i = 0; i < 5; i++)
        addend.t2d.limb[i] = w64_set(0);
    const struct affine_addend before = addend;
    for (int lane = 0; lane < LANES; lane++)
      negative[lane] = 0 - (draw() & 1);
    affine_addend_negate(&addend, negative);
    field_unpack(&r, &addend.t2d);
    field_mul(&r, &r, &a);
    for (int lane = 0; lane < LANES; lane++) {
      const struct field_packed *sum = negative[lane] ? &addend.difference : &addend.sum;
      VALUE(x, &a, lane), VALUE(y, sum, lane), assert_int_equal(mpz_cmp(x, y), 0);
      VALUE(y, &before.t2d, lane), mpz_mul(x, x, y);
      if (negative[lane])
        mpz_neg(x, x);
      assert_element(&r, lane, x);
    }
  }
  mpz_clear(x), mpz_clear(y);
}

/* Around 0, p and the ends of words and limbs, then random: 255 bits. */
static void draw_number(mpz_t r, unsigned n) {
  static const unsigned places[] = {0, 1, 25, 26, 51, 63, 64, 102, 128, 192, 204, 229, 230, 254};
  enum { PLACES = sizeof places / sizeof *places };
  mpz_set_ui(r, 0);
  if (n < 40)
    mpz_add_ui(r, p, n), mpz_sub_ui(r, r, 20); /* up to 2^255 and one more */
  else if (n < 60)
    mpz_set_ui(r, n - 40);
  else if (n < 60 + 2 * PLACES)
    mpz_setbit(r, places[(n - 60) / 2]), mpz_sub_ui(r, r, n % 2);
  else
    for (int i = 0; i < 4; i++)
      mpz_mul_2exp(r, r, 64), mpz_add_ui(r, r, draw());
  mpz_fdiv_r_2exp(r, r, 255);
}

static void words_and_powers(void **state) {
  (void)state;
  mpz_t x, y, exponent;
  mpz_init(x), mpz_init(y), mpz_init(exponent);
  mpz_sub_ui(exponent, p, 5), mpz_fdiv_q_2exp(exponent, exponent, 3);
  for (unsigned n = 0; n < 160; n += LANES) {
    struct field a, inverse, root;
    w64 words[4], back[4];
    for (int lane = 0; lane < LANES; lane++)
      draw_number(x, n + lane), set_words(words, lane, x);
    field_from_words(&a, words);
    field_to_words(back, &a);
    const w64 is_zero = field_is_zero(&a), is_below_p = encoding_is_below_p(words);
    field_invert(&inverse, &a);
    field_power_root(&root, &a);
    for (int lane = 0; lane < LANES; lane++) {
      words_value(x, words, 4, 64, lane);
      assert_int_equal(is_below_p[lane], mpz_cmp(x, p) < 0 ? UINT64_MAX : 0);
      mpz_mod(x, x, p), words_value(y, back, 4, 64, lane);
      assert_int_equal(mpz_cmp(x, y), 0);
      assert_int_equal(is_zero[lane], mpz_sgn(x) == 0 ? UINT64_MAX : 0);
      if (mpz_invert(y, x, p) == 0)
        mpz_set_ui(y, 0);
      assert_element(&inverse, lane, y);
      mpz_powm(y, x, exponent, p), assert_element(&root, lane, y);
    }
  }
  mpz_clear(x), mpz_clear(y), mpz_clear(exponent);
}

/* Elements that are p and a little more, with limbs beyond their bits. */
static void zero_in_all_its_forms(void **state) {
  (void)state;
  struct field a;
  for (int i = 0; i < FIELD_LIMBS; i++)
    a.limb[i] = w64_set(FIELD_MASK(i) - (i == 0 ? 18 : 0));
  for (int lane = 0; lane < LANES; lane++)
    for (int i = 0; i < lane && i + 1 < FIELD_LIMBS; i++) {
      a.limb[i][lane] += UINT64_C(1) << FIELD_BITS(i);
      a.limb[i + 1][lane]--;
    }
  const w64 is_zero = field_is_zero(&a);
  a.limb[0] += w64_set(1);
  const w64 is_one = field_is_zero(&a);
  for (int lane = 0; lane < LANES; lane++)
    assert_true(is_zero[lane] == UINT64_MAX && is_one[lane] == 0);
}

/* --- Scalars ---------------------------------------------------------------------------------- */

/* 512 bits: around multiples of L, the smallest and the largest of them, and the ends of the
 * range. */
static void draw_long(mpz_t r, unsigned n) {
  mpz_set_ui(r, 0);
  for (int i = 0; i < 8; i++)
    mpz_mul_2exp(r, r, 64), mpz_add_ui(r, r, draw());
  if (n < 96) {
    mpz_fdiv_q_2exp(r, r, n % 3 == 0 ? 512 : n % 3 == 1 ? 256 : 0);
    mpz_fdiv_q(r, r, L), mpz_add_ui(r, r, n % 2), mpz_mul(r, r, L);
    mpz_add_ui(r, r, n / 6 % 3);
    if (n / 6 % 3 == 2 && mpz_sgn(r) > 0)
      mpz_sub_ui(r, r, 3);
  } else if (n < 104) {
    mpz_set_ui(r, 0), mpz_setbit(r, 512), mpz_sub_ui(r, r, n - 95);
  }
  mpz_fdiv_r_2exp(r, r, 512);
}

static void reduced_scalars(void **state) {
  (void)state;
  mpz_t x, y, z;
  mpz_init(x), mpz_init(y), mpz_init(z);
  for (unsigned n = 0; n < 256; n += LANES) {
    w64 longs[8] = {{0}}, words[16], r[SCALAR_WORDS];
    for (int lane = 0; lane < LANES; lane++) {
      uint64_t plain[8] = {0};
      draw_long(x, n + lane);
      mpz_export(plain, NULL, -1, sizeof *plain, 0, 0, x);
      for (int i = 0; i < 8; i++)
        longs[i][lane] = plain[i];
    }
    scalar_split(words, longs, 8);
    scalar_reduce(r, words);
    const w64 is_reduced = scalar_is_reduced(words);
    for (int lane = 0; lane < LANES; lane++) {
      words_value(x, longs, 8, 64, lane), mpz_mod(y, x, L);
      words_value(z, r, SCALAR_WORDS, 32, lane);
      assert_int_equal(mpz_cmp(y, z), 0);
      mpz_fdiv_r_2exp(x, x, 256);
      assert_int_equal(is_reduced[lane], mpz_cmp(x, L) < 0 ? UINT64_MAX : 0);
    }
  }
  mpz_clear(x), mpz_clear(y), mpz_clear(z);
}

/* The digits times their weights add up to the scalar. */
static void check_digits(const w64 s[SCALAR_WORDS], int width, int top) {
  mpz_t sum, digit, expected;
  w64 biased[SCALAR_WORDS], negative, magnitude;
  mpz_init(sum), mpz_init(digit), mpz_init(expected);
  scalar_to_digits(biased, s, width);
  for (int lane = 0; lane < LANES; lane++) {
    mpz_set_ui(sum, 0);
    for (int place = 0; place <= top; place += width) {
      magnitude = scalar_digit(biased, place, width, &negative);
      assert_in_range(magnitude[lane], 0, 1u << (width - 1));
      mpz_set_ui(digit, magnitude[lane]), mpz_mul_2exp(digit, digit, place);
      (negative[lane] ? mpz_sub : mpz_add)(sum, sum, digit);
    }
    words_value(expected, s, SCALAR_WORDS, 32, lane);
    assert_int_equal(mpz_cmp(sum, expected), 0);
  }
  mpz_clear(sum), mpz_clear(digit), mpz_clear(expected);
}

static void digits_of_scalars(void **state) {
  (void)state;
  mpz_t x;
  mpz_init(x);
  for (unsigned n = 0; n < 256; n += LANES) {
    w64 words[4] = {{0}}, s[SCALAR_WORDS];
    for (int lane = 0; lane < LANES; lane++) {
      draw_long(x, n + lane), mpz_mod(x, x, L);
      if (n == 0)
        mpz_sub_ui(x, L, lane + 1);
      set_words(words, lane, x);
    }
    scalar_split(s, words, 4);
    check_digits(s, KEY_WIDTH, KEY_TOP);
    check_digits(s, BASE_WIDTH, 248);
  }
  mpz_clear(x);
}

/* --- The group, in affine coordinates --------------------------------------------------------- */

struct affine {
  mpz_t x, y;
};

static void affine_init(struct affine *a) { mpz_init(a->x), mpz_init_set_ui(a->y, 1); }
static void affine_clear(struct affine *a) { mpz_clear(a->x), mpz_clear(a->y); }

/* r += a: the curve's addition law (RFC 8032, section 5.1.4, or Bernstein and others, "Twisted
 * Edwards Curves", 2008, section 6). */
static void affine_add(struct affine *r, const struct affine *a) {
  mpz_t xx, yy, k, t;
  mpz_init(xx), mpz_init(yy), mpz_init(k), mpz_init(t);
  mpz_mul(xx, r->x, a->x), mpz_mul(yy, r->y, a->y);
  mpz_mul(k, xx, yy), mpz_mul(k, k, d), mpz_mod(k, k, p);
  mpz_add(yy, yy, xx);
  mpz_mul(xx, r->x, a->y), mpz_addmul(xx, r->y, a->x);
  mpz_add_ui(t, k, 1), assert_true(mpz_invert(t, t, p)), mpz_mul(r->x, xx, t);
  mpz_ui_sub(t, 1, k), assert_true(mpz_invert(t, t, p)), mpz_mul(r->y, yy, t);
  mpz_mod(r->x, r->x, p), mpz_mod(r->y, r->y, p);
  mpz_clear(xx), mpz_clear(yy), mpz_clear(k), mpz_clear(t);
}

/* RFC 8032, section 5.1.3, leniently; returns whether y is a point's. */
static bool affine_decode(struct affine *r, const mpz_t y, bool sign) {
  mpz_t u, v, power;
  mpz_init(u), mpz_init(v), mpz_init(power);
  mpz_mod(r->y, y, p);
  mpz_mul(u, r->y, r->y), mpz_mul(v, u, d), mpz_sub_ui(u, u, 1), mpz_add_ui(v, v, 1);
  assert_true(mpz_invert(v, v, p));
  mpz_mul(u, u, v), mpz_mod(u, u, p); /* x^2 */
  mpz_add_ui(power, p, 3), mpz_fdiv_q_2exp(power, power, 3);
  mpz_powm(r->x, u, power, p);
  for (int i = 0; i < 2; i++) {
    mpz_mul(v, r->x, r->x), mpz_sub(v, v, u);
    if (mpz_divisible_p(v, p))
      break;
    mpz_mul(r->x, r->x, root_of_minus_one), mpz_mod(r->x, r->x, p);
  }
  const bool is_point = mpz_divisible_p(v, p);
  if (mpz_odd_p(r->x) != sign)
    mpz_neg(r->x, r->x), mpz_mod(r->x, r->x, p);
  mpz_clear(u), mpz_clear(v), mpz_clear(power);
  return is_point;
}

static void affine_base(struct affine *B) {
  mpz_t y;
  mpz_init_set_ui(y, 5), mpz_invert(y, y, p), mpz_mul_ui(y, y, 4);
  assert_true(affine_decode(B, y, false));
  mpz_clear(y);
}

static void entry_value(mpz_t r, const uint64_t limbs[5]) {
  mpz_set_ui(r, 0);
  for (int i = 4; i >= 0; i--)
    mpz_mul_2exp(r, r, 51), mpz_add_ui(r, r, limbs[i]);
}

static void table_of_the_base_point(void **state) {
  (void)state;
  struct affine B, multiple;
  mpz_t x, y;
  mpz_init(x), mpz_init(y), affine_init(&B), affine_init(&multiple);
  affine_base(&B);
  for (int i = 0; i < BASE_MULTIPLES; i++) {
    const uint64_t *entry = ed25519_base_table[i];
    for (int limb = 0; limb < 15; limb++)
      assert_true(entry[limb] >> 51 == 0);
    mpz_add(x, multiple.y, multiple.x), mpz_mod(x, x, p);
    entry_value(y, entry), assert_int_equal(mpz_cmp(x, y), 0);
    mpz_sub(x, multiple.y, multiple.x), mpz_mod(x, x, p);
    entry_value(y, entry + 5), assert_int_equal(mpz_cmp(x, y), 0);
    mpz_mul(x, multiple.x, multiple.y), mpz_mul(x, x, d), mpz_mul_ui(x, x, 2), mpz_mod(x, x, p);
    entry_value(y, entry + 10), assert_int_equal(mpz_cmp(x, y), 0);
    affine_add(&multiple, &B);
  }
  mpz_clear(x), mpz_clear(y), affine_clear(&B), affine_clear(&multiple);
}

static void decoded_points(void **state) {
  (void)state;
  struct affine a;
  mpz_t y;
  mpz_init(y), affine_init(&a);
  for (unsigned n = 0; n < 160; n += LANES) {
    w64 words[4] = {{0}};
    struct decoded decoded;
    for (int lane = 0; lane < LANES; lane++) {
      draw_number(y, n + lane), set_words(words, lane, y);
      words[3][lane] |= draw() << 63;
    }
    point_decode(&decoded, words);
    for (int lane = 0; lane < LANES; lane++) {
      const bool sign = words[3][lane] >> 63;
      words_value(y, words, 4, 64, lane), mpz_fdiv_r_2exp(y, y, 255);
      const bool is_point = affine_decode(&a, y, sign);
      const bool canonical = mpz_cmp(y, p) < 0 && !(mpz_sgn(a.x) == 0 && sign);
      assert_int_equal(decoded.is_point[lane], is_point ? UINT64_MAX : 0);
      if (!is_point)
        mpz_set_ui(a.x, 0), mpz_set_ui(a.y, 1);
      else
        assert_int_equal(decoded.is_canonical[lane], canonical ? UINT64_MAX : 0);
      assert_element(&decoded.x, lane, a.x), assert_element(&decoded.y, lane, a.y);
    }
  }
  mpz_clear(y), affine_clear(&a);
}

/* r = s a, or -s a. */
static void affine_multiply(struct affine *r, const mpz_t s, const struct affine *a,
                            bool negative) {
  mpz_set_ui(r->x, 0), mpz_set_ui(r->y, 1);
  for (int i = 252; i >= 0; i--) {
    affine_add(r, r);
    if (mpz_tstbit(s, i))
      affine_add(r, a);
  }
  if (negative)
    mpz_neg(r->x, r->x), mpz_mod(r->x, r->x, p);
}

/* S B - k A for points with and without torsion (a random y has any order), those of small order
 * and the identity (for what is no point) among them. */
static void double_multiplication(void **state) {
  (void)state;
  struct affine A, B, expected, part;
  mpz_t y, S_value, k_value;
  affine_init(&A), affine_init(&B), affine_init(&expected), affine_init(&part);
  mpz_init(y), mpz_init(S_value), mpz_init(k_value);
  affine_base(&B);
  for (unsigned n = 0; n < 32; n += LANES) {
    w64 y_words[4] = {{0}}, S_words[4] = {{0}}, k_words[4] = {{0}};
    w64 S[SCALAR_WORDS], k[SCALAR_WORDS];
    struct decoded decoded;
    struct completed completed;
    struct point P;
    struct field inverse;
    for (int lane = 0; lane < LANES; lane++) {
      draw_number(y, n < 8 ? 40 + n + lane : 1000), set_words(y_words, lane, y);
      draw_long(y, n + lane < 4 ? 0 : 1000), mpz_mod(y, y, L), set_words(S_words, lane, y);
      draw_long(y, n + lane < 8 ? n + lane : 1000), mpz_mod(y, y, L), set_words(k_words, lane, y);
    }
    scalar_split(S, S_words, 4), scalar_split(k, k_words, 4);
    point_decode(&decoded, y_words);
    double_multiply(&completed, S, k, &decoded);
    point_complete(&P, &completed);
    field_invert(&inverse, &P.Z);
    field_mul(&P.X, &P.X, &inverse), field_mul(&P.Y, &P.Y, &inverse);
    for (int lane = 0; lane < LANES; lane++) {
      VALUE(A.x, &decoded.x, lane), VALUE(A.y, &decoded.y, lane);
      words_value(S_value, S, SCALAR_WORDS, 32, lane);
      words_value(k_value, k, SCALAR_WORDS, 32, lane);
      affine_multiply(&expected, S_value, &B, false);
      affine_multiply(&part, k_value, &A, true);
      affine_add(&expected, &part);
      assert_element(&P.X, lane, expected.x), assert_element(&P.Y, lane, expected.y);
    }
  }
  affine_clear(&A), affine_clear(&B), affine_clear(&expected), affine_clear(&part);
  mpz_clear(y), mpz_clear(S_value), mpz_clear(k_value);
}

static int setup(void **state) {
  (void)state;
  numbers_init();
  return 0;
}

static int teardown(void **state) {
  (void)state;
  mpz_clear(p), mpz_clear(L), mpz_clear(d), mpz_clear(root_of_minus_one);
  return 0;
}

static int run_all(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(products_and_sums),       cmocka_unit_test(sums_of_products),
      cmocka_unit_test(carries_of_any_sum),      cmocka_unit_test(packed_and_negated),
      cmocka_unit_test(words_and_powers),        cmocka_unit_test(zero_in_all_its_forms),
      cmocka_unit_test(reduced_scalars),         cmocka_unit_test(digits_of_scalars),
      cmocka_unit_test(table_of_the_base_point), cmocka_unit_test(decoded_points),
      cmocka_unit_test(double_multiplication),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
#pragma GCC pop_options

int main(void) {
  if (lane_isa_supported(TEST_ISA))
    return run_all();
  printf("skipped: this processor has no %s\n", lane_isa_name(TEST_ISA));
  return 0;
}

#else
int main(void) {
  printf("skipped: this compiler or architecture has no lanes for Ed25519\n");
  return 0;
}
#endif

/* The arithmetic of kernels/field/limbs/lanes52.h over one field against GMP: every function with
 * numbers at the bounds that it states, with limbs that are all ones or not carried, and with
 * random ones. A test defines FIELD_HEADER, the field's element.h. */
#include <gmp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernels/lane/isa.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Only what stands between here and pop_options may use the vectors. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("bmi2,adx,avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512ifma")
#define LANE_SCALAR
#define LANE_CALLED
#include FIELD_HEADER
#include "kernels/curve/range52.h"
#include "kernels/field/limbs/rows52.h"

enum { ROUNDS = 400 };

static mpz_t prime, radix;
static gmp_randstate_t random_state;

/* Between lanes and numbers */

static int64_t limb_of(const __m512i *limbs, int i, int lane) {
  int64_t words[LANES52];
  memcpy(words, &limbs[i], sizeof words);
  return words[lane];
}
static void set_limb(__m512i *limbs, int i, int lane, int64_t limb) {
  int64_t words[LANES52];
  memcpy(words, &limbs[i], sizeof words);
  words[lane] = limb;
  memcpy(&limbs[i], words, sizeof words);
}

static void number_of(mpz_t r, const __m512i *limbs, int lane) {
  mpz_set_ui(r, 0);
  for (int i = LANES52_LIMBS; i-- > 0;) {
    const int64_t limb = limb_of(limbs, i, lane);
    mpz_mul_2exp(r, r, LANES52_BITS);
    if (limb < 0)
      mpz_sub_ui(r, r, 0 - (uint64_t)limb);
    else
      mpz_add_ui(r, r, (uint64_t)limb);
  }
}

/* The proper limbs of a number from 0 up to 2^(52 · LANES52_LIMBS). */
static void set_number(__m512i *limbs, int lane, const mpz_t a) {
  mpz_t rest, limb;
  mpz_init_set(rest, a), mpz_init(limb);
  for (int i = 0; i < LANES52_LIMBS; i++) {
    mpz_fdiv_r_2exp(limb, rest, LANES52_BITS);
    mpz_fdiv_q_2exp(rest, rest, LANES52_BITS);
    set_limb(limbs, i, lane, (int64_t)mpz_get_ui(limb));
  }
  assert_int_equal(mpz_sgn(rest), 0);
  mpz_clears(rest, limb, NULL);
}

/* The same number with limbs that are not carried: up to 2^bits of each are in the one below. */
static void disturb(__m512i *limbs, int lane, unsigned bits) {
  for (int i = 0; i < LANES52_TOP; i++) {
    const int64_t borrowed =
        (int64_t)gmp_urandomb_ui(random_state, bits) * (gmp_urandomb_ui(random_state, 1) ? 1 : -1);
    set_limb(limbs, i, lane, limb_of(limbs, i, lane) + borrowed * ((int64_t)1 << LANES52_BITS));
    set_limb(limbs, i + 1, lane, limb_of(limbs, i + 1, lane) - borrowed);
  }
}

static void assert_limbs(const __m512i *limbs, int lane, int64_t low, int64_t high) {
  for (int i = 0; i < LANES52_LIMBS; i++) {
    assert_true(limb_of(limbs, i, lane) >= low);
    assert_true(limb_of(limbs, i, lane) < high);
  }
}

/* A number below `times` p: the edges first, then random ones and such with long runs of equal
 * bits. */
static void draw(mpz_t r, uint64_t which, uint64_t times) {
  mpz_t bound;
  mpz_init(bound);
  mpz_mul_ui(bound, prime, times);
  const uint64_t edge = which / 3;
  if (edge < 4) { /* around 0, p, and the bound */
    mpz_mul_ui(r, prime, edge == 0 ? 0 : edge == 1 ? 1 : edge == 2 ? times / 2 : times);
    mpz_add_ui(r, r, which % 3), mpz_sub_ui(r, r, 1);
  } else if (edge < 4 + LANES52_LIMBS) { /* and where all limbs below one are ones */
    mpz_tdiv_q_2exp(r, bound, LANES52_BITS * (edge - 4));
    mpz_mul_2exp(r, r, LANES52_BITS * (edge - 4));
    mpz_sub_ui(r, r, which % 3);
  } else if (which % 2) {
    mpz_urandomm(r, random_state, bound);
  } else {
    mpz_rrandomb(r, random_state, mpz_sizeinbase(bound, 2));
  }
  mpz_mod(r, r, bound);
  mpz_clear(bound);
}

/* Numbers in lanes, those of lane l `first` + l times the stride on. */
static struct fe8 draw_lanes(uint64_t first, uint64_t stride, uint64_t times) {
  struct fe8 a;
  mpz_t number;
  mpz_init(number);
  for (int lane = 0; lane < LANES52; lane++) {
    draw(number, (first + (uint64_t)lane * stride) % 120, times);
    set_number(a.limb, lane, number);
  }
  mpz_clear(number);
  return a;
}
static struct signed8 disturbed(const struct fe8 *a, unsigned bits) {
  struct signed8 r;
  memcpy(&r, a, sizeof r);
  for (int lane = 0; bits && lane < LANES52; lane++)
    disturb(r.limb, lane, bits);
  return r;
}

/* limbs stand for want / R modulo p and are a number from 0 up to that below want / R + p: what a
 * reduction gives. */
static void assert_product(const __m512i *limbs, int lane, mpz_t want) {
  mpz_t got, bound, back;
  mpz_inits(got, bound, back, NULL);
  number_of(got, limbs, lane);
  mpz_fdiv_q(bound, want, radix);
  mpz_add(bound, bound, prime);
  assert_true(mpz_sgn(got) >= 0 && mpz_cmp(got, bound) <= 0);
  mpz_mul(back, got, radix);
  assert_true(mpz_congruent_p(back, want, prime));
  mpz_clears(got, bound, back, NULL);
}
static const int64_t proper = (int64_t)1 << LANES52_BITS;

static uint64_t factor_bound(uint64_t which) {
  const uint64_t ratio = FE8_RATIO < 1 << 16 ? FE8_RATIO : 1 << 16;
  return which == 0 ? 1 : which == 1 ? 2 : ratio - 1;
}

static void products(void **state) {
  (void)state;
  mpz_t x, y, z;
  mpz_inits(x, y, z, NULL);
  for (uint64_t n = 0; n < ROUNDS; n++) {
    const struct fe8 a = draw_lanes(n, n / 20, factor_bound(n % 3));
    const struct fe8 b = draw_lanes(n / 3, n % 7, factor_bound(n / 3 % 3));
    const struct fe8 c = draw_lanes(n / 2, 5, 2), d = draw_lanes(n, 3, 5);
    const struct signed8 product = fe8_product(&a, &b), squared = fe8_square_product(&a);
    const struct fe8 mul = fe8_mul(&a, &b), square = fe8_square(&a);
    const struct fe8 sum = fe8_mul_add(&c, &d, &d, &c);
    for (int lane = 0; lane < LANES52; lane++) {
      number_of(x, a.limb, lane), number_of(y, b.limb, lane);
      mpz_mul(z, x, y);
      assert_product(product.limb, lane, z), assert_limbs(product.limb, lane, 0, proper << 5);
      assert_product(mul.limb, lane, z), assert_limbs(mul.limb, lane, 0, proper);
      mpz_mul(z, x, x);
      assert_product(squared.limb, lane, z), assert_limbs(squared.limb, lane, 0, proper << 5);
      assert_product(square.limb, lane, z), assert_limbs(square.limb, lane, 0, proper);
      number_of(x, c.limb, lane), number_of(y, d.limb, lane);
      mpz_mul(z, x, y), mpz_mul_2exp(z, z, 1);
      assert_product(sum.limb, lane, z), assert_limbs(sum.limb, lane, 0, proper);
    }
  }
  mpz_clears(x, y, z, NULL);
}

static void assert_same(const __m512i *a, const __m512i *b, int lane) {
  mpz_t x, y;
  mpz_inits(x, y, NULL);
  number_of(x, a, lane), number_of(y, b, lane);
  assert_int_equal(mpz_cmp(x, y), 0);
  mpz_clears(x, y, NULL);
}

static void carries(void **state) {
  (void)state;
  for (uint64_t n = 0; n < ROUNDS; n++) {
    const struct fe8 a = draw_lanes(n, n / 20, factor_bound(n % 3));
    const struct signed8 b = disturbed(&a, n % 11);
    const struct fe8 carried = fe8_carry(&b);
    const struct signed8 settled = fe8_settled(&b);
    for (int lane = 0; lane < LANES52; lane++) {
      assert_memory_equal(&carried, &a, sizeof a);
      assert_same(settled.limb, a.limb, lane);
      assert_limbs(settled.limb, lane, -(1 << 11), proper + (1 << 11));
    }
  }
}

/* To below 1.6 p, and to the canonical number. */
static void ranges(void **state) {
  (void)state;
  mpz_t x, y, bound;
  mpz_inits(x, y, bound, NULL);
  mpz_mul_ui(bound, prime, 16);
  for (uint64_t n = 0; n < ROUNDS; n++) {
    const struct fe8 small = draw_lanes(n, n / 20, 2);
    const struct signed8 b = disturbed(&small, n % 11);
    const struct fe8 normal = fe8_normal(&b);
    for (int lane = 0; lane < LANES52; lane++) {
      number_of(x, small.limb, lane), number_of(y, normal.limb, lane);
      mpz_mod(x, x, prime);
      assert_int_equal(mpz_cmp(x, y), 0);
      assert_limbs(normal.limb, lane, 0, proper);
    }
#if FE_WORDS == 8
    const struct fe8 a = draw_lanes(n, n / 20, 1 + n % FE8_RATIO);
    const struct signed8 c = disturbed(&a, n % 11), reduced = fe8_reduced(&c);
    for (int lane = 0; lane < LANES52; lane++) {
      number_of(x, a.limb, lane), number_of(y, reduced.limb, lane);
      assert_true(mpz_congruent_p(x, y, prime));
      assert_true(mpz_sgn(y) >= 0);
      mpz_mul_ui(y, y, 10);
      assert_true(mpz_cmp(y, bound) < 0);
      assert_limbs(reduced.limb, lane, -2 * proper, 4 * proper);
    }
#endif
  }
  mpz_clears(x, y, bound, NULL);
}

static void forms(void **state) {
  (void)state;
  mpz_t x, y;
  mpz_inits(x, y, NULL);
  for (uint64_t n = 0; n < 120; n++) {
    const struct fe8 a = draw_lanes(n, 1, 1);
    const struct fe8 entered = fe8_enter(&a), left = fe8_leave(&entered);
    assert_memory_equal(&left, &a, sizeof a);
    for (int lane = 0; lane < LANES52; lane++) {
      number_of(x, a.limb, lane), number_of(y, entered.limb, lane);
      mpz_mul(x, x, radix);
      assert_true(mpz_congruent_p(x, y, prime));
    }
    /* The scalar form of the first lane's number and back. */
    w32 words[FE_WORDS] = {0};
    number_of(x, a.limb, 0);
    mpz_export(words, NULL, -1, sizeof *words, 0, 0, x);
    const fe scalar = fe_of_words(words), formed = fe8_form(fe_enter(scalar));
    fe_to_words(fe_normal(formed), words);
    mpz_import(y, FE_WORDS, -1, sizeof *words, 0, 0, words);
    mpz_mul(x, x, radix);
    assert_true(mpz_congruent_p(x, y, prime));
    assert_true(fe_equal(fe8_unform(formed), fe_enter(scalar)));
    const struct fe8 set = fe8_set(scalar);
    for (int lane = 0; lane < LANES52; lane++)
      assert_same(set.limb, a.limb, 0 * lane);
  }
  mpz_clears(x, y, NULL);
}

/* Any words, at any alignment and distance, go through the limbs unchanged. */
static void memory(void **state) {
  (void)state;
  enum { BYTES = 4 * FE_WORDS, STRIDE = BYTES + 24 };
  uint8_t from[1 + LANES52 * STRIDE], to[sizeof from];
  mpz_t random, number;
  mpz_inits(random, number, NULL);
  for (int n = 0; n < 100; n++) {
    mpz_rrandomb(random, random_state, 8 * sizeof from);
    memset(from, 0, sizeof from);
    mpz_export(from, NULL, -1, 1, 0, 0, random);
    memset(to, 0xa5, sizeof to);
    const size_t stride = n % 2 ? BYTES : STRIDE;
    const struct fe8 a = fe8_read_every(from + 1, stride);
    fe8_write_every(to + 1, stride, &a);
    for (int lane = 0; lane < LANES52; lane++) {
      const uint8_t *const element = from + 1 + (size_t)lane * stride;
      mpz_import(number, BYTES, -1, 1, 0, 0, element);
      number_of(random, a.limb, lane);
      assert_int_equal(mpz_cmp(random, number), 0);
      assert_memory_equal(to + 1 + (size_t)lane * stride, element, BYTES);
      for (size_t i = BYTES; i < stride; i++)
        assert_int_equal(to[1 + (size_t)lane * stride + i], 0xa5);
    }
  }
  mpz_clears(random, number, NULL);
}

/* kernels/curve/range52.h */
static void coordinates(void **state) {
  (void)state;
  mpz_t x, y, z;
  mpz_inits(x, y, z, NULL);
  for (uint64_t n = 0; n < ROUNDS; n++) {
    const struct fe8 a = draw_lanes(n, n / 20, FE8_SLACK), b = draw_lanes(n / 20, 7, FE8_SLACK);
    const struct fe8 difference = fe8_sub(&a, &b);
    const __mmask8 may_be_zero = fe8_may_be_zero(&difference);
    struct signed8 low; /* from -9 p to 1 p */
    const struct fe8 c = draw_lanes(n, 5, 10);
    for (int i = 0; i < LANES52_LIMBS; i++)
      low.limb[i] = _mm512_sub_epi64(c.limb[i], fe8_prime(9, i));
    const struct fe8 settled = fe8_settle(&low);
    for (int lane = 0; lane < LANES52; lane++) {
      number_of(x, a.limb, lane), number_of(y, b.limb, lane);
      mpz_sub(z, x, y), mpz_addmul_ui(z, prime, FE8_SLACK);
      number_of(x, difference.limb, lane);
      assert_int_equal(mpz_cmp(x, z), 0);
      assert_true(!mpz_divisible_p(x, prime) || may_be_zero >> lane & 1);
      number_of(x, low.limb, lane), number_of(y, settled.limb, lane);
      assert_true(mpz_congruent_p(x, y, prime) && mpz_sgn(y) >= 0);
      mpz_mul_ui(x, prime, FE8_STORED_TENTHS), mpz_mul_ui(y, y, 10);
      assert_true(mpz_cmp(y, x) < 0);
      assert_limbs(settled.limb, lane, 0, proper);
    }
  }
  mpz_clears(x, y, z, NULL);
}

static int setup(void **state) {
  (void)state;
  const fe limbs = {{LIMBS_PRIME}};
  w32 words[FE_WORDS];
  mpz_inits(prime, radix, NULL);
  fe_to_words(limbs, words);
  mpz_import(prime, FE_WORDS, -1, sizeof *words, 0, 0, words);
  mpz_setbit(radix, LANES52_BITS * LANES52_LIMBS);
  gmp_randinit_mt(random_state);
  return 0;
}
static int teardown(void **state) {
  (void)state;
  mpz_clears(prime, radix, NULL);
  gmp_randclear(random_state);
  return 0;
}

static int run_all(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(products), cmocka_unit_test(carries), cmocka_unit_test(ranges),
      cmocka_unit_test(forms),    cmocka_unit_test(memory),  cmocka_unit_test(coordinates),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
#pragma GCC pop_options

int main(void) {
  if (lane_isa_supported(LANE_ISA_AVX512_IFMA))
    return run_all();
  printf("skipped: this processor has no %s\n", lane_isa_name(LANE_ISA_AVX512_IFMA));
  return 0;
}

#else
int main(void) {
  printf("skipped: this compiler or architecture has no 52-bit multiply-add\n");
  return 0;
}
#endif

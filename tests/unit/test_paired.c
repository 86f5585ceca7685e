/* host/measure/paired: against Fisher's figures and those of scipy 1.17.1 (scipy.stats, quoted with the call). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "host/base/random.h"
#include "host/measure/paired.h"

static void assert_near(double value, double expected, double within) {
  if (!(fabs(value - expected) <= within))
    fail_msg("%.9g is not within %g of %.9g", value, within, expected);
}

/* --- permutations ------------------------------------------------------------------------ */

/* Darwin's plants of maize, crossed less self-fertilised, in eighths of an inch. */
static const double darwin[15] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

/* Fisher, The Design of Experiments, section 21: of 32768 ways 863 have a sum as great as 314 or greater, and
 * as many one of -314 or less. scipy.stats.permutation_test((darwin,), mean, permutation_type='samples'):
 * 0.05267333984375. */
static void fisher_counted_the_ways(void **state) {
  (void)state;
  bool exact;
  assert_true(pm_sign_flips(darwin, 15, 1, &exact) == 2 * 863 / 32768.0);
  assert_true(exact);
}

/* permutation_test(((0.5, -0.1, 0.7, 0.3, 0.2, -0.4, 0.6),), ...): 0.15625, with sums that are equal but for
 * rounding. */
static void equal_sums_count_in_spite_of_rounding(void **state) {
  (void)state;
  const double d[] = {0.5, -0.1, 0.7, 0.3, 0.2, -0.4, 0.6};
  bool exact;
  assert_true(pm_sign_flips(d, 7, 1, &exact) == 0.15625);
}

static void the_ends_of_the_exact_test(void **state) {
  (void)state;
  const double one[] = {3}, zeros[16] = {0},
               ones[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  bool exact;
  assert_true(isnan(pm_sign_flips(NULL, 0, 1, &exact)));
  assert_true(pm_sign_flips(one, 1, 1, &exact) == 1);
  assert_true(pm_sign_flips(zeros, 16, 1, &exact) == 1);
  assert_true(pm_sign_flips(ones, 16, 1, &exact) == 2 / 65536.0);
  assert_true(exact);
}

/* All 2^24 ways (permutation_test(..., n_resamples=inf)): 0.182180; of 10000 drawn ones 95% of the shares lie
 * within 0.0076 of it. */
static void more_than_sixteen_are_drawn_and_the_draw_repeats(void **state) {
  (void)state;
  double d[24];
  bool exact = true;
  for (int i = 0; i < 24; i++)
    d[i] = i * 37 % 24 - 9.5;
  double p = pm_sign_flips(d, 24, 1, &exact);
  assert_false(exact);
  assert_near(p, 0.182180, 0.012);
  assert_true(pm_sign_flips(d, 24, 1, &exact) == p);
  assert_true(pm_sign_flips(d, 24, 2, &exact) != p);
}

/* --- blocks ------------------------------------------------------------------------------ */

static struct pm_paired compare(const double *base, const double *contender, size_t count,
                                size_t blocks) {
  struct pm_sample b = {base, count, blocks}, c = {contender, count, blocks};
  struct pm_paired paired;
  assert_true(pm_pairable(b, c));
  pm_compare_paired(b, c, 1, &paired);
  return paired;
}

/* With 4 blocks the interval is Student's: scipy.stats.ttest_1samp(log(b / c), 0).confidence_interval() is
 * (ln 1.01460413, ln 1.09982626) about ln 1.05635613, ttest_rel(b, c)'s (1.29001926, 9.70998074). */
static void few_blocks_have_students_interval(void **state) {
  (void)state;
  const double b[] = {100, 104, 98, 107}, c[] = {95, 97, 96, 99};
  struct pm_paired paired = compare(b, c, 4, 4);
  assert_int_equal(paired.blocks, 4);
  assert_near(paired.ratio.estimate, 1.05635613, 1e-7);
  assert_near(paired.ratio.low, 1.01460413, 1e-5);
  assert_near(paired.ratio.high, 1.09982626, 1e-5);
  assert_near(paired.difference_ns.estimate, 5.5, 1e-12);
  assert_near(paired.difference_ns.low, 1.29001926, 1e-4);
  assert_near(paired.difference_ns.high, 9.70998074, 1e-4);
  assert_true(paired.p == 0.125 && paired.p_exact);
}

/* ttest_1samp(darwin, 0).confidence_interval(): (0.0311933, 41.8354733). With 15 blocks the resampled interval is
 * about as wide, and where it is wider it counts. */
static void many_blocks_have_no_less_than_students(void **state) {
  (void)state;
  double b[15], c[15];
  for (int i = 0; i < 15; i++) {
    c[i] = 1000;
    b[i] = 1000 + darwin[i];
  }
  struct pm_interval difference = compare(b, c, 15, 15).difference_ns;
  assert_near(difference.estimate, 314 / 15.0, 1e-9);
  assert_true(difference.low <= 0.0311933 + 1e-3 && difference.low > -4);
  assert_true(difference.high >= 41.8354733 - 1e-3 && difference.high < 44);
}

/* The median of a block, so that a disturbed sample in it is none of its figure. */
static void a_block_is_its_median(void **state) {
  (void)state;
  const double b[] = {10, 1000, 10, 20, 20, 2000, 30, 30, 3},
               c[] = {5, 5, 5, 10, 1, 10, 15, 15, 15};
  struct pm_paired paired = compare(b, c, 9, 3);
  assert_near(paired.ratio.estimate, 2, 1e-12);
  assert_near(paired.ratio.low, 2, 1e-12);
  assert_near(paired.ratio.high, 2, 1e-12);
  assert_near(paired.difference_ns.estimate, 10, 1e-12);
}

/* A machine that slows down by half during the run, and a contender that takes 3% longer in every block: by
 * blocks that is plain to see, by runs it is not. */
static void drift_falls_out(void **state) {
  (void)state;
  enum { BLOCKS = 8, EACH = 20, COUNT = BLOCKS * EACH };
  double b[COUNT], c[COUNT];
  for (int i = 0; i < COUNT; i++) {
    double drift = 1000 * (1 + 0.5 * (double)(i / EACH) / BLOCKS);
    b[i] = drift * (0.99 + 0.02 * (double)(pm_random_word(1, 1, (uint64_t)i) % 1000) / 1000);
    c[i] = 1.03 * drift * (0.99 + 0.02 * (double)(pm_random_word(1, 2, (uint64_t)i) % 1000) / 1000);
  }
  struct pm_paired paired = compare(b, c, COUNT, BLOCKS);
  assert_true(paired.ratio.high < 1);
  assert_near(paired.ratio.estimate, 1 / 1.03, 0.005);
  assert_true(paired.p == 2 / 256.0);
  struct pm_interval ratio, difference;
  pm_compare_medians((struct pm_sample){b, COUNT, BLOCKS}, (struct pm_sample){c, COUNT, BLOCKS}, 1,
                     &ratio, &difference);
  assert_true(ratio.low < 1 && ratio.high > 1);
}

/* Of 400 comparisons of equals with 5 blocks some 5% have an interval without 1; of Student's t on normal
 * logarithms exactly 5%. 20 within four deviations of the binomial law. */
static void equals_differ_once_in_twenty(void **state) {
  (void)state;
  enum { TRIALS = 400, BLOCKS = 5 };
  int different = 0;
  for (uint64_t trial = 0; trial < TRIALS; trial++) {
    double b[BLOCKS], c[BLOCKS];
    for (uint64_t i = 0; i < BLOCKS; i++) {
      double normal[2] = {0, 0}; /* sums of twelve uniform numbers, less six */
      for (uint64_t k = 0; k < 24; k++)
        normal[k % 2] += (double)(pm_random_word(7, trial, 24 * i + k) >> 11) * 0x1p-53 - 0.5;
      b[i] = 1000 * exp(0.01 * normal[0]);
      c[i] = 1000 * exp(0.01 * normal[1]);
    }
    struct pm_interval ratio = compare(b, c, BLOCKS, BLOCKS).ratio;
    different += ratio.low > 1 || ratio.high < 1;
  }
  assert_in_range(different, 3, 37);
}

static void the_same_seed_gives_the_same_interval(void **state) {
  (void)state;
  double b[40], c[40];
  for (int i = 0; i < 40; i++) {
    b[i] = 1000 + (double)(pm_random_word(3, 1, (uint64_t)i) % 100);
    c[i] = 1000 + (double)(pm_random_word(3, 2, (uint64_t)i) % 100);
  }
  struct pm_interval first = compare(b, c, 40, 20).ratio, again = compare(b, c, 40, 20).ratio;
  assert_true(first.low == again.low && first.high == again.high);
}

static void swapping_the_sides_turns_the_ratio_round(void **state) {
  (void)state;
  const double b[] = {100, 104, 98, 107}, c[] = {95, 97, 96, 99};
  struct pm_interval there = compare(b, c, 4, 4).ratio, back = compare(c, b, 4, 4).ratio;
  assert_near(there.estimate * back.estimate, 1, 1e-12);
  assert_near(there.low * back.high, 1, 1e-12);
}

/* A clock that saw no time pass gives a difference, but no ratio. */
static void a_time_of_zero_has_no_ratio(void **state) {
  (void)state;
  const double b[] = {0, 10, 10}, c[] = {10, 10, 10};
  struct pm_paired paired = compare(b, c, 3, 3);
  assert_true(isnan(paired.ratio.estimate) && isnan(paired.ratio.low) && isnan(paired.p));
  assert_near(paired.difference_ns.estimate, -10 / 3.0, 1e-12);
}

static void what_cannot_be_paired(void **state) {
  (void)state;
  const double ns[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  struct pm_sample four = {ns, 12, 4};
  assert_true(pm_pairable(four, (struct pm_sample){ns, 4, 4}));
  assert_false(pm_pairable(four, (struct pm_sample){ns, 12, 3}));
  assert_false(pm_pairable((struct pm_sample){ns, 12, 2}, (struct pm_sample){ns, 12, 2}));
  assert_false(pm_pairable((struct pm_sample){ns, 11, 4}, four));
  assert_false(pm_pairable((struct pm_sample){ns, 0, 4}, four));
  assert_false(pm_pairable((struct pm_sample){ns, 12, 0}, four));
}

/* --- the 95th percentile ----------------------------------------------------------------- */

/* 4 blocks of 40, all of which equal the block's figure. */
static void fill(double ns[160], const double figures[4]) {
  for (int i = 0; i < 160; i++)
    ns[i] = figures[i / 40];
}

/* scipy.stats.ttest_ind(log(b), log(c), equal_var=False): the ratio's interval (1.0617183, 1.1477922). Ours reaches
 * at least as far, and no further than the farthest resamples: 109/104 and 115/99. */
static void sides_apart_have_welchs_interval(void **state) {
  (void)state;
  double b[160], c[160];
  fill(b, (const double[]){110, 112, 109, 115});
  fill(c, (const double[]){100, 101, 104, 99});
  struct pm_interval ratio =
      pm_compare_p95((struct pm_sample){b, 160, 4}, (struct pm_sample){c, 160, 4}, false, 1);
  assert_near(ratio.estimate, 115 / 104.0, 1e-12); /* rank 152 of 160 lies in the last block */
  assert_true(ratio.low <= 1.0617183 && ratio.low >= 109 / 104.0);
  assert_true(ratio.high >= 1.1477922 && ratio.high <= 115 / 99.0);
  struct pm_interval interleaved =
      pm_compare_p95((struct pm_sample){b, 160, 4}, (struct pm_sample){c, 160, 4}, true, 1);
  assert_true(interleaved.estimate == ratio.estimate && interleaved.low != ratio.low);
}

static void too_few_samples_have_no_p95(void **state) {
  (void)state;
  double ns[160];
  fill(ns, (const double[]){1, 2, 3, 4});
  struct pm_sample enough = {ns, 160, 4}, few = {ns, 128, 4}, whole = {ns, 160, 1};
  assert_true(isnan(pm_compare_p95(enough, few, false, 1).estimate));
  assert_true(isnan(pm_compare_p95(whole, enough, false, 1).estimate));
  assert_true(pm_compare_p95(enough, enough, true, 1).low == 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fisher_counted_the_ways),
      cmocka_unit_test(equal_sums_count_in_spite_of_rounding),
      cmocka_unit_test(the_ends_of_the_exact_test),
      cmocka_unit_test(more_than_sixteen_are_drawn_and_the_draw_repeats),
      cmocka_unit_test(few_blocks_have_students_interval),
      cmocka_unit_test(many_blocks_have_no_less_than_students),
      cmocka_unit_test(a_block_is_its_median),
      cmocka_unit_test(drift_falls_out),
      cmocka_unit_test(equals_differ_once_in_twenty),
      cmocka_unit_test(the_same_seed_gives_the_same_interval),
      cmocka_unit_test(swapping_the_sides_turns_the_ratio_round),
      cmocka_unit_test(a_time_of_zero_has_no_ratio),
      cmocka_unit_test(what_cannot_be_paired),
      cmocka_unit_test(sides_apart_have_welchs_interval),
      cmocka_unit_test(too_few_samples_have_no_p95),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

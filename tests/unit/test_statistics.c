/* host/measure/statistics.h and bootstrap.h: known answers, the bootstrap against full enumeration,
 * and the coverage of its intervals on simulated samples. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "host/base/random.h"
#include "host/measure/bootstrap.h"
#include "host/measure/statistics.h"

static void assert_close(double got, double expected, double relative) {
  if (!(fabs(got - expected) <= relative * fabs(expected)))
    fail_msg("got %.17g, expected %.17g", got, expected);
}

/* The samples of the known answers: 0.25-spaced, out of order. */
static void fill_known(double *samples, size_t n) {
  for (size_t i = 0; i < n; i++)
    samples[i] = (double)((i * 7919) % 1009) + 0.25 * (double)(i % 3);
}

/* From numpy 2.4 and scipy 1.17: numpy.median, numpy.mean, scipy.stats.median_abs_deviation,
 * scipy.stats.variation(ddof=1), numpy.percentile(method="inverted_cdf"). */
static const struct known {
  size_t n;
  double median, mean, mad, cv, p90, p95, p99;
} known_answers[] = {
    {63, 517.5, 510.4563492063492, 248.5, 0.5800577923090495, NAN, NAN, NAN},
    {64, 515.5, 509.52734375, 246.125, 0.5766694174401522, 910.0, NAN, NAN},
    {129, 513.5, 509.4360465116279, 248.5, 0.5761947871984219, 910.0, NAN, NAN},
    {130, 511.5, 508.925, 248.125, 0.574647547966858, 906.0, 964.5, NAN},
    {661, 506.0, 505.20121028744325, 252.5, 0.5779093790775645, 908.5, 960.5, NAN},
    {662, 506.625, 505.6106495468278, 252.375, 0.5773804909734555, 908.5, 960.5, 999.5},
    {1000, 505.75, 504.92775, 252.125, 0.5773166449809886, 907.25, 958.25, 998.25},
};

static void assert_percentile(double got, double expected) {
  assert_int_equal(isnan(got) != 0, isnan(expected) != 0);
  if (!isnan(expected))
    assert_true(got == expected);
}

static void figures_are_known(void **state) {
  (void)state;
  double samples[1000];
  fill_known(samples, 1000);
  for (size_t i = 0; i < sizeof known_answers / sizeof *known_answers; i++) {
    const struct known *k = &known_answers[i];
    struct pm_statistics s;
    pm_statistics_compute(samples, k->n, 1, 1, &s);
    assert_int_equal(s.n, k->n);
    assert_close(s.median_ns, k->median, 0);
    assert_close(pm_median(samples, k->n), k->median, 0);
    assert_close(s.mean_ns, k->mean, 1e-13);
    assert_close(s.mad_ns, k->mad, 0);
    assert_close(s.cv, k->cv, 1e-13);
    assert_percentile(s.p90_ns, k->p90);
    assert_percentile(s.p95_ns, k->p95);
    assert_percentile(s.p99_ns, k->p99);
    assert_true(s.ci_low_ns < s.median_ns && s.median_ns < s.ci_high_ns);
  }
}

/* The smallest n of the rule in statistics.c: two samples above the percentile at 99%. */
static size_t samples_for(double p) {
  size_t n = 1;
  while (1 - pow(p, (double)n) - (double)n * (1 - p) * pow(p, (double)n - 1) < 0.99)
    n++;
  return n;
}

static void percentile_thresholds_follow_their_rule(void **state) {
  (void)state;
  assert_int_equal(samples_for(0.90), 64);
  assert_int_equal(samples_for(0.95), 130);
  assert_int_equal(samples_for(0.99), 662);
}

static void few_samples_give_few_figures(void **state) {
  (void)state;
  struct pm_statistics s;
  pm_statistics_compute(NULL, 0, 1, 1, &s);
  assert_true(isnan(s.median_ns) && isnan(s.mean_ns) && isnan(s.mad_ns) && isnan(s.cv));
  assert_true(isnan(s.ci_low_ns) && isnan(s.ci_high_ns) && isnan(s.p90_ns));
  assert_true(isnan(pm_median(NULL, 0)));
  const double lone = 12.5;
  pm_statistics_compute(&lone, 1, 1, 1, &s);
  assert_true(s.median_ns == 12.5 && s.mean_ns == 12.5 && s.mad_ns == 0);
  assert_true(isnan(s.cv) && isnan(s.ci_low_ns) && isnan(s.ci_high_ns));
  const double zeros[2] = {0, 0};
  pm_statistics_compute(zeros, 2, 1, 1, &s);
  assert_true(s.median_ns == 0 && isnan(s.cv) && s.ci_low_ns == 0 && s.ci_high_ns == 0);
}

static void samples_are_left_alone(void **state) {
  (void)state;
  double samples[100], before[100];
  fill_known(samples, 100);
  fill_known(before, 100);
  struct pm_statistics s;
  struct pm_interval ratio, difference;
  pm_statistics_compute(samples, 100, 1, 1, &s);
  pm_compare_medians((struct pm_sample){samples, 100, 1}, (struct pm_sample){samples, 100, 1}, 1,
                     &ratio, &difference);
  assert_memory_equal(samples, before, sizeof samples);
}

/* Counts, over all n^n resamples of 0 .. n-1, those with the median m/2, for every m. */
static void enumerate(unsigned n, double share[]) {
  unsigned total = 1;
  for (unsigned i = 0; i < n; i++)
    total *= n;
  for (unsigned code = 0; code < total; code++) {
    double resample[8];
    for (unsigned i = 0, rest = code; i < n; i++, rest /= n)
      resample[i] = rest % n;
    share[(unsigned)(2 * pm_median(resample, n))] += 1.0 / total;
  }
}

/* 200,000 draws: the standard error of a share is below 0.0012; five of them are allowed. */
static void assert_draws_follow_enumeration(unsigned n) {
  enum { DRAWS = 200000 };
  double expected[16] = {0}, drawn[16] = {0}, sorted[8];
  enumerate(n, expected);
  for (unsigned i = 0; i < n; i++)
    sorted[i] = i;
  struct pm_draws draws = {.seed = 5, .stream = n};
  for (unsigned i = 0; i < DRAWS; i++)
    drawn[(unsigned)(2 * pm_draw_median(&draws, sorted, n))] += 1.0 / DRAWS;
  for (unsigned m = 0; m <= 2 * (n - 1); m++)
    if (fabs(drawn[m] - expected[m]) > 0.006)
      fail_msg("n = %u, median %g: drawn %g, enumerated %g", n, m / 2.0, drawn[m], expected[m]);
}

static void draws_follow_resampling(void **state) {
  (void)state;
  for (unsigned n = 1; n <= 6; n++)
    assert_draws_follow_enumeration(n);
}

/* By 200,000 plain resamples in numpy (40,000 for n = 1000): the standard deviation of the median
 * and its 2.5% and 97.5% percentiles. */
static void intervals_agree_with_plain_resampling(void **state) {
  (void)state;
  static const struct {
    size_t n;
    double low, high, deviation;
  } plain[] = {
      {25, 335.5, 703.5, 92.9897}, {64, 397.25, 637.0, 60.1724}, {1000, 475.25, 536.75, 15.8101}};
  double samples[1000];
  fill_known(samples, 1000);
  for (size_t i = 0; i < 3; i++) {
    struct pm_statistics s;
    pm_statistics_compute(samples, plain[i].n, 1, 42, &s);
    assert_true(fabs(s.ci_low_ns - plain[i].low) < plain[i].deviation / 3);
    assert_true(fabs(s.ci_high_ns - plain[i].high) < plain[i].deviation / 3);
  }
}

/* Of 40 and 61 samples, by scipy 1.10: stats.bootstrap((a, b), median(a) / median(b), n_resamples=100000,
 * method="percentile"), and the same of the difference; the peer's standard error is the measure. */
static void ratio_and_difference_agree_with_scipy(void **state) {
  (void)state;
  double known[561], a[40], b[61];
  fill_known(known, 561);
  for (size_t i = 0; i < 40; i++)
    a[i] = 1000 + known[i];
  for (size_t i = 0; i < 61; i++)
    b[i] = 900 + known[500 + i];
  struct pm_interval ratio, difference;
  pm_compare_medians((struct pm_sample){a, 40, 1}, (struct pm_sample){b, 61, 1}, 3, &ratio,
                     &difference);
  assert_close(ratio.estimate, 1.0619148560325031, 1e-15);
  assert_true(fabs(ratio.low - 0.9308744) < 0.0751667 / 4);
  assert_true(fabs(ratio.high - 1.2232260) < 0.0751667 / 4);
  assert_true(difference.estimate == 87.625);
  assert_true(fabs(difference.low - -100.375) < 101.9545 / 4);
  assert_true(fabs(difference.high - 288.25) < 101.9545 / 4);
}

enum { SIMULATED = 400, SIMULATED_SAMPLES = 60 };

/* Exponential times on top of a constant, as timings are skewed: the median is floor + ln 2. */
static void simulate(uint64_t stream, double scale, double *samples, size_t n) {
  for (size_t i = 0; i < n; i++) {
    double u = ((double)(pm_random_word(2024, stream, i) >> 11) + 0.5) * 0x1p-53;
    samples[i] = scale * (10 - log(u));
  }
}

static const double simulated_median = 10 + 0.69314718055994531;

static void assert_coverage(unsigned hits) {
  double share = (double)hits / SIMULATED;
  if (share < 0.92 || share > 0.98)
    fail_msg("%.3f of the 95%% intervals hold the true value", share);
}

static void intervals_hold_the_median(void **state) {
  (void)state;
  unsigned odd = 0, even = 0;
  for (unsigned i = 0; i < SIMULATED; i++) {
    double samples[SIMULATED_SAMPLES + 1];
    struct pm_statistics s;
    simulate(i, 1, samples, SIMULATED_SAMPLES + 1);
    pm_statistics_compute(samples, SIMULATED_SAMPLES, 1, i, &s);
    even += s.ci_low_ns <= simulated_median && simulated_median <= s.ci_high_ns;
    pm_statistics_compute(samples, SIMULATED_SAMPLES + 1, 1, i, &s);
    odd += s.ci_low_ns <= simulated_median && simulated_median <= s.ci_high_ns;
  }
  assert_coverage(even);
  assert_coverage(odd);
}

static void intervals_hold_ratio_and_difference(void **state) {
  (void)state;
  const double true_difference = 1.5 * simulated_median;
  unsigned ratios = 0, differences = 0;
  for (unsigned i = 0; i < SIMULATED; i++) {
    double base[SIMULATED_SAMPLES], contender[SIMULATED_SAMPLES + 21];
    struct pm_interval ratio, difference;
    simulate(1000 + i, 2.5, base, SIMULATED_SAMPLES);
    simulate(9000 + i, 1, contender, SIMULATED_SAMPLES + 21);
    pm_compare_medians((struct pm_sample){base, SIMULATED_SAMPLES, 1},
                       (struct pm_sample){contender, SIMULATED_SAMPLES + 21, 1}, i, &ratio,
                       &difference);
    ratios += ratio.low <= 2.5 && 2.5 <= ratio.high;
    differences += difference.low <= true_difference && true_difference <= difference.high;
  }
  assert_coverage(ratios);
  assert_coverage(differences);
}

/* `repetitions` parts, each off by its own factor: what a busy machine does to one run. */
static void simulate_repetitions(uint64_t stream, double *samples, size_t each,
                                 size_t repetitions) {
  for (size_t r = 0; r < repetitions; r++) {
    double shift = (double)(pm_random_word(2025, stream, r) >> 11) * 0x1p-53;
    simulate(stream * 16 + r, 1 + 0.2 * shift, samples + r * each, each);
  }
}

/* Two runs of one program. Taken for independent, their samples would nearly always make one of
 * them the faster. */
static void repetitions_keep_equals_equal(void **state) {
  (void)state;
  enum { EACH = 50, MOST = 8, PAIRS = 120 };
  for (size_t repetitions = 4; repetitions <= MOST; repetitions += 4) {
    unsigned wrong = 0, wrong_as_one = 0;
    for (unsigned i = 0; i < PAIRS; i++) {
      double base[EACH * MOST], contender[EACH * MOST];
      struct pm_interval ratio, difference;
      simulate_repetitions(20000 + i, base, EACH, repetitions);
      simulate_repetitions(40000 + i, contender, EACH, repetitions);
      struct pm_sample a = {base, EACH * repetitions, repetitions};
      struct pm_sample b = {contender, EACH * repetitions, repetitions};
      pm_compare_medians(a, b, i, &ratio, &difference);
      wrong += ratio.low > 1 || ratio.high < 1;
      assert_true(ratio.low <= ratio.estimate && ratio.estimate <= ratio.high);
      a.repetitions = b.repetitions = 1;
      pm_compare_medians(a, b, i, &ratio, &difference);
      wrong_as_one += ratio.low > 1 || ratio.high < 1;
    }
    if (wrong > PAIRS / 20)
      fail_msg("%u of %d pairs of equals differ, in %zu repetitions", wrong, PAIRS, repetitions);
    assert_true(wrong_as_one > PAIRS / 2);
  }
}

/* A difference beyond what the repetitions differ by is still found. */
static void repetitions_leave_differences_visible(void **state) {
  (void)state;
  enum { EACH = 50, REPETITIONS = 4, PAIRS = 120 };
  unsigned found = 0;
  for (unsigned i = 0; i < PAIRS; i++) {
    double base[EACH * REPETITIONS], contender[EACH * REPETITIONS];
    struct pm_interval ratio, difference;
    simulate_repetitions(60000 + i, base, EACH, REPETITIONS);
    simulate_repetitions(80000 + i, contender, EACH, REPETITIONS);
    for (size_t k = 0; k < EACH * REPETITIONS; k++)
      contender[k] /= 1.5;
    pm_compare_medians((struct pm_sample){base, EACH * REPETITIONS, REPETITIONS},
                       (struct pm_sample){contender, EACH * REPETITIONS, REPETITIONS}, i, &ratio,
                       &difference);
    found += ratio.low > 1;
  }
  assert_true(found > PAIRS * 95 / 100);
}

static void noise_is_half_the_interval(void **state) {
  (void)state;
  struct pm_statistics s = {.median_ns = 200, .ci_low_ns = 180, .ci_high_ns = 240};
  assert_true(pm_statistics_noise(&s) == 0.15);
  s.ci_low_ns = NAN;
  assert_true(isnan(pm_statistics_noise(&s)));
}

static void comparison_estimates_are_those_of_the_medians(void **state) {
  (void)state;
  const double base[3] = {30, 10, 20}, contender[4] = {4, 6, 2, 5};
  struct pm_interval ratio, difference;
  pm_compare_medians((struct pm_sample){base, 3, 1}, (struct pm_sample){contender, 4, 1}, 1, &ratio,
                     &difference);
  assert_true(ratio.estimate == 20 / 4.5 && difference.estimate == 15.5);
  assert_true(ratio.low <= ratio.estimate && ratio.estimate <= ratio.high);
  pm_compare_medians((struct pm_sample){base, 1, 1}, (struct pm_sample){contender, 4, 1}, 1, &ratio,
                     &difference);
  assert_true(ratio.estimate == 30 / 4.5 && isnan(ratio.low) && isnan(difference.high));
  pm_compare_medians((struct pm_sample){base, 0, 1}, (struct pm_sample){contender, 4, 1}, 1, &ratio,
                     &difference);
  assert_true(isnan(ratio.estimate) && isnan(difference.estimate));
}

static void a_ratio_over_zero_is_no_figure(void **state) {
  (void)state;
  const double base[2] = {1, 1}, sometimes_zero[3] = {0, 1, 1}, zero[2] = {0, 0};
  struct pm_interval ratio, difference;
  pm_compare_medians((struct pm_sample){base, 2, 1}, (struct pm_sample){zero, 2, 1}, 1, &ratio,
                     &difference);
  assert_true(isnan(ratio.estimate) && isnan(ratio.low) && difference.low == 1);
  pm_compare_medians((struct pm_sample){base, 2, 1}, (struct pm_sample){sometimes_zero, 3, 1}, 1,
                     &ratio, &difference);
  assert_true(ratio.estimate == 1 && isnan(ratio.low) && isnan(ratio.high));
}

static void seeds_repeat(void **state) {
  (void)state;
  double samples[200];
  fill_known(samples, 200);
  struct pm_statistics a, b, c;
  pm_statistics_compute(samples, 200, 1, 7, &a);
  pm_statistics_compute(samples, 200, 1, 7, &b);
  assert_memory_equal(&a, &b, sizeof a);
  bool differs = false;
  for (uint64_t seed = 8; seed < 16; seed++) {
    pm_statistics_compute(samples, 200, 1, seed, &c);
    differs = differs || c.ci_low_ns != a.ci_low_ns || c.ci_high_ns != a.ci_high_ns;
  }
  assert_true(differs);
}

static void comparisons_repeat_by_their_seed(void **state) {
  (void)state;
  double samples[200];
  fill_known(samples, 200);
  struct pm_interval ratios[2], differences[2], other;
  struct pm_sample base = {samples, 120, 4}, contender = {samples + 120, 80, 4};
  for (size_t i = 0; i < 2; i++)
    pm_compare_medians(base, contender, 11, &ratios[i], &differences[i]);
  assert_memory_equal(&ratios[0], &ratios[1], sizeof ratios[0]);
  assert_memory_equal(&differences[0], &differences[1], sizeof differences[0]);
  pm_compare_medians(base, contender, 12, &other, &differences[1]);
  assert_true(other.estimate == ratios[0].estimate);
  assert_true(other.low != ratios[0].low || other.high != ratios[0].high);
}

static void many_samples_are_no_burden(void **state) {
  (void)state;
  enum { MANY = 100000 };
  double *samples = malloc(MANY * sizeof *samples);
  assert_non_null(samples);
  simulate(77, 1, samples, MANY);
  struct pm_statistics s;
  pm_statistics_compute(samples, MANY, 1, 1, &s);
  assert_close(s.median_ns, simulated_median, 0.002);
  assert_true(s.ci_high_ns - s.ci_low_ns < 0.03);
  assert_close(s.p99_ns, 10 + log(100), 0.01);
  free(samples);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_known),
      cmocka_unit_test(percentile_thresholds_follow_their_rule),
      cmocka_unit_test(few_samples_give_few_figures),
      cmocka_unit_test(samples_are_left_alone),
      cmocka_unit_test(draws_follow_resampling),
      cmocka_unit_test(intervals_agree_with_plain_resampling),
      cmocka_unit_test(ratio_and_difference_agree_with_scipy),
      cmocka_unit_test(intervals_hold_the_median),
      cmocka_unit_test(intervals_hold_ratio_and_difference),
      cmocka_unit_test(repetitions_keep_equals_equal),
      cmocka_unit_test(repetitions_leave_differences_visible),
      cmocka_unit_test(noise_is_half_the_interval),
      cmocka_unit_test(comparison_estimates_are_those_of_the_medians),
      cmocka_unit_test(a_ratio_over_zero_is_no_figure),
      cmocka_unit_test(seeds_repeat),
      cmocka_unit_test(comparisons_repeat_by_their_seed),
      cmocka_unit_test(many_samples_are_no_burden),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "host/measure/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/random.h"
#include "host/measure/bootstrap.h"
#include "host/measure/sorted.h"

/* Streams of the generator, one per use. */
enum { STREAM_RATIO = 0x70616972, STREAM_DIFFERENCE, STREAM_P95, STREAM_SIGNS };

/* --- intervals of means of few values ---------------------------------------------------- */

struct values {
  const double *at;
  size_t n;
};

static double mean_of(struct values values) {
  double sum = 0;
  for (size_t i = 0; i < values.n; i++)
    sum += values.at[i];
  return sum / (double)values.n;
}

/* Of the mean: the sample variance over n; 0 for less than two values. */
static double variance_of_mean(struct values values) {
  if (values.n < 2)
    return 0;
  double mean = mean_of(values), squares = 0;
  for (size_t i = 0; i < values.n; i++)
    squares += (values.at[i] - mean) * (values.at[i] - mean);
  return squares / (double)(values.n - 1) / (double)values.n;
}

/* The 97.5% quantile of Student's t: a table, then Abramowitz and Stegun, Handbook of Mathematical Functions,
 * 26.7.5, which is right to four digits from there on. */
static double student_t(double freedom) {
  static const double table[] = {0,       12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691,
                                 2.36462, 2.30600, 2.26216, 2.22814, 2.20099, 2.17881};
  const double x = 1.959964;
  if (!(freedom >= 1))
    return INFINITY;
  if (freedom < 13)
    return table[(size_t)freedom];
  double g1 = (pow(x, 3) + x) / 4, g2 = (5 * pow(x, 5) + 16 * pow(x, 3) + 3 * x) / 96;
  double g3 = (3 * pow(x, 7) + 19 * pow(x, 5) + 17 * pow(x, 3) - 15 * x) / 384;
  return x + g1 / freedom + g2 / pow(freedom, 2) + g3 / pow(freedom, 3);
}

/* Welch and Satterthwaite; for one side n - 1. What is not whole is taken to the next lower (student_t). */
static double freedom_of(struct values x, struct values y) {
  double vx = variance_of_mean(x), vy = variance_of_mean(y);
  double below = 0;
  if (x.n > 1)
    below += vx * vx / (double)(x.n - 1);
  if (y.n > 1)
    below += vy * vy / (double)(y.n - 1);
  return below > 0 ? (vx + vy) * (vx + vy) / below : 1;
}

static double draw_mean(struct pm_draws *draws, struct values values) {
  double sum = 0;
  for (size_t i = 0; i < values.n; i++) {
    uint64_t word = pm_random_word(draws->seed, draws->stream, draws->index++);
    sum += values.at[pm_random_below(word, values.n)];
  }
  return sum / (double)values.n;
}

/* Of mean(x) - mean(y), or of mean(x) where y is empty. */
static struct pm_interval interval_of_means(struct values x, struct values y, uint64_t seed,
                                            uint64_t stream) {
  struct pm_draws draws = {.seed = seed, .stream = stream};
  double means[PM_BOOTSTRAP_DRAWS];
  for (size_t i = 0; i < PM_BOOTSTRAP_DRAWS; i++) {
    double mean = draw_mean(&draws, x);
    means[i] = y.n ? mean - draw_mean(&draws, y) : mean;
  }
  struct pm_interval interval = {.estimate = mean_of(x) - (y.n ? mean_of(y) : 0)};
  size_t blocks = y.n && y.n < x.n ? y.n : x.n;
  pm_percentile_interval(means, blocks, &interval.low, &interval.high);
  double deviation = sqrt(variance_of_mean(x) + variance_of_mean(y));
  /* Equal blocks have no deviation, and no freedom either. */
  double reach = deviation > 0 ? deviation * student_t(freedom_of(x, y)) : 0;
  interval.low = fmin(interval.low, interval.estimate - reach);
  interval.high = fmax(interval.high, interval.estimate + reach);
  return interval;
}

static struct pm_interval exponential(struct pm_interval logarithms) {
  return (struct pm_interval){exp(logarithms.estimate), exp(logarithms.low), exp(logarithms.high)};
}

/* --- blocks ------------------------------------------------------------------------------ */

typedef double figure_of(const double *sorted, size_t n);

/* Nearest rank, as in statistics.c. */
static double p95_of(const double *sorted, size_t n) { return sorted[(n * 95 + 99) / 100 - 1]; }

/* The figure of every repetition, to be freed; NULL without memory. What follows sorts them: NAN must not be
 * among them. */
static double *figures_of(struct pm_sample sample, figure_of *figure) {
  double *figures = calloc(sample.repetitions, sizeof *figures);
  size_t each = sample.count / sample.repetitions;
  for (size_t i = 0; figures && i < sample.repetitions; i++) {
    double *sorted = pm_sorted_copy(sample.ns + i * each, each);
    if (!sorted) {
      free(figures);
      return NULL;
    }
    figures[i] = figure(sorted, each);
    free(sorted);
  }
  return figures;
}

/* In place. False where a value has none. */
static bool take_logarithms(double *values, size_t n) {
  bool all = true;
  for (size_t i = 0; i < n; i++) {
    all = all && values[i] > 0;
    values[i] = log(values[i]);
  }
  return all;
}

static bool in_blocks(struct pm_sample sample) {
  return sample.repetitions >= PM_PAIRED_BLOCKS_MIN && sample.count >= sample.repetitions &&
         sample.count % sample.repetitions == 0;
}

bool pm_pairable(struct pm_sample base, struct pm_sample contender) {
  return in_blocks(base) && in_blocks(contender) && base.repetitions == contender.repetitions;
}

static void subtract(double *from, const double *what, size_t n) {
  for (size_t i = 0; i < n; i++)
    from[i] -= what[i];
}

static const struct values none = {NULL, 0};
static const struct pm_interval unknown = {NAN, NAN, NAN};

void pm_compare_paired(struct pm_sample base, struct pm_sample contender, uint64_t seed,
                       struct pm_paired *paired) {
  size_t n = base.repetitions;
  *paired = (struct pm_paired){.blocks = n, .ratio = unknown, .difference_ns = unknown, .p = NAN};
  double *b = figures_of(base, pm_sorted_median), *c = figures_of(contender, pm_sorted_median);
  double *differences = calloc(n, sizeof *differences);
  if (b && c && differences) {
    memcpy(differences, b, n * sizeof *b);
    subtract(differences, c, n);
    paired->difference_ns =
        interval_of_means((struct values){differences, n}, none, seed, STREAM_DIFFERENCE);
    bool known = take_logarithms(b, n);
    known = take_logarithms(c, n) && known;
    subtract(b, c, n);
    if (known) {
      paired->ratio =
          exponential(interval_of_means((struct values){b, n}, none, seed, STREAM_RATIO));
      paired->p = pm_sign_flips(b, n, seed, &paired->p_exact);
    }
  }
  free(differences);
  free(c);
  free(b);
}

static double p95_of_all(struct pm_sample sample) {
  double *sorted = pm_sorted_copy(sample.ns, sample.count);
  double p95 = sorted ? p95_of(sorted, sample.count) : NAN;
  free(sorted);
  return p95;
}

struct pm_interval pm_compare_p95(struct pm_sample base, struct pm_sample contender,
                                  bool interleaved, uint64_t seed) {
  if (!in_blocks(base) || !in_blocks(contender) || base.count < PM_P95_SAMPLES ||
      contender.count < PM_P95_SAMPLES)
    return unknown;
  struct pm_interval ratio = unknown;
  double *b = figures_of(base, p95_of), *c = figures_of(contender, p95_of);
  bool known = b && c && take_logarithms(b, base.repetitions);
  if (known && take_logarithms(c, contender.repetitions)) {
    struct values x = {b, base.repetitions}, y = {c, contender.repetitions};
    if (interleaved && pm_pairable(base, contender)) {
      subtract(b, c, x.n);
      y = none;
    }
    ratio = exponential(interval_of_means(x, y, seed, STREAM_P95));
    ratio.estimate = p95_of_all(base) / p95_of_all(contender);
    ratio.low = fmin(ratio.low, ratio.estimate);
    ratio.high = fmax(ratio.high, ratio.estimate);
  }
  free(c);
  free(b);
  return ratio;
}

/* --- permutations ------------------------------------------------------------------------ */

enum { EXACT_MAX = 16, HALF = EXACT_MAX / 2, FLIPS_DRAWN = 9999 };

/* The sums of all ways to give `n` differences, n <= HALF, a sign. */
static void all_sums(const double *differences, size_t n, double sums[1 << HALF]) {
  sums[0] = 0;
  for (size_t i = 0; i < n; i++)
    sums[0] -= differences[i];
  for (size_t i = 0; i < n; i++)
    for (size_t variant = 0; variant < (size_t)1 << i; variant++)
      sums[variant | (size_t)1 << i] = sums[variant] + 2 * differences[i];
}

static double exact_share(const double *differences, size_t n, double least) {
  double first[1 << HALF], second[1 << HALF];
  size_t split = n < HALF ? n : HALF, far = 0;
  all_sums(differences, split, first);
  all_sums(differences + split, n - split, second);
  for (size_t i = 0; i < (size_t)1 << split; i++)
    for (size_t j = 0; j < (size_t)1 << (n - split); j++)
      far += fabs(first[i] + second[j]) >= least;
  return (double)far / (double)((size_t)1 << n);
}

static double drawn_share(const double *differences, size_t n, double least, uint64_t seed) {
  uint64_t index = 0, word = 0;
  size_t far = 0;
  for (size_t draw = 0; draw < FLIPS_DRAWN; draw++) {
    double sum = 0;
    for (size_t i = 0; i < n; i++, word >>= 1) {
      if (i % 64 == 0)
        word = pm_random_word(seed, STREAM_SIGNS, index++);
      sum += word & 1 ? differences[i] : -differences[i];
    }
    far += fabs(sum) >= least;
  }
  return (double)(far + 1) / (FLIPS_DRAWN + 1);
}

double pm_sign_flips(const double *differences, size_t n, uint64_t seed, bool *exact) {
  *exact = n <= EXACT_MAX;
  if (n == 0)
    return NAN;
  double sum = 0, size = 0;
  for (size_t i = 0; i < n; i++) {
    sum += differences[i];
    size += fabs(differences[i]);
  }
  /* Sums that are equal but for the order of their terms count as equal. */
  double least = fabs(sum) - 1e-12 * size;
  return *exact ? exact_share(differences, n, least) : drawn_share(differences, n, least, seed);
}

#include "host/measure/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/random.h"
#include "host/measure/sorted.h"

/* Uniform in (0, 1): the middles of 2^53 equal parts, so that neither end is drawn. */
static double draw_uniform(struct pm_draws *draws) {
  uint64_t word = pm_random_word(draws->seed, draws->stream, draws->index++);
  return ((double)(word >> 11) + 0.5) * 0x1p-53;
}

/* Uniform in (-1, 1). */
static double draw_signed(struct pm_draws *draws) { return 2 * draw_uniform(draws) - 1; }

/* The middle one of 2 k - 1 uniform numbers, which has the law Beta(k, k) (David and Nagaraja, Order Statistics,
 * 2003, section 2.3), by Ulrich's method for symmetric beta laws: one power for each (Devroye, Non-Uniform Random
 * Variate Generation, 1986, section IX.4.2, with the polar method for the cosine). */
static double draw_uniform_median(struct pm_draws *draws, size_t k) {
  double x, y, s;
  do {
    x = draw_signed(draws);
    y = draw_signed(draws);
    s = x * x + y * y;
  } while (s >= 1 || s == 0);
  return 0.5 + x * y / s * sqrt(1 - pow(s, 2.0 / (double)(2 * k - 1)));
}

/* How far above `u` the next of k - 1 uniform numbers between it and 1 is, in parts of that stretch; nothing but
 * the end of it where there is none. (Same book of David and Nagaraja, section 2.5.) */
static double draw_gap(struct pm_draws *draws, size_t k) {
  return k > 1 ? 1 - pow(draw_uniform(draws), 1.0 / (double)(k - 1)) : 1;
}

static double at(const double *sorted, size_t n, double u) {
  size_t rank = (size_t)((double)n * u);
  return sorted[rank < n ? rank : n - 1];
}

/* Of an even number of uniform ones the two in the middle are those about the middle of all but the last: that
 * one, and its neighbour on the side on which the last lies, or the last itself where it is nearer. */
double pm_draw_median(struct pm_draws *draws, const double *sorted, size_t n) {
  const size_t k = (n + 1) / 2;
  const double middle = draw_uniform_median(draws, k);
  if (n % 2)
    return at(sorted, n, middle);
  const double last = draw_uniform(draws), gap = draw_gap(draws, k);
  const double other =
      last > middle ? fmin(last, middle + (1 - middle) * gap) : fmax(last, middle - middle * gap);
  return 0.5 * (at(sorted, n, middle) + at(sorted, n, other));
}

/* Where block b begins; that of the last plus one is the end. */
static size_t start_of(const struct pm_blocks *blocks, size_t b) {
  return blocks->n * b / blocks->blocks;
}

static void resample(struct pm_blocks *blocks, struct pm_draws *draws) {
  for (size_t b = 0; b < blocks->blocks; b++) {
    const size_t first = start_of(blocks, b), end = start_of(blocks, b + 1);
    for (size_t i = 0; i < PM_BLOCK_RESAMPLES; i++)
      blocks->medians[b * PM_BLOCK_RESAMPLES + i] =
          pm_draw_median(draws, blocks->sorted + first, end - first);
  }
}

bool pm_blocks_make(struct pm_blocks *blocks, const double *samples, size_t n, size_t repetitions,
                    struct pm_draws *draws) {
  *blocks = (struct pm_blocks){.n = n, .blocks = repetitions ? repetitions : 1};
  if (blocks->blocks > n)
    blocks->blocks = n;
  if (blocks->blocks > PM_BLOCKS_MAX)
    blocks->blocks = PM_BLOCKS_MAX;
  const bool several = blocks->blocks > 1;
  blocks->sorted = n ? malloc(n * sizeof *samples) : NULL;
  if (several)
    blocks->medians = malloc(blocks->blocks * PM_BLOCK_RESAMPLES * sizeof *samples);
  if (!blocks->sorted || (several && !blocks->medians)) {
    pm_blocks_free(blocks);
    return false;
  }
  memcpy(blocks->sorted, samples, n * sizeof *samples);
  for (size_t b = 0; b < blocks->blocks; b++)
    pm_sort_doubles(blocks->sorted + start_of(blocks, b),
                    start_of(blocks, b + 1) - start_of(blocks, b));
  if (several)
    resample(blocks, draws);
  return true;
}

void pm_blocks_free(struct pm_blocks *blocks) {
  free(blocks->sorted);
  free(blocks->medians);
  *blocks = (struct pm_blocks){0};
}

/* One random number takes a block and one of its resamples. */
double pm_draw_block_median(struct pm_draws *draws, const struct pm_blocks *blocks) {
  double medians[PM_BLOCKS_MAX];
  if (blocks->blocks == 1)
    return pm_draw_median(draws, blocks->sorted, blocks->n);
  for (size_t i = 0; i < blocks->blocks; i++) {
    const uint64_t word = pm_random_word(draws->seed, draws->stream, draws->index++);
    medians[i] = blocks->medians[pm_random_below(word, blocks->blocks * PM_BLOCK_RESAMPLES)];
  }
  pm_sort_doubles(medians, blocks->blocks);
  return pm_sorted_median(medians, blocks->blocks);
}

/* How many draws lie outside at each end: floor((B + 1) p), at least one (Efron and Tibshirani,
 * section 12.5, on Bp not being whole); p is 0.025 for one block, and for several what
 * pm_percentile_interval says. */
static size_t draws_outside(size_t blocks) {
  static const struct {
    size_t blocks;
    double p;
  } levels[] = {{2, 0},       {3, 0.0000001}, {4, 0.00012}, {5, 0.00095}, {6, 0.0024},
                {7, 0.0041},  {8, 0.0057},    {9, 0.0072},  {10, 0.0086}, {12, 0.0108},
                {16, 0.0139}, {24, 0.0173},   {32, 0.0191}};
  double p = 0.025;
  for (size_t i = 0; blocks > 1 && i < sizeof levels / sizeof *levels; i++)
    if (blocks >= levels[i].blocks)
      p = levels[i].p;
  size_t outside = (size_t)((PM_BOOTSTRAP_DRAWS + 1) * p);
  return outside ? outside : 1;
}

void pm_percentile_interval(double draws[PM_BOOTSTRAP_DRAWS], size_t blocks, double *low,
                            double *high) {
  const size_t k = draws_outside(blocks);
  pm_sort_doubles(draws, PM_BOOTSTRAP_DRAWS);
  *low = draws[k - 1];
  *high = draws[PM_BOOTSTRAP_DRAWS - k];
}

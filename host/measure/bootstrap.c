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

/* Marsaglia and Bray's polar method (Knuth, The Art of Computer Programming 2, section 3.4.1, algorithm P);
 * deviates come in pairs. */
static double draw_normal(struct pm_draws *draws) {
  if (draws->has_spare) {
    draws->has_spare = false;
    return draws->spare;
  }
  double x, y, s;
  do {
    x = 2 * draw_uniform(draws) - 1;
    y = 2 * draw_uniform(draws) - 1;
    s = x * x + y * y;
  } while (s >= 1 || s == 0);
  double factor = sqrt(-2 * log(s) / s);
  draws->spare = factor * y;
  draws->has_spare = true;
  return factor * x;
}

/* Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000), for
 * shape >= 1; the first test is their squeeze, which spares most of the logarithms. */
static double draw_gamma(struct pm_draws *draws, double shape) {
  double d = shape - 1.0 / 3;
  double c = 1 / sqrt(9 * d);
  for (;;) {
    double x = draw_normal(draws);
    double v = 1 + c * x;
    v = v * v * v;
    if (v <= 0)
      continue;
    double u = draw_uniform(draws);
    if (u < 1 - 0.0331 * (x * x) * (x * x) || log(u) < 0.5 * x * x + d - d * v + d * log(v))
      return d * v;
  }
}

/* The k-th smallest of n uniform numbers has the law Beta(k, n + 1 - k) (David and Nagaraja, Order
 * Statistics, 2003, section 2.3). */
static double draw_uniform_of_rank(struct pm_draws *draws, size_t k, size_t n) {
  double below = draw_gamma(draws, (double)k);
  double above = draw_gamma(draws, (double)(n + 1 - k));
  return below / (below + above);
}

/* Given the k-th smallest, the n - k above it are uniform between it and 1 (same book,
 * section 2.5), so that the next one is the smallest of those. */
static double draw_next(struct pm_draws *draws, double u, size_t k, size_t n) {
  double smallest = 1 - pow(draw_uniform(draws), 1.0 / (double)(n - k));
  return u + (1 - u) * smallest;
}

static double at(const double *sorted, size_t n, double u) {
  size_t rank = (size_t)((double)n * u);
  return sorted[rank < n ? rank : n - 1];
}

double pm_draw_median(struct pm_draws *draws, const double *sorted, size_t n) {
  size_t k = (n + 1) / 2; /* the middle one, or the lower of the two */
  double u = draw_uniform_of_rank(draws, k, n);
  double lower = at(sorted, n, u);
  if (n % 2)
    return lower;
  return 0.5 * (lower + at(sorted, n, draw_next(draws, u, k, n)));
}

bool pm_blocks_make(struct pm_blocks *blocks, const double *samples, size_t n, size_t repetitions) {
  *blocks = (struct pm_blocks){.n = n, .blocks = repetitions ? repetitions : 1};
  if (blocks->blocks > n)
    blocks->blocks = n;
  if (blocks->blocks > PM_BLOCKS_MAX)
    blocks->blocks = PM_BLOCKS_MAX;
  blocks->sorted = n ? malloc(n * sizeof *samples) : NULL;
  if (!blocks->sorted)
    return false;
  memcpy(blocks->sorted, samples, n * sizeof *samples);
  for (size_t b = 0; b < blocks->blocks; b++) {
    size_t first = n * b / blocks->blocks, end = n * (b + 1) / blocks->blocks;
    pm_sort_doubles(blocks->sorted + first, end - first);
  }
  return true;
}

void pm_blocks_free(struct pm_blocks *blocks) {
  free(blocks->sorted);
  *blocks = (struct pm_blocks){0};
}

double pm_draw_block_median(struct pm_draws *draws, const struct pm_blocks *blocks) {
  double medians[PM_BLOCKS_MAX];
  if (blocks->blocks == 1)
    return pm_draw_median(draws, blocks->sorted, blocks->n);
  for (size_t i = 0; i < blocks->blocks; i++) {
    size_t b = (size_t)(draw_uniform(draws) * (double)blocks->blocks);
    size_t first = blocks->n * b / blocks->blocks, end = blocks->n * (b + 1) / blocks->blocks;
    medians[i] = pm_draw_median(draws, blocks->sorted + first, end - first);
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

#include "host/measure/bootstrap.h"

#include <math.h>

#include "host/base/random.h"
#include "host/measure/sorted.h"

/* Uniform in (0, 1): the middles of 2^53 equal parts, so that neither end is drawn. */
static double draw_uniform(struct pm_draws *draws) {
  uint64_t word = pm_random_word(draws->seed, draws->stream, draws->index++);
  return ((double)(word >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller, A note on the generation of random normal deviates, 1958; one of the two. */
static double draw_normal(struct pm_draws *draws) {
  const double two_pi = 6.283185307179586;
  double radius = sqrt(-2 * log(draw_uniform(draws)));
  return radius * cos(two_pi * draw_uniform(draws));
}

/* Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000), for
 * shape >= 1. */
static double draw_gamma(struct pm_draws *draws, double shape) {
  double d = shape - 1.0 / 3;
  double c = 1 / sqrt(9 * d);
  for (;;) {
    double x = draw_normal(draws);
    double v = 1 + c * x;
    v = v * v * v;
    if (v > 0 && log(draw_uniform(draws)) < 0.5 * x * x + d - d * v + d * log(v))
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

void pm_percentile_interval(double draws[PM_BOOTSTRAP_DRAWS], double *low, double *high) {
  /* The k-th smallest and the k-th largest, k = floor((B + 1) 0.025): Efron and Tibshirani, section
   * 12.5, on Bα not being whole. */
  const size_t k = (PM_BOOTSTRAP_DRAWS + 1) / 40;
  pm_sort_doubles(draws, PM_BOOTSTRAP_DRAWS);
  *low = draws[k - 1];
  *high = draws[PM_BOOTSTRAP_DRAWS - k];
}

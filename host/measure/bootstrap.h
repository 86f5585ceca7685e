/* Bootstrap draws of a sample median without resampling.
 *
 * A bootstrap resample of n values is n uniform numbers u, each standing for the value of rank
 * floor(n u). Its median therefore is the value at the rank of the median of n uniform numbers,
 * whose law is known (Maritz and Jarrett, A note on estimating the variance of the sample median,
 * JASA 73, 1978): a draw costs a few random numbers whatever n is, and its distribution is that of
 * resampling all n. */
#ifndef PROOFMARK_HOST_MEASURE_BOOTSTRAP_H
#define PROOFMARK_HOST_MEASURE_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

enum { PM_BOOTSTRAP_DRAWS = 2000 };

/* A stream of random numbers: host/base/random.h, word by word. */
struct pm_draws {
  uint64_t seed, stream, index;
};

/* The median of one resample of sorted[0 .. n), n >= 1. */
double pm_draw_median(struct pm_draws *draws, const double *sorted, size_t n);

/* The 95% percentile interval of PM_BOOTSTRAP_DRAWS draws, which are sorted in place (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). */
void pm_percentile_interval(double draws[PM_BOOTSTRAP_DRAWS], double *low, double *high);

#endif

/* Bootstrap draws of a sample median without resampling.
 *
 * A bootstrap resample of n values is n uniform numbers u, each standing for the value of rank
 * floor(n u). Its median therefore is the value at the rank of the median of n uniform numbers,
 * whose law is known (Maritz and Jarrett, A note on estimating the variance of the sample median,
 * JASA 73, 1978): a draw costs a few random numbers whatever n is, and its distribution is that of
 * resampling all n. */
#ifndef PROOFMARK_HOST_MEASURE_BOOTSTRAP_H
#define PROOFMARK_HOST_MEASURE_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PM_BOOTSTRAP_DRAWS = 2000 };

/* A stream of random numbers: host/base/random.h, word by word. */
struct pm_draws {
  uint64_t seed, stream, index;
};

/* The median of one resample of sorted[0 .. n), n >= 1. */
double pm_draw_median(struct pm_draws *draws, const double *sorted, size_t n);

/* Samples in the order they were taken, in `blocks` repetitions that other work ran between. Within
 * a repetition they resemble each other (one clock frequency, one neighbour on the core), so that
 * resampling them as if they were independent promises far too much. */
enum { PM_BLOCKS_MAX = 32 };

struct pm_blocks {
  double *sorted; /* each block sorted; owned */
  size_t n;
  size_t blocks;   /* block b is sorted[n b / blocks .. n (b + 1) / blocks) */
  double *medians; /* of PM_BLOCK_RESAMPLES resamples of each block; owned; NULL for one block */
};

/* How often a block is resampled. The second stage takes from these instead of resampling anew:
 * what differs within a block adds little to what differs between blocks, and a draw costs a
 * tenth. */
enum { PM_BLOCK_RESAMPLES = 256 };

/* Copies, sorts and resamples; more than PM_BLOCKS_MAX repetitions, or more than there are samples,
 * are joined to fewer blocks. False without memory or samples. Freed by pm_blocks_free. */
bool pm_blocks_make(struct pm_blocks *blocks, const double *samples, size_t n, size_t repetitions,
                    struct pm_draws *draws);
void pm_blocks_free(struct pm_blocks *blocks);

/* One draw in two stages: blocks with replacement, a resample of each, the median of their medians
 * (Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8). Of one block:
 * pm_draw_median. */
double pm_draw_block_median(struct pm_draws *draws, const struct pm_blocks *blocks);

/* The 95% percentile interval of PM_BOOTSTRAP_DRAWS draws, which are sorted in place (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Of few blocks it is too narrow
 * and taken further out, as Student's t is: at the level of the normal law that is sqrt(b / (b -
 * 1)) t(0.975, b - 1) deviations out (Hesterberg, What Teachers Should Know About the Bootstrap,
 * 2015, on expanded percentile intervals). */
void pm_percentile_interval(double draws[PM_BOOTSTRAP_DRAWS], size_t blocks, double *low,
                            double *high);

#endif

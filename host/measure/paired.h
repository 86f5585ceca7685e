/* Two cases whose repetitions were interleaved, block by block: repetition i of each ran within the
 * same stretch of time, so that what drifts from block to block (clock, temperature, neighbours) is
 * in both and falls out of their ratio.
 *
 * The figure of a block is the median of its samples. The ratio of two cases is the geometric mean
 * of the blocks' ratios, the difference the mean of their differences. Both intervals are of 95%,
 * by a bootstrap that resamples whole blocks, the two sides together (Davison and Hinkley,
 * Bootstrap Methods and their Application, 1997, section 3.8, where resampling within blocks too is
 * shown to count the spread within them twice), with expanded percentiles (pm_percentile_interval),
 * and never narrower than Student's t of the same blocks: of b blocks all lie on one side of the
 * truth once in 2^(b-1), so that below some six of them no resampling reaches as far out as 95%
 * need. */
#ifndef PROOFMARK_HOST_MEASURE_PAIRED_H
#define PROOFMARK_HOST_MEASURE_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/measure/statistics.h"

/* With fewer, Student's t is more than four deviations out, and a ratio says next to nothing. */
enum { PM_PAIRED_BLOCKS_MIN = 3 };

struct pm_paired {
  size_t blocks;
  struct pm_interval ratio;         /* base / contender; NAN where a block's median is 0 */
  struct pm_interval difference_ns; /* base - contender */
  double p;                         /* of pm_sign_flips on the logarithms of the blocks' ratios */
  bool p_exact;
};

/* Whether the two can be set against each other block by block: as many repetitions, at least
 * PM_PAIRED_BLOCKS_MIN, of equally many samples each. That they were interleaved is the caller's to
 * know. */
bool pm_pairable(struct pm_sample base, struct pm_sample contender);

/* For samples that are pairable. Everything is NAN without memory. */
void pm_compare_paired(struct pm_sample base, struct pm_sample contender, uint64_t seed,
                       struct pm_paired *paired);

/* The ratio of the 95th percentiles, base / contender: as the estimate that of all samples, with an
 * interval over the percentiles of the repetitions, made as above; where the two were not
 * interleaved the sides are resampled apart, and the t is Welch's (The generalization of
 * "Student's" problem, Biometrika 34, 1947). NAN where a side has fewer samples than a p95 takes or
 * fewer than PM_PAIRED_BLOCKS_MIN repetitions. */
struct pm_interval pm_compare_p95(struct pm_sample base, struct pm_sample contender,
                                  bool interleaved, uint64_t seed);

/* Fisher's permutation test of paired differences (The Design of Experiments, 1935, section 21):
 * the share of all ways to give each of `n` differences a sign in which their sum lies as far from
 * 0 as it does; two-sided. All 2^n ways up to n = 16, which is `*exact`; beyond that 9999 drawn
 * ones and the given one (Davison and Hinkley, section 4.3). NAN for n = 0. */
double pm_sign_flips(const double *differences, size_t n, uint64_t seed, bool *exact);

#endif

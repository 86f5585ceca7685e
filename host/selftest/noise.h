/* How the times of a case vary, as a model to draw samples from.
 *
 * The logarithm of a time is the sum of: what all arms of a repetition share and what carries over
 * to the next (a clock, a temperature, a neighbour: autoregressive of the first order); what one
 * arm has to itself in one repetition (where its data lie, what ran in between); a normal deviate;
 * and for a share of the samples an exponential one on top (an interrupt, a page).
 */
#ifndef PROOFMARK_HOST_SELFTEST_NOISE_H
#define PROOFMARK_HOST_SELFTEST_NOISE_H

#include <stddef.h>
#include <stdint.h>

#include "host/measure/statistics.h"

/* In parts of the time. */
struct pm_noise {
  double drift;      /* standard deviation of what a repetition's arms share */
  double apart;      /* of what an arm has to itself in a repetition */
  double spread;     /* of the samples within a repetition */
  double tail_share; /* of samples with a tail */
  double tail;       /* its mean */
};

/* A machine with nothing else to do, as servers with a fixed clock are seen to be. */
extern const struct pm_noise pm_noise_quiet;

/* From two arms that were measured interleaved, of as many repetitions, at least 2; by medians and
 * deviations from them, so that the tail is not taken for spread. All NAN where there is nothing to
 * fit. */
struct pm_noise pm_noise_fit(struct pm_sample a, struct pm_sample b);

/* The median of each figure over fits that are not NAN; of none the quiet one. */
struct pm_noise pm_noise_typical(const struct pm_noise *fits, size_t count);

/* Fills arms[k][0 .. repetitions × each), repetition by repetition, with times around `centre_ns`;
 * arm k is slower by slowdowns[k]. The same seed and stream give the same samples. */
void pm_noise_draw(const struct pm_noise *noise, uint64_t seed, uint64_t stream, size_t repetitions,
                   size_t each, double centre_ns, const double *slowdowns, size_t arm_count,
                   double *const *arms);

#endif

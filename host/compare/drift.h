/* How much slower the machine itself was in the second of two runs: what a comparison by runs
 * contains beside the difference of the programs. Works that measure a limit of the machine
 * (pm_observed_work.measures) run the same few instructions whatever the program's kernels are;
 * where they too became slower, the machine did. */
#ifndef PROOFMARK_HOST_COMPARE_DRIFT_H
#define PROOFMARK_HOST_COMPARE_DRIFT_H

#include "host/compare/compare.h"

/* Fewer controls at a place say nothing of it. */
enum { PM_DRIFT_CONTROLS = 3 };

/* The median ratio, base over contender, of the decidable pairs by runs that measure a limit at the
 * pair's place (its device, or as many threads): below 1 where the machine was slower for the
 * contender. NAN where there are too few of them, for a pair that was measured by blocks, which
 * contains no drift, and without memory. */
double pm_drift_at(const struct pm_comparison *comparison, const struct pm_pair *pair);

#endif

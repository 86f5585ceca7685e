/* How much of a case is run, and in which order. */
#ifndef PROOFMARK_HOST_MEASURE_PLAN_H
#define PROOFMARK_HOST_MEASURE_PLAN_H

#include <stddef.h>
#include <stdint.h>

/* What one iteration costs: its timed part, and all of it, with poison and check. */
struct pm_iteration_cost {
  double timed_ns, wall_ns;
};

/* Iterations of one repetition: as many as `min_time_s` of timed work takes, with a margin, but no
 * more than four times min_time_s on the wall (checking a large output can cost more than making
 * it) and no more samples of a case than PM_SAMPLES_MAX. At least 1. */
uint64_t pm_plan_iterations(struct pm_iteration_cost cost, double min_time_s, unsigned repetitions);

enum { PM_SAMPLES_MAX = 65536 }; /* of a case: half a MiB */

/* Fills order[0 .. blocks × count) with case indices in random blocks: each block is a permutation
 * of 0 .. count - 1, drawn from the seed. */
void pm_plan_order(size_t *order, size_t count, unsigned blocks, uint64_t seed);

#endif

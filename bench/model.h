/* How works fill pm_problem.model from what their algorithms cost. */
#ifndef PROOFMARK_BENCH_MODEL_H
#define PROOFMARK_BENCH_MODEL_H

#include "host/work/work.h"
#include "kernels/lane/cost.h"

/* The model of a problem whose bytes and output_bytes are set: those are read and written once, go
 * up and come down; one launch; operations as `cost` has them. What differs the work sets
 * afterwards. */
void model_fill(struct pm_problem *problem, struct lane_cost cost);

#endif

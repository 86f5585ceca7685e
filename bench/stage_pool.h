/* Runs a computation in stages (kernels/lane/stages.h) on a pool's threads. */
#ifndef PROOFMARK_BENCH_STAGE_POOL_H
#define PROOFMARK_BENCH_STAGE_POOL_H

#include "host/topology/pool.h"
#include "kernels/lane/stages.h"

void stage_pool_run(struct pm_pool *pool, const struct stages *stages, void *task);

#endif

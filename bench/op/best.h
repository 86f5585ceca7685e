/* Which implementation of a work is the fastest on this machine's CPU. */
#ifndef PROOFMARK_BENCH_OP_BEST_H
#define PROOFMARK_BENCH_OP_BEST_H

#include "host/work/work.h"

/* The implementation of that name if it can be used here; else NULL and why, or "" for a name that
 * the work does not have. */
const struct pm_implementation *op_implementation_named(const struct pm_work *work,
                                                        const char *name, char *reason,
                                                        size_t reason_bytes);

/* The first that can be used here, of those that run on the CPU in the order of their speed, which
 * is best.c's. `reason` says in words why it is that and none that would be faster. NULL: the work
 * does not run on the CPU. */
const struct pm_implementation *op_best(const struct pm_work *work, char *reason,
                                        size_t reason_bytes);

#endif

/* A pool of threads, one per PU of a binding, that share out an index range. The caller is one of
 * them, so that a pool of one thread costs nothing to run, and of N it wakes N - 1. */
#ifndef PROOFMARK_HOST_TOPOLOGY_POOL_H
#define PROOFMARK_HOST_TOPOLOGY_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "host/base/status.h"
#include "host/topology/topology.h"

struct pm_pool;

/* Threads are created and pinned here, the calling thread to the first PU: it is worker 0, stays
 * there until pm_topology_bind_caller moves it, and is brought back by pm_pool_run. Where pinning
 * fails (PM_FAILED) the status says so. The binding is copied; the topology must outlive the pool.
 * The other workers take no signals. */
enum pm_status pm_pool_open(const struct pm_topology *topology, const struct pm_binding *binding,
                            struct pm_pool **pool, struct pm_error *error);
void pm_pool_close(struct pm_pool *pool); /* NULL is fine */
unsigned pm_pool_threads(const struct pm_pool *pool);
const struct pm_binding *pm_pool_binding(const struct pm_pool *pool);

/* Threads that share a pool take turns between these two, which do not nest; a thread that has a
 * pool for itself need not call them. */
void pm_pool_lock(struct pm_pool *pool);
void pm_pool_unlock(struct pm_pool *pool);

/* One share of the work: items first up to last, on worker 0 .. threads - 1. Returning false stops
 * handing out shares. */
typedef bool pm_pool_task(void *context, uint64_t first, uint64_t last, unsigned worker);

/* Runs `task` over 0 .. items in shares of at most `grain` items (each share but the last is a
 * multiple of `grain`), handed out as workers become free, and returns when all are done; false if
 * a share returned false. The calling thread works too, as worker 0, and does a single share alone.
 * Waking and joining the others costs a few microseconds, no allocation. One caller at a time, and
 * never from within a share. A grain of 0 is taken as 1. What the caller wrote before is seen by
 * the shares, what they wrote is seen by the caller after. */
bool pm_pool_run(struct pm_pool *pool, uint64_t items, uint64_t grain, pm_pool_task *task,
                 void *context);

#endif

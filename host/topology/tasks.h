/* A graph of tasks on a pool's threads: each task runs once, on one thread, when all those that it
 * comes after have ended. On one thread that is one after another; on several, tasks run side by
 * side where nothing orders them. */
#ifndef PROOFMARK_HOST_TOPOLOGY_TASKS_H
#define PROOFMARK_HOST_TOPOLOGY_TASKS_H

#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"
#include "host/topology/pool.h"

struct pm_tasks;

/* Task `after` begins when task `before` has ended. */
struct pm_task_order {
  uint32_t before, after;
};

/* A graph of the tasks 0 .. count - 1, which is to run on `pool`; the orders are copied, the pool
 * must outlive the graph. PM_FAILED where an order names no task, or where they go round in a
 * circle. */
enum pm_status pm_tasks_open(struct pm_pool *pool, uint32_t count,
                             const struct pm_task_order *orders, size_t order_count,
                             struct pm_tasks **tasks, struct pm_error *error);
void pm_tasks_close(struct pm_tasks *tasks); /* NULL is fine */

typedef void pm_task(void *context, uint32_t number);

/* Runs all tasks once and returns when they are done. It is a run of the pool (pm_pool_run), and
 * what is said there holds; what a task wrote is seen by those that come after it. No
 * allocation. */
void pm_tasks_run(struct pm_tasks *tasks, pm_task *run, void *context);

#endif

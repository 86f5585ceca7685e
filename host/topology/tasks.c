#define _GNU_SOURCE 1 /* syscall */

#include "host/topology/tasks.h"

#include <stdlib.h>
#include <string.h>

#include "host/topology/topology_parts.h"
#include "host/topology/wait.h"

/* What is ready goes into places 0, 1, 2, ... in turn, and workers take the places in turn, also those
 * that are empty still: each then waits for its own. A worker whose task made others ready goes on with
 * the first of them itself, so that a chain stays on one thread and in its cache. */

/* How long a worker looks for its place to be filled before it sleeps: a run is short, and nothing else
 * has a claim on its processor meanwhile (OpenMP's runtimes look for longer still). */
#define LOOK_NS 1000000

enum { EMPTY, END, FIRST_TASK }; /* in a place: nothing yet, nothing more, the first task */
#define NO_TASK UINT32_MAX

struct pm_tasks {
  struct pm_pool *pool;
  uint32_t count;
  uint32_t *before; /* by task: how many it comes after */
  uint32_t
      *first_after; /* by task, and one more: where those that come after it begin in `after` */
  uint32_t *after;
  atomic_uint *waits_for; /* by task: how many of those that it comes after have not ended */
  atomic_uint *places;    /* as many as tasks, and one for each thread to find the end in */

  /* The run. */
  pm_task *run;
  void *context;

  PM_APART atomic_uint next_put;
  PM_APART atomic_uint next_taken;
  PM_APART atomic_uint left;   /* tasks that have not ended */
  PM_APART atomic_uint asleep; /* workers that may be sleeping at a place */
};

/* A worker counts itself before it looks at its place again, and this looks at the count after the place
 * was filled: one of the two always sees the other. */
static void put(struct pm_tasks *t, unsigned content) {
  atomic_uint *place = &t->places[atomic_fetch_add(&t->next_put, 1)];
  atomic_store(place, content);
  if (atomic_load(&t->asleep))
    pm_futex_wake(place, 1);
}

/* The task in the next place, or NO_TASK at the end. */
static uint32_t take(struct pm_tasks *t) {
  atomic_uint *place = &t->places[atomic_fetch_add(&t->next_taken, 1)];
  if (atomic_load_explicit(place, memory_order_acquire) == EMPTY &&
      (!pm_pool_spins(t->pool) || !pm_spin_while(place, EMPTY, LOOK_NS))) {
    atomic_fetch_add(&t->asleep, 1);
    while (atomic_load(place) == EMPTY)
      pm_futex_wait(place, EMPTY);
    atomic_fetch_sub(&t->asleep, 1);
  }
  const unsigned content = atomic_load_explicit(place, memory_order_acquire);
  return content == END ? NO_TASK : content - FIRST_TASK;
}

/* Has those that came after a task no longer wait for it. The first that is ready is the caller's. */
static uint32_t release(struct pm_tasks *t, uint32_t number) {
  uint32_t mine = NO_TASK;
  for (uint32_t i = t->first_after[number]; i < t->first_after[number + 1]; i++) {
    const uint32_t next = t->after[i];
    if (atomic_fetch_sub_explicit(&t->waits_for[next], 1, memory_order_acq_rel) != 1)
      continue;
    if (mine == NO_TASK)
      mine = next;
    else
      put(t, FIRST_TASK + next);
  }
  return mine;
}

/* One worker, of which there is one for each thread of the pool. */
static bool work(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)first, (void)last, (void)worker;
  struct pm_tasks *t = context;
  for (uint32_t number; (number = take(t)) != NO_TASK;)
    while (number != NO_TASK) {
      t->run(t->context, number);
      const uint32_t next = release(t, number);
      if (atomic_fetch_sub_explicit(&t->left, 1, memory_order_acq_rel) == 1)
        for (unsigned i = 0; i < pm_pool_threads(t->pool); i++)
          put(t, END);
      number = next;
    }
  return true;
}

/* Makes the graph as it is before a run. What the workers find is what pm_pool_run shows them. */
static void reset(struct pm_tasks *t) {
  const uint32_t places = t->count + pm_pool_threads(t->pool);
  for (uint32_t i = 0; i < t->count; i++)
    atomic_store_explicit(&t->waits_for[i], t->before[i], memory_order_relaxed);
  for (uint32_t i = 0; i < places; i++)
    atomic_store_explicit(&t->places[i], EMPTY, memory_order_relaxed);
  atomic_store_explicit(&t->next_put, 0, memory_order_relaxed);
  atomic_store_explicit(&t->next_taken, 0, memory_order_relaxed);
  atomic_store_explicit(&t->left, t->count, memory_order_relaxed);
}

static void put_first(struct pm_tasks *t) {
  for (uint32_t i = 0; i < t->count; i++)
    if (t->before[i] == 0)
      put(t, FIRST_TASK + i);
}

void pm_tasks_run(struct pm_tasks *t, pm_task *run, void *context) {
  if (t->count == 0)
    return;
  t->run = run;
  t->context = context;
  reset(t);
  put_first(t);
  pm_pool_run(t->pool, pm_pool_threads(t->pool), 1, work, t);
}

/* Making ------------------------------------------------------------------------------------- */

static bool allocate(struct pm_tasks *t, size_t order_count) {
  const size_t count = t->count;
  t->before = calloc(count + 1, sizeof *t->before);
  t->first_after = calloc(count + 2, sizeof *t->first_after);
  t->after = calloc(order_count + 1, sizeof *t->after);
  t->waits_for = calloc(count + 1, sizeof *t->waits_for);
  t->places = calloc(count + pm_pool_threads(t->pool), sizeof *t->places);
  return t->before && t->first_after && t->after && t->waits_for && t->places;
}

/* Sorts the orders by the task that comes before (a counting sort): where its next one goes is one entry
 * further on in first_after until all are in. */
static void sort_orders(struct pm_tasks *t, const struct pm_task_order *orders, size_t count) {
  for (size_t i = 0; i < count; i++) {
    t->before[orders[i].after]++;
    t->first_after[orders[i].before + 2]++;
  }
  for (uint32_t i = 2; i <= t->count; i++)
    t->first_after[i] += t->first_after[i - 1];
  for (size_t i = 0; i < count; i++)
    t->after[t->first_after[orders[i].before + 1]++] = orders[i].after;
}

/* Goes through the graph without running it: in a circle nothing ever becomes ready. */
static bool has_circle(struct pm_tasks *t) {
  uint32_t ended = 0;
  reset(t);
  put_first(t);
  while (t->next_taken < t->next_put)
    for (uint32_t next = take(t); next != NO_TASK; next = release(t, next))
      ended++;
  return ended < t->count;
}

static enum pm_status make(struct pm_tasks *t, const struct pm_task_order *orders,
                           size_t order_count, struct pm_error *error) {
  for (size_t i = 0; i < order_count; i++)
    if (orders[i].before >= t->count || orders[i].after >= t->count)
      return pm_fail(error, PM_FAILED, "task %u is to come after task %u, and there are %u",
                     (unsigned)orders[i].after, (unsigned)orders[i].before, (unsigned)t->count);
  if (!allocate(t, order_count))
    return pm_fail(error, PM_FAILED, "no memory for a graph of %u tasks", (unsigned)t->count);
  sort_orders(t, orders, order_count);
  if (has_circle(t))
    return pm_fail(error, PM_FAILED, "tasks come after each other in a circle");
  return PM_OK;
}

enum pm_status pm_tasks_open(struct pm_pool *pool, uint32_t count,
                             const struct pm_task_order *orders, size_t order_count,
                             struct pm_tasks **tasks, struct pm_error *error) {
  *tasks = NULL;
  struct pm_tasks *t = aligned_alloc(_Alignof(struct pm_tasks), sizeof *t);
  if (!t)
    return pm_fail(error, PM_FAILED, "no memory for a graph of %u tasks", (unsigned)count);
  memset(t, 0, sizeof *t);
  t->pool = pool;
  t->count = count;
  enum pm_status status = make(t, orders, order_count, error);
  if (status == PM_OK)
    *tasks = t;
  else
    pm_tasks_close(t);
  return status;
}

void pm_tasks_close(struct pm_tasks *t) {
  if (!t)
    return;
  free(t->before);
  free(t->first_after);
  free(t->after);
  free(t->waits_for);
  free(t->places);
  free(t);
}

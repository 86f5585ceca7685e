#define _GNU_SOURCE 1 /* pthread_setname_np, syscall */

#include "host/topology/pool.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/topology/topology_parts.h"
#include "host/topology/wait.h"

struct worker {
  struct pm_pool *pool;
  pthread_t thread;
  unsigned index;
  int bind_errno; /* 0: bound as asked */
};

struct pm_pool {
  const struct pm_topology *topology;
  struct pm_binding binding; /* the pool's own copy */
  struct worker *workers;    /* worker 0 is the caller: workers[0] is not used */
  unsigned threads;          /* with the caller */
  unsigned started;          /* without it */
  bool spins;
  pthread_mutex_t turn; /* pm_pool_lock */

  /* The run, written by the caller before `runs` changes. */
  pm_pool_task *task;
  void *context;
  uint64_t items, grain, shares;
  bool closing;

  PM_APART atomic_uint runs; /* counts runs; workers wait for it to change */
  atomic_uint asleep;        /* workers that may be sleeping on `runs` */
  PM_APART atomic_uint busy; /* workers not done with the run; the caller waits for 0 */
  atomic_bool stopped;       /* a share returned false */
  PM_APART atomic_ullong next_share;
};

bool pm_pool_spins(const struct pm_pool *pool) { return pool->spins; }

bool pm_spin_while(atomic_uint *word, unsigned unwanted, int64_t at_most_ns) {
  int64_t end_ns = pm_wait_clock_ns() + at_most_ns;
  do {
    for (int i = 0; i < 32; i++) {
      if (atomic_load_explicit(word, memory_order_acquire) != unwanted)
        return true;
      pm_relax();
    }
    sched_yield();
  } while (pm_wait_clock_ns() < end_ns);
  return false;
}

/* Returns the number of the next run. */
static unsigned wait_for_run(struct pm_pool *pool, unsigned last) {
  if (!pool->spins || !pm_spin_while(&pool->runs, last, PM_SPIN_NS)) {
    /* Counted before the word is looked at again, as the caller changes the word before it looks at
     * the count: one of the two always sees the other. */
    atomic_fetch_add(&pool->asleep, 1);
    while (atomic_load(&pool->runs) == last)
      pm_futex_wait(&pool->runs, last);
    atomic_fetch_sub(&pool->asleep, 1);
  }
  return atomic_load_explicit(&pool->runs, memory_order_acquire);
}

static void finish(struct pm_pool *pool) {
  if (atomic_fetch_sub_explicit(&pool->busy, 1, memory_order_acq_rel) == 1)
    pm_futex_wake(&pool->busy, 1);
}

/* The others end at about the same time: the caller looks for it a while before it sleeps. */
static void wait_for_workers(struct pm_pool *pool) {
  unsigned busy;
  int64_t end_ns = pool->spins ? pm_wait_clock_ns() + PM_SPIN_NS : 0;
  while (atomic_load_explicit(&pool->busy, memory_order_acquire) != 0 && end_ns &&
         pm_wait_clock_ns() < end_ns)
    pm_relax();
  while ((busy = atomic_load_explicit(&pool->busy, memory_order_acquire)) != 0)
    pm_futex_wait(&pool->busy, busy);
}

static void work(struct pm_pool *pool, unsigned worker) {
  while (!atomic_load_explicit(&pool->stopped, memory_order_relaxed)) {
    uint64_t share = atomic_fetch_add_explicit(&pool->next_share, 1, memory_order_relaxed);
    if (share >= pool->shares)
      return;
    uint64_t first = share * pool->grain, left = pool->items - first;
    uint64_t last = first + (left < pool->grain ? left : pool->grain);
    if (!pool->task(pool->context, first, last, worker))
      atomic_store_explicit(&pool->stopped, true, memory_order_relaxed);
  }
}

/* A worker of an unbound pool may run anywhere, even where the thread that made it was bound. */
static int bind_worker(const struct pm_pool *pool, unsigned index) {
  if (!pool->binding.bound && !pm_topology_is_here(pool->topology))
    return 0;
  hwloc_bitmap_t pus = pool->binding.bound
                           ? hwloc_bitmap_alloc()
                           : hwloc_bitmap_dup(hwloc_get_root_obj(pool->topology->tree)->cpuset);
  if (!pus)
    return ENOMEM;
  if (pool->binding.bound)
    hwloc_bitmap_only(pus, pool->binding.pus[index]);
  int reason = pm_bind_thread(pool->topology, pus);
  hwloc_bitmap_free(pus);
  return pool->binding.bound ? reason : 0;
}

/* The pool whose worker 0 this thread is bound as: binding it for every run would cost as much as a
 * short run does. */
static _Thread_local const struct pm_pool *caller_of;

void pm_pool_release_caller(void) { caller_of = NULL; }

static int bind_caller(const struct pm_pool *pool) {
  if (caller_of == pool || (pool->binding.leaves_caller && !pool->binding.bound))
    return 0;
  int reason = bind_worker(pool, 0);
  caller_of = reason ? NULL : pool;
  return reason;
}

static void *worker_main(void *argument) {
  struct worker *worker = argument;
  struct pm_pool *pool = worker->pool;
  char name[16]; /* Linux's limit */
  snprintf(name, sizeof name, "worker-%u", worker->index);
  pthread_setname_np(pthread_self(), name);
  worker->bind_errno = bind_worker(pool, worker->index);
  finish(pool); /* with starting */
  for (unsigned run = 0;;) {
    run = wait_for_run(pool, run);
    if (pool->closing)
      return NULL;
    work(pool, worker->index);
    finish(pool);
  }
}

/* Signals are for the thread that opened the pool: it is the one that can act on Ctrl-C. */
static int start_workers(struct pm_pool *pool, unsigned wanted) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int reason = 0;
  atomic_store(&pool->busy, wanted);
  while (pool->started < wanted && !reason) {
    unsigned index = pool->started + 1;
    struct worker *worker = &pool->workers[index];
    *worker = (struct worker){.pool = pool, .index = index};
    reason = pthread_create(&worker->thread, NULL, worker_main, worker);
    pool->started += reason == 0;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  atomic_fetch_sub(&pool->busy, wanted - pool->started);
  wait_for_workers(pool);
  return reason;
}

static enum pm_status check_bound(struct pm_pool *pool, struct pm_error *error) {
  pool->workers[0].bind_errno = bind_caller(pool);
  for (unsigned i = 0; i < pool->threads; i++)
    if (pool->workers[i].bind_errno)
      return pm_fail(error, PM_FAILED,
                     "a thread could not be bound to CPU (PU) %u: %s; try --bind none",
                     pool->binding.pus[i], strerror(pool->workers[i].bind_errno));
  return PM_OK;
}

static struct pm_pool *new_pool(const struct pm_topology *topology,
                                const struct pm_binding *binding) {
  struct pm_pool *pool = aligned_alloc(alignof(struct pm_pool), sizeof *pool);
  if (!pool)
    return NULL;
  memset(pool, 0, sizeof *pool);
  pthread_mutex_init(&pool->turn, NULL);
  pool->topology = topology;
  pool->threads = binding->threads;
  pool->binding = *binding;
  pool->workers = calloc(binding->threads, sizeof *pool->workers);
  if (binding->bound) {
    size_t bytes = binding->threads * sizeof *binding->pus;
    pool->binding.pus = malloc(bytes);
    if (pool->binding.pus)
      memcpy(pool->binding.pus, binding->pus, bytes);
  }
  /* Where several workers share a PU, one that spins keeps another from its work. */
  pool->spins = binding->bound && binding->threads <= pm_topology_pus(topology);
  if (pool->workers && (!binding->bound || pool->binding.pus))
    return pool;
  pm_pool_close(pool);
  return NULL;
}

enum pm_status pm_pool_open(const struct pm_topology *topology, const struct pm_binding *binding,
                            struct pm_pool **pool, struct pm_error *error) {
  if (binding->bound && !pm_topology_is_here(topology))
    return pm_fail(error, PM_FAILED,
                   "threads cannot be bound by a topology that is not this machine's; "
                   "try --bind none");
  struct pm_pool *opened = new_pool(topology, binding);
  if (!opened)
    return pm_fail(error, PM_FAILED, "no memory for a pool of %u threads", binding->threads);
  int reason = start_workers(opened, binding->threads - 1);
  enum pm_status status =
      reason ? pm_fail(error, PM_FAILED, "thread %u of %u could not be started: %s",
                       opened->started + 2, binding->threads, strerror(reason))
             : check_bound(opened, error);
  if (status != PM_OK) {
    pm_pool_close(opened);
    return status;
  }
  *pool = opened;
  return PM_OK;
}

/* Sends the workers off into the run that the pool describes. */
static void start_run(struct pm_pool *pool) {
  atomic_fetch_add(&pool->runs, 1);
  if (atomic_load(&pool->asleep))
    pm_futex_wake(&pool->runs, INT32_MAX);
}

void pm_pool_close(struct pm_pool *pool) {
  if (!pool)
    return;
  pool->closing = true;
  start_run(pool);
  for (unsigned i = 1; i <= pool->started; i++)
    pthread_join(pool->workers[i].thread, NULL);
  if (caller_of == pool)
    caller_of = NULL; /* another pool may come to lie at this address */
  pthread_mutex_destroy(&pool->turn);
  free(pool->workers);
  pm_binding_free(&pool->binding);
  free(pool);
}

void pm_pool_lock(struct pm_pool *pool) { pthread_mutex_lock(&pool->turn); }
void pm_pool_unlock(struct pm_pool *pool) { pthread_mutex_unlock(&pool->turn); }

unsigned pm_pool_threads(const struct pm_pool *pool) { return pool->threads; }

const struct pm_binding *pm_pool_binding(const struct pm_pool *pool) { return &pool->binding; }

bool pm_pool_run(struct pm_pool *pool, uint64_t items, uint64_t grain, pm_pool_task *task,
                 void *context) {
  if (items == 0)
    return true;
  pool->task = task;
  pool->context = context;
  pool->items = items;
  pool->grain = grain ? grain : 1;
  pool->shares = items / pool->grain + (items % pool->grain != 0);
  if (pool->shares == 1) { /* to wake another thread for it would take longer than many a share */
    bind_caller(pool);
    return task(context, 0, items, 0);
  }
  atomic_store_explicit(&pool->stopped, false, memory_order_relaxed);
  atomic_store_explicit(&pool->next_share, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->busy, pool->started, memory_order_relaxed);
  bind_caller(pool); /* it could be bound when the pool was opened */
  if (pool->started)
    start_run(pool);
  work(pool, 0);
  wait_for_workers(pool);
  return !atomic_load_explicit(&pool->stopped, memory_order_relaxed);
}

/* host/topology/pool: every item once, on the threads and PUs that were asked for. */
#define _GNU_SOURCE 1 /* sched_getaffinity, gettid */

#include "host/topology/pool.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static struct pm_topology *topology;

static int load(void **state) {
  (void)state;
  return pm_topology_load(NULL, &topology, NULL) == PM_OK ? 0 : -1;
}

static int unload(void **state) {
  (void)state;
  pm_topology_free(topology);
  return 0;
}

static struct pm_pool *open_pool(const char *bind, unsigned threads) {
  struct pm_binding binding;
  struct pm_pool *pool = NULL;
  struct pm_error error = {0};
  if (pm_binding_parse(topology, bind, threads, NULL, &binding, &error) != PM_OK ||
      pm_pool_open(topology, &binding, &pool, &error) != PM_OK)
    fail_msg("%s", error.text);
  pm_binding_free(&binding); /* the pool has its own */
  return pool;
}

/* More threads than PUs: no command line asks for it, a pool must bear it. */
static struct pm_pool *open_crowd(unsigned threads) {
  struct pm_binding crowd = {.text = "none", .threads = threads, .numa_node = -1};
  struct pm_pool *pool = NULL;
  assert_int_equal(pm_pool_open(topology, &crowd, &pool, NULL), PM_OK);
  return pool;
}

struct tally {
  uint64_t items, grain;
  unsigned threads;
  atomic_uchar *seen; /* how often each item was handed out */
  atomic_ullong sum, shares;
  atomic_bool wrong;
};

static bool count_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  struct tally *tally = context;
  if (first % tally->grain || first >= last || last > tally->items || last - first > tally->grain ||
      (last - first < tally->grain && last != tally->items) || worker >= tally->threads)
    tally->wrong = true;
  for (uint64_t i = first; i < last; i++) {
    tally->seen[i]++;
    tally->sum += i;
  }
  tally->shares++;
  return true;
}

static void check_ranges(struct pm_pool *pool, uint64_t items, uint64_t grain) {
  struct tally tally = {.items = items, .grain = grain, .threads = pm_pool_threads(pool)};
  tally.seen = calloc(items + 1, sizeof *tally.seen);
  assert_true(pm_pool_run(pool, items, grain, count_share, &tally));
  assert_false(tally.wrong);
  assert_int_equal(tally.sum, items ? items * (items - 1) / 2 : 0);
  assert_int_equal(tally.shares, (items + grain - 1) / grain);
  for (uint64_t i = 0; i < items; i++)
    assert_int_equal(tally.seen[i], 1);
  free(tally.seen);
}

static void check_all_ranges(struct pm_pool *pool) {
  static const uint64_t items[] = {0, 1, 2, 3, 7, 64, 1000, 4097};
  static const uint64_t grains[] = {1, 2, 3, 64, 1000, 5000};
  for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
    for (size_t j = 0; j < sizeof grains / sizeof grains[0]; j++)
      check_ranges(pool, items[i], grains[j]);
}

static void test_every_item_once(void **state) {
  (void)state;
  static const char *const binds[] = {"auto", "none"};
  for (unsigned threads = 1; threads <= pm_topology_pus(topology) && threads <= 4; threads++)
    for (size_t i = 0; i < 2; i++) {
      struct pm_pool *pool = open_pool(binds[i], threads);
      assert_int_equal(pm_pool_threads(pool), threads);
      check_all_ranges(pool);
      pm_pool_close(pool);
    }
}

static void test_more_threads_than_pus_and_items(void **state) {
  (void)state;
  struct pm_pool *pool = open_crowd(4 * pm_topology_pus(topology) + 3);
  check_all_ranges(pool);
  pm_pool_close(pool);
}

/* The end of the range of indices: no share wraps round. */
static bool last_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  atomic_ullong *sum = context;
  *sum += last - first;
  return first < last;
}

static void test_the_largest_range(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 0);
  atomic_ullong sum = 0;
  assert_true(pm_pool_run(pool, UINT64_MAX, UINT64_MAX / 3 + 5, last_share, &sum));
  assert_true(sum == UINT64_MAX);
  sum = 0;
  assert_true(pm_pool_run(pool, UINT64_MAX, UINT64_MAX, last_share, &sum));
  assert_true(sum == UINT64_MAX);
  sum = 0;
  assert_true(pm_pool_run(pool, 5, 0, last_share, &sum));
  assert_int_equal(sum, 5);
  pm_pool_close(pool);
}

/* What one thread writes the next run and the caller read, without atomics: order is the pool's. */
static bool add_one(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  uint64_t *cells = context;
  for (uint64_t i = first; i < last; i++)
    cells[i] += i + 1;
  return true;
}

static void check_tiny_runs(struct pm_pool *pool, unsigned runs) {
  uint64_t cells[8] = {0};
  for (unsigned run = 0; run < runs; run++) {
    assert_true(pm_pool_run(pool, 8, 1, add_one, cells));
    cells[run % 8] += run; /* the caller's own, between runs */
    cells[run % 8] -= run;
  }
  for (uint64_t i = 0; i < 8; i++)
    assert_int_equal(cells[i], (i + 1) * runs);
}

static void test_thousands_of_tiny_runs(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 1);
  check_tiny_runs(pool, 5000);
  pm_pool_close(pool);
  pool = open_pool("auto", 0);
  check_tiny_runs(pool, 5000);
  pm_pool_close(pool);
  pool = open_crowd(pm_topology_pus(topology) + 2);
  check_tiny_runs(pool, 1000);
  pm_pool_close(pool);
}

/* With pauses that see the workers asleep, just falling asleep, and spinning. */
static void test_runs_with_pauses(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 0);
  uint64_t cells[8] = {0};
  for (unsigned run = 0; run < 400; run++) {
    assert_true(pm_pool_run(pool, 8, 1, add_one, cells));
    nanosleep(&(struct timespec){.tv_nsec = (long)(run % 40) * 1000}, NULL);
  }
  assert_int_equal(cells[7], 8 * 400);
  pm_pool_close(pool);
}

static bool refuse_third(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)last;
  (void)worker;
  atomic_uint *shares = context;
  (*shares)++;
  return first != 2;
}

static void test_false_stops(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 1);
  atomic_uint shares = 0;
  assert_false(pm_pool_run(pool, 1000000, 1, refuse_third, &shares));
  assert_int_equal(shares, 3);
  check_ranges(pool, 100, 7); /* the next run is not stopped */
  pm_pool_close(pool);
  pool = open_pool("auto", 0);
  for (unsigned run = 0; run < 100; run++) {
    shares = 0;
    assert_false(pm_pool_run(pool, UINT64_C(1) << 40, 1, refuse_third, &shares));
    assert_true(shares >= 3);
  }
  check_ranges(pool, 100, 7);
  pm_pool_close(pool);
}

static bool note_thread(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)first, (void)last;
  pid_t *thread = context;
  *thread = worker == 0 ? gettid() : 0;
  return true;
}

static void test_a_single_share_is_the_callers(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 0);
  for (unsigned run = 0; run < 1000; run++) {
    pid_t thread = 0;
    assert_true(pm_pool_run(pool, 7, 7, note_thread, &thread));
    assert_int_equal(thread, gettid());
  }
  atomic_uint shares = 0;
  assert_true(pm_pool_run(pool, 1, 1, refuse_third, &shares));
  assert_int_equal(shares, 1);
  pm_pool_close(pool);
}

/* One share per worker, held until all have theirs, so that each worker shows itself. */
struct roll_call {
  pthread_barrier_t barrier;
  cpu_set_t affinity[CPU_SETSIZE];
  bool blocks_interrupt[CPU_SETSIZE];
  atomic_uint calls[CPU_SETSIZE];
  pid_t caller;
  unsigned caller_was;
};

static bool answer(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)first;
  (void)last;
  struct roll_call *roll = context;
  pthread_barrier_wait(&roll->barrier);
  sched_getaffinity(0, sizeof(cpu_set_t), &roll->affinity[worker]);
  sigset_t blocked;
  pthread_sigmask(SIG_SETMASK, NULL, &blocked);
  roll->blocks_interrupt[worker] = sigismember(&blocked, SIGINT) == 1;
  roll->calls[worker]++;
  if (gettid() == roll->caller)
    roll->caller_was = worker;
  return true;
}

static struct roll_call *call_roll(struct pm_pool *pool) {
  unsigned threads = pm_pool_threads(pool);
  assert_true(threads <= CPU_SETSIZE);
  struct roll_call *roll = calloc(1, sizeof *roll);
  roll->caller = gettid();
  roll->caller_was = threads;
  pthread_barrier_init(&roll->barrier, NULL, threads);
  assert_true(pm_pool_run(pool, threads, 1, answer, roll));
  pthread_barrier_destroy(&roll->barrier);
  assert_int_equal(roll->caller_was, 0);
  for (unsigned i = 0; i < threads; i++) {
    assert_int_equal(roll->calls[i], 1);
    assert_true(roll->blocks_interrupt[i] == (i > 0)); /* Ctrl-C is the caller's */
  }
  return roll;
}

static void check_pinned(unsigned threads) {
  struct pm_pool *pool = open_pool("auto", threads);
  struct roll_call *roll = call_roll(pool);
  const struct pm_binding *binding = pm_pool_binding(pool);
  assert_int_equal(binding->threads, threads);
  assert_string_equal(binding->text, "auto");
  for (unsigned i = 0; i < threads; i++) {
    assert_int_equal(CPU_COUNT(&roll->affinity[i]), 1);
    assert_true(CPU_ISSET(binding->pus[i], &roll->affinity[i]));
  }
  free(roll);
  pm_pool_close(pool);
}

static void test_workers_are_pinned(void **state) {
  (void)state;
  check_pinned(1);
  check_pinned(pm_topology_cores(topology));
  check_pinned(pm_topology_pus(topology));
}

/* Pools that take turns, and a caller that was moved in between: each run finds it at its place. */
static void test_the_caller_is_brought_back(void **state) {
  (void)state;
  unsigned last = pm_topology_pus(topology) - 1;
  char elsewhere[32];
  snprintf(elsewhere, sizeof elsewhere, "pu:%u", last);
  struct pm_pool *first = open_pool("auto", 1), *other = open_pool(elsewhere, 1);
  for (int i = 0; i < 3; i++) {
    struct pm_pool *pool = i == 1 ? other : first;
    if (i == 2)
      assert_int_equal(pm_topology_bind_caller(topology, NULL, NULL), PM_OK);
    struct roll_call *roll = call_roll(pool);
    assert_int_equal(CPU_COUNT(&roll->affinity[0]), 1);
    assert_true(CPU_ISSET(pm_pool_binding(pool)->pus[0], &roll->affinity[0]));
    free(roll);
  }
  pm_pool_close(other);
  pm_pool_close(first);
}

/* A caller that runs near a GPU must not take the CPU's cases along. */
static void test_unbound_workers_run_anywhere(void **state) {
  (void)state;
  cpu_set_t before, one;
  assert_int_equal(pm_topology_bind_caller(topology, NULL, NULL), PM_OK);
  assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
  int cpu = 0;
  while (!CPU_ISSET(cpu, &before))
    cpu++;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  struct pm_pool *pool = open_pool("none", 0);
  struct roll_call *roll = call_roll(pool);
  assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
  for (unsigned i = 0; i < pm_pool_threads(pool); i++)
    assert_true(CPU_EQUAL(&roll->affinity[i], &before));
  assert_false(pm_pool_binding(pool)->bound);
  free(roll);
  pm_pool_close(pool);
}

static void test_failures_say_why(void **state) {
  (void)state;
  unsigned nowhere[] = {1000000};
  struct pm_binding binding = {
      .text = "pu:1000000", .bound = true, .threads = 1, .pus = nowhere, .numa_node = -1};
  struct pm_pool *pool = NULL;
  struct pm_error error = {0};
  assert_int_equal(pm_pool_open(topology, &binding, &pool, &error), PM_FAILED);
  assert_non_null(strstr(error.text, "1000000"));
  assert_null(pool);
  struct pm_topology *elsewhere = NULL;
  setenv("HWLOC_SYNTHETIC", "pack:1 core:1 pu:1", 1);
  assert_int_equal(pm_topology_load(NULL, &elsewhere, NULL), PM_OK);
  unsetenv("HWLOC_SYNTHETIC");
  nowhere[0] = 0;
  assert_int_equal(pm_pool_open(elsewhere, &binding, &pool, &error), PM_FAILED);
  assert_non_null(strstr(error.text, "not this machine's"));
  assert_null(pool);
  pm_topology_free(elsewhere);
}

static void test_close_without_a_run(void **state) {
  (void)state;
  for (unsigned i = 0; i < 50; i++)
    pm_pool_close(open_pool(i % 2 ? "auto" : "none", 0));
  pm_pool_close(NULL);
}

static int64_t process_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void test_an_idle_pool_sleeps(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 0);
  check_ranges(pool, 100, 1);
  int64_t before_ns = process_ns();
  nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
  assert_true(process_ns() - before_ns < 20000000);
  pm_pool_close(pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_item_once),
      cmocka_unit_test(test_more_threads_than_pus_and_items),
      cmocka_unit_test(test_the_largest_range),
      cmocka_unit_test(test_thousands_of_tiny_runs),
      cmocka_unit_test(test_runs_with_pauses),
      cmocka_unit_test(test_false_stops),
      cmocka_unit_test(test_a_single_share_is_the_callers),
      cmocka_unit_test(test_workers_are_pinned),
      cmocka_unit_test(test_the_caller_is_brought_back),
      cmocka_unit_test(test_unbound_workers_run_anywhere),
      cmocka_unit_test(test_failures_say_why),
      cmocka_unit_test(test_close_without_a_run),
      cmocka_unit_test(test_an_idle_pool_sleeps),
  };
  return cmocka_run_group_tests(tests, load, unload);
}

/* host/topology/tasks: every task once and after those that it comes after, on any number of threads. */
#include "host/topology/tasks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "host/base/random.h"

enum { TASKS_MAX = 400, ORDERS_MAX = 4 * TASKS_MAX };

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

/* Bound ones look for work before they sleep, unbound ones sleep at once. */
static struct pm_pool *open_pool(const char *bind, unsigned threads) {
  struct pm_binding binding;
  struct pm_pool *pool = NULL;
  struct pm_error error = {0};
  if (pm_binding_parse(topology, bind, threads, NULL, &binding, &error) != PM_OK ||
      pm_pool_open(topology, &binding, &pool, &error) != PM_OK)
    fail_msg("%s", error.text);
  pm_binding_free(&binding);
  return pool;
}

static struct pm_pool *open_crowd(unsigned threads) {
  struct pm_binding crowd = {.text = "none", .threads = threads, .numa_node = -1};
  struct pm_pool *pool = NULL;
  assert_int_equal(pm_pool_open(topology, &crowd, &pool, NULL), PM_OK);
  return pool;
}

/* A task writes its level, in ordinary memory: it sees what came before, or the level is wrong. */
struct levels {
  uint32_t count, order_count;
  struct pm_task_order orders[ORDERS_MAX];
  uint32_t level[TASKS_MAX], runs[TASKS_MAX];
};

static void run_task(void *context, uint32_t number) {
  struct levels *l = context;
  uint32_t level = 1;
  for (uint32_t i = 0; i < l->order_count; i++)
    if (l->orders[i].after == number) {
      const uint32_t before = l->level[l->orders[i].before];
      level = before == 0 ? UINT32_MAX : before >= level ? before + 1 : level;
    }
  l->level[number] = level;
  l->runs[number]++;
}

/* Orders go from smaller numbers to greater ones, so that this is the levels' definition. */
static void check(const struct levels *l) {
  uint32_t level[TASKS_MAX] = {0};
  for (uint32_t i = 0; i < l->count; i++) {
    level[i] = 1;
    for (uint32_t j = 0; j < l->order_count; j++)
      if (l->orders[j].after == i && level[l->orders[j].before] >= level[i])
        level[i] = level[l->orders[j].before] + 1;
    assert_int_equal(l->level[i], level[i]);
    assert_int_equal(l->runs[i], 1);
  }
}

static void run(struct pm_pool *pool, struct levels *l, unsigned times) {
  struct pm_tasks *tasks;
  struct pm_error error = {0};
  if (pm_tasks_open(pool, l->count, l->orders, l->order_count, &tasks, &error) != PM_OK)
    fail_msg("%s", error.text);
  for (unsigned i = 0; i < times; i++) {
    memset(l->level, 0, sizeof l->level);
    memset(l->runs, 0, sizeof l->runs);
    pm_tasks_run(tasks, run_task, l);
    check(l);
  }
  pm_tasks_close(tasks);
}

/* Some tasks come after none, some before none; an order may be there twice. */
static void random_graph(struct levels *l, uint64_t seed) {
  l->count = (uint32_t)(pm_random_word(seed, 0, 0) % TASKS_MAX) + 1;
  l->order_count = 0;
  for (uint32_t i = 1; i < l->count; i++)
    for (uint64_t j = pm_random_word(seed, 1, i) % 5; j-- > 1;) {
      const uint32_t before = (uint32_t)(pm_random_word(seed, 2 + j, i) % i);
      l->orders[l->order_count++] = (struct pm_task_order){before, i};
    }
}

static void check_pool(struct pm_pool *pool, uint64_t seeds) {
  static struct levels l;
  for (uint64_t seed = 0; seed < seeds; seed++) {
    random_graph(&l, seed);
    run(pool, &l, 3);
  }
  pm_pool_close(pool);
}

static void random_graphs(void **state) {
  (void)state;
  for (unsigned threads = 1; threads <= pm_topology_pus(topology) && threads <= 4; threads++) {
    check_pool(open_pool("auto", threads), 60);
    check_pool(open_pool("none", threads), 20);
  }
  check_pool(open_crowd(2 * pm_topology_pus(topology) + 3), 10);
}

/* Tasks that take longer than a worker looks for work, so that others fall asleep and are woken. */
static void slow_task(void *context, uint32_t number) {
  nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
  run_task(context, number);
}

static void sleepers_are_woken(void **state) {
  (void)state;
  static struct levels l = {
      .count = 8,
      .order_count = 8,
      .orders = {{0, 1}, {0, 2}, {0, 3}, {1, 4}, {2, 4}, {4, 5}, {4, 6}, {6, 7}}};
  struct pm_pool *pool = open_pool("auto", 0);
  struct pm_tasks *tasks;
  assert_int_equal(pm_tasks_open(pool, l.count, l.orders, l.order_count, &tasks, NULL), PM_OK);
  pm_tasks_run(tasks, slow_task, &l);
  check(&l);
  pm_tasks_close(tasks);
  pm_pool_close(pool);
}

static void chains_and_fans(void **state) {
  (void)state;
  static struct levels l;
  struct pm_pool *pool = open_pool("auto", 0);
  l.count = TASKS_MAX;
  l.order_count = 0;
  run(pool, &l, 5); /* no orders */
  for (uint32_t i = 1; i < l.count; i++)
    l.orders[l.order_count++] = (struct pm_task_order){i - 1, i};
  run(pool, &l, 20); /* a chain */
  l.order_count = 0;
  for (uint32_t i = 1; i + 1 < l.count; i++) {
    l.orders[l.order_count++] = (struct pm_task_order){0, i};
    l.orders[l.order_count++] = (struct pm_task_order){i, l.count - 1};
  }
  run(pool, &l, 20); /* out, and in again */
  pm_pool_close(pool);
}

/* Task 0 reads what task 1 writes. On one thread nothing but the order puts 1 before 0. */
static void copy_or_write(void *context, uint32_t number) {
  int *cells = context;
  if (number == 0)
    cells[0] = cells[1];
  else
    cells[1] = 7;
}

static int with_orders(struct pm_pool *pool, size_t orders) {
  int cells[2] = {0, 0};
  struct pm_tasks *tasks;
  const struct pm_task_order order = {.before = 1, .after = 0};
  assert_int_equal(pm_tasks_open(pool, 2, &order, orders, &tasks, NULL), PM_OK);
  pm_tasks_run(tasks, copy_or_write, cells);
  pm_tasks_close(tasks);
  return cells[0];
}

static void an_order_left_out_shows(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 1);
  assert_int_equal(with_orders(pool, 1), 7);
  assert_int_equal(with_orders(pool, 0), 0);
  pm_pool_close(pool);
}

static void refuse(uint32_t count, const struct pm_task_order *orders, size_t order_count,
                   const char *part) {
  struct pm_pool *pool = open_pool("auto", 1);
  struct pm_tasks *tasks;
  struct pm_error error;
  assert_int_equal(pm_tasks_open(pool, count, orders, order_count, &tasks, &error), PM_FAILED);
  assert_null(tasks);
  assert_non_null(strstr(error.text, part));
  pm_pool_close(pool);
}

static void what_is_no_graph(void **state) {
  (void)state;
  static const struct pm_task_order itself[] = {{0, 0}}, circle[] = {{0, 1}, {1, 2}, {2, 1}},
                                    beyond[] = {{0, 3}}, from_beyond[] = {{3, 0}};
  refuse(1, itself, 1, "circle");
  refuse(3, circle, 3, "circle");
  refuse(3, beyond, 1, "task 3 is to come after task 0, and there are 3");
  refuse(3, from_beyond, 1, "there are 3");
  pm_tasks_close(NULL);
}

static void no_tasks(void **state) {
  (void)state;
  struct pm_pool *pool = open_pool("auto", 0);
  struct pm_tasks *tasks;
  assert_int_equal(pm_tasks_open(pool, 0, NULL, 0, &tasks, NULL), PM_OK);
  pm_tasks_run(tasks, run_task, NULL);
  pm_tasks_close(tasks);
  pm_pool_close(pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_graphs),    cmocka_unit_test(sleepers_are_woken),
      cmocka_unit_test(chains_and_fans),  cmocka_unit_test(an_order_left_out_shows),
      cmocka_unit_test(what_is_no_graph), cmocka_unit_test(no_tasks),
  };
  return cmocka_run_group_tests(tests, load, unload);
}

/* The works graph/...: a step against known answers, shapes, the plan of what goes to which queue, and every
 * implementation on every shape and size against the oracle.
 *
 * PROOFMARK_FAKE_CUDA names the library of tests/fake, which then is the CUDA driver, and runs what the
 * works leave unordered in more than one order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dlfcn.h>

#include <cmocka.h>

#include "bench/graph/dispatch.h"
#include "bench/graph/graph_work.h"
#include "cpu_ref/graph/step.h"
#include "host/base/random.h"
#include "kernels/graph/graph.h"
#include "tests/support/machine.h"

static void (*set_eager)(int eager); /* of the fake driver; NULL: it is not there */
static struct pm_device_info *devices;
static size_t device_count;

static int open_all(void **state) {
  const char *path = getenv("PROOFMARK_FAKE_CUDA");
  void *library = path ? dlopen(path, RTLD_NOW | RTLD_GLOBAL) : NULL;
  if (library)
    *(void **)&set_eager = dlsym(library, "fake_cuda_eager");
  struct pm_error error;
  if ((path && !set_eager) || pm_devices_list(&devices, &device_count, &error) != PM_OK)
    return -1;
  return machine_open(state);
}

static int close_all(void **state) {
  free(devices);
  return machine_close(state);
}

/* Steps --------------------------------------------------------------------------------------- */

/* From a few lines of Python that follow kernels/graph/graph.h: r = lambda x, n: (x >> n | x << 32 - n) % 2**32,
 * x = (a + r(b, 7) + key) % 2**32, and so many times x = ((r(x, 2) ^ r(x, 13) ^ r(x, 22)) + key) % 2**32. */
static const struct {
  uint32_t first, second, key, rounds, out;
} answers[] = {
    {0x0, 0x0, 0x0, 5, 0x00000000},
    {0x1, 0x0, 0x0, 0, 0x00000001},
    {0x0, 0x1, 0x0, 0, 0x02000000},
    {0xffffffff, 0x80000000, 0x1, 0, 0x01000000},
    {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0, 0xb1efa936},
    {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 1, 0x97d9b369},
    {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 64, 0x83c3b93c},
};

static graph_step_fn *code(int isa) {
  return isa < 0                                  ? ref_graph_step
         : lane_isa_supported((enum lane_isa)isa) ? graph_code.batch[isa]
                                                  : NULL;
}

static void known_answers(void **state) {
  (void)state;
  for (int isa = -1; isa < (int)LANE_ISA_COUNT; isa++)
    for (size_t i = 0; code(isa) && i < sizeof answers / sizeof *answers; i++) {
      uint32_t out = ~answers[i].out;
      code(isa)(&answers[i].first, &answers[i].second, answers[i].key, answers[i].rounds, 1, &out);
      assert_int_equal(out, answers[i].out);
    }
}

/* Every length around a vector's and a block's, and nothing written past the end. */
static void lengths(void **state) {
  (void)state;
  enum { MOST = 300, ROOM = MOST + 64 };
  static uint32_t first[MOST], second[MOST], out[ROOM], expected[ROOM];
  pm_random_bytes(1, 0, 0, (uint8_t *)first, sizeof first);
  pm_random_bytes(1, 1, 0, (uint8_t *)second, sizeof second);
  for (int isa = 0; isa < (int)LANE_ISA_COUNT; isa++)
    for (uint64_t words = 0; code(isa) && words <= MOST; words++) {
      memset(out, 0x5a, sizeof out);
      memset(expected, 0x5a, sizeof expected);
      ref_graph_step(first, second, 0x9e3779b9, 3, words, expected);
      code(isa)(first, second, 0x9e3779b9, 3, words, out);
      assert_memory_equal(out, expected, sizeof out);
    }
}

/* Shapes -------------------------------------------------------------------------------------- */

enum { LEVELS_MAX = 512 };
static uint32_t levels[LEVELS_MAX];

static void assert_reads(const struct graph_shape *s, uint32_t step, uint32_t first,
                         uint32_t second) {
  assert_int_equal(s->steps[step].inputs[0], first);
  assert_int_equal(s->steps[step].inputs[1], second);
}

static void diamonds(void **state) {
  (void)state;
  struct graph_shape diamond, linear;
  assert_true(graph_shape_diamond(&diamond, false, 5) && graph_shape_diamond(&linear, true, 5));
  assert_int_equal(diamond.count, 4);
  assert_reads(&diamond, 0, GRAPH_INPUT, GRAPH_INPUT);
  assert_reads(&diamond, 1, 0, 0);
  assert_reads(&diamond, 2, 0, 0);
  assert_reads(&diamond, 3, 1, 2);
  assert_int_equal(graph_levels(&diamond, levels), 3);
  /* The same steps, one more level. */
  assert_int_equal(linear.count, 4);
  assert_memory_equal(linear.steps, diamond.steps, 4 * sizeof *linear.steps);
  assert_int_equal(graph_levels(&linear, levels), 4);
  uint32_t before[GRAPH_BEFORE_MAX];
  assert_int_equal(graph_before(&diamond, 2, before), 1);
  assert_int_equal(graph_before(&linear, 2, before), 2);
  graph_shape_free(&diamond);
  graph_shape_free(&linear);
}

/* All that steps read was there before, and nothing but the last is left unread. */
static void assert_whole(const struct graph_shape *s) {
  bool read[LEVELS_MAX] = {false};
  for (uint32_t i = 0; i < s->count; i++)
    for (int j = 0; j < 2; j++)
      if (s->steps[i].inputs[j] != GRAPH_INPUT) {
        assert_true(s->steps[i].inputs[j] < i);
        read[s->steps[i].inputs[j]] = true;
      }
  for (uint32_t i = 0; i + 1 < s->count; i++)
    assert_true(read[i]);
  assert_false(read[s->count - 1]);
}

static void trees(void **state) {
  (void)state;
  for (uint32_t width = 1; width <= 256; width++) {
    struct graph_shape s;
    uint32_t leaves = 0, height = 1;
    assert_true(graph_shape_tree(&s, width, 1));
    assert_int_equal(s.count, 2 * width - 1);
    assert_whole(&s);
    for (uint32_t i = 0; i < s.count; i++)
      leaves += s.steps[i].inputs[0] == GRAPH_INPUT && s.steps[i].inputs[1] == GRAPH_INPUT;
    assert_int_equal(leaves, width);
    while (UINT32_C(1) << (height - 1) < width)
      height++;
    assert_int_equal(graph_levels(&s, levels), height);
    graph_shape_free(&s);
  }
}

static void check_dag(uint32_t count, uint64_t seed) {
  struct graph_shape s, again;
  uint32_t width[LEVELS_MAX] = {0};
  assert_true(graph_shape_dag(&s, count, seed) && graph_shape_dag(&again, count, seed));
  assert_int_equal(s.count, count);
  assert_memory_equal(s.steps, again.steps, count * sizeof *s.steps);
  assert_whole(&s);
  const uint32_t level_count = graph_levels(&s, levels);
  assert_int_equal(levels[count - 1], level_count - 1);
  for (uint32_t i = 0; i < count; i++)
    assert_true(++width[levels[i]] <= GRAPH_LAYER_MAX);
  for (uint32_t i = 1; i < count; i++) /* layer after layer */
    assert_true(levels[i] == levels[i - 1] || levels[i] == levels[i - 1] + 1);
  graph_shape_free(&s);
  graph_shape_free(&again);
}

static void dags(void **state) {
  (void)state;
  for (uint32_t count = 1; count <= 40; count++)
    for (uint64_t seed = 0; seed < 50; seed++)
      check_dag(count, seed);
  for (uint64_t seed = 0; seed < 20; seed++)
    check_dag(512, seed);
  struct graph_shape one, other;
  assert_true(graph_shape_dag(&one, 64, 1) && graph_shape_dag(&other, 64, 2));
  bool differ = false;
  for (uint32_t i = 0; i < 64; i++)
    differ |= one.steps[i].inputs[0] != other.steps[i].inputs[0];
  assert_true(differ);
  graph_shape_free(&one);
  graph_shape_free(&other);
}

/* Plans --------------------------------------------------------------------------------------- */

/* What has ended for certain when a queue's next command begins, by what the queues promise alone. */
struct knowledge {
  bool ended[LEVELS_MAX]; /* by step */
  bool before_all;        /* what was in queue 0 when the graph began */
};

/* Whether the plan keeps the shape's order; the action number `skipped` is left out. */
static bool plan_holds(const struct graph_shape *s, const struct graph_dispatch *d,
                       uint32_t skipped) {
  static struct knowledge queues[GRAPH_QUEUES_MAX];
  uint32_t launched = 0;
  memset(queues, 0, sizeof queues);
  queues[0].before_all = true;
  for (uint32_t i = 0; i < d->count; i++) {
    const struct graph_action *a = &d->actions[i];
    struct knowledge *q = &queues[a->queue];
    if (i == skipped)
      continue;
    if (a->kind == GRAPH_WAIT) {
      for (uint32_t j = 0; j < s->count; j++)
        q->ended[j] |= queues[a->number].ended[j];
      q->before_all |= queues[a->number].before_all;
      continue;
    }
    uint32_t before[GRAPH_BEFORE_MAX];
    if (!q->before_all)
      return false;
    for (unsigned j = graph_before(s, a->number, before); j-- > 0;)
      if (!q->ended[before[j]])
        return false;
    q->ended[a->number] = true; /* for the next in this queue */
    launched++;
  }
  for (uint32_t j = 0; j < s->count; j++)
    if (!queues[0].ended[j])
      return false;
  return launched == s->count;
}

static unsigned check_plan(const struct graph_shape *s, unsigned queues) {
  struct graph_dispatch d;
  assert_true(graph_dispatch_make(s, queues, &d));
  assert_true(d.queues >= 1 && d.queues <= queues);
  assert_int_equal(d.levels, graph_levels(s, levels));
  assert_true(plan_holds(s, &d, UINT32_MAX));
  unsigned waits = 0;
  for (uint32_t i = 0; i < d.count; i++)
    waits += d.actions[i].kind == GRAPH_WAIT;
  graph_dispatch_free(&d);
  return waits;
}

static void plans(void **state) {
  (void)state;
  struct graph_shape s;
  for (unsigned queues = 1; queues <= GRAPH_QUEUES_MAX; queues++) {
    for (uint32_t width = 1; width <= 40; width++) {
      assert_true(graph_shape_tree(&s, width, 1));
      check_plan(&s, queues);
      graph_shape_free(&s);
    }
    for (uint64_t seed = 0; seed < 60; seed++) {
      assert_true(graph_shape_dag(&s, 1 + (uint32_t)seed, seed));
      assert_true(check_plan(&s, queues) == 0 || queues > 1);
      graph_shape_free(&s);
    }
  }
}

/* A chain waits for nothing. Of a diamond's two waits neither can be left out. */
static void plans_of_four_steps(void **state) {
  (void)state;
  struct graph_shape s;
  struct graph_dispatch d;
  assert_true(graph_shape_diamond(&s, true, 1));
  assert_int_equal(check_plan(&s, GRAPH_QUEUES_MAX), 0);
  graph_shape_free(&s);
  assert_true(graph_shape_diamond(&s, false, 1));
  assert_int_equal(check_plan(&s, GRAPH_QUEUES_MAX), 2);
  assert_true(graph_dispatch_make(&s, GRAPH_QUEUES_MAX, &d));
  assert_int_equal(d.queues, 2);
  for (uint32_t i = 0; i < d.count; i++)
    assert_false(plan_holds(&s, &d, i));
  graph_dispatch_free(&d);
  graph_shape_free(&s);
}

/* Works --------------------------------------------------------------------------------------- */

static struct pm_problem make(const struct pm_work *work, uint64_t words, uint64_t rounds,
                              uint64_t size, uint64_t seed) {
  struct pm_problem problem;
  struct pm_error error;
  const uint64_t values[PM_PARAMETERS_MAX] = {words, rounds, size};
  if (pm_problem_make(work, values, seed, NULL, machine_pool, &problem, &error) != PM_OK)
    fail_msg("%s", error.text);
  return problem;
}

static void verify_cpu(const struct pm_problem *problem) {
  const struct pm_work *work = problem->work;
  char reason[256];
  unsigned ran = 0;
  for (size_t i = 0; i < work->implementation_count; i++) {
    const struct pm_implementation *implementation = &work->implementations[i];
    if (!implementation->on_device &&
        implementation->available(implementation, work, reason, sizeof reason))
      ran += machine_verify(problem, implementation, NULL);
  }
  assert_true(ran);
}

/* All ways run, but where a device runs one kernel at a time (the fake driver's second). */
static void verify_device(const struct pm_problem *problem, struct pm_device *device) {
  const struct pm_work *work = problem->work;
  const struct pm_device_info *info = pm_device_info(device);
  unsigned ran = 0, ways = 0;
  for (size_t i = 0; i < work->implementation_count; i++) {
    const struct pm_implementation *implementation = &work->implementations[i];
    if (!implementation->on_device || implementation->api != info->api)
      continue;
    ways++;
    ran += machine_verify(problem, implementation, device);
  }
  assert_true(ran >= 1);
  assert_true(ran == ways || strcmp(info->id, "cuda:1") == 0);
}

static const struct {
  const struct pm_work *work;
  uint64_t words, rounds, size, seeds;
} cases[] = {
    {&graph_work_linear, 1, 0, 0, 1},     {&graph_work_linear, 257, 5, 0, 2},
    {&graph_work_diamond, 1, 0, 0, 1},    {&graph_work_diamond, 256, 1, 0, 2},
    {&graph_work_diamond, 1000, 7, 0, 2}, {&graph_work_tree, 1, 0, 1, 1},
    {&graph_work_tree, 1, 3, 2, 1},       {&graph_work_tree, 255, 2, 7, 2},
    {&graph_work_tree, 300, 1, 33, 1},    {&graph_work_dag, 1, 0, 1, 1},
    {&graph_work_dag, 1, 2, 30, 8},       {&graph_work_dag, 257, 3, 64, 8},
    {&graph_work_dag, 4097, 2, 17, 3},
};

static void on_cases(void (*verify)(const struct pm_problem *problem, struct pm_device *device),
                     struct pm_device *device) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (uint64_t seed = 0; seed < cases[i].seeds; seed++) {
      struct pm_problem problem =
          make(cases[i].work, cases[i].words, cases[i].rounds, cases[i].size, seed);
      verify(&problem, device);
      problem.close(&problem);
    }
}

static void verify_on_cpu(const struct pm_problem *problem, struct pm_device *none) {
  (void)none;
  verify_cpu(problem);
}

static void every_cpu_variant(void **state) {
  (void)state;
  on_cases(verify_on_cpu, NULL);
}

static void every_device_way(void **state) {
  (void)state;
  for (size_t d = 0; d < device_count; d++)
    for (int eager = 0; eager <= (set_eager && devices[d].api == PM_API_CUDA); eager++) {
      struct pm_device *device;
      struct pm_error error;
      if (set_eager)
        set_eager(eager);
      if (pm_device_open(&devices[d], &device, &error) != PM_OK)
        fail_msg("%s", error.text);
      on_cases(verify_device, device);
      pm_device_close(device);
    }
}

/* The same work: what goes in, what comes out, what it takes, but for the longest way. */
static void a_chain_is_comparable_with_its_diamond(void **state) {
  (void)state;
  struct pm_problem linear = make(&graph_work_linear, 100, 9, 0, 3);
  struct pm_problem diamond = make(&graph_work_diamond, 100, 9, 0, 3);
  struct pm_problem other = make(&graph_work_diamond, 100, 10, 0, 3);
  assert_string_equal(linear.id, "graph/linear[words=100,rounds=9]");
  assert_string_equal(diamond.id, "graph/diamond[words=100,rounds=9]");
  assert_string_equal(linear.input_digest, diamond.input_digest);
  assert_string_not_equal(diamond.input_digest, other.input_digest);
  assert_memory_equal(linear.expected, diamond.expected, 400);
  assert_int_equal(linear.items, 4);
  assert_int_equal(diamond.items, 4);
  assert_true(linear.model.amounts[PM_RESOURCE_LAUNCH] == 4);
  assert_true(diamond.model.amounts[PM_RESOURCE_LAUNCH] == 3);
  linear.model.amounts[PM_RESOURCE_LAUNCH] = 3;
  assert_memory_equal(&linear.model, &diamond.model, sizeof linear.model);
  /* Four steps of 100 words: two operations, then nine times five. */
  assert_true(linear.model.amounts[PM_RESOURCE_OPERATIONS] == 400 * (2 + 9 * 5));
  assert_true(linear.model.amounts[PM_RESOURCE_MEMORY] == 5 * 400);
  linear.close(&linear);
  diamond.close(&diamond);
  other.close(&other);
}

/* The shape is the seed's, and is digested. */
static void a_dag_is_its_seed_s(void **state) {
  (void)state;
  struct pm_problem problem = make(&graph_work_dag, 10, 1, 40, 1),
                    two = make(&graph_work_dag, 10, 1, 40, 2);
  struct pm_problem again = make(&graph_work_dag, 10, 1, 40, 1);
  assert_string_not_equal(problem.input_digest, two.input_digest);
  assert_string_equal(problem.input_digest, again.input_digest);
  assert_memory_equal(problem.expected, again.expected, 40);
  assert_int_equal(problem.items, 40);
  problem.close(&problem);
  two.close(&two);
  again.close(&again);
}

/* Not more than the machine has, in words. */
static void too_large(void **state) {
  (void)state;
  struct pm_problem problem;
  struct pm_error error;
  const uint64_t values[PM_PARAMETERS_MAX] = {UINT64_C(1) << 28, 0, 512};
  assert_int_equal(
      pm_problem_make(&graph_work_dag, values, 1, NULL, machine_pool, &problem, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "take a smaller size"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_answers),
      cmocka_unit_test(lengths),
      cmocka_unit_test(diamonds),
      cmocka_unit_test(trees),
      cmocka_unit_test(dags),
      cmocka_unit_test(plans),
      cmocka_unit_test(plans_of_four_steps),
      cmocka_unit_test(every_cpu_variant),
      cmocka_unit_test(every_device_way),
      cmocka_unit_test(a_chain_is_comparable_with_its_diamond),
      cmocka_unit_test(a_dag_is_its_seed_s),
      cmocka_unit_test(too_large),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}

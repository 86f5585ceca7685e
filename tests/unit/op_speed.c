/* What operations cost beside the computation, printed and not asserted: a program, not a test.
 *
 *   op_speed        submit and wait on the pool and on an OpenCL device, end to end beside the runner
 *   op_speed best   each work's implementations on one thread, and the one that op_best takes
 */
#define _POSIX_C_SOURCE 200809L

#include <time.h>

#include "bench/op/best.h"
#include "host/topology/topology.h"
#include "kernels/system/launch/launch.h"
#include "tests/unit/op_chain.h"

static double now_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *times, unsigned count) {
  qsort(times, count, sizeof *times, compare);
  return times[count / 2];
}

/* Two ways of doing the same, in turns: the median time of each. */
typedef void variant(void *context);
static void time_both(variant *first, variant *second, void *context, unsigned turns,
                      double medians[2]) {
  double *times[2] = {malloc(turns * sizeof(double)), malloc(turns * sizeof(double))};
  for (unsigned i = 0; i < 2 * turns + 20; i++) {
    const double start = now_ns(CLOCK_MONOTONIC);
    (i % 2 ? second : first)(context);
    if (i >= 20)
      times[i % 2][(i - 20) / 2] = now_ns(CLOCK_MONOTONIC) - start;
  }
  for (unsigned i = 0; i < 2; i++) {
    medians[i] = median(times[i], turns);
    free(times[i]);
  }
}

/* The pool ------------------------------------------------------------------------------------ */

static struct pm_pool *one_thread;
static struct pm_topology *topology;

static void open_one_thread(void) {
  struct pm_binding binding;
  struct pm_error error;
  ok(pm_topology_load(NULL, &topology, &error), &error);
  ok(pm_binding_parse(topology, "none", 1, NULL, &binding, &error), &error);
  ok(pm_pool_open(topology, &binding, &one_thread, &error), &error);
  pm_binding_free(&binding);
}

struct bare {
  struct op *op;
  void *state;
  const struct op_batch *batch;
};

static void by_operation(void *context) {
  op_run(((struct bare *)context)->op, ((struct bare *)context)->batch, NULL);
}
static void by_family(void *context) {
  const struct bare *b = context;
  hash_op.cpu.run(b->state, b->batch, NULL);
}

static void time_pool(struct pm_pool *pool) {
  const struct pm_work *work = work_named("hash/sha256");
  struct sample sample = hash_sample(work->family, 256, 64, false);
  uint8_t *room = malloc(sample_room(&sample));
  const struct op_batch batch = sample_batch(&sample, room);
  char reason[256];
  double medians[2];
  struct bare bare = {.batch = &batch};
  bare.op = opened(&(struct op_request){.work = work, .pool = pool, .capacity = sample.shape});
  ok(hash_op.cpu.open(work, op_best(work, reason, sizeof reason)->variant, sample.shape, pool,
                      &bare.state, NULL),
     NULL);
  time_both(by_operation, by_family, &bare, 20000, medians);
  printf(
      "pool of %u: submit and wait of 256 x 64 B by %s %.2f us, the computation %.2f us: %.2f us "
      "beyond it (2 us wanted)\n",
      pm_pool_threads(pool), op_implementation(bare.op), medians[0] / 1e3, medians[1] / 1e3,
      (medians[0] - medians[1]) / 1e3);
  op_close(bare.op);
  hash_op.cpu.close(bare.state);
  free(room);
  samples_free(&sample, 1);
}

/* A device ------------------------------------------------------------------------------------ */

struct device_case {
  struct op *op;
  struct op_batch batch;
  struct pm_runner runner;
  uint8_t *output;
};

static void run_operation(void *context) {
  struct device_case *c = context;
  op_run(c->op, &c->batch, NULL);
}
static void run_kernel(void *context) {
  struct device_case *c = context;
  c->runner.compute(c->runner.self, NULL, NULL);
  pm_device_finish(c->runner.device, NULL);
}
static void run_end_to_end(void *context) {
  struct device_case *c = context;
  c->runner.upload(c->runner.self, NULL);
  c->runner.compute(c->runner.self, NULL, NULL);
  c->runner.download(c->runner.self, c->output, NULL);
  pm_device_finish(c->runner.device, NULL);
}

static void open_runner(struct device_case *c, const struct pm_problem *problem,
                        struct pm_device *device) {
  const struct pm_work *work = problem->work;
  struct pm_error error;
  for (size_t i = 0; i < work->implementation_count; i++)
    if (strcmp(work->implementations[i].name, "opencl") == 0)
      ok(work->implementations[i].open(&work->implementations[i], problem, NULL, device, &c->runner,
                                       &error),
         &error);
}

/* system/launch's own kernel as an operation: what submit and wait add to it is then the engine's.
 */
static const char *mark_refusal(const struct pm_work *work, const void *shape,
                                const void *capacity) {
  (void)work, (void)shape, (void)capacity;
  return NULL;
}

static void mark_plan(const struct pm_work *work, const void *shape,
                      const struct pm_device_info *device, struct device_plan *plan) {
  (void)work, (void)shape, (void)device;
  struct plan_launch *launch =
      plan_add_launch(plan, &gpu_program_system_launch, "launch_mark", 1, LAUNCH_GROUP);
  plan_take_buffer(launch, plan_add_output(plan, sizeof(uint32_t), sizeof(uint32_t)));
  plan_take_u32(launch, 0);
}

static const struct op_family mark_op = {
    .shape_bytes = 1, .outputs = 1, .refusal = mark_refusal, .plan = mark_plan};

static void time_launch(struct pm_device *device) {
  const uint64_t values[PM_PARAMETERS_MAX] = {0, 1}; /* sync, one launch */
  const char shape = 0;
  struct pm_work mark = *work_named("system/launch");
  struct sample launch = {0};
  struct pm_error error;
  struct device_case c = {0};
  double medians[2];
  mark.operation = &mark_op;
  ok(pm_problem_make(work_named("system/launch"), values, OP_TEST_SEED, NULL, machine_pool,
                     &launch.problem, &error),
     &error);
  open_runner(&c, &launch.problem, device);
  c.op = opened(&(struct op_request){
      .work = &mark, .device = device, .capacity = &shape, .in_flight = 1, .resident = true});
  struct pm_buffer *word = chain_buffer(device, op_output_bytes(c.op, &shape, 0));
  c.batch = (struct op_batch){.shape = &shape, .out = {{.device = word}}};
  time_both(run_operation, run_kernel, &c, 10000, medians);
  printf("%s: submit and wait of a resident launch_mark %.2f us, system/launch %.2f us: %.3f\n",
         pm_device_info(device)->id, medians[0] / 1e3, medians[1] / 1e3, medians[0] / medians[1]);
  c.runner.close(c.runner.self);
  op_close(c.op);
  pm_buffer_free(word);
  samples_free(&launch, 1);
}

static void time_end_to_end(struct pm_device *device) {
  const uint64_t values[PM_PARAMETERS_MAX] = {64, 1 << 14};
  struct sample sample = sample_of(work_named("hash/sha256"), values);
  struct device_case c = {0};
  struct pm_error error;
  double medians[2];
  void *in, *out, *output;
  ok(pm_host_alloc(device, 64 << 14, &in, &error), &error);
  ok(pm_host_alloc(device, 32 << 14, &out, &error), &error);
  ok(pm_host_alloc(device, 32 << 14, &output, &error), &error);
  memcpy(in, sample.in[0], 64 << 14);
  open_runner(&c, &sample.problem, device);
  c.output = output;
  c.op = opened(&(struct op_request){.work = work_named("hash/sha256"),
                                     .device = device,
                                     .capacity = sample.shape,
                                     .in_flight = 1});
  c.batch = (struct op_batch){.shape = sample.shape, .in = {{.host = in}}, .out = {{.host = out}}};
  time_both(run_operation, run_end_to_end, &c, 150, medians);
  assert_memory_equal(out, sample.expected[0], 32 << 14);
  printf("%s: end to end, 16384 x 64 B, by operation %.0f us, by runner %.0f us: ratio %.3f\n",
         pm_device_info(device)->id, medians[0] / 1e3, medians[1] / 1e3, medians[0] / medians[1]);
  c.runner.close(c.runner.self);
  op_close(c.op);
  pm_host_free(device, in), pm_host_free(device, out), pm_host_free(device, output);
  samples_free(&sample, 1);
}

static void speeds(void **state) {
  (void)state;
  open_one_thread();
  time_pool(one_thread);
  time_pool(machine_pool);
  struct pm_device *device = device_of(PM_API_OPENCL, 0);
  if (device) {
    time_launch(device);
    time_end_to_end(device);
    pm_device_close(device);
  }
  pm_pool_close(one_thread);
  pm_topology_free(topology);
}

/* The best implementation --------------------------------------------------------------------- */

/* The least of the thread's own time of some runs, so that others on the machine matter little. */
static double time_of(const struct pm_work *work, const char *name, const struct sample *sample) {
  struct op *op;
  const struct op_request request = {
      .work = work, .implementation = name, .pool = one_thread, .capacity = sample->shape};
  if (op_open(&request, &op, NULL) != PM_OK)
    return 0;
  uint8_t *room = malloc(sample_room(sample));
  const struct op_batch batch = sample_batch(sample, room);
  double least = 1e18, all = 0;
  for (unsigned i = 0; i < 200 && all < 4e8; i++) {
    const double start = now_ns(CLOCK_THREAD_CPUTIME_ID);
    op_run(op, &batch, NULL);
    const double taken = now_ns(CLOCK_THREAD_CPUTIME_ID) - start;
    least = taken < least ? taken : least;
    all += taken;
  }
  free(room);
  op_close(op);
  return least;
}

static void best_of_each(void **state) {
  (void)state;
  open_one_thread();
  for (size_t w = 0; w < bench_registry.count; w++) {
    const struct pm_work *work = bench_registry.works[w];
    char reason[256];
    const struct pm_implementation *best = work->operation && strncmp(work->name, "system/", 7) != 0
                                               ? op_best(work, reason, sizeof reason)
                                               : NULL;
    if (!best)
      continue;
    struct sample sample = sample_of(work, work->points[0].values);
    const double time = time_of(work, best->name, &sample);
    printf("%-28s %s %.0f us", work->name, best->name, time / 1e3);
    for (size_t i = 0; i < work->implementation_count; i++) {
      const struct pm_implementation *implementation = &work->implementations[i];
      if (implementation->on_device || implementation == best ||
          !implementation->available(implementation, work, reason, sizeof reason))
        continue;
      const double other = time_of(work, implementation->name, &sample);
      if (other > 0)
        printf("; %s %.2f%s", implementation->name, other / time,
               other < 0.97 * time ? " FASTER" : "");
    }
    printf("\n");
    fflush(stdout);
    samples_free(&sample, 1);
  }
  pm_pool_close(one_thread);
  pm_topology_free(topology);
}

int main(int count, char **arguments) {
  const struct CMUnitTest all[] = {cmocka_unit_test(speeds)},
                          best[] = {cmocka_unit_test(best_of_each)};
  return count > 1 && strcmp(arguments[1], "best") == 0
             ? cmocka_run_group_tests(best, machine_open, machine_close)
             : cmocka_run_group_tests(all, machine_open, machine_close);
}

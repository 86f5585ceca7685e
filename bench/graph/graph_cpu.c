/* The works graph/... on a pool's threads: a step is a task, and runs on one thread. */
#include <stdlib.h>
#include <string.h>

#include "bench/cpu_variant.h"
#include "bench/graph/graph_input.h"
#include "host/topology/tasks.h"
#include "kernels/graph/graph.h"

enum { ALIGNMENT = 4096 };

struct cpu_runner {
  const struct graph_input *in;
  graph_step_fn *run;
  struct pm_tasks *tasks;
  uint8_t *outputs; /* of all steps but the last, each at its own page */
  size_t output_bytes;
  uint8_t *last; /* that of the last step */
};

static uint32_t *output_of(const struct cpu_runner *r, uint32_t step) {
  return step == GRAPH_INPUT              ? (uint32_t *)r->in->input
         : step + 1 == r->in->shape.count ? (uint32_t *)r->last
                                          : (uint32_t *)(r->outputs + step * r->output_bytes);
}

static void run_step(void *context, uint32_t number) {
  const struct cpu_runner *r = context;
  const struct graph_step *step = &r->in->shape.steps[number];
  r->run(output_of(r, step->inputs[0]), output_of(r, step->inputs[1]), step->key, r->in->rounds,
         r->in->words, output_of(r, number));
}

static enum pm_status compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)error;
  struct cpu_runner *r = self;
  r->last = output;
  pm_tasks_run(r->tasks, run_step, r);
  return PM_OK;
}

static enum pm_status poison(void *self, uint8_t byte, struct pm_error *error) {
  (void)error;
  struct cpu_runner *r = self;
  memset(r->outputs, byte, (r->in->shape.count - 1) * r->output_bytes);
  return PM_OK;
}

static void close_runner(void *self) {
  struct cpu_runner *r = self;
  pm_tasks_close(r->tasks);
  free(r->outputs);
  free(r);
}

static const struct pm_runner functions = {
    .compute = compute, .poison = poison, .close = close_runner};

static enum pm_status open_tasks(struct cpu_runner *r, struct pm_pool *pool,
                                 struct pm_error *error) {
  const struct graph_shape *shape = &r->in->shape;
  struct pm_task_order *orders = malloc(shape->count * GRAPH_BEFORE_MAX * sizeof *orders);
  size_t count = 0;
  if (!orders)
    return pm_fail(error, PM_FAILED, "no memory");
  for (uint32_t i = 0; i < shape->count; i++) {
    uint32_t before[GRAPH_BEFORE_MAX];
    for (unsigned j = graph_before(shape, i, before); j-- > 0;)
      orders[count++] = (struct pm_task_order){.before = before[j], .after = i};
  }
  enum pm_status status = pm_tasks_open(pool, shape->count, orders, count, &r->tasks, error);
  free(orders);
  return status;
}

enum pm_status graph_open_cpu(const struct pm_implementation *implementation,
                              const struct pm_problem *problem, struct pm_pool *pool,
                              struct pm_device *device, struct pm_runner *runner,
                              struct pm_error *error) {
  (void)device;
  const struct graph_input *in = problem->data;
  const struct cpu_variant *variant = implementation->variant;
  struct cpu_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  r->in = in;
  r->run = graph_code.batch[variant->isa];
  r->output_bytes = (in->words * sizeof(uint32_t) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  r->outputs = aligned_alloc(ALIGNMENT, in->shape.count * r->output_bytes);
  enum pm_status status = r->outputs ? open_tasks(r, pool, error)
                                     : pm_fail(error, PM_FAILED, "no memory for the steps");
  return pm_runner_start(runner, &functions, r, NULL, status);
}

/* Measuring runners (host/work/work.h) that stand on operations. What they add to one: inputs that
 * take turns in several places of device memory, poison, and the work of the host that brings each
 * new input. The clock is host/measure's. */
#ifndef PROOFMARK_BENCH_OP_RUNNER_H
#define PROOFMARK_BENCH_OP_RUNNER_H

#include "bench/op/op.h"

/* What the host does with each new input before a device can compute with it (parsing, packing),
 * which counts in `e2e`. */
struct op_staging {
  size_t state_bytes; /* of its own memory, for one runner; zeroed before open */
  enum pm_status (*open)(const struct pm_problem *problem, void *state, struct pm_error *error);
  void (*close)(void *state);
  /* Writes the inputs to `inputs`, each of which has room for what the problem's has. */
  enum pm_status (*stage)(const struct pm_problem *problem, void *state, void *const *inputs,
                          struct pm_error *error);
};

/* The input of a problem as a batch: pm_problem.data points to it, or to a struct that begins with
 * it. */
struct op_problem {
  const void *shape;
  const void *inputs[PLAN_INPUTS_MAX]; /* on the host; a plan has no more of them than here */
  uint64_t
      output_bytes[PLAN_RESULTS_MAX]; /* of each output; all 0: one, of pm_problem.output_bytes */
  const struct op_staging *staging;   /* NULL: nothing */
};

/* pm_implementation.open of works whose problems are such; the outputs of the operation lie one
 * after another in the problem's. */
enum pm_status op_runner_open_cpu(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error);
enum pm_status op_runner_open_device(const struct pm_implementation *implementation,
                                     const struct pm_problem *problem, struct pm_pool *pool,
                                     struct pm_device *device, struct pm_runner *runner,
                                     struct pm_error *error);

#endif

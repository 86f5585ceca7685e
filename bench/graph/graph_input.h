/* The problem of a work graph/...: the words that go in, the shape, and what comes out. */
#ifndef PROOFMARK_BENCH_GRAPH_GRAPH_INPUT_H
#define PROOFMARK_BENCH_GRAPH_GRAPH_INPUT_H

#include "bench/graph/shape.h"
#include "host/work/work.h"

struct graph_input {
  struct graph_shape shape;
  uint64_t words; /* of each step's output */
  uint32_t rounds;
  uint8_t *input, *expected; /* words of four bytes */
};

/* Has random input words made, and by the oracle what the shape makes of them; the shape becomes
 * the problem's, also after a failure. Sets all of the problem but what depends on the work's
 * kind. */
enum pm_status graph_input_make(struct graph_shape *shape, uint64_t words, uint32_t rounds,
                                uint64_t seed, struct pm_pool *pool, struct pm_problem *problem,
                                struct pm_error *error);

/* pm_implementation.open. On the CPU the variant is a cpu_variant, on a device a
 * graph_submission. */
enum pm_status graph_open_cpu(const struct pm_implementation *implementation,
                              const struct pm_problem *problem, struct pm_pool *pool,
                              struct pm_device *device, struct pm_runner *runner,
                              struct pm_error *error);
enum pm_status graph_open_device(const struct pm_implementation *implementation,
                                 const struct pm_problem *problem, struct pm_pool *pool,
                                 struct pm_device *device, struct pm_runner *runner,
                                 struct pm_error *error);

/* How a device is given the steps. */
enum graph_submission {
  GRAPH_ONE_QUEUE,   /* one after another, in the device's own queue */
  GRAPH_MANY_QUEUES, /* side by side where the shape allows it, queues waiting for each other */
  GRAPH_RECORDED     /* the same, recorded once as a launch graph */
};
extern const enum graph_submission graph_one_queue, graph_many_queues, graph_recorded;

#endif

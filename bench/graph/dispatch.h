/* How a graph of steps goes to a device's queues: which step into which, and which queue waits for
 * which in between. Planned before the clock starts. */
#ifndef PROOFMARK_BENCH_GRAPH_DISPATCH_H
#define PROOFMARK_BENCH_GRAPH_DISPATCH_H

#include "bench/graph/shape.h"

/* As many as a GPU takes side by side without being told (CUDA_DEVICE_MAX_CONNECTIONS). */
enum { GRAPH_QUEUES_MAX = 8 };

enum graph_action_kind {
  GRAPH_LAUNCH, /* of step `number`, in `queue` */
  GRAPH_WAIT    /* `queue` waits for all that is in queue `number` */
};

struct graph_action {
  enum graph_action_kind kind;
  unsigned queue; /* 0 is the device's own */
  uint32_t number;
};

struct graph_dispatch {
  struct graph_action *actions;
  uint32_t count;
  unsigned queues;
  uint32_t levels; /* of the shape: its longest way */
};

/* Plans `shape` over at most `queues_max` queues, level by level. What came before in queue 0 comes
 * before all steps, and all steps before what comes after in queue 0. False: no memory. */
bool graph_dispatch_make(const struct graph_shape *shape, unsigned queues_max,
                         struct graph_dispatch *dispatch);
void graph_dispatch_free(struct graph_dispatch *dispatch);

#endif

/* The shapes of the works graph/...: which step reads what of which. */
#ifndef PROOFMARK_BENCH_GRAPH_SHAPE_H
#define PROOFMARK_BENCH_GRAPH_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#define GRAPH_INPUT UINT32_MAX /* in place of a step: the problem's input */
enum { GRAPH_BEFORE_MAX = 3, GRAPH_LAYER_MAX = 8 };

struct graph_step {
  uint32_t inputs[2]; /* steps with smaller numbers, or GRAPH_INPUT; a step with one has it twice */
  uint32_t key;
};

struct graph_shape {
  uint32_t count; /* at least 1 */
  bool serial;    /* each step waits for the one before, though it may not read of it */
  struct graph_step
      *steps; /* the last one's output is the graph's; there is a way to it from all */
};

/* Each makes a shape whose keys are the seed's, to be freed with graph_shape_free; false: no
 * memory.
 *
 * a, then b and c of a's output, then d of b's and c's. Serially that is the chain a, b, c, d: the
 * same steps, and the same output. */
bool graph_shape_diamond(struct graph_shape *shape, bool serial, uint64_t seed);
/* `width` leaves, each of the input alone, then steps of two outputs each until one is left; of an
 * odd number the last goes up a level as it is. */
bool graph_shape_tree(struct graph_shape *shape, uint32_t width, uint64_t seed);
/* `count` steps in layers of up to GRAPH_LAYER_MAX, as the seed draws them. A step reads of one in
 * the layer before, and of that or of any earlier step or the input. */
bool graph_shape_dag(struct graph_shape *shape, uint32_t count, uint64_t seed);

void graph_shape_free(struct graph_shape *shape);

/* The steps that `step` waits for, each once; returns how many. */
unsigned graph_before(const struct graph_shape *shape, uint32_t step,
                      uint32_t before[GRAPH_BEFORE_MAX]);

/* levels[i] is the number of steps on the longest way to step i, itself not counted. Returns how
 * many levels there are: the number of steps on the longest way of all. */
uint32_t graph_levels(const struct graph_shape *shape, uint32_t *levels);

#endif

#include "bench/graph/shape.h"

#include <stdlib.h>

#include "host/base/random.h"

/* Streams of the seed; 0 is the input's. */
enum { STREAM_KEYS = 1, STREAM_LAYERS = 2 };

static bool start(struct graph_shape *shape, uint32_t count, uint64_t seed) {
  *shape = (struct graph_shape){.count = count, .steps = malloc(count * sizeof *shape->steps)};
  for (uint32_t i = 0; shape->steps && i < count; i++)
    shape->steps[i] = (struct graph_step){.inputs = {GRAPH_INPUT, GRAPH_INPUT},
                                          .key = (uint32_t)pm_random_word(seed, STREAM_KEYS, i)};
  return shape->steps != NULL;
}

void graph_shape_free(struct graph_shape *shape) {
  free(shape->steps);
  shape->steps = NULL;
}

static void reads(struct graph_shape *shape, uint32_t step, uint32_t first, uint32_t second) {
  shape->steps[step].inputs[0] = first;
  shape->steps[step].inputs[1] = second;
}

bool graph_shape_diamond(struct graph_shape *shape, bool serial, uint64_t seed) {
  enum { A, B, C, D, STEPS };
  if (!start(shape, STEPS, seed))
    return false;
  shape->serial = serial;
  reads(shape, B, A, A);
  reads(shape, C, A, A);
  reads(shape, D, B, C);
  return true;
}

bool graph_shape_tree(struct graph_shape *shape, uint32_t width, uint64_t seed) {
  uint32_t *level = malloc(width * sizeof *level);
  if (!level || !start(shape, 2 * width - 1, seed)) {
    free(level);
    return false;
  }
  uint32_t next = 0;
  for (; next < width; next++)
    level[next] = next;
  for (uint32_t left = width; left > 1; left = (left + 1) / 2) {
    for (uint32_t i = 0; i < left / 2; i++) {
      reads(shape, next, level[2 * i], level[2 * i + 1]);
      level[i] = next++;
    }
    if (left % 2)
      level[left / 2] = level[left - 1];
  }
  free(level);
  return true;
}

/* Steps that it takes at the least to come from a layer so wide to one. */
static uint32_t steps_to_one(uint32_t width) {
  uint32_t steps = 0;
  for (; width > 1; steps += width)
    width = (width + 1) / 2;
  return steps;
}

/* A number below `bound`; what a remainder prefers matters to nobody here. */
static uint32_t draw(uint64_t seed, uint64_t *drawn, uint32_t bound) {
  return (uint32_t)(pm_random_word(seed, STREAM_LAYERS, (*drawn)++) % bound);
}

/* The width of the layer after one of `width`, with so many steps left: wide enough to read all of that
 * one, two of it each, and not so wide that too few would be left to come back to one. */
static uint32_t draw_width(uint64_t seed, uint64_t *drawn, uint32_t width, uint32_t left) {
  const uint32_t least = (width + 1) / 2;
  uint32_t most = least;
  while (most < GRAPH_LAYER_MAX && most + 1 + steps_to_one(most + 1) <= left)
    most++;
  return least + draw(seed, drawn, most - least + 1);
}

bool graph_shape_dag(struct graph_shape *shape, uint32_t count, uint64_t seed) {
  if (!start(shape, count, seed))
    return false;
  uint64_t drawn = 0;
  uint32_t before = 0, width = draw_width(seed, &drawn, 1, count); /* the layer before */
  for (uint32_t first = width; first < count;) {
    const uint32_t next = draw_width(seed, &drawn, width, count - first);
    const uint32_t turn = draw(seed, &drawn, width);
    for (uint32_t i = 0; i < next; i++) {
      const uint32_t one = before + (i + turn) % width;
      const uint32_t any = draw(seed, &drawn, first + 1); /* `first`: the input */
      reads(shape, first + i, one,
            i + next < width ? before + (i + next + turn) % width
            : any < first    ? any
                             : GRAPH_INPUT);
    }
    before = first, width = next, first += next;
  }
  return true;
}

unsigned graph_before(const struct graph_shape *shape, uint32_t step,
                      uint32_t before[GRAPH_BEFORE_MAX]) {
  const uint32_t *inputs = shape->steps[step].inputs;
  unsigned count = 0;
  if (inputs[0] != GRAPH_INPUT)
    before[count++] = inputs[0];
  if (inputs[1] != GRAPH_INPUT && inputs[1] != inputs[0])
    before[count++] = inputs[1];
  if (shape->serial && step > 0 && inputs[0] != step - 1 && inputs[1] != step - 1)
    before[count++] = step - 1;
  return count;
}

uint32_t graph_levels(const struct graph_shape *shape, uint32_t *levels) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < shape->count; i++) {
    uint32_t before[GRAPH_BEFORE_MAX];
    levels[i] = 0;
    for (unsigned j = graph_before(shape, i, before); j-- > 0;)
      if (levels[before[j]] >= levels[i])
        levels[i] = levels[before[j]] + 1;
    if (levels[i] >= count)
      count = levels[i] + 1;
  }
  return count;
}

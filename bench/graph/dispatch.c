#include "bench/graph/dispatch.h"

#include <stdlib.h>

/* A queue takes at most one step of a level while there are queues enough, one whose input it holds
 * already where it can: a chain then needs no waits. All waits of a level come before its launches, so
 * that no step of it waits for another. */

struct planner {
  const struct graph_shape *shape;
  struct graph_dispatch *dispatch;
  unsigned queues_max;
  uint32_t *levels;
  uint32_t *queue_of;              /* by step */
  uint32_t *place;                 /* by step: how many steps were in its queue before it */
  uint32_t held[GRAPH_QUEUES_MAX]; /* steps in a queue */
  uint32_t waited[GRAPH_QUEUES_MAX][GRAPH_QUEUES_MAX]; /* how many of [1] have ended for [0] */
};

static void act(struct planner *p, enum graph_action_kind kind, unsigned queue, uint32_t number) {
  struct graph_dispatch *d = p->dispatch;
  d->actions[d->count++] = (struct graph_action){kind, queue, number};
  if (queue >= d->queues)
    d->queues = queue + 1;
}

/* Of a step that is the level's number `index`. */
static unsigned choose_queue(const struct planner *p, uint32_t step, uint32_t index,
                             const bool taken[GRAPH_QUEUES_MAX]) {
  uint32_t before[GRAPH_BEFORE_MAX];
  const unsigned count = graph_before(p->shape, step, before);
  for (unsigned i = 0; i < count; i++)
    if (!taken[p->queue_of[before[i]]])
      return p->queue_of[before[i]];
  for (unsigned queue = 0; queue < p->queues_max; queue++)
    if (!taken[queue])
      return queue;
  return index % p->queues_max;
}

static void wait_for(struct planner *p, unsigned queue, unsigned other) {
  act(p, GRAPH_WAIT, queue, other);
  p->waited[queue][other] = p->held[other];
}

/* A step that waits for none waits for what queue 0 held when the graph began. */
static void add_waits(struct planner *p, uint32_t step) {
  uint32_t before[GRAPH_BEFORE_MAX];
  const unsigned queue = p->queue_of[step], count = graph_before(p->shape, step, before);
  if (count == 0 && queue != 0 && p->held[queue] == 0)
    act(p, GRAPH_WAIT, queue, 0);
  for (unsigned i = 0; i < count; i++) {
    const unsigned other = p->queue_of[before[i]];
    if (other != queue && p->place[before[i]] >= p->waited[queue][other])
      wait_for(p, queue, other);
  }
}

static void add_level(struct planner *p, uint32_t level) {
  bool taken[GRAPH_QUEUES_MAX] = {false};
  uint32_t index = 0;
  for (uint32_t i = 0; i < p->shape->count; i++)
    if (p->levels[i] == level) {
      p->queue_of[i] = choose_queue(p, i, index++, taken);
      taken[p->queue_of[i]] = true;
    }
  for (uint32_t i = 0; i < p->shape->count; i++)
    if (p->levels[i] == level)
      add_waits(p, i);
  for (uint32_t i = 0; i < p->shape->count; i++)
    if (p->levels[i] == level) {
      p->place[i] = p->held[p->queue_of[i]]++;
      act(p, GRAPH_LAUNCH, p->queue_of[i], i);
    }
}

static void plan(struct planner *p) {
  const uint32_t last = p->shape->count - 1;
  p->dispatch->levels = graph_levels(p->shape, p->levels);
  for (uint32_t level = 0; level < p->dispatch->levels; level++)
    add_level(p, level);
  if (p->queue_of[last] != 0)
    wait_for(p, 0, p->queue_of[last]);
}

bool graph_dispatch_make(const struct graph_shape *shape, unsigned queues_max,
                         struct graph_dispatch *dispatch) {
  const size_t steps = shape->count, actions = (GRAPH_BEFORE_MAX + 1) * steps + 1;
  *dispatch = (struct graph_dispatch){.actions = malloc(actions * sizeof *dispatch->actions)};
  uint32_t *numbers = calloc(3 * steps, sizeof *numbers);
  const bool fits = dispatch->actions && numbers;
  if (fits) {
    struct planner planner = {.shape = shape,
                              .dispatch = dispatch,
                              .queues_max = queues_max,
                              .levels = numbers,
                              .queue_of = numbers + steps,
                              .place = numbers + 2 * steps};
    plan(&planner);
  }
  free(numbers);
  if (!fits)
    graph_dispatch_free(dispatch);
  return fits;
}

void graph_dispatch_free(struct graph_dispatch *dispatch) {
  free(dispatch->actions);
  dispatch->actions = NULL;
}

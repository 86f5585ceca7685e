#include "bench/graph/graph_input.h"
#include "bench/problem_input.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/digest.h"
#include "kernels/graph/graph.h"
#include "cpu_ref/graph/step.h"

static void problem_close(struct pm_problem *problem) {
  struct graph_input *in = problem->data;
  graph_shape_free(&in->shape);
  free(in->input);
  free(in->expected);
  free(in);
}

/* Words are independent of each other, so that threads share them out; each walks all of the steps, in
 * their order, which is one of those that the shape allows. */
struct walk {
  const struct graph_input *in;
  uint32_t *outputs; /* of all steps, one after another */
};

static const uint32_t *output_of(const struct walk *w, uint32_t step) {
  return step == GRAPH_INPUT ? (const uint32_t *)w->in->input : w->outputs + step * w->in->words;
}

static bool walk_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct walk *w = context;
  for (uint32_t i = 0; i < w->in->shape.count; i++) {
    const struct graph_step *step = &w->in->shape.steps[i];
    ref_graph_step(output_of(w, step->inputs[0]) + first, output_of(w, step->inputs[1]) + first,
                   step->key, w->in->rounds, last - first, w->outputs + i * w->in->words + first);
  }
  return true;
}

static enum pm_status run_oracle(struct graph_input *in, struct pm_pool *pool,
                                 struct pm_error *error) {
  const size_t bytes = in->words * sizeof(uint32_t);
  struct walk walk = {in, malloc(in->shape.count * bytes)};
  in->expected = malloc(bytes);
  if (walk.outputs && in->expected) {
    pm_pool_run(pool, in->words, 1 << 10, walk_share, &walk);
    memcpy(in->expected, output_of(&walk, in->shape.count - 1), bytes);
  }
  const bool fits = walk.outputs && in->expected;
  free(walk.outputs);
  return fits ? PM_OK
              : pm_fail(error, PM_FAILED, "no memory for %" PRIu32 " steps of %" PRIu64 " words",
                        in->shape.count, in->words);
}

/* What an iteration takes at the least. Of memory: the input read, and every step's output written; what a
 * step reads of another may be in a cache still. */
static struct pm_model model_of(const struct graph_input *in, uint32_t levels) {
  const double steps = in->shape.count, words = (double)in->words, rounds = in->rounds;
  struct pm_model model = {{0}};
  double *a = model.amounts;
  a[PM_RESOURCE_ADD] = steps * words * (GRAPH_BEGIN_ADDS + rounds * GRAPH_ROUND_ADDS);
  a[PM_RESOURCE_SHIFT] = steps * words * (GRAPH_BEGIN_SHIFTS + rounds * GRAPH_ROUND_SHIFTS);
  a[PM_RESOURCE_LOGIC3] = steps * words * rounds * GRAPH_ROUND_LOGIC3;
  a[PM_RESOURCE_OPERATIONS] = a[PM_RESOURCE_ADD] + a[PM_RESOURCE_SHIFT] + a[PM_RESOURCE_LOGIC3];
  a[PM_RESOURCE_MEMORY] = sizeof(uint32_t) * words * (1 + steps);
  a[PM_RESOURCE_UPLOAD] = a[PM_RESOURCE_DOWNLOAD] = sizeof(uint32_t) * words;
  a[PM_RESOURCE_LAUNCH] = levels;
  return model;
}

/* The input and what is read of what, not in which order it is done: a chain and a diamond of the same
 * steps are the same work. */
static void digest(const struct graph_input *in, char hex[65]) {
  const struct pm_span spans[] = {{in->input, in->words * sizeof(uint32_t)},
                                  {in->shape.steps, in->shape.count * sizeof *in->shape.steps},
                                  {&in->rounds, sizeof in->rounds}};
  pm_digest(spans, 3, hex);
}

static enum pm_status fill(struct graph_input *in, uint64_t seed, struct pm_pool *pool,
                           struct pm_problem *problem, struct pm_error *error) {
  const uint64_t bytes = in->words * sizeof(uint32_t);
  uint32_t *levels = malloc(in->shape.count * sizeof *levels);
  if (!levels)
    return pm_fail(error, PM_FAILED, "no memory");
  problem->model = model_of(in, graph_levels(&in->shape, levels));
  free(levels);
  enum pm_status status = problem_fits(in->shape.count * bytes, bytes, error);
  if (status == PM_OK)
    status = input_random(bytes, seed, pool, &in->input, error);
  if (status == PM_OK)
    status = run_oracle(in, pool, error);
  if (status != PM_OK)
    return status;
  problem->item = "steps";
  problem->items = in->shape.count;
  problem->bytes = bytes;
  problem->operation = "rounds of mixing";
  problem->operations = in->shape.count * in->words * in->rounds;
  problem->expected = in->expected;
  problem->output_bytes = bytes;
  problem->output_item_bytes = sizeof(uint32_t);
  digest(in, problem->input_digest);
  return PM_OK;
}

enum pm_status graph_input_make(struct graph_shape *shape, uint64_t words, uint32_t rounds,
                                uint64_t seed, struct pm_pool *pool, struct pm_problem *problem,
                                struct pm_error *error) {
  struct graph_input *in = calloc(1, sizeof *in);
  if (!in) {
    graph_shape_free(shape);
    return pm_fail(error, PM_FAILED, "no memory");
  }
  *in = (struct graph_input){.shape = *shape, .words = words, .rounds = rounds};
  problem->data = in;
  problem->close = problem_close;
  enum pm_status status = fill(in, seed, pool, problem, error);
  if (status != PM_OK)
    problem_close(problem);
  return status;
}

#include "bench/staged_work.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/elements.h"
#include "bench/problem_input.h"
#include "bench/stage_pool.h"
#include "host/base/digest.h"

struct staged_input {
  struct op_problem op;
  void *problem;
  uint8_t *in, *expected;
};

static void problem_close(struct pm_problem *problem) {
  struct staged_input *input = problem->data;
  free(input->problem);
  free(input->in);
  free(input->expected);
  free(input);
}

static bool fill(struct staged_input *input, const struct pm_work *work,
                 const struct staged_request *request, uint64_t seed, struct pm_pool *pool) {
  const size_t problem_bytes = request->family->problem_bytes;
  input->problem = malloc(problem_bytes);
  input->in = elements_random(request->field, request->in_elements, seed, 0, pool);
  input->expected = malloc(request->out_elements * request->field->bytes);
  if (!input->problem || !input->in || !input->expected)
    return false;
  memcpy(input->problem, request->problem, problem_bytes);
  input->op = (struct op_problem){.shape = input->problem, .inputs = {input->in}};
  return request->family->oracle(work, input->problem, input->in, pool, input->expected);
}

enum pm_status staged_make(const struct pm_work *work, const struct staged_request *request,
                           uint64_t seed, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error) {
  const unsigned bytes = request->field->bytes;
  enum pm_status status =
      problem_fits(request->in_elements * bytes, request->out_elements * bytes, error);
  if (status != PM_OK)
    return status;
  struct staged_input *input = calloc(1, sizeof *input);
  if (!input)
    return pm_fail(error, PM_FAILED, "no memory");
  problem->data = input;
  problem->close = problem_close;
  if (!fill(input, work, request, seed, pool)) {
    problem_close(problem);
    return pm_fail(error, PM_FAILED,
                   "no memory for %" PRIu64 " field elements and what is made of them",
                   request->in_elements);
  }
  problem->item = request->item;
  problem->items = request->items;
  problem->bytes = request->in_elements * bytes;
  problem->operation = request->operation;
  problem->operations = request->operations;
  problem->expected = input->expected;
  problem->output_bytes = request->out_elements * bytes;
  problem->output_item_bytes = (size_t)request->out_item_elements * bytes;
  const struct pm_span span = {input->in, problem->bytes};
  pm_digest(&span, 1, problem->input_digest);
  model_fill(problem, request->cost);
  return PM_OK;
}

struct oracle_run {
  staged_oracle_share *share;
  const struct pm_work *work;
  const void *problem;
  const uint8_t *in;
  uint8_t *out;
};

static bool run_oracle_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct oracle_run *run = context;
  run->share(run->work, run->problem, run->in, first, last, run->out);
  return true;
}

bool staged_oracle_run(staged_oracle_share *share, uint64_t outputs, const struct pm_work *work,
                       const void *problem, const uint8_t *in, struct pm_pool *pool, uint8_t *out) {
  enum { GRAIN = 64 };
  struct oracle_run run = {share, work, problem, in, out};
  return pm_pool_run(pool, outputs, GRAIN, run_oracle_share, &run);
}

/* The tables of a shape. */
struct tables {
  struct tables *next;
  void *problem, *plan;
};

struct cpu_state {
  struct op_place place;
  const struct staged_family *family;
  const void *code;      /* NULL: the oracle */
  struct tables *tables; /* those of the last batch first */
};

static void free_tables(const struct cpu_state *s, struct tables *tables) {
  s->family->code->plan_free(s->code, tables->plan);
  free(tables->problem);
  free(tables);
}

/* Who changes shapes goes through few of them in turn; who does not must not fill the memory. */
static void drop_oldest(struct cpu_state *s) {
  enum { KEPT = 32 };
  unsigned count = 0;
  struct tables **link = &s->tables;
  for (; *link && count < KEPT; link = &(*link)->next)
    count++;
  if (*link)
    free_tables(s, *link);
  *link = NULL;
}

static enum pm_status make_tables(struct cpu_state *s, const void *problem,
                                  struct pm_error *error) {
  const size_t bytes = s->family->problem_bytes;
  struct tables *made = calloc(1, sizeof *made);
  if (made) {
    made->problem = malloc(bytes);
    made->plan = s->family->code->plan(s->code, problem);
  }
  if (!made || !made->problem || !made->plan) {
    if (made)
      free_tables(s, made);
    return pm_fail(error, PM_FAILED, "there is no memory for the tables of %s",
                   s->place.work->name);
  }
  memcpy(made->problem, problem, bytes);
  made->next = s->tables;
  s->tables = made;
  drop_oldest(s);
  return PM_OK;
}

/* Brings the shape's tables to the front. */
static enum pm_status find_tables(struct cpu_state *s, const void *problem,
                                  struct pm_error *error) {
  for (struct tables **link = &s->tables; *link; link = &(*link)->next) {
    struct tables *found = *link;
    if (memcmp(found->problem, problem, s->family->problem_bytes) != 0)
      continue;
    *link = found->next;
    found->next = s->tables;
    s->tables = found;
    return PM_OK;
  }
  return make_tables(s, problem, error);
}

enum pm_status staged_cpu_open(const struct staged_family *family, const struct pm_work *work,
                               const void *variant, const void *capacity, struct pm_pool *pool,
                               void **state, struct pm_error *error) {
  struct cpu_state *s = calloc(1, sizeof *s);
  if (!s)
    return pm_fail(error, PM_FAILED, "there is no memory to open %s", work->name);
  *s = (struct cpu_state){
      .place = {work, variant, pool}, .family = family, .code = family->code_of(work, variant)};
  *state = s;
  return s->code ? find_tables(s, capacity, error) : PM_OK;
}

enum pm_status staged_cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  struct cpu_state *s = state;
  const struct op_place *place = &s->place;
  const uint8_t *in = batch->in[0].host;
  uint8_t *out = batch->out[0].host;
  if (!s->code)
    return s->family->oracle(place->work, batch->shape, in, place->pool, out)
               ? PM_OK
               : pm_fail(error, PM_FAILED, "there is no memory for the oracle");
  const enum pm_status status = find_tables(s, batch->shape, error);
  if (status != PM_OK)
    return status;
  void *plan = s->tables->plan;
  s->family->code->set(s->code, plan, in, out);
  const struct stages stages = s->family->code->stages(s->code, plan);
  stage_pool_run(place->pool, &stages, plan);
  return PM_OK;
}

void staged_cpu_close(void *state) {
  struct cpu_state *s = state;
  while (s && s->tables) {
    struct tables *next = s->tables->next;
    free_tables(s, s->tables);
    s->tables = next;
  }
  free(s);
}

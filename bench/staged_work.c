#include "bench/staged_work.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/field/elements.h"
#include "bench/hash/message_batch.h"
#include "bench/stage_pool.h"
#include "host/base/digest.h"

struct staged_input {
  const struct staged_family *family;
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
  input->family = request->family;
  input->problem = malloc(request->problem_bytes);
  input->in = elements_random(request->field, request->in_elements, seed, 0, pool);
  input->expected = malloc(request->out_elements * request->field->bytes);
  if (!input->problem || !input->in || !input->expected)
    return false;
  memcpy(input->problem, request->problem, request->problem_bytes);
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

struct cpu_runner {
  const struct pm_work *work;
  const struct staged_input *input;
  const void *code; /* NULL: the oracle */
  void *plan;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  struct cpu_runner *r = self;
  const struct staged_family *family = r->input->family;
  if (!r->code)
    return family->oracle(r->work, r->input->problem, r->input->in, r->pool, output)
               ? PM_OK
               : pm_fail(error, PM_FAILED, "no memory for the oracle");
  family->code->set(r->code, r->plan, r->input->in, output);
  const struct stages stages = family->code->stages(r->code, r->plan);
  stage_pool_run(r->pool, &stages, r->plan);
  return PM_OK;
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  if (r->code)
    r->input->family->code->plan_free(r->code, r->plan);
  free(r);
}

static const struct pm_runner cpu_functions = {.compute = cpu_compute, .close = cpu_close};

enum pm_status staged_open_cpu(const struct pm_implementation *implementation,
                               const struct pm_problem *problem, struct pm_pool *pool,
                               struct pm_device *device, struct pm_runner *runner,
                               struct pm_error *error) {
  (void)device;
  const struct staged_input *input = problem->data;
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){.work = problem->work,
                           .input = input,
                           .code = input->family->code_of(problem->work, implementation->variant),
                           .pool = pool};
  enum pm_status status = PM_OK;
  if (r->code && !(r->plan = input->family->code->plan(r->code, input->problem)))
    status = pm_fail(error, PM_FAILED, "no memory for the plan's tables");
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

enum pm_status staged_open_device(const struct pm_implementation *implementation,
                                  const struct pm_problem *problem, struct pm_pool *pool,
                                  struct pm_device *device, struct pm_runner *runner,
                                  struct pm_error *error) {
  (void)implementation, (void)pool;
  const struct staged_input *input = problem->data;
  struct device_plan *plan = calloc(1, sizeof *plan);
  void *constants[STAGED_CONSTANTS_MAX] = {0};
  enum pm_status status = PM_OK;
  if (!plan || !input->family->plan(problem->work, input->problem, input->in, plan, constants))
    status = pm_fail(error, PM_FAILED, "no memory for the plan's tables");
  if (status == PM_OK)
    status = device_plan_open(plan, device, runner, error);
  else if (plan)
    device_plan_free(plan);
  for (unsigned i = 0; i < STAGED_CONSTANTS_MAX; i++)
    free(constants[i]);
  free(plan);
  return status;
}

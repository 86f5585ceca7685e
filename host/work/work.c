#include "host/work/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum pm_status pm_runner_start(struct pm_runner *runner, const struct pm_runner *functions,
                               void *self, struct pm_device *device, enum pm_status status) {
  if (status != PM_OK) {
    functions->close(self);
    return status;
  }
  *runner = *functions;
  runner->self = self;
  runner->device = device;
  return PM_OK;
}

bool pm_implementation_exists(const struct pm_implementation *implementation,
                              const struct pm_work *work) {
  char reason[256] = "";
  return implementation->available(implementation, work, reason, sizeof reason) || *reason;
}

void pm_work_id(const struct pm_work *work, const uint64_t *values, char id[PM_WORK_ID_MAX]) {
  size_t used = (size_t)snprintf(id, PM_WORK_ID_MAX, "%s", work->name);
  for (size_t i = 0; i < work->parameter_count && used < PM_WORK_ID_MAX; i++) {
    const struct pm_parameter *p = &work->parameters[i];
    char separator = i ? ',' : '[';
    size_t room = PM_WORK_ID_MAX - used;
    int wrote =
        p->choices ? snprintf(id + used, room, "%c%s=%s", separator, p->name, p->choices[values[i]])
                   : snprintf(id + used, room, "%c%s=%" PRIu64, separator, p->name, values[i]);
    used += (size_t)wrote;
  }
  if (work->parameter_count && used < PM_WORK_ID_MAX)
    snprintf(id + used, PM_WORK_ID_MAX - used, "]");
}

uint64_t pm_work_value(const struct pm_work *work, const uint64_t *values, const char *name) {
  size_t i = 0;
  while (strcmp(work->parameters[i].name, name) != 0)
    i++;
  return values[i];
}

enum pm_status pm_problem_make(const struct pm_work *work, const uint64_t *values, uint64_t seed,
                               const char *input_path, struct pm_pool *pool,
                               struct pm_problem *problem, struct pm_error *error) {
  memset(problem, 0, sizeof *problem);
  problem->work = work;
  problem->seed = input_path ? 0 : seed;
  memcpy(problem->values, values, work->parameter_count * sizeof *values);
  enum pm_status status = work->make(work, values, seed, input_path, pool, problem, error);
  /* make() may settle a value the caller left open (the size of a file), hence the order. */
  if (status == PM_OK)
    pm_work_id(work, problem->values, problem->id);
  return status;
}

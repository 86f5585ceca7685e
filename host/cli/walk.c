#include "host/cli/walk.h"

#include <stdlib.h>

static bool needs_devices(const struct pm_walk *walk) {
  for (size_t i = 0; i < walk->registry->count; i++) {
    const struct pm_work *work = walk->registry->works[i];
    for (size_t k = 0; pm_selects_work(walk->selection, work) && k < work->implementation_count;
         k++)
      if (work->implementations[k].on_device &&
          pm_selects_implementation(walk->selection, &work->implementations[k]))
        return true;
  }
  return false;
}

enum pm_status pm_walk_open(struct pm_walk *walk, struct pm_error *error) {
  enum pm_status status = pm_selection_check(walk->selection, walk->registry, error);
  if (status == PM_OK)
    status = pm_session_open(&walk->session, walk->selection, needs_devices(walk), error);
  return status;
}

void pm_walk_close(struct pm_walk *walk) { pm_session_close(&walk->session); }

enum pm_status pm_walk_count(const struct pm_walk *walk, size_t *cases, struct pm_error *error) {
  *cases = 0;
  for (size_t i = 0; i < walk->registry->count; i++) {
    const struct pm_work *work = walk->registry->works[i];
    if (!pm_selects_work(walk->selection, work))
      continue;
    uint64_t(*points)[PM_PARAMETERS_MAX] = NULL;
    size_t count = 0;
    enum pm_status status = pm_selection_points(walk->selection, work, &points, &count, error);
    free(points);
    if (status != PM_OK)
      return status;
    *cases += count * pm_case_set_estimate(work, walk->selection, &walk->session, walk->boundaries);
  }
  return PM_OK;
}

static void on_skip(void *context, const char *work_id,
                    const struct pm_implementation *implementation, const char *device,
                    const char *reason) {
  struct pm_walk *walk = context;
  bool named = pm_names_implementation(walk->selection, implementation);
  if (named)
    pm_attendance_missed(&walk->attendance, implementation->name, reason);
  walk->skip(walk->context, work_id, implementation, device, reason, named);
}

static enum pm_status visit_problem(struct pm_walk *walk, const struct pm_problem *problem,
                                    struct pm_error *error) {
  struct pm_case_set set;
  struct pm_skip_sink sink = {on_skip, walk};
  enum pm_status status = pm_case_set_open(&set, problem, walk->selection, &walk->session,
                                           walk->boundaries, &sink, error);
  for (size_t i = 0; i < set.count; i++)
    pm_attendance_ran(&walk->attendance, set.cases[i].implementation->name);
  if (status == PM_OK)
    status = walk->visit(walk->context, problem, &set, error);
  pm_case_set_close(&set);
  return status;
}

static enum pm_status visit_point(struct pm_walk *walk, const struct pm_work *work,
                                  const uint64_t *values, struct pm_error *error) {
  struct pm_problem problem;
  const struct pm_selection *selection = walk->selection;
  enum pm_status status = pm_problem_make(work, values, selection->seed, selection->input_path,
                                          walk->session.input_pool, &problem, error);
  if (status == PM_UNAVAILABLE && !pm_names_work(selection, work)) {
    struct pm_skip_sink sink = {on_skip, walk};
    pm_case_set_skip_work(work, selection, error->text, &sink);
    return PM_OK;
  }
  if (status != PM_OK)
    return status;
  status = visit_problem(walk, &problem, error);
  problem.close(&problem);
  return status;
}

enum pm_status pm_walk_all(struct pm_walk *walk, struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < walk->registry->count; i++) {
    const struct pm_work *work = walk->registry->works[i];
    uint64_t(*points)[PM_PARAMETERS_MAX] = NULL;
    size_t count = 0;
    if (!pm_selects_work(walk->selection, work))
      continue;
    status = pm_selection_points(walk->selection, work, &points, &count, error);
    for (size_t k = 0; status == PM_OK && k < count && !*walk->interrupted; k++) {
      if (walk->turn)
        walk->turn(walk->context);
      if (!*walk->interrupted)
        status = visit_point(walk, work, points[k], error);
    }
    free(points);
  }
  /* LLVM, in OpenCL compilers, catches the signal too and gives up: that is no failure. */
  return status != PM_WRONG_OUTPUT && *walk->interrupted ? PM_OK : status;
}

#include "host/cli/case_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_boundary(unsigned boundaries, enum pm_boundary boundary) {
  return boundaries >> boundary & 1;
}

unsigned pm_case_set_boundaries(const struct pm_selection *selection) {
  unsigned boundaries = 0;
  for (int b = 0; b < PM_BOUNDARY_COUNT; b++) {
    enum pm_boundary boundary = (enum pm_boundary)b;
    /* `cold` compiles programs anew in each iteration: only where it is asked for or in full. */
    bool by_default = boundary != PM_BOUNDARY_COLD || selection->suite == PM_SUITE_FULL;
    if (selection->boundaries.count ? pm_selects_boundary(selection, boundary) : by_default)
      boundaries |= 1u << b;
  }
  return boundaries;
}

/* `sustained` computes many batches, and shows that copies overlap kernels. On a CPU nothing is copied
 * anywhere: there it is measured only where it is asked for or in full. */
static bool is_wanted(const struct pm_selection *selection, unsigned boundaries,
                      const struct pm_device_info *device, enum pm_boundary boundary) {
  return has_boundary(boundaries, boundary) &&
         (boundary != PM_BOUNDARY_SUSTAINED || device->kind == PM_DEVICE_GPU ||
          selection->boundaries.count || selection->suite == PM_SUITE_FULL);
}

static size_t device_boundaries(const struct pm_selection *selection, unsigned boundaries,
                                const struct pm_device_info *device) {
  size_t count = 0;
  for (int b = 0; b < PM_BOUNDARY_COUNT; b++)
    count += is_wanted(selection, boundaries, device, (enum pm_boundary)b);
  return count;
}

size_t pm_case_set_estimate(const struct pm_work *work, const struct pm_selection *selection,
                            const struct pm_session *session, unsigned boundaries) {
  size_t cases = 0;
  char reason[256];
  for (size_t i = 0; i < work->implementation_count; i++) {
    const struct pm_implementation *implementation = &work->implementations[i];
    if (!pm_selects_implementation(selection, implementation) ||
        !implementation->available(implementation, work, reason, sizeof reason))
      continue;
    if (implementation->on_device) {
      for (size_t d = 0; d < session->device_count; d++)
        if (session->devices[d].info.api == implementation->api)
          cases += device_boundaries(selection, boundaries, &session->devices[d].info);
    } else if (pm_selects_device(selection, "cpu") &&
               has_boundary(boundaries, PM_BOUNDARY_RESIDENT)) {
      cases += session->pool_count;
    }
  }
  return cases;
}

struct builder {
  struct pm_case_set *set;
  const struct pm_problem *problem;
  const struct pm_selection *selection;
  struct pm_session *session;
  unsigned boundaries;
  const struct pm_skip_sink *sink;
};

static void skip(const struct builder *b, const struct pm_implementation *implementation,
                 const char *device, const char *reason) {
  b->sink->skip(b->sink->context, b->problem->id, implementation, device, reason);
}

static struct pm_case *new_case(const struct builder *b,
                                const struct pm_implementation *implementation,
                                enum pm_boundary boundary) {
  struct pm_case *timed = &b->set->cases[b->set->count++];
  *timed = (struct pm_case){
      .problem = b->problem, .implementation = implementation, .boundary = boundary};
  return timed;
}

static enum pm_status add_cpu_case(const struct builder *b,
                                   const struct pm_implementation *implementation,
                                   struct pm_pool *pool, struct pm_error *error) {
  struct pm_runner *runner = &b->set->runners[b->set->runner_count];
  enum pm_status status =
      implementation->open(implementation, b->problem, pool, NULL, runner, error);
  if (status == PM_UNAVAILABLE) {
    skip(b, implementation, NULL, error->text);
    return PM_OK;
  }
  if (status != PM_OK)
    return status;
  b->set->runner_count++;
  struct pm_case *timed = new_case(b, implementation, PM_BOUNDARY_RESIDENT);
  timed->pool = pool;
  timed->runner = runner;
  snprintf(timed->name, sizeof timed->name, "%s/%s/%s:%u/resident", b->problem->id,
           implementation->name, pm_pool_binding(pool)->text, pm_pool_threads(pool));
  return PM_OK;
}

static enum pm_status add_device_cases(const struct builder *b,
                                       const struct pm_implementation *implementation, size_t index,
                                       struct pm_error *error) {
  const struct pm_device_info *info = &b->session->devices[index].info;
  struct pm_runner *runner = &b->set->runners[b->set->runner_count];
  struct pm_device *device;
  enum pm_status status = pm_session_device(b->session, index, &device, error);
  if (status == PM_OK)
    status = implementation->open(implementation, b->problem, NULL, device, runner, error);
  if (status == PM_NO_MEMORY || status == PM_UNAVAILABLE) {
    skip(b, implementation, info->id, error->text);
    return PM_OK;
  }
  if (status != PM_OK)
    return status;
  b->set->runner_count++;
  if (b->selection->verbose && runner->memory_bytes)
    fprintf(stderr, "memory: %s takes %.1f of the %.1f MiB of %s%s%s\n", b->problem->id,
            (double)runner->memory_bytes / (1 << 20), (double)info->memory_bytes / (1 << 20),
            info->id, *runner->note ? ": " : "", runner->note);
  for (int k = 0; k < PM_BOUNDARY_COUNT; k++) {
    enum pm_boundary boundary = (enum pm_boundary)k;
    if (!is_wanted(b->selection, b->boundaries, info, boundary) ||
        (boundary == PM_BOUNDARY_SUSTAINED && !runner->sustain))
      continue;
    struct pm_case *timed = new_case(b, implementation, boundary);
    timed->device = info;
    timed->runner = boundary == PM_BOUNDARY_COLD ? NULL : runner;
    snprintf(timed->name, sizeof timed->name, "%s/%s/%s/%s", b->problem->id, implementation->name,
             info->id, pm_boundary_name(boundary));
  }
  return PM_OK;
}

static const char *no_device_reason(const struct builder *b, enum pm_api api) {
  const char *unavailable = pm_api_unavailable(api);
  if (unavailable)
    return unavailable;
  return b->selection->devices.count ? "none of its devices was selected" : "it has no device here";
}

static enum pm_status add_implementation(const struct builder *b,
                                         const struct pm_implementation *implementation,
                                         struct pm_error *error) {
  char reason[256];
  enum pm_status status = PM_OK;
  if (!implementation->available(implementation, b->problem->work, reason, sizeof reason)) {
    skip(b, implementation, NULL, reason);
  } else if (implementation->on_device) {
    size_t found = 0;
    for (size_t d = 0; status == PM_OK && d < b->session->device_count; d++)
      if (b->session->devices[d].info.api == implementation->api) {
        found++;
        status = add_device_cases(b, implementation, d, error);
      }
    if (!found)
      skip(b, implementation, NULL, no_device_reason(b, implementation->api));
  } else if (pm_selects_device(b->selection, "cpu") &&
             has_boundary(b->boundaries, PM_BOUNDARY_RESIDENT)) {
    for (size_t p = 0; status == PM_OK && p < b->session->pool_count; p++)
      status = add_cpu_case(b, implementation, b->session->pools[p], error);
  }
  return status;
}

enum pm_status pm_case_set_open(struct pm_case_set *set, const struct pm_problem *problem,
                                const struct pm_selection *selection, struct pm_session *session,
                                unsigned boundaries, const struct pm_skip_sink *sink,
                                struct pm_error *error) {
  const struct pm_work *work = problem->work;
  size_t places = session->pool_count + session->device_count;
  size_t most_runners = work->implementation_count * places;
  *set = (struct pm_case_set){.cases = calloc(most_runners * PM_BOUNDARY_COUNT, sizeof *set->cases),
                              .runners = calloc(most_runners, sizeof *set->runners)};
  if (!set->cases || !set->runners)
    return pm_fail(error, PM_FAILED, "no memory");
  struct builder builder = {set, problem, selection, session, boundaries, sink};
  for (size_t i = 0; i < work->implementation_count; i++) {
    if (!pm_selects_implementation(selection, &work->implementations[i]) ||
        !pm_implementation_exists(&work->implementations[i], work))
      continue;
    enum pm_status status = add_implementation(&builder, &work->implementations[i], error);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

void pm_case_set_skip_work(const struct pm_work *work, const struct pm_selection *selection,
                           const char *reason, const struct pm_skip_sink *sink) {
  for (size_t i = 0; i < work->implementation_count; i++)
    if (pm_selects_implementation(selection, &work->implementations[i]) &&
        pm_implementation_exists(&work->implementations[i], work))
      sink->skip(sink->context, work->name, &work->implementations[i], NULL, reason);
}

void pm_case_set_close(struct pm_case_set *set) {
  for (size_t i = 0; i < set->runner_count; i++)
    set->runners[i].close(set->runners[i].self);
  free(set->runners);
  free(set->cases);
  *set = (struct pm_case_set){0};
}

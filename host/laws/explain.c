#include "host/laws/explain.h"

#include <math.h>
#include <string.h>

const char *pm_binding_kind_name(enum pm_binding_kind kind) {
  static const char *const names[] = {"none", "launch", "transfer", "memory", "compute", "host"};
  return names[kind];
}

static bool is_operation(enum pm_resource resource) {
  return resource >= PM_RESOURCE_ADD && resource <= PM_RESOURCE_OPERATIONS;
}

static enum pm_binding_kind kind_of(enum pm_resource resource) {
  switch (resource) {
  case PM_RESOURCE_LAUNCH:
    return PM_BOUND_BY_LAUNCH;
  case PM_RESOURCE_UPLOAD:
  case PM_RESOURCE_DOWNLOAD:
    return PM_BOUND_BY_TRANSFER;
  case PM_RESOURCE_MEMORY:
    return PM_BOUND_BY_MEMORY;
  default:
    return PM_BOUND_BY_COMPUTE;
  }
}

/* A kernel that is no more than half of what the host's clock says leaves the host more than itself. */
static bool waits_for_host(const struct pm_explanation *e) {
  return e->kernel && 2 * e->kernel->statistics.median_ns < e->observed->statistics.median_ns;
}

static enum pm_binding_kind judge(const struct pm_explanation *e) {
  if (e->bounds.count && e->bounds.bounds[0].share >= PM_SHARE_BINDS)
    return kind_of(e->bounds.bounds[0].resource);
  if (e->own.resource != PM_RESOURCE_NONE && e->own.share >= PM_SHARE_BINDS)
    return PM_BOUND_BY_COMPUTE;
  return waits_for_host(e) ? PM_BOUND_BY_HOST : PM_BOUND_BY_NOTHING;
}

static const struct pm_observed_case *kernel_of(const struct pm_observation *observation,
                                                const struct pm_observed_case *observed) {
  if (observed->on_cpu || strcmp(observed->boundary, "kernel") == 0)
    return NULL;
  for (size_t i = 0; i < observation->case_count; i++) {
    const struct pm_observed_case *other = &observation->cases[i];
    if (other->work == observed->work && strcmp(other->boundary, "kernel") == 0 &&
        strcmp(other->implementation, observed->implementation) == 0 &&
        strcmp(other->device, observed->device) == 0 && other->statistics.median_ns > 0)
      return other;
  }
  return NULL;
}

static const struct pm_bound *bound_of(const struct pm_bounds *bounds, enum pm_resource resource) {
  for (size_t i = 0; i < bounds->count; i++)
    if (bounds->bounds[i].resource == resource)
      return &bounds->bounds[i];
  return NULL;
}

/* The greatest share of operations at rates of its own that are not the machine's fastest. */
static struct pm_bound own_bound(const struct pm_observation *observation,
                                 const struct pm_explanation *e) {
  const struct pm_bound none = {.resource = PM_RESOURCE_NONE};
  const struct pm_bounds own = pm_bounds_of(observation, e->observed, PM_CEILING_IMPLEMENTATION);
  for (size_t i = 0; i < own.count; i++) {
    if (!is_operation(own.bounds[i].resource))
      continue;
    const struct pm_bound *fastest = bound_of(&e->bounds, own.bounds[i].resource);
    if (!fastest || fastest->source != own.bounds[i].source)
      return own.bounds[i];
  }
  return none;
}

/* Whether copies were measured at all: some bound a case that moves more than any of them. */
static bool copies_measured(const struct pm_observation *observation,
                            const struct pm_observed_case *observed) {
  struct pm_observed_work work = *observed->work;
  struct pm_observed_case larger = *observed;
  work.model = (struct pm_model){0};
  work.model.amounts[PM_RESOURCE_MEMORY] = INFINITY;
  larger.work = &work;
  return pm_bounds_of(observation, &larger, PM_CEILING_MACHINE).count > 0;
}

bool pm_explanation_lacks_limits(const struct pm_explanation *e) {
  for (int i = 1; i < PM_RESOURCE_COUNT; i++)
    if (e->unknown[i])
      return true;
  return false;
}

struct pm_explanation pm_explain(const struct pm_observation *observation,
                                 const struct pm_observed_case *observed) {
  struct pm_explanation e = {.observed = observed,
                             .bounds = pm_bounds_of(observation, observed, PM_CEILING_MACHINE),
                             .kernel = kernel_of(observation, observed)};
  e.own = own_bound(observation, &e);
  for (int i = 1; i < PM_RESOURCE_COUNT; i++)
    e.unknown[i] = pm_bound_applies(observed, (enum pm_resource)i) &&
                   !bound_of(&e.bounds, (enum pm_resource)i);
  e.beneath_copies = e.unknown[PM_RESOURCE_MEMORY] && copies_measured(observation, observed);
  e.unknown[PM_RESOURCE_MEMORY] = e.unknown[PM_RESOURCE_MEMORY] && !e.beneath_copies;
  e.kind = judge(&e);
  return e;
}

#include "host/laws/ceiling.h"

#include <math.h>
#include <string.h>

#include "host/base/device_id.h"

static bool is_operation(enum pm_resource resource) {
  return resource >= PM_RESOURCE_ADD && resource <= PM_RESOURCE_OPERATIONS;
}

static bool counts(const struct pm_observed_case *observed, enum pm_resource resource) {
  if (is_operation(resource))
    return observed->modelled;
  if (resource == PM_RESOURCE_MEMORY)
    return true;
  if (observed->on_cpu)
    return false;
  const bool sustained = strcmp(observed->boundary, "sustained") == 0;
  const bool e2e = strcmp(observed->boundary, "e2e") == 0 || sustained;
  /* Launches of batches that are in flight together need not wait for each other. */
  if (resource == PM_RESOURCE_LAUNCH && sustained)
    return false;
  if (resource == PM_RESOURCE_LAUNCH)
    return e2e || strcmp(observed->boundary, "resident") == 0;
  return e2e;
}

static double fastest_ns(const struct pm_observed_case *observed) {
  double fastest =
      observed->sample_count ? observed->samples_ns[0] : observed->statistics.median_ns;
  for (size_t i = 1; i < observed->sample_count; i++)
    fastest = fmin(fastest, observed->samples_ns[i]);
  return fastest;
}

double pm_limit_rate(const struct pm_observed_case *observed) {
  return observed->work->items * 1e9 / fastest_ns(observed);
}

/* What a copy moves is how much memory it touches. */
static double touched(const struct pm_observed_case *observed) {
  return observed->work->model.amounts[PM_RESOURCE_MEMORY];
}

/* Whether who does so much of `measured` does at least as much of `wanted`. */
static bool implies(enum pm_resource measured, enum pm_resource wanted) {
  return measured == wanted ||
         (wanted == PM_RESOURCE_MULTIPLY && measured == PM_RESOURCE_MULTIPLY_WIDE) ||
         (wanted == PM_RESOURCE_OPERATIONS && is_operation(measured));
}

static bool is_cpu_device(const struct pm_observed_case *observed) {
  return !observed->on_cpu && observed->hardware && strcmp(observed->hardware->kind, "cpu") == 0;
}

static bool same_processor(const struct pm_observed_case *candidate,
                           const struct pm_observed_case *observed) {
  if (candidate->on_cpu && is_cpu_device(observed) &&
      pm_device_id_same_node(candidate->device, observed->device))
    return true;
  return strcmp(candidate->device, observed->device) == 0 &&
         candidate->threads == observed->threads;
}

static bool measures(const struct pm_observed_case *candidate,
                     const struct pm_observed_case *observed, enum pm_resource resource) {
  if (!implies(candidate->work->measures, resource) || !same_processor(candidate, observed) ||
      !(pm_limit_rate(candidate) > 0))
    return false;
  if (resource == PM_RESOURCE_LAUNCH)
    return strcmp(candidate->boundary, observed->boundary) == 0;
  return resource != PM_RESOURCE_MEMORY || touched(candidate) <= touched(observed);
}

/* Of two measurements of one limit the one that is the ceiling. */
static const struct pm_observed_case *better(const struct pm_observed_case *a,
                                             const struct pm_observed_case *b,
                                             enum pm_resource resource) {
  if (!a)
    return b;
  if (resource == PM_RESOURCE_MEMORY && touched(a) != touched(b))
    return touched(a) > touched(b) ? a : b;
  return pm_limit_rate(b) > pm_limit_rate(a) ? b : a;
}

const struct pm_observed_case *pm_limit_at(const struct pm_observation *observation,
                                           const struct pm_observed_case *place,
                                           enum pm_resource resource) {
  const struct pm_observed_case *best = NULL;
  for (size_t i = 0; i < observation->case_count; i++) {
    const struct pm_observed_case *candidate = &observation->cases[i];
    if (candidate->work->measures == resource && same_processor(candidate, place) &&
        pm_limit_rate(candidate) > 0)
      best = better(best, candidate, resource);
  }
  return best;
}

/* Whether an implementation that measured this may be held against what it measured alone. One that only
 * multiplies says nothing of all operations together, one that adds does. */
static bool stands_for(enum pm_resource measured, enum pm_resource wanted) {
  return measured == wanted || (wanted == PM_RESOURCE_OPERATIONS && measured == PM_RESOURCE_ADD);
}

static const struct pm_observed_case *ceiling(const struct pm_observation *observation,
                                              const struct pm_observed_case *observed,
                                              enum pm_resource resource, enum pm_ceiling_of of) {
  const struct pm_observed_case *best = NULL, *own = NULL;
  bool own_measured = false;
  for (size_t i = 0; i < observation->case_count; i++) {
    const struct pm_observed_case *candidate = &observation->cases[i];
    if (!measures(candidate, observed, resource))
      continue;
    best = better(best, candidate, resource);
    if (strcmp(candidate->implementation, observed->implementation) != 0)
      continue;
    own = better(own, candidate, resource);
    own_measured = own_measured || stands_for(candidate->work->measures, resource);
  }
  const bool by_implementation = of == PM_CEILING_IMPLEMENTATION && is_operation(resource);
  return by_implementation && own_measured ? own : best;
}

static void insert(struct pm_bounds *bounds, struct pm_bound bound) {
  size_t i = bounds->count++;
  for (; i > 0 && bounds->bounds[i - 1].share < bound.share; i--)
    bounds->bounds[i] = bounds->bounds[i - 1];
  bounds->bounds[i] = bound;
}

bool pm_bound_applies(const struct pm_observed_case *observed, enum pm_resource resource) {
  return observed->work->measures == PM_RESOURCE_NONE && observed->statistics.median_ns > 0 &&
         observed->work->model.amounts[resource] > 0 && counts(observed, resource);
}

struct pm_bounds pm_bounds_of(const struct pm_observation *observation,
                              const struct pm_observed_case *observed, enum pm_ceiling_of of) {
  struct pm_bounds bounds = {.count = 0};
  for (int i = 1; i < PM_RESOURCE_COUNT; i++) {
    const enum pm_resource resource = (enum pm_resource)i;
    const double amount = observed->work->model.amounts[i];
    if (!pm_bound_applies(observed, resource))
      continue;
    const struct pm_observed_case *source = ceiling(observation, observed, resource, of);
    if (!source)
      continue;
    struct pm_bound bound = {resource, amount, pm_limit_rate(source), source, 0, 0};
    bound.least_ns = amount * 1e9 / bound.rate;
    bound.share = bound.least_ns / observed->statistics.median_ns;
    insert(&bounds, bound);
  }
  return bounds;
}

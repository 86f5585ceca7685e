#include "host/selftest/arms.h"

#include <stdio.h>
#include <stdlib.h>

#include "host/base/clock.h"

const char *const pm_arm_names[PM_ARM_COUNT] = {"cpu/a", "cpu/b", "cpu/slowed"};

struct arm {
  struct pm_runner inner;
  double slowdown;
};

static enum pm_status compute(void *self, uint8_t *output, struct pm_error *error) {
  struct arm *arm = self;
  uint64_t start = pm_clock_ns();
  enum pm_status status = arm->inner.compute(arm->inner.self, output, error);
  uint64_t end = pm_clock_ns();
  uint64_t until = end + (uint64_t)(arm->slowdown * (double)(end - start));
  while (arm->slowdown > 0 && pm_clock_ns() < until)
    ;
  return status;
}

static void close_arm(void *self) {
  struct arm *arm = self;
  arm->inner.close(arm->inner.self);
  free(arm);
}

static enum pm_status open_arm(const struct pm_case *timed, double slowdown,
                               struct pm_runner *runner, struct pm_error *error) {
  struct arm *arm = calloc(1, sizeof *arm);
  if (!arm)
    return pm_fail(error, PM_FAILED, "no memory");
  arm->slowdown = slowdown;
  enum pm_status status = timed->implementation->open(timed->implementation, timed->problem,
                                                      timed->pool, NULL, &arm->inner, error);
  if (status != PM_OK) {
    free(arm);
    return status;
  }
  *runner = (struct pm_runner){.self = arm, .compute = compute, .close = close_arm};
  return PM_OK;
}

static void name_arm(struct pm_arms *arms, unsigned i, const struct pm_case *timed) {
  arms->implementations[i] = *timed->implementation;
  arms->implementations[i].name = pm_arm_names[i];
  arms->cases[i] = *timed;
  arms->cases[i].implementation = &arms->implementations[i];
  arms->cases[i].runner = &arms->runners[i];
  snprintf(arms->cases[i].name, sizeof arms->cases[i].name, "%s/%s/%s:%u/resident",
           timed->problem->id, pm_arm_names[i], pm_pool_binding(timed->pool)->text,
           pm_pool_threads(timed->pool));
}

enum pm_status pm_arms_open(struct pm_arms *arms, const struct pm_case *timed, double slowdown,
                            struct pm_error *error) {
  *arms = (struct pm_arms){0};
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < PM_ARM_COUNT; i++) {
    name_arm(arms, i, timed);
    status = open_arm(timed, i == PM_ARM_SLOWED ? slowdown : 0, &arms->runners[i], error);
  }
  if (status != PM_OK)
    pm_arms_close(arms);
  return status;
}

void pm_arms_close(struct pm_arms *arms) {
  for (unsigned i = 0; i < PM_ARM_COUNT; i++)
    if (arms->runners[i].close)
      arms->runners[i].close(arms->runners[i].self);
  *arms = (struct pm_arms){0};
}

/* Made-up measurements of limits, and cases to hold against them. */
#ifndef PROOFMARK_TESTS_UNIT_LIMITS_H
#define PROOFMARK_TESTS_UNIT_LIMITS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "host/result/read.h"

enum { CASES_MAX = 16 };

struct made_up {
  struct pm_observation observation;
  struct pm_observed_work works[CASES_MAX];
  struct pm_observed_case cases[CASES_MAX];
};

static const struct pm_observed_device made_up_gpu = {.id = "cuda:0", .kind = "gpu"};
static const struct pm_observed_device made_up_pocl = {.id = "opencl:0", .kind = "cpu"};

/* A case with a work of its own, of one thread on the CPU, that is to be trusted. */
static inline struct pm_observed_case *add_case(struct made_up *m, const char *implementation,
                                                double median_ns) {
  const size_t i = m->observation.case_count++;
  assert_true(i < CASES_MAX);
  m->works[i] = (struct pm_observed_work){.id = "made/up", .items = 1};
  m->cases[i] = (struct pm_observed_case){.id = implementation,
                                          .work = &m->works[i],
                                          .implementation = implementation,
                                          .device = "cpu",
                                          .on_cpu = true,
                                          .threads = 1,
                                          .boundary = "resident",
                                          .modelled = true,
                                          .trustworthy = true,
                                          .statistics = {.median_ns = median_ns}};
  m->observation.cases = m->cases;
  m->observation.works = m->works;
  return &m->cases[i];
}

static inline struct pm_observed_work *work_of(struct made_up *m,
                                               const struct pm_observed_case *observed) {
  return &m->works[observed - m->cases];
}

/* A measurement of `amount` in a second. */
static inline struct pm_observed_case *add_limit(struct made_up *m, const char *implementation,
                                                 enum pm_resource resource, double amount) {
  struct pm_observed_case *const observed = add_case(m, implementation, 1e9);
  struct pm_observed_work *const work = work_of(m, observed);
  work->measures = resource;
  work->items = amount;
  work->model.amounts[resource] = amount;
  return observed;
}

static inline void on_device(struct pm_observed_case *observed,
                             const struct pm_observed_device *device, const char *boundary) {
  observed->device = device->id;
  observed->hardware = device;
  observed->on_cpu = false;
  observed->threads = 0;
  observed->boundary = boundary;
}

#endif

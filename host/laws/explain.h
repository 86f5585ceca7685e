/* What binds a case, out of the limits that were measured in its file, for people and for
 * programs. */
#ifndef PROOFMARK_HOST_LAWS_EXPLAIN_H
#define PROOFMARK_HOST_LAWS_EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "host/laws/ceiling.h"

enum pm_binding_kind {
  PM_BOUND_BY_NOTHING,  /* none of the measured limits is near */
  PM_BOUND_BY_LAUNCH,   /* starting the kernel */
  PM_BOUND_BY_TRANSFER, /* the way to the device or back */
  PM_BOUND_BY_MEMORY,
  PM_BOUND_BY_COMPUTE, /* operations of a class, or of all together */
  PM_BOUND_BY_HOST /* nothing of the above, and most of the time passes outside of the kernels */
};

/* "none", "launch", "transfer", "memory", "compute", "host". */
const char *pm_binding_kind_name(enum pm_binding_kind kind);

/* A limit from this share on binds a case: with less than a third of the time, something else
 * does. */
#define PM_SHARE_BINDS (1.0 / 3)
/* From this share on there is little left to gain. */
#define PM_SHARE_NEAR 0.8

struct pm_explanation {
  const struct pm_observed_case *observed;
  enum pm_binding_kind kind;
  struct pm_bounds bounds; /* against the fastest that was measured on the processor */
  /* The greatest share of operations by the case's own implementation, which may be slower than the
   * fastest (an older instruction set); its resource is PM_RESOURCE_NONE where it is the same. */
  struct pm_bound own;
  bool unknown[PM_RESOURCE_COUNT]; /* limits that bound the case and were not measured */
  bool beneath_copies; /* it moves less memory than the smallest copy that was measured */
  /* The same work, implementation and device by the kernel's boundary; NULL where there is none. */
  const struct pm_observed_case *kernel;
};

/* `one` is a case of the observation, which has to outlive the explanation. */
struct pm_explanation pm_explain(const struct pm_observation *observation,
                                 const struct pm_observed_case *observed);

/* Whether a run with the works system/... would have told more. */
bool pm_explanation_lacks_limits(const struct pm_explanation *explanation);

/* Prints the explanation as a paragraph and a table, or as a JSON document of several. */
void pm_explanation_print(const struct pm_explanation *explanation, bool colour, FILE *stream);
void pm_explanations_print_json(const struct pm_observation *observation,
                                const struct pm_explanation *explanations, size_t count,
                                FILE *stream);

#endif

/* The cases of one problem: its implementations on the session's pools and devices. */
#ifndef PROOFMARK_HOST_CLI_CASE_SET_H
#define PROOFMARK_HOST_CLI_CASE_SET_H

#include "host/cli/selection.h"
#include "host/cli/session.h"
#include "host/measure/measure.h"

struct pm_case_set {
  struct pm_case *cases;
  size_t count;
  struct pm_runner *runners; /* shared by the boundaries of a device */
  size_t runner_count;
};

/* Told of each thing that cannot run; `device` NULL: none of them. */
struct pm_skip_sink {
  void (*skip)(void *context, const char *work_id, const struct pm_implementation *implementation,
               const char *device, const char *reason);
  void *context;
};

/* Opens a runner for every selected implementation × pool or device and makes its cases, one per
 * boundary in `boundaries` (a bit per enum pm_boundary) for a device, `resident` for the CPU. The
 * set is to be closed also after a failure; the problem and the session outlive it. */
enum pm_status pm_case_set_open(struct pm_case_set *set, const struct pm_problem *problem,
                                const struct pm_selection *selection, struct pm_session *session,
                                unsigned boundaries, const struct pm_skip_sink *sink,
                                struct pm_error *error);
void pm_case_set_close(struct pm_case_set *set);

/* Tells the sink that no selected implementation of `work` can run, for want of its input. */
void pm_case_set_skip_work(const struct pm_work *work, const struct pm_selection *selection,
                           const char *reason, const struct pm_skip_sink *sink);

/* The number of cases a parameter set of `work` will have at most, for the progress shown. */
size_t pm_case_set_estimate(const struct pm_work *work, const struct pm_selection *selection,
                            const struct pm_session *session, unsigned boundaries);

/* The boundaries that the selection asks for, from those of its suite. */
unsigned pm_case_set_boundaries(const struct pm_selection *selection);

#endif

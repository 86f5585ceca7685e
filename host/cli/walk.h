/* The way through the problems that a selection means: every parameter set of every selected work
 * is made, its cases are opened, visited and closed. What `run` and `verify` have in common. */
#ifndef PROOFMARK_HOST_CLI_WALK_H
#define PROOFMARK_HOST_CLI_WALK_H

#include <signal.h>

#include "host/cli/attendance.h"
#include "host/cli/case_set.h"
#include "host/cli/selection.h"
#include "host/cli/session.h"

struct pm_walk {
  /* Set by the caller: */
  const struct pm_registry *registry;
  const struct pm_selection *selection;
  unsigned boundaries; /* a bit per enum pm_boundary */
  const volatile sig_atomic_t *interrupted;
  void *context;
  /* The cases of one problem; the set may be cut down, but not closed. */
  enum pm_status (*visit)(void *context, const struct pm_problem *problem, struct pm_case_set *set,
                          struct pm_error *error);
  /* What cannot run, and why; `named`: it was asked for by name. */
  void (*skip)(void *context, const char *work_id, const struct pm_implementation *implementation,
               const char *device, const char *reason, bool named);
  /* Called before each problem is made; may be NULL. */
  void (*turn)(void *context);
  /* Set by pm_walk_open: */
  struct pm_session session;
  struct pm_attendance attendance;
};

/* Checks the selection and opens the session; devices are looked for only where a selected
 * implementation runs on one. The walk is to be closed also after a failure. */
enum pm_status pm_walk_open(struct pm_walk *walk, struct pm_error *error);
void pm_walk_close(struct pm_walk *walk);

/* How many cases there will be at most. PM_USAGE where a parameter's value is none. */
enum pm_status pm_walk_count(const struct pm_walk *walk, size_t *cases, struct pm_error *error);

/* Goes all the way, or until a visit fails or the flag is raised. A work that has no input here
 * (PM_UNAVAILABLE) is skipped, unless it was named. */
enum pm_status pm_walk_all(struct pm_walk *walk, struct pm_error *error);

#endif

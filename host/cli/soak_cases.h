/* The cases of a long run, all open at once. */
#ifndef PROOFMARK_HOST_CLI_SOAK_CASES_H
#define PROOFMARK_HOST_CLI_SOAK_CASES_H

#include <signal.h>

#include "host/cli/attendance.h"
#include "host/cli/case_set.h"
#include "host/cli/session.h"
#include "host/measure/iteration.h"
#include "host/result/result.h"

/* Samples that are kept of each window, drawn evenly from all of it. */
enum { PM_SOAK_SAMPLES = 32 };

struct pm_soak_case {
  const struct pm_case *soaked;
  struct pm_iterator iterator;
  double *samples_ns; /* PM_SOAK_SAMPLES for each finished window, and for the one at hand */
  size_t windows, room;
  uint64_t seen;  /* of the window at hand */
  size_t fewest;  /* iterations of a finished window, up to PM_SOAK_SAMPLES */
  uint64_t drawn; /* random words so far */
};

struct pm_soak_cases {
  struct pm_session session;
  struct pm_soak_problem **problems;
  size_t problem_count;
  struct pm_soak_case *items;
  const char **names, **counted; /* the cases' names, and what each counts */
  size_t count;
  uint64_t seed;
};

/* Makes the problems and opens what is selected of them: one boundary of a device, `e2e` unless
 * others are selected. Where no implementation is selected, of those on the CPU the fastest. Each
 * case has run once. PM_UNAVAILABLE where nothing can run. To be closed also after a failure. */
enum pm_status pm_soak_cases_open(struct pm_soak_cases *cases, const struct pm_selection *selection,
                                  const struct pm_registry *registry,
                                  const volatile sig_atomic_t *interrupted, struct pm_error *error);
void pm_soak_cases_close(struct pm_soak_cases *cases);

/* Around a window: its times, of which PM_SOAK_SAMPLES are kept once it has ended. */
void pm_soak_case_begin(struct pm_soak_case *soaked);
void pm_soak_case_sample(struct pm_soak_case *soaked, double elapsed_ns);
void pm_soak_case_end(struct pm_soak_case *soaked);

/* Files each case that has a window among the result's cases, its windows as repetitions. */
enum pm_status pm_soak_cases_file(const struct pm_soak_cases *cases, struct pm_result *result,
                                  bool interrupted, struct pm_error *error);

#endif

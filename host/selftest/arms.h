/* Arms of an A/A test: one implementation under several names, to be measured as if they were
 * several; one of them may be made slower by a known share. CPU only. */
#ifndef PROOFMARK_HOST_SELFTEST_ARMS_H
#define PROOFMARK_HOST_SELFTEST_ARMS_H

#include "host/measure/measure.h"

enum { PM_ARM_A, PM_ARM_B, PM_ARM_SLOWED, PM_ARM_COUNT };

/* The names that the arms have as implementations: "cpu/a", "cpu/b", "cpu/slowed". */
extern const char *const pm_arm_names[PM_ARM_COUNT];

/* A and B are the same. The slowed one waits, after each computation and within what is timed, for
 * `slowdown` of the time that the computation took, in a loop on the clock. */
struct pm_arms {
  struct pm_implementation implementations[PM_ARM_COUNT];
  struct pm_runner runners[PM_ARM_COUNT];
  struct pm_case cases[PM_ARM_COUNT];
};

/* Opens the implementation of a CPU case once per arm, each with its own memory. `one` must outlive
 * the arms, which stay where they are (the cases point into them) and are freed by pm_arms_close;
 * on failure nothing is left. */
enum pm_status pm_arms_open(struct pm_arms *arms, const struct pm_case *timed, double slowdown,
                            struct pm_error *error);
void pm_arms_close(struct pm_arms *arms);

#endif

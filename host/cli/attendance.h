/* Which implementations that were asked for by name came to run at all. One that is missing for
 * some works and runs for others is there; one that ran for none is not, and the exit status says
 * so. */
#ifndef PROOFMARK_HOST_CLI_ATTENDANCE_H
#define PROOFMARK_HOST_CLI_ATTENDANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/status.h"

enum { PM_ATTENDANCE_MAX = 64 };

struct pm_absence {
  const char *implementation;
  bool ran;
  char reason[256]; /* of the last time it could not run */
};

struct pm_attendance {
  struct pm_absence entries[PM_ATTENDANCE_MAX];
  size_t count;
};

void pm_attendance_ran(struct pm_attendance *attendance, const char *implementation);
void pm_attendance_missed(struct pm_attendance *attendance, const char *implementation,
                          const char *reason);

/* PM_UNAVAILABLE, naming one and why, where an implementation missed and never ran. */
enum pm_status pm_attendance_check(const struct pm_attendance *attendance, struct pm_error *error);

#endif

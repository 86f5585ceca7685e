#include "host/cli/attendance.h"

#include <stdio.h>
#include <string.h>

/* NULL where there is no room for another. */
static struct pm_absence *entry_of(struct pm_attendance *attendance, const char *implementation) {
  for (size_t i = 0; i < attendance->count; i++)
    if (strcmp(attendance->entries[i].implementation, implementation) == 0)
      return &attendance->entries[i];
  if (attendance->count == PM_ATTENDANCE_MAX)
    return NULL;
  struct pm_absence *entry = &attendance->entries[attendance->count++];
  *entry = (struct pm_absence){.implementation = implementation};
  return entry;
}

void pm_attendance_ran(struct pm_attendance *attendance, const char *implementation) {
  struct pm_absence *entry = entry_of(attendance, implementation);
  if (entry)
    entry->ran = true;
}

void pm_attendance_missed(struct pm_attendance *attendance, const char *implementation,
                          const char *reason) {
  struct pm_absence *entry = entry_of(attendance, implementation);
  if (entry)
    snprintf(entry->reason, sizeof entry->reason, "%s", reason);
}

enum pm_status pm_attendance_check(const struct pm_attendance *attendance, struct pm_error *error) {
  for (size_t i = 0; i < attendance->count; i++) {
    const struct pm_absence *entry = &attendance->entries[i];
    if (!entry->ran && *entry->reason)
      return pm_fail(error, PM_UNAVAILABLE, "%s was asked for and could not run: %s",
                     entry->implementation, entry->reason);
  }
  return PM_OK;
}

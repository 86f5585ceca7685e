#include "host/cli/percentage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool pm_percentage(const char *text, double *part) {
  char *end;
  double percent = strtod(text, &end);
  if (end == text || (*end && strcmp(end, "%") != 0) || !isfinite(percent))
    return false;
  *part = percent / 100;
  return true;
}

enum pm_status pm_limit_parse(const char *option, const char *text, double *limit,
                              struct pm_error *error) {
  if (strcmp(text, "none") == 0) {
    *limit = 0;
    return PM_OK;
  }
  if (pm_percentage(text, limit) && *limit > 0 && *limit <= 10)
    return PM_OK;
  return pm_fail(error, PM_USAGE, "%s takes a percentage above 0, up to 1000, or none, not '%s'",
                 option, text);
}

enum pm_status pm_same_within_parse(const char *text, double *same_within, struct pm_error *error) {
  double part;
  if (!pm_percentage(text, &part) || part < 0 || part > 1)
    return pm_fail(error, PM_USAGE, "--same-within takes a percentage from 0 to 100, not '%s'",
                   text);
  *same_within = part;
  return PM_OK;
}

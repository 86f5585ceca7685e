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

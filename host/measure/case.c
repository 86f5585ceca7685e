#include "host/measure/case.h"

const char *pm_boundary_name(enum pm_boundary boundary) {
  static const char *const names[PM_BOUNDARY_COUNT] = {"kernel", "resident", "e2e", "cold"};
  return names[boundary];
}

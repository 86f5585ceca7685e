#include "host/work/model.h"

#include <string.h>

static const char *const names[PM_RESOURCE_COUNT] = {
    [PM_RESOURCE_NONE] = "none",
    [PM_RESOURCE_ADD] = "add",
    [PM_RESOURCE_LOGIC3] = "logic3",
    [PM_RESOURCE_SHIFT] = "shift",
    [PM_RESOURCE_MULTIPLY] = "multiply",
    [PM_RESOURCE_MULTIPLY_WIDE] = "multiply_wide",
    [PM_RESOURCE_OPERATIONS] = "operations",
    [PM_RESOURCE_MEMORY] = "memory",
    [PM_RESOURCE_UPLOAD] = "upload",
    [PM_RESOURCE_DOWNLOAD] = "download",
    [PM_RESOURCE_LAUNCH] = "launch",
};

const char *pm_resource_name(enum pm_resource resource) { return names[resource]; }

enum pm_resource pm_resource_by_name(const char *name) {
  for (int i = 1; i < PM_RESOURCE_COUNT; i++)
    if (strcmp(names[i], name) == 0)
      return (enum pm_resource)i;
  return PM_RESOURCE_NONE;
}

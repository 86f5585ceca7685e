/* How often Intel's processors were slowed down by heat: thermal_throttle/core_throttle_count and
 * package_throttle_count (kernel, Documentation/ABI/testing/sysfs-devices-system-cpu). */
#include <math.h>

#include "host/sensor/sensor_sources.h"

/* Of the processors at most so many are asked, evenly chosen: heat seldom comes to one alone. */
enum { SAMPLED_MAX = 32 };

#define FOLDER "/sys/devices/system/cpu/cpu%u/"

static bool seen(const double *packages, size_t count, double package) {
  for (size_t i = 0; i < count; i++)
    if (packages[i] == package)
      return true;
  return false;
}

double pm_throttle_count(const char *root, const struct processors *processors) {
  const size_t n = processors->count, sampled = n < SAMPLED_MAX ? n : SAMPLED_MAX;
  double packages[SAMPLED_MAX], sum = NAN;
  size_t package_count = 0;
  for (size_t i = 0; i < sampled; i++) {
    const unsigned processor = processors->numbers[i * n / sampled];
    const double core =
        pm_sensor_number(root, FOLDER "thermal_throttle/core_throttle_count", processor);
    if (isnan(core))
      continue;
    sum = (isnan(sum) ? 0 : sum) + core;
    /* The package's count is the same file for all of its processors. */
    const double package = pm_sensor_number(root, FOLDER "topology/physical_package_id", processor);
    if (isnan(package) || seen(packages, package_count, package))
      continue;
    packages[package_count++] = package;
    const double events =
        pm_sensor_number(root, FOLDER "thermal_throttle/package_throttle_count", processor);
    sum += isnan(events) ? 0 : events;
  }
  return sum;
}

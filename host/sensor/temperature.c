/* The processor's temperature: the hwmon drivers coretemp, k10temp and zenpower (kernel documentation,
 * hwmon/sysfs-interface: thousandths of a degree), else the thermal zones of processors
 * (driver-api/thermal/sysfs-api). */
#include <math.h>
#include <string.h>

#include "host/sensor/sensor_sources.h"

struct search {
  const char *root;
  struct temperatures *found;
};

static void add(void *context, const char *path) {
  struct temperatures *found = ((struct search *)context)->found;
  if (found->count < TEMPERATURES_MAX && strlen(path) < SENSOR_PATH_MAX)
    strcpy(found->paths[found->count++], path);
}

static void look_into_hwmon(void *context, const char *path) {
  static const char *const drivers[] = {"coretemp", "k10temp", "zenpower"};
  struct search *search = context;
  char name[64], pattern[SENSOR_PATH_MAX];
  if (!pm_sensor_line(name, sizeof name, search->root, "%s/name", path))
    return;
  for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
    if (strcmp(name, drivers[i]) == 0 &&
        snprintf(pattern, sizeof pattern, "%s/temp*_input", path) < (int)sizeof pattern)
      pm_sensor_each(search->root, pattern, add, search);
}

static void look_into_zone(void *context, const char *path) {
  struct search *search = context;
  char type[64], file[SENSOR_PATH_MAX];
  if (pm_sensor_line(type, sizeof type, search->root, "%s/type", path) &&
      (strcmp(type, "x86_pkg_temp") == 0 || strncmp(type, "cpu", 3) == 0) &&
      snprintf(file, sizeof file, "%s/temp", path) < (int)sizeof file)
    add(search, file);
}

void pm_temperatures_find(const char *root, struct temperatures *temperatures) {
  struct search search = {root, temperatures};
  temperatures->count = 0;
  pm_sensor_each(root, "/sys/class/hwmon/hwmon*", look_into_hwmon, &search);
  if (!temperatures->count)
    pm_sensor_each(root, "/sys/class/thermal/thermal_zone*", look_into_zone, &search);
}

double pm_temperatures_hottest(const char *root, const struct temperatures *temperatures) {
  double hottest = NAN;
  for (size_t i = 0; i < temperatures->count; i++)
    hottest = fmax(hottest, pm_sensor_number(root, "%s", temperatures->paths[i]) / 1000);
  return hottest;
}

/* The packages' energy by RAPL: energy_uj and max_energy_range_uj of the powercap zones intel-rapl:N,
 * which AMD's processors have under that name too (kernel documentation, power/powercap). */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "host/sensor/sensor_sources.h"

struct search {
  const char *root;
  struct rapl *rapl;
};

/* The zones at the top are the packages and, on laptops, the whole platform; memory, where it is
 * counted, has a zone of its own below a package. Packages only, so that machines compare. */
static void look_into_zone(void *context, const char *path) {
  struct search *search = context;
  struct rapl *rapl = search->rapl;
  char name[64];
  if (!pm_sensor_line(name, sizeof name, search->root, "%s/name", path) ||
      strncmp(name, "package", 7) != 0 || rapl->count == PACKAGES_MAX ||
      strlen(path) >= SENSOR_PATH_MAX)
    return;
  struct rapl_package *package = &rapl->packages[rapl->count];
  FILE *file = pm_sensor_open(search->root, "%s/energy_uj", path);
  if (!file) {
    snprintf(rapl->reason, sizeof rapl->reason, "%.120s/energy_uj cannot be read: %s%s", path,
             strerror(errno), errno == EACCES ? "; only root may" : "");
    return;
  }
  fclose(file);
  strcpy(package->path, path);
  package->last_uj = pm_sensor_number(search->root, "%s/energy_uj", path);
  package->range_uj = pm_sensor_number(search->root, "%s/max_energy_range_uj", path);
  package->total_uj = 0;
  if (!isnan(package->last_uj))
    rapl->count++;
}

void pm_rapl_find(const char *root, struct rapl *rapl) {
  struct search search = {root, rapl};
  rapl->count = 0;
  snprintf(rapl->reason, sizeof rapl->reason,
           "the kernel shows no RAPL package (/sys/class/powercap)");
  pm_sensor_each(root, "/sys/class/powercap/intel-rapl:[0-9]*", look_into_zone, &search);
  if (rapl->count)
    rapl->reason[0] = '\0';
}

/* The counter starts again at 0 beyond its range, after some minutes at full load. */
static bool advance(const char *root, struct rapl_package *package) {
  const double now_uj = pm_sensor_number(root, "%s/energy_uj", package->path);
  double used_uj = now_uj - package->last_uj;
  if (used_uj < 0)
    used_uj += package->range_uj;
  if (!(used_uj >= 0))
    return false;
  package->total_uj += used_uj;
  package->last_uj = now_uj;
  return true;
}

double pm_rapl_joules(const char *root, struct rapl *rapl) {
  double sum_uj = rapl->count ? 0 : NAN;
  for (size_t i = 0; i < rapl->count; i++)
    sum_uj += advance(root, &rapl->packages[i]) ? rapl->packages[i].total_uj : NAN;
  return sum_uj * 1e-6;
}

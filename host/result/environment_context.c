/* The context object of Google Benchmark's JSON reporter (docs/user_guide.md, src/sysinfo.cc and
 * src/json_reporter.cc of google/benchmark tell what is in it). */
#define _GNU_SOURCE 1 /* gethostname's HOST_NAME_MAX, tm_gmtoff */

#include "host/result/environment.h"

#include <hwloc/bitmap.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/result/environment_parts.h"

/* RFC 3339, section 5.6: 2026-01-31T12:00:00+01:00. strftime's %z has no colon. */
static char *local_time(void) {
  time_t now = time(NULL);
  struct tm local;
  char stamp[64], zone[8];
  if (!localtime_r(&now, &local) || !strftime(zone, sizeof zone, "%z", &local) ||
      !strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &local))
    return NULL;
  char *text = NULL;
  return asprintf(&text, "%s%.3s:%s", stamp, zone, zone + 3) < 0 ? NULL : text;
}

static char *host_name(void) {
  char name[HOST_NAME_MAX + 1] = "";
  return gethostname(name, sizeof name) == 0 ? strdup(name) : NULL;
}

/* How many CPUs a kernel list ("0-3,8") names; 0 for NULL. Takes the list. */
static int count_list(char *list) {
  hwloc_bitmap_t cpus = hwloc_bitmap_alloc();
  int count = 0;
  if (list && cpus && hwloc_bitmap_list_sscanf(cpus, list) == 0)
    count = hwloc_bitmap_weight(cpus);
  hwloc_bitmap_free(cpus);
  free(list);
  return count > 0 ? count : 0;
}

static cJSON *count_or_null(int count) {
  return count ? cJSON_CreateNumber(count) : cJSON_CreateNull();
}

/* In the order that Google Benchmark looks. */
static cJSON *clock_mhz(const char *root) {
  double value;
  if (pm_environment_number(root, "/sys/devices/system/cpu/cpu0/tsc_freq_khz", &value) ||
      pm_environment_number(root, "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", &value))
    return cJSON_CreateNumber(round(value / 1000));
  char *cpuinfo = pm_environment_text(root, "/proc/cpuinfo");
  char *mhz = pm_environment_field(cpuinfo, "cpu MHz", ':');
  cJSON *clock = mhz ? cJSON_CreateNumber(round(atof(mhz))) : cJSON_CreateNull();
  free(mhz);
  free(cpuinfo);
  return clock;
}

/* Any governor but "performance" lets clocks follow the load. */
static void add_scaling(cJSON *context, const char *root) {
  cJSON *governors = pm_environment_governors(root), *governor;
  if (!governors)
    return;
  bool scaling = false, known = false;
  cJSON_ArrayForEach(governor, governors) {
    if (!cJSON_IsString(governor))
      continue;
    known = true;
    scaling = scaling || strcmp(governor->valuestring, "performance") != 0;
  }
  if (known)
    cJSON_AddBoolToObject(context, "cpu_scaling_enabled", scaling);
  cJSON_Delete(governors);
}

/* "48K", "2048K", "1M". */
static double size_bytes(const char *text) {
  char *unit = NULL;
  double size = strtod(text, &unit);
  return *unit == 'K' ? size * 1024 : *unit == 'M' ? size * 1024 * 1024 : size;
}

static cJSON *cache(const char *root, unsigned index) {
#define CACHE "/sys/devices/system/cpu/cpu0/cache/index%u/"
  char *size = pm_environment_text(root, CACHE "size", index);
  if (!size)
    return NULL;
  char *level = pm_environment_text(root, CACHE "level", index);
  cJSON *object = cJSON_CreateObject();
  pm_environment_add_text(object, "type", pm_environment_text(root, CACHE "type", index));
  cJSON_AddItemToObject(object, "level", count_or_null(level ? atoi(level) : 0));
  cJSON_AddNumberToObject(object, "size", size_bytes(size));
  cJSON_AddItemToObject(
      object, "num_sharing",
      count_or_null(count_list(pm_environment_text(root, CACHE "shared_cpu_list", index))));
  free(level);
  free(size);
  return object;
#undef CACHE
}

static cJSON *caches(const char *root) {
  cJSON *array = cJSON_CreateArray(), *item;
  for (unsigned index = 0; (item = cache(root, index)); index++)
    cJSON_AddItemToArray(array, item);
  return array;
}

cJSON *pm_environment_context_at(const char *root, const char *executable) {
  cJSON *context = cJSON_CreateObject();
  if (!context)
    return NULL;
  pm_environment_add_text(context, "date", local_time());
  pm_environment_add_text(context, "host_name", host_name());
  cJSON_AddStringToObject(context, "executable", executable);
  cJSON_AddItemToObject(
      context, "num_cpus",
      count_or_null(count_list(pm_environment_text(root, "/sys/devices/system/cpu/online"))));
  cJSON_AddItemToObject(context, "mhz_per_cpu", clock_mhz(root));
  add_scaling(context, root);
  cJSON_AddItemToObject(context, "caches", caches(root));
  cJSON *load = pm_environment_load(root);
  cJSON_AddItemToObject(context, "load_avg", load ? load : cJSON_CreateArray());
#ifdef NDEBUG
  cJSON_AddStringToObject(context, "library_build_type", "release");
#else
  cJSON_AddStringToObject(context, "library_build_type", "debug");
#endif
  cJSON_AddNumberToObject(context, "json_schema_version", 1);
  return context;
}

cJSON *pm_environment_context(const char *executable) {
  return pm_environment_context_at("", executable);
}

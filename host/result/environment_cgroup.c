/* Limits of the control group (cgroups(7)). They may be set on any group from this process's up to
 * the root, and the tightest holds. In a container the path that /proc tells may be one that only
 * the world outside sees; the groups that cannot be found are passed over. */
#include "host/result/environment_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Version 1 writes "no limit" as the largest multiple of the page size in a signed 64-bit number.
 */
#define UNLIMITED_V1_BYTES 0x1p62

struct limit {
  bool known;   /* some group's file could be read */
  double value; /* INFINITY: none */
};

static void tighten(struct limit *limit, double value) {
  if (!limit->known || value < limit->value)
    limit->value = value;
  limit->known = true;
}

/* Reads one group's limit from its folder. */
typedef void read_limit(const char *root, const char *folder, struct limit *limit);

/* cpu.max: "QUOTA PERIOD" in microseconds, the quota perhaps "max". */
static void read_cpu_v2(const char *root, const char *folder, struct limit *limit) {
  char *text = pm_environment_text(root, "%s/cpu.max", folder);
  double quota, period;
  if (text && sscanf(text, "%lf %lf", &quota, &period) == 2 && period > 0)
    tighten(limit, quota / period);
  else if (text && strncmp(text, "max", 3) == 0)
    tighten(limit, INFINITY);
  free(text);
}

/* cpu.cfs_quota_us is -1 without a limit. */
static void read_cpu_v1(const char *root, const char *folder, struct limit *limit) {
  char *quota_text = pm_environment_text(root, "%s/cpu.cfs_quota_us", folder);
  char *period_text = pm_environment_text(root, "%s/cpu.cfs_period_us", folder);
  if (quota_text && period_text) {
    double quota = atof(quota_text), period = atof(period_text);
    tighten(limit, quota > 0 && period > 0 ? quota / period : INFINITY);
  }
  free(period_text);
  free(quota_text);
}

static void read_memory_v2(const char *root, const char *folder, struct limit *limit) {
  char *text = pm_environment_text(root, "%s/memory.max", folder);
  if (text)
    tighten(limit, strcmp(text, "max") == 0 ? INFINITY : atof(text));
  free(text);
}

static void read_memory_v1(const char *root, const char *folder, struct limit *limit) {
  char *text = pm_environment_text(root, "%s/memory.limit_in_bytes", folder);
  if (text)
    tighten(limit, atof(text) >= UNLIMITED_V1_BYTES ? INFINITY : atof(text));
  free(text);
}

/* Visits the group and every group above it, the mount point being the root's folder. */
static void visit(const char *root, const char *mount, const char *group, read_limit *read,
                  struct limit *limit) {
  char folder[4096];
  if ((size_t)snprintf(folder, sizeof folder, "%s%s", mount, group) >= sizeof folder)
    return;
  for (;;) {
    read(root, folder, limit);
    char *slash = strrchr(folder, '/');
    if (!slash || strlen(folder) <= strlen(mount))
      return;
    *slash = '\0';
  }
}

static bool has_word(const char *words, const char *word) {
  size_t length = strlen(word);
  for (; *words; words += *words == ',') {
    size_t span = strcspn(words, ",");
    if (span == length && strncmp(words, word, length) == 0)
      return true;
    words += span;
  }
  return false;
}

/* This process's group for a controller from the lines "ID:CONTROLLERS:PATH" of /proc/self/cgroup.
 * No controllers means version 2, whose one hierarchy has what version 1 did not take. */
static const char *find_group(char *line, const char *controller, int *version) {
  char *controllers = strchr(line, ':');
  char *path = controllers ? strchr(controllers + 1, ':') : NULL;
  if (!path)
    return NULL;
  *path++ = '\0';
  controllers++;
  if (*controllers && !has_word(controllers, controller))
    return NULL;
  *version = *controllers ? 1 : 2;
  return path;
}

static struct limit find_limit(const char *root, const char *groups, const char *controller,
                               read_limit *read_v1, read_limit *read_v2) {
  struct limit limit = {.known = false, .value = INFINITY};
  char *text = strdup(groups), *rest = NULL, mount[64];
  snprintf(mount, sizeof mount, "/sys/fs/cgroup/%s", controller);
  for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
       line = strtok_r(NULL, "\n", &rest)) {
    int version;
    const char *group = find_group(line, controller, &version);
    if (group && version == 1)
      visit(root, mount, group, read_v1, &limit);
    if (group && version == 2)
      visit(root, "/sys/fs/cgroup", group, read_v2, &limit);
  }
  free(text);
  return limit;
}

static void add_limit(cJSON *object, const char *limited, const char *value, struct limit limit) {
  bool finite = limit.known && isfinite(limit.value);
  cJSON_AddItemToObject(object, limited,
                        limit.known ? cJSON_CreateBool(finite) : cJSON_CreateNull());
  cJSON_AddItemToObject(object, value,
                        finite ? cJSON_CreateNumber(limit.value) : cJSON_CreateNull());
}

cJSON *pm_environment_cgroup(const char *root) {
  char *groups = pm_environment_text(root, "/proc/self/cgroup");
  if (!groups)
    return NULL;
  cJSON *object = cJSON_CreateObject();
  add_limit(object, "cpu_limited", "cpu_limit_cpus",
            find_limit(root, groups, "cpu", read_cpu_v1, read_cpu_v2));
  add_limit(object, "memory_limited", "memory_limit_bytes",
            find_limit(root, groups, "memory", read_memory_v1, read_memory_v2));
  free(groups);
  return object;
}

/* Shared by the environment*.c files, by nobody else. */
#ifndef PROOFMARK_HOST_RESULT_ENVIRONMENT_PARTS_H
#define PROOFMARK_HOST_RESULT_ENVIRONMENT_PARTS_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "host/topology/topology.h"

/* The text of a file under `root` without the blanks around it, freed with free(); NULL where it
 * cannot be read or is empty. */
char *pm_environment_text(const char *root, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The number a file starts with; false where there is none. */
bool pm_environment_number(const char *root, const char *path, double *value);

/* The value of the first line "NAME<blanks><separator>VALUE", trimmed, quotes around it taken off;
 * freed with free(). NULL where there is none; `text` may be NULL. */
char *pm_environment_field(const char *text, const char *name, char separator);

/* Adds a string, or null for NULL, and frees it. */
void pm_environment_add_text(cJSON *object, const char *name, char *text);

/* cpufreq policies and their governors ("policy0": "performance"); NULL where there are none. */
cJSON *pm_environment_governors(const char *root);

/* The three load averages; NULL where unreadable. */
cJSON *pm_environment_load(const char *root);

/* Shared libraries of this process, name to text; environment variables ("NAME=VALUE", ended by
 * NULL) that steer them, name to value. NULL without memory. */
cJSON *pm_environment_libraries(void);
cJSON *pm_environment_variables(char *const *variables);

/* Adds `cpus_allowed` and `memory_nodes_allowed`. */
void pm_environment_add_allowed(cJSON *host, const char *root, const struct pm_topology *topology);

/* The `cgroup` object; NULL where unreadable. */
cJSON *pm_environment_cgroup(const char *root);

#endif

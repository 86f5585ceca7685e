#include "host/sensor/sensor_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Ten times as long as the slowest counter takes to be renewed (host/measure/conditions.c). */
static const struct timespec idle_time = {.tv_sec = 1};

struct watched {
  char gpu[32]; /* "" for none */
  struct pm_sensors *sensors;
  struct pm_idle idle;
};

struct pm_sensor_set {
  struct watched *watched; /* the first is the processor alone */
  size_t count;
};

static bool is_known(const struct pm_sensor_set *set, const char *gpu) {
  for (size_t i = 0; i < set->count; i++)
    if (strcmp(set->watched[i].gpu, gpu) == 0)
      return true;
  return false;
}

static bool add(struct pm_sensor_set *set, const char *root, const char *gpu) {
  struct watched *watched = &set->watched[set->count];
  snprintf(watched->gpu, sizeof watched->gpu, "%s", gpu);
  watched->idle = (struct pm_idle){NAN, NAN};
  watched->sensors = pm_sensors_open(root, *gpu ? gpu : NULL);
  set->count += watched->sensors != NULL;
  return watched->sensors != NULL;
}

static bool counts_energy(const struct pm_sensor_set *set) {
  char reason[256];
  for (size_t i = 0; i < set->count; i++)
    if (pm_sensors_cpu_energy_source(set->watched[i].sensors, reason, sizeof reason) ||
        pm_sensors_gpu_energy_source(set->watched[i].sensors, reason, sizeof reason))
      return true;
  return false;
}

static void measure_idle(struct pm_sensor_set *set) {
  struct pm_reading *before = calloc(set->count, sizeof *before), after;
  if (!before)
    return;
  for (size_t i = 0; i < set->count; i++)
    pm_sensors_read(set->watched[i].sensors, &before[i]);
  nanosleep(&idle_time, NULL);
  for (size_t i = 0; i < set->count; i++) {
    pm_sensors_read(set->watched[i].sensors, &after);
    const double seconds = (double)(after.clock_ns - before[i].clock_ns) * 1e-9;
    set->watched[i].idle =
        (struct pm_idle){.cpu_watts = (after.cpu_joules - before[i].cpu_joules) / seconds,
                         .gpu_watts = (after.gpu_joules - before[i].gpu_joules) / seconds};
  }
  free(before);
}

struct pm_sensor_set *pm_sensor_set_open(const char *root, const char *const *gpus, size_t count) {
  struct pm_sensor_set *set = calloc(1, sizeof *set);
  bool room = set && (set->watched = calloc(count + 1, sizeof *set->watched)) && add(set, root, "");
  for (size_t i = 0; room && i < count; i++)
    room = is_known(set, gpus[i]) || add(set, root, gpus[i]);
  if (!room) {
    pm_sensor_set_close(set);
    return NULL;
  }
  if (counts_energy(set))
    measure_idle(set);
  return set;
}

void pm_sensor_set_close(struct pm_sensor_set *set) {
  for (size_t i = 0; set && i < set->count; i++)
    pm_sensors_close(set->watched[i].sensors);
  if (set)
    free(set->watched);
  free(set);
}

struct pm_sensors *pm_sensor_set_find(const struct pm_sensor_set *set, const char *gpu,
                                      struct pm_idle *idle) {
  const struct watched *found = &set->watched[0];
  for (size_t i = 0; gpu && i < set->count; i++)
    if (strcmp(set->watched[i].gpu, gpu) == 0)
      found = &set->watched[i];
  *idle = found->idle;
  return found->sensors;
}

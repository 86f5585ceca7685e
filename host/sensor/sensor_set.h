/* The sensors of a run: those of the processor, and of each GPU that cases run on, with the power
 * that they draw while nothing is asked of them. */
#ifndef PROOFMARK_HOST_SENSOR_SENSOR_SET_H
#define PROOFMARK_HOST_SENSOR_SENSOR_SET_H

#include "host/sensor/sensors.h"

struct pm_sensor_set;

/* NAN where it cannot be read. */
struct pm_idle {
  double cpu_watts, gpu_watts;
};

/* `root` and `gpus` (PCI addresses; one may stand there several times) as pm_sensors_open takes
 * them. Where energy is counted this takes a second, in which the machine should be left alone.
 * NULL without memory. */
struct pm_sensor_set *pm_sensor_set_open(const char *root, const char *const *gpus, size_t count);
void pm_sensor_set_close(struct pm_sensor_set *set); /* NULL is fine */

/* Those that watch this GPU, or the processor alone for NULL and for a GPU that is not in the
 * set. */
struct pm_sensors *pm_sensor_set_find(const struct pm_sensor_set *set, const char *gpu,
                                      struct pm_idle *idle);

#endif

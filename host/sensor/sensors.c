#include "host/sensor/sensors.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "host/base/clock.h"
#include "host/sensor/sensor_sources.h"

struct pm_sensors {
  char *root;
  struct processors processors; /* that the process may use */
  struct processors watched;    /* those of `processors` whose clocks count; none: all */
  enum clock_source clock_source;
  struct temperatures temperatures;
  struct rapl rapl;
  struct nvml_gpu *gpu;
  char gpu_reason[SENSOR_REASON_MAX];
};

struct pm_sensors *pm_sensors_open(const char *root, const char *gpu_pci) {
  struct pm_sensors *sensors = calloc(1, sizeof *sensors);
  if (!sensors || !(sensors->root = strdup(root))) {
    free(sensors);
    return NULL;
  }
  sensors->processors = pm_processors_allowed(root);
  sensors->clock_source = pm_clock_source_find(root, &sensors->processors);
  pm_temperatures_find(root, &sensors->temperatures);
  pm_rapl_find(root, &sensors->rapl);
  if (gpu_pci)
    sensors->gpu = pm_nvml_open(gpu_pci, sensors->gpu_reason);
  else
    snprintf(sensors->gpu_reason, sizeof sensors->gpu_reason, "no GPU is watched");
  return sensors;
}

void pm_sensors_close(struct pm_sensors *sensors) {
  if (!sensors)
    return;
  pm_nvml_close(sensors->gpu);
  pm_processors_free(&sensors->watched);
  pm_processors_free(&sensors->processors);
  free(sensors->root);
  free(sensors);
}

void pm_sensors_watch(struct pm_sensors *sensors, const unsigned *processors, size_t count) {
  pm_processors_free(&sensors->watched);
  sensors->watched = pm_processors_of(processors, count);
}

static double own_cpu_s(void) {
  struct timespec used;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
    return NAN;
  return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

void pm_sensors_read(struct pm_sensors *sensors, struct pm_reading *reading) {
  const struct processors *watched =
      sensors->watched.count ? &sensors->watched : &sensors->processors;
  *reading = (struct pm_reading){
      .gpu_mhz = NAN, .gpu_temperature_c = NAN, .gpu_watts = NAN, .gpu_joules = NAN};
  /* First what changes as soon as the processors rest. */
  reading->cpu_mhz = pm_clock_mhz(sensors->clock_source, sensors->root, watched);
  reading->clock_ns = pm_clock_ns();
  reading->own_cpu_s = own_cpu_s();
  pm_load_read(sensors->root, &sensors->processors, &reading->cpu_busy_s, &reading->cpu_steal_s);
  reading->cpu_joules = pm_rapl_joules(sensors->root, &sensors->rapl);
  pm_nvml_read(sensors->gpu, reading);
  reading->cpu_throttles = pm_throttle_count(sensors->root, &sensors->processors);
  reading->cpu_temperature_c = pm_temperatures_hottest(sensors->root, &sensors->temperatures);
  reading->resident_bytes = pm_resident_bytes(sensors->root);
}

unsigned pm_sensors_processors(const struct pm_sensors *sensors) {
  return (unsigned)sensors->processors.count;
}

const char *pm_sensors_clock_source(const struct pm_sensors *sensors) {
  static const char *const names[] = {
      [CLOCK_NONE] = NULL, [CLOCK_CPUFREQ] = "cpufreq", [CLOCK_CPUINFO] = "/proc/cpuinfo"};
  return names[sensors->clock_source];
}

const char *pm_sensors_cpu_energy_source(const struct pm_sensors *sensors, char *reason,
                                         size_t reason_bytes) {
  if (!sensors->rapl.reason[0])
    return "RAPL, package";
  snprintf(reason, reason_bytes, "%s", sensors->rapl.reason);
  return NULL;
}

const char *pm_sensors_gpu_energy_source(const struct pm_sensors *sensors, char *reason,
                                         size_t reason_bytes) {
  if (!sensors->gpu_reason[0])
    return "NVML, total energy counter";
  snprintf(reason, reason_bytes, "%s", sensors->gpu_reason);
  return NULL;
}

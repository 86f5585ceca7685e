/* Shared by the files of host/sensor, by nobody else: one file per source. */
#ifndef PROOFMARK_HOST_SENSOR_SENSOR_SOURCES_H
#define PROOFMARK_HOST_SENSOR_SENSOR_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/sensor/sensors.h"

/* --- files.c: small files below a root -------------------------------------------------------- */

/* NULL where it cannot be opened, errno saying why; a path longer than any is one that is not
 * there. */
FILE *pm_sensor_open(const char *root, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The number that a file starts with; NAN where there is none. */
double pm_sensor_number(const char *root, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The first line, without its end; false where there is none. */
bool pm_sensor_line(char *line, size_t line_bytes, const char *root, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A path as glob(7) finds it, behind `root`. For each match `visit` gets the path without the
 * root. */
void pm_sensor_each(const char *root, const char *pattern,
                    void (*visit)(void *context, const char *path), void *context);

/* --- processors.c ----------------------------------------------------------------------------- */

/* Numbers of processors as Linux counts them, ascending. */
struct processors {
  unsigned *numbers;
  size_t count;
};

/* Those that the calling thread may use (Cpus_allowed_list, proc(5)); none where that is
 * unknown. */
struct processors pm_processors_allowed(const char *root);
struct processors pm_processors_of(const unsigned *numbers, size_t count); /* in any order */
bool pm_processors_hold(const struct processors *processors, unsigned number);
void pm_processors_free(struct processors *processors);

/* --- the processor: clock.c, load.c, throttle.c, temperature.c, rapl.c ------------------------ */

enum clock_source { CLOCK_NONE, CLOCK_CPUFREQ, CLOCK_CPUINFO };
enum clock_source pm_clock_source_find(const char *root, const struct processors *processors);
double pm_clock_mhz(enum clock_source source, const char *root,
                    const struct processors *processors);

void pm_load_read(const char *root, const struct processors *processors, double *busy_s,
                  double *steal_s);
double pm_resident_bytes(const char *root);

double pm_throttle_count(const char *root, const struct processors *processors);

enum { TEMPERATURES_MAX = 16, SENSOR_PATH_MAX = 256 };
struct temperatures {
  char paths[TEMPERATURES_MAX][SENSOR_PATH_MAX];
  size_t count;
};
void pm_temperatures_find(const char *root, struct temperatures *temperatures);
double pm_temperatures_hottest(const char *root, const struct temperatures *temperatures);

enum { PACKAGES_MAX = 16, SENSOR_REASON_MAX = 256 };
struct rapl {
  struct rapl_package {
    char path[SENSOR_PATH_MAX];
    double last_uj, range_uj, total_uj;
  } packages[PACKAGES_MAX];
  size_t count;
  char reason[SENSOR_REASON_MAX]; /* why there is none; "" where there is */
};
void pm_rapl_find(const char *root, struct rapl *rapl);
double pm_rapl_joules(const char *root, struct rapl *rapl);

/* --- the GPU: nvml.c -------------------------------------------------------------------------- */

struct nvml_gpu; /* NULL where there is none to watch; the functions then do nothing */

/* `reason` says why energy cannot be read, "" where it can. */
struct nvml_gpu *pm_nvml_open(const char *pci, char reason[SENSOR_REASON_MAX]);
void pm_nvml_close(struct nvml_gpu *gpu);
void pm_nvml_read(const struct nvml_gpu *gpu, struct pm_reading *reading);

#endif

/* From which size on a device is faster than the CPU: the crossover of a sweep.
 *
 * A series is what the works of one observation have in common whose ids differ in nothing but the
 * value of one parameter, the size. At each size a device's time is set against that of the fastest
 * CPU implementation on one core and on all cores (pm_cpu_best); cases that are not to be trusted
 * do not count. The crossover is the smallest measured size from which on the device is faster at
 * every measured size: a win that a larger size takes back is none.
 */
#ifndef PROOFMARK_HOST_COMPARE_CROSSOVER_H
#define PROOFMARK_HOST_COMPARE_CROSSOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/result/read.h"

enum pm_crossover_state {
  PM_CROSSOVER_NOT_MEASURED, /* no size has both sides */
  PM_CROSSOVER_NEVER,        /* at the largest size the device is not the faster one */
  PM_CROSSOVER_ALWAYS,       /* at the smallest size already */
  PM_CROSSOVER_BETWEEN
};

/* Of one device, boundary and choice of CPU cores. */
struct pm_crossover {
  enum pm_crossover_state state;
  double below, from; /* ALWAYS: `from` is the smallest size; BETWEEN: the sizes on either side */
  double estimate;    /* BETWEEN: where a line through both, in logarithms, crosses; else NAN */
  double largest;     /* size with both sides; NAN where NOT_MEASURED */
  double speedup;     /* there: CPU median / device median */
  const struct pm_observed_case *cpu; /* what was set against the device there */
};

enum pm_cores { PM_ONE_CORE, PM_ALL_CORES, PM_CORES_COUNT };

struct pm_crossover_row {
  const char *series; /* "sig/ed25519[message=32]", of the table */
  const char *implementation, *device, *boundary;
  struct pm_crossover versus[PM_CORES_COUNT];
};

struct pm_crossovers {
  const struct pm_observation *observation;
  const char *over; /* the parameter */
  struct pm_crossover_row *rows;
  size_t row_count;
  char **series; /* the texts that rows point to */
  size_t series_count;
};

/* The crossovers over parameter `over` of all GPUs, or of the device `device` alone, whatever its
 * kind, where that is not NULL; it may be named with its node. PM_NOT_COMPARABLE, saying what is
 * missing, where no work has such a parameter or none was measured on such a device. On success to
 * be freed; the observation and the two texts must outlive it. */
enum pm_status pm_crossovers_find(const struct pm_observation *observation, const char *over,
                                  const char *device, struct pm_crossovers *crossovers,
                                  struct pm_error *error);
void pm_crossovers_free(struct pm_crossovers *crossovers);

/* One measured size of a row: the device's speed-up over the CPU there. */
struct pm_crossover_point {
  double size, speedup;
  const struct pm_observed_case *cpu; /* what was set against the device */
};

/* The sizes of a row that have both sides, in order; where a size was measured twice both count.
 * `points` has room for as many as the observation has cases. Returns how many there are. */
size_t pm_crossover_points(const struct pm_crossovers *crossovers,
                           const struct pm_crossover_row *row, enum pm_cores cores,
                           struct pm_crossover_point *points);

/* A block per series, a row per device and boundary; and the same as JSON. */
void pm_crossovers_print(const struct pm_crossovers *crossovers, bool colour, FILE *stream);
void pm_crossovers_print_json(const struct pm_crossovers *crossovers, FILE *stream);

#endif

/* A long run, window by window: what happened in each, what it says about the machine, and the
 * file, the table and the metrics that show it.
 *
 * Cases take turns, a window each. A window is some seconds of checked iterations of one case with
 * the machine's sensors read at its ends; an unfinished one is never recorded. Time is the host's
 * clock from the start.
 */
#ifndef PROOFMARK_HOST_SOAK_SOAK_H
#define PROOFMARK_HOST_SOAK_SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/measure/trend.h"
#include "host/sensor/sensors.h"

/* NAN: not known. */
struct pm_soak_window {
  size_t index;           /* of its case */
  double start_s, wall_s; /* wall_s holds poisoning and checking too */
  uint64_t iterations;    /* every output right */
  double timed_ns;        /* of all iterations together */
  double slowest_ns;
  double items_per_second; /* items of an iteration × iterations / timed time */
  /* Sensors: means over the window where they are rates, readings at its end where they are
   * states. */
  double cpu_mhz, cpu_temperature_c, cpu_watts, cpu_throttles;
  double others_share; /* of the processors' time: what neither this process nor idling took */
  double steal_share;
  double resident_bytes;
  double gpu_mhz, gpu_temperature_c, gpu_watts; /* NAN in the windows of a CPU case */
  uint64_t gpu_throttle_reasons;                /* seen at either end */
};

/* Rates and states from the readings at a window's ends. */
void pm_soak_window_sense(struct pm_soak_window *window, const struct pm_reading *start,
                          const struct pm_reading *end, unsigned processors);

struct pm_soak {
  const char *const *cases; /* their ids */
  const char *const *items; /* what each counts */
  size_t case_count;
  double minutes, window_s; /* as asked for */
  const char *started;      /* RFC 3339 */
  bool finished;            /* the whole time, else interrupted or not yet */
  const char *wrong;        /* what came out wrong, in words; NULL: nothing */
  struct pm_soak_window *windows;
  size_t count, room;
};

/* False without memory. */
bool pm_soak_add(struct pm_soak *soak, const struct pm_soak_window *window);
void pm_soak_free(struct pm_soak *soak);

/* What a case came to. */
struct pm_soak_summary {
  size_t windows;
  uint64_t iterations;
  double median, lowest, highest; /* items per second of its windows */
  double range;                   /* (highest - lowest) / mean of the windows */
  struct pm_trend trend;          /* items per second, per second */
  double drift;                   /* slope × time from the first to the last window / median */
};

struct pm_soak_summary pm_soak_summarise(const struct pm_soak *soak, size_t index);

/* Laws: what has to hold of a machine that did the same all the time.
 *   output       every iteration's output was right
 *   drift        of no case: the slope's 95% interval does not hold 0, and |drift| > 2%
 *   range        of no case above 10%
 *   cpu_clock    of no case: a window's clock below 90% of another's; gpu_clock the same
 *   throttling   no thermal throttling of the processor was counted, no throttle reason of the GPU
 *                was seen
 *   temperature  below 90 degrees
 *   power        of no case: range over mean above 25%; the GPU's where it can be read
 *   memory       of this process: growing by at most 1% and 1 MiB over the run, or the slope's
 *                interval holds 0
 *   alone        in the median window others took at most 5% of the processors, the hypervisor at
 *                most 1%
 * The first window of a case, a fifth of them where there are many, is warming up and does not
 * count for clocks, memory, drift and range. */
enum pm_soak_law {
  PM_SOAK_OUTPUT,
  PM_SOAK_DRIFT,
  PM_SOAK_RANGE,
  PM_SOAK_CPU_CLOCK,
  PM_SOAK_GPU_CLOCK,
  PM_SOAK_THROTTLING,
  PM_SOAK_TEMPERATURE,
  PM_SOAK_POWER,
  PM_SOAK_MEMORY,
  PM_SOAK_ALONE,
  PM_SOAK_LAW_COUNT
};

enum pm_soak_verdict { PM_SOAK_OK, PM_SOAK_WARN, PM_SOAK_UNKNOWN };

struct pm_soak_finding {
  enum pm_soak_verdict verdict;
  double figure, limit; /* what is held against what; NAN where unknown */
  char text[240];       /* in words, whatever the verdict */
};

const char *pm_soak_law_name(enum pm_soak_law law);
const char *pm_soak_verdict_name(enum pm_soak_verdict verdict); /* "ok", "warn", "unknown" */
void pm_soak_judge(const struct pm_soak *soak, struct pm_soak_finding findings[PM_SOAK_LAW_COUNT]);

/* WARN where one of them does; else OK. */
enum pm_soak_verdict pm_soak_verdict(const struct pm_soak_finding findings[PM_SOAK_LAW_COUNT]);

/* The member `soak` of a results file, as text to be freed; NULL without memory. */
char *pm_soak_json(const struct pm_soak *soak, const struct pm_soak_finding *findings);
/* The same as metrics in Prometheus's text format; NULL without memory. */
char *pm_soak_metrics(const struct pm_soak *soak, const struct pm_soak_finding *findings);
void pm_soak_print(const struct pm_soak *soak, const struct pm_soak_finding *findings, bool colour,
                   FILE *stream);

#endif

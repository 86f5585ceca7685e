/* What the machine was like while a case ran: readings of its sensors around each repetition,
 * outside of everything that is timed. */
#ifndef PROOFMARK_HOST_MEASURE_CONDITIONS_H
#define PROOFMARK_HOST_MEASURE_CONDITIONS_H

#include <stddef.h>
#include <stdint.h>

#include "host/sensor/sensor_set.h"

/* Clocks at the ends of the repetitions, while what ran has them still up; NAN where not read. */
enum { PM_CLOCK_READINGS_MAX = 32 };
struct pm_clock_range {
  double least_mhz, mean_mhz, most_mhz;
  double readings_mhz[PM_CLOCK_READINGS_MAX]; /* of the first repetitions, one each */
  unsigned reading_count;
};

enum { PM_CONDITION_REASON_MAX = 256 };

/* Of the repetitions as they were: timed iterations and, between them, poisoning and checks. */
struct pm_energy {
  const char *source;                   /* NULL: it could not be read, or not well enough */
  char reason[PM_CONDITION_REASON_MAX]; /* why; "" with a source */
  double joules;
  double idle_watts; /* of the machine left alone; NAN where not measured */
};

struct pm_conditions {
  unsigned repetitions; /* that were watched; 0: nothing of the rest is known */
  double wall_s;        /* the repetitions' */
  double timed_s;       /* what of it is in samples */
  unsigned processors;  /* that this process may use; 0 where unknown */
  /* CPU time on these: this process's; everyone else's, which ticks are too coarse to tell exactly
   * (it may come out a little below 0); what the hypervisor gave away. */
  double own_cpu_s, other_cpu_s, stolen_cpu_s;
  double throttle_events;    /* of the processor */
  uint64_t throttle_reasons; /* of the GPU: pm_throttle_words */
  const char *clock_source;  /* of cpu_clock; NULL where there is none */
  struct pm_clock_range cpu_clock, gpu_clock;
  double cpu_temperature_c, gpu_temperature_c; /* the highest */
  double gpu_watts;                            /* mean, as the GPU says it */
  struct pm_energy cpu_energy, gpu_energy;
};

/* A case under watch. */
struct pm_watch {
  struct pm_sensors *sensors; /* NULL: nothing is watched */
  struct pm_idle idle;
  const unsigned *processors; /* whose clocks matter; a count of 0: all */
  size_t processor_count;
  struct pm_reading before;
};

/* Around each repetition; `timed_s` is what of it was timed. */
void pm_watch_begin(struct pm_watch *watch);
void pm_watch_end(struct pm_watch *watch, double timed_s, struct pm_conditions *conditions);

/* After the last repetition: what sums become, and whether energy was counted well enough. */
void pm_watch_conclude(const struct pm_watch *watch, struct pm_conditions *conditions);

/* The energy of one iteration's timed part: the repetitions' energy, less what the idle machine
 * would have taken in the time, times the timed share of it. An estimate: what runs between
 * iterations need not draw the power that they do. `at_most` is the same with all of the
 * repetitions' energy. Both NAN where there is no source. */
double pm_joules_per_iteration(const struct pm_conditions *conditions,
                               const struct pm_energy *energy, size_t iterations);
double pm_joules_per_iteration_at_most(const struct pm_conditions *conditions,
                                       const struct pm_energy *energy, size_t iterations);

#endif

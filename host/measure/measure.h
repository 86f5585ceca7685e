/* Timing cases: Google Benchmark drives the loop, every iteration's output is checked. */
#ifndef PROOFMARK_HOST_MEASURE_MEASURE_H
#define PROOFMARK_HOST_MEASURE_MEASURE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"
#include "host/measure/case.h"
#include "host/measure/check.h"
#include "host/measure/conditions.h"
#include "host/measure/statistics.h"

struct pm_repetition {
  uint64_t iterations;
  double mean_ns; /* of the timed iterations */
  double cpu_ns;  /* process CPU time per iteration, whatever was in it */
};

enum { PM_WARM_UP_MAX = 64, PM_GROUP_MAX = 56 };

struct pm_measurement {
  /* PM_OK; PM_UNTRUSTWORTHY: measured, but too noisy; PM_WRONG_OUTPUT: the timing is void; else
   * what failed. */
  enum pm_status status;
  char failure[1024];          /* words, "" with PM_OK */
  struct pm_mismatch mismatch; /* set with PM_WRONG_OUTPUT */
  struct pm_repetition *repetitions;
  size_t repetition_count;
  double *samples_ns; /* all timed iterations of the repetitions, in the order they ran */
  size_t sample_count;
  size_t discarded; /* iterations that were run and checked, and are not among the samples */
  double warm_up_ns[PM_WARM_UP_MAX]; /* the first of these, in the order they ran */
  size_t warm_up_count;
  char group[PM_GROUP_MAX];        /* of the options; "" where they have none */
  struct pm_conditions conditions; /* of the repetitions */
  const char *stop_reason;         /* "min_time", "max_iterations", "interrupted", "failed" */
  unsigned in_flight;              /* batches, of a sustained case; else 0 */
  char output_digest[65];          /* of the last iteration's output */
};

struct pm_measure_options {
  double min_time_s; /* per repetition */
  unsigned repetitions;
  /* Half the width of the median's 95% interval, in parts of the median, above which a case is
   * PM_UNTRUSTWORTHY; 0: any will do. */
  double max_noise;
  uint64_t seed; /* of the interleaving order */
  /* A name for this call, unique among all (pm_result_new_group); may be NULL. Of two cases with
   * one group, repetition i of each belongs to block i of one interleaving. */
  const char *group;
  const struct pm_sensor_set *sensors;      /* read around each repetition; may be NULL */
  const volatile sig_atomic_t *interrupted; /* checked between iterations; may be NULL */
  /* Called before the warm-up and before every repetition of a case; may be NULL. */
  void (*progress)(void *context, const struct pm_case *current);
  void *progress_context;
};

/* Whether a median is known no better than `max_noise` allows (0: anything goes), which is then
 * said in `words`: the verdict of a case when it is done, and of law `noise` on any file. */
bool pm_too_noisy(const struct pm_statistics *statistics, double max_noise, char *words,
                  size_t words_bytes);

/* Measures `count` cases together, their repetitions interleaved in random blocks: each block holds
 * every case once, in an order drawn from the seed, so that drift touches all alike. (Google
 * Benchmark drives the loops, but its own interleaving takes no seed and shuffles all repetitions
 * at once, which leaves two cases of three repetitions apart in one run of ten.) outcomes[i]
 * belongs to cases[i] and is freed with pm_measurement_free. A case that fails does not stop the
 * others. Returns PM_INTERRUPTED when interrupted (outcomes then hold what was finished), PM_FAILED
 * when the harness itself fails. */
enum pm_status pm_measure(const struct pm_case *cases, size_t count,
                          const struct pm_measure_options *options, struct pm_measurement *outcomes,
                          struct pm_error *error);

void pm_measurement_free(struct pm_measurement *measurement);

/* Runs a case once, untimed, with a poisoned output, and checks it. For `verify` and warm-up.
 * Returns PM_WRONG_OUTPUT with *mismatch filled, or what failed. */
enum pm_status pm_verify_case(const struct pm_case *timed, struct pm_mismatch *mismatch,
                              char output_digest[65], struct pm_error *error);

#endif

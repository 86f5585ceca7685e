/* Whether the chain from samples to verdict can be believed: equal arms that it calls different,
 * and planted differences that it finds.
 *
 * A trial is three arms: two that are the same and one that is slower by a known share. They go
 * through what every run and comparison goes through: an observation is made of them, written, read
 * back and compared. The first pair is false where its verdict is that they differ; the second is
 * found where its verdict is that the contender is the slower.
 *
 * What is to hold: at most 5% false, at least 80% found. That is refuted where all of a share's 95%
 * interval lies beyond; of samples drawn as on a quiet machine the share found itself has to reach
 * it. (The least that a comparison at the 95% level can promise of equals is 5%: where noise alone
 * makes differences that matter.) (Cohen, Statistical Power Analysis for the Behavioral Sciences,
 * 1988, section 2.4, on 5% and 80%.)
 */
#ifndef PROOFMARK_HOST_SELFTEST_SELFTEST_H
#define PROOFMARK_HOST_SELFTEST_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "host/base/status.h"
#include "host/compare/compare.h"
#include "host/measure/measure.h"
#include "host/selftest/arms.h"
#include "host/selftest/noise.h"

struct pm_trials {
  size_t trials;
  size_t false_differences;         /* of equal arms */
  size_t found;                     /* of planted differences */
  struct pm_interval equal, slowed; /* of the last trial: A over B, and over the slowed arm */
};

/* Adds the verdicts on three measured arms. */
enum pm_status pm_trial_judge(const struct pm_case cases[PM_ARM_COUNT],
                              const struct pm_measurement outcomes[PM_ARM_COUNT],
                              const struct pm_compare_options *options, struct pm_trials *trials,
                              struct pm_error *error);

/* The same for `count` trials of samples drawn from a model, each arm with `repetitions` of
 * `each`. */
enum pm_status pm_trials_simulate(const struct pm_noise *noise, size_t count, size_t repetitions,
                                  size_t each, double slowdown,
                                  const struct pm_compare_options *options,
                                  struct pm_trials *trials, struct pm_error *error);

/* A line of the report. */
struct pm_selftest_row {
  const char *name;
  struct pm_trials trials;
  enum { PM_FOUND_BY_INTERVAL, PM_FOUND_BY_SHARE, PM_FOUND_FOR_INFORMATION } found;
};

enum { PM_FALSE_PERCENT = 5, PM_FOUND_PERCENT = 80 };

bool pm_selftest_false_holds(const struct pm_selftest_row *row);
bool pm_selftest_found_holds(const struct pm_selftest_row *row);

/* How many interleaved repetitions a difference takes to be found four times in five: the least b
 * with
 *   log(1 + slowdown) - z s / sqrt(b)  above both  log(1 + same_within)
 *                                      and         t(0.975, b - 1) s / sqrt(b)
 * for s = sqrt(2) apart, the deviation of a repetition's ratio, and z = 0.8416 (compare.h: the
 * estimate beyond what counts as the same, the interval clear of 1). 0 where more than 1000, or
 * none, would do. */
size_t pm_selftest_repetitions(const struct pm_noise *noise, double slowdown, double same_within);

void pm_selftest_print(const struct pm_selftest_row *rows, size_t count, double slowdown,
                       bool colour, FILE *stream);

#endif

/* Google Benchmark behind a C interface. The library drives the loops, sums up the manual times and
 * the process's CPU time and hands every finished run back through a callback; it prints nothing.
 * Source: Google Benchmark's user guide (manual timing, custom reporters), versions 1.7 to 1.9. */
#ifndef PROOFMARK_HOST_MEASURE_SHIM_H
#define PROOFMARK_HOST_MEASURE_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What Google Benchmark says about one run of a case. */
struct pm_shim_run {
  uint64_t iterations;
  double real_s;     /* the sum of the times that iterate() gave */
  double cpu_s;      /* CPU time of the process during the run */
  const char *error; /* why the run was cut short, NULL if it was not; lives during the call */
};

/* A case. begin and iterate return NULL, or in words why the run must stop, in memory that lives at
 * least until the next call. No callback may throw or jump. */
struct pm_shim_case {
  const char *name;    /* unique among the cases of one pm_shim_run_all */
  uint64_t iterations; /* of each of its runs, at least 1 */
  void *context;
  const char *(*begin)(void *context, uint64_t iterations);
  const char *(*iterate)(void *context, double *seconds);
  void (*end)(void *context); /* after begin, whatever it returned */
  void (*report)(void *context, const struct pm_shim_run *run);
};

/* Runs the cases in the order given; a case stands in it once per repetition. Can be called again
 * and again, from one thread at a time. On failure of the library itself returns false with the
 * reason in `failure`. */
bool pm_shim_run_all(const struct pm_shim_case *const *order, size_t count, char *failure,
                     size_t failure_bytes);

/* The version of Google Benchmark, NULL where it does not say (before 1.9). */
const char *pm_benchmark_library_version(void);

#ifdef __cplusplus
}
#endif

#endif

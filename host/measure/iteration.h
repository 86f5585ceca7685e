/* One checked iteration of a case: poison, run with a clock around what the case's boundary says,
 * collect all of the output, compare it. */
#ifndef PROOFMARK_HOST_MEASURE_ITERATION_H
#define PROOFMARK_HOST_MEASURE_ITERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"
#include "host/measure/case.h"
#include "host/measure/check.h"

/* A case that can be iterated. */
struct pm_iterator {
  const struct pm_case *timed;
  /* The problem's output_bytes, of a sustained case `batches` times; after an iteration, what it
   * computed. */
  uint8_t *output;
  bool pinned; /* output is the device's pinned memory */
  uint8_t poisons[256];
  unsigned poison_count;
  uint64_t iterations; /* begun so far; picks the poison */
  /* Of a sustained case: how many batches an iteration has, and how many of them are in flight at a
   * time, which pm_iterator_prepare finds out. */
  unsigned batches, in_flight;
};

/* Allocates the output. The case must stay until pm_iterator_close; on failure nothing is left. */
enum pm_status pm_iterator_open(struct pm_iterator *iterator, const struct pm_case *timed,
                                struct pm_error *error);
void pm_iterator_close(struct pm_iterator *iterator);

/* Before the first iteration, untimed: brings the input to where compute wants it for a kernel or
 * resident case; tries for a sustained case how many batches in flight are the fastest. */
enum pm_status pm_iterator_prepare(struct pm_iterator *iterator, struct pm_error *error);

/* One iteration, timed as `boundary` says. PM_WRONG_OUTPUT fills *mismatch. */
enum pm_status pm_iterator_run(struct pm_iterator *iterator, enum pm_boundary boundary,
                               double *elapsed_ns, struct pm_mismatch *mismatch,
                               struct pm_error *error);

#endif

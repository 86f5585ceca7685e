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
  const struct pm_case *one;
  uint8_t *output; /* the problem's output_bytes; after an iteration, what it computed */
  bool pinned;     /* output is the device's pinned memory */
  uint8_t poisons[256];
  unsigned poison_count;
  uint64_t iterations; /* begun so far; picks the poison */
};

/* Allocates the output. The case must stay until pm_iterator_close; on failure nothing is left. */
enum pm_status pm_iterator_open(struct pm_iterator *iterator, const struct pm_case *one,
                                struct pm_error *error);
void pm_iterator_close(struct pm_iterator *iterator);

/* Brings the input to where compute wants it, untimed; before the first kernel or resident
 * iteration. Does nothing for a case whose iterations do so themselves. */
enum pm_status pm_iterator_prepare(struct pm_iterator *iterator, struct pm_error *error);

/* One iteration, timed as `boundary` says. PM_WRONG_OUTPUT fills *mismatch. */
enum pm_status pm_iterator_run(struct pm_iterator *iterator, enum pm_boundary boundary,
                               double *elapsed_ns, struct pm_mismatch *mismatch,
                               struct pm_error *error);

#endif

/* An output against what the oracle expects. */
#ifndef PROOFMARK_HOST_MEASURE_CHECK_H
#define PROOFMARK_HOST_MEASURE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "host/work/work.h"

/* The first output item that differs from what the oracle expects. */
struct pm_mismatch {
  uint64_t index;
  uint64_t count;               /* how many items differ */
  char expected[129], got[129]; /* hex, of at most the first 64 bytes of the item */
};

/* Compares all of an output; true if equal, else fills *mismatch. */
bool pm_check_output(const struct pm_problem *problem, const uint8_t *output,
                     struct pm_mismatch *mismatch);

#endif

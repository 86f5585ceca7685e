/* The host's clock for timed intervals: monotonic and not steered by NTP, clock_gettime(2). */
#ifndef PROOFMARK_HOST_BASE_CLOCK_H
#define PROOFMARK_HOST_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t pm_clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

#endif

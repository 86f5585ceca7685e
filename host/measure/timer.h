/* What the host's clock (pm_clock_ns) can tell apart, and what asking it costs. */
#ifndef PROOFMARK_HOST_MEASURE_TIMER_H
#define PROOFMARK_HOST_MEASURE_TIMER_H

/* As Shipilev has them in Nanotrusting the Nanotime (2014): granularity and latency. */
struct pm_timer {
  double resolution_ns; /* the smallest step seen from one reading to the next */
  double overhead_ns;   /* of one reading, on average */
};

/* Measures both, for a few milliseconds. */
struct pm_timer pm_timer_measure(void);

#endif

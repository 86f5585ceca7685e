#include "host/measure/timer.h"

#include "host/base/clock.h"

/* Batches, so that an interruption spoils one of them and no more. */
enum { BATCHES = 20, READINGS = 2000 };

static struct pm_timer measure_batch(void) {
  struct pm_timer timer = {1e18, 0};
  const uint64_t first = pm_clock_ns();
  uint64_t last = first;
  for (int i = 0; i < READINGS; i++) {
    const uint64_t now = pm_clock_ns();
    if (now > last && (double)(now - last) < timer.resolution_ns)
      timer.resolution_ns = (double)(now - last);
    last = now;
  }
  timer.overhead_ns = (double)(last - first) / READINGS;
  return timer;
}

struct pm_timer pm_timer_measure(void) {
  struct pm_timer best = measure_batch();
  for (int i = 1; i < BATCHES; i++) {
    const struct pm_timer timer = measure_batch();
    if (timer.resolution_ns < best.resolution_ns)
      best.resolution_ns = timer.resolution_ns;
    if (timer.overhead_ns < best.overhead_ns)
      best.overhead_ns = timer.overhead_ns;
  }
  return best;
}

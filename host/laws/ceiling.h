/* How near a case comes to what its machine can do: the machine's limits as measured in the same
 * observation, and what a case takes of each.
 *
 * A work that measures a limit (pm_observed_work.measures) gives a rate: its items over the time of
 * its fastest iteration, because whatever disturbs one only makes it slower, so that a noisy
 * measurement bounds the limit from below, too; over its median where the file has no samples. For
 * a case the ceilings are those measured on the same device and, for the CPU, with as many threads.
 * The least time that a resource allows is the amount in the work's model over that rate; its share
 * is that time over the case's median: 1 is the machine's limit, above 1 the case is faster than
 * the machine.
 *
 * Which resources count is the boundary's to say: operations and memory always, operations only for
 * a case that is `modelled`; `launch` where the host's clock runs; `upload` and `download` end to
 * end. What can go on side by side does not add up: the bounds are held against the case one by
 * one, and the one with the greatest share binds it. (The roofline model takes the least of two
 * such bounds: Williams, Waterman, Patterson, Roofline, CACM 52, 2009.)
 *
 * Memory is faster the less of it is touched. The ceiling of a case that moves n bytes is that of
 * the copies of the greatest size not above n: a cache may serve them better than the case, never
 * worse.
 *
 * A whole product gives its lower half, too, so that the rate of wide products bounds the others;
 * and what is done of one class is done of all together. The launches that bound a case are those
 * of its own boundary: a device's events do not see the host's part. A CPU that is a device of
 * OpenCL, too, can do no more than its threads, however many were measured.
 */
#ifndef PROOFMARK_HOST_LAWS_CEILING_H
#define PROOFMARK_HOST_LAWS_CEILING_H

#include "host/result/read.h"

/* Per second, of the limit that a case measures. */
double pm_limit_rate(const struct pm_observed_case *measuring);

/* The best measurement of a limit where `place` ran; of memory that of the most bytes, which no
 * cache holds. NULL where there is none. */
const struct pm_observed_case *pm_limit_at(const struct pm_observation *observation,
                                           const struct pm_observed_case *place,
                                           enum pm_resource resource);

struct pm_bound {
  enum pm_resource resource;
  double amount;                         /* of the resource, per iteration */
  double rate;                           /* per second, at best */
  const struct pm_observed_case *source; /* where that was measured */
  double least_ns;                       /* amount / rate */
  double share;                          /* least_ns / the case's median */
};

/* Which measurements of operations are the ceiling of a CPU case. */
enum pm_ceiling_of {
  PM_CEILING_MACHINE,       /* the fastest implementation's: what nothing can exceed */
  PM_CEILING_IMPLEMENTATION /* those of the case's own implementation, where it was measured */
};

struct pm_bounds {
  struct pm_bound bounds[PM_RESOURCE_COUNT]; /* the greatest share first */
  size_t count;                              /* 0: no limit was measured, or the model is empty */
};

/* Whether the resource bounds the case, be its limit measured or not: it takes some of it, and its
 * boundary and its implementation say that it counts. Not for cases that measure a limit
 * themselves. */
bool pm_bound_applies(const struct pm_observed_case *observed, enum pm_resource resource);

/* Cases that measure a limit themselves have none. */
struct pm_bounds pm_bounds_of(const struct pm_observation *observation,
                              const struct pm_observed_case *observed, enum pm_ceiling_of of);

#endif

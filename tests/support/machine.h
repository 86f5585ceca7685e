/* The machine's CPUs for tests of works: a pool, and runners verified on it or on a device. */
#ifndef PROOFMARK_TESTS_SUPPORT_MACHINE_H
#define PROOFMARK_TESTS_SUPPORT_MACHINE_H

#include "host/work/work.h"

extern struct pm_pool *machine_pool; /* all CPUs, unbound */

/* cmocka's setup and teardown of a group. */
int machine_open(void **state);
int machine_close(void **state);

/* An implementation on the pool, or on the device where that is not NULL, has to compute what the
 * problem expects, twice. False where it cannot take the problem (PM_UNAVAILABLE), and says why. */
bool machine_verify(const struct pm_problem *problem,
                    const struct pm_implementation *implementation, struct pm_device *device);

#endif

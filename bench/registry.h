/* What the program is put together from. */
#ifndef PROOFMARK_BENCH_REGISTRY_H
#define PROOFMARK_BENCH_REGISTRY_H

#include "host/cli/cli.h"

/* The works of the suite. */
extern const struct pm_registry bench_registry;

/* The suite, and every system with its commands, works and sections; ends with NULL. */
extern const struct pm_module *const bench_modules[];

#endif

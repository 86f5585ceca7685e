/* The works of the suite. */
#ifndef PROOFMARK_BENCH_REGISTRY_H
#define PROOFMARK_BENCH_REGISTRY_H

#include "host/work/work.h"

extern const struct pm_registry bench_registry;

#endif

/* Independent steps spread over the machine's cores: for what is reckoned after the measuring,
 * never during it. */
#ifndef PROOFMARK_HOST_BASE_PARALLEL_H
#define PROOFMARK_HOST_BASE_PARALLEL_H

#include <stddef.h>

/* Calls step(context, i) once for each i below `count`, in any order and several at a time, and
 * returns when all are done. Where no thread can be had the caller does it alone. */
void pm_parallel(size_t count, void (*step)(void *context, size_t i), void *context);

#endif

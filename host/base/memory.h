/* How much host memory there is to be had. */
#ifndef PROOFMARK_HOST_BASE_MEMORY_H
#define PROOFMARK_HOST_BASE_MEMORY_H

#include <stdint.h>

/* MemAvailable of /proc/meminfo, in bytes; UINT64_MAX where it cannot be read. */
uint64_t pm_memory_available_bytes(void);

#endif

/* Where a test build may damage outputs on purpose, to show that a wrong one is found. The program
 * registers nothing; tests/support/faults.c does. */
#ifndef PROOFMARK_HOST_MEASURE_FAULT_H
#define PROOFMARK_HOST_MEASURE_FAULT_H

#include <stdint.h>

#include "host/work/work.h"

/* May damage `output`, all of what the implementation computed; before it did, every byte of it was
 * `poison`. Called between the clock and the check, by the thread that measures. */
typedef void pm_fault_fn(const struct pm_problem *problem,
                         const struct pm_implementation *implementation, uint8_t poison,
                         uint8_t *output);

/* The fault from now on; NULL, as at the start: none. Not while something is measured. */
void pm_fault_register(pm_fault_fn *fault);

/* Calls the registered fault, if there is one. */
pm_fault_fn pm_fault_apply;

#endif

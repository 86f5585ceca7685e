/* Faults planted on purpose, in test builds only (PROOFMARK_FAULTS): they show that a wrong output
 * is found. PROOFMARK_FAULT=KIND:IMPLEMENTATION[:INDEX] in the environment, KIND one of `flip` (one
 * bit of output item INDEX), `unwritten` (item INDEX keeps the poison). In other builds
 * pm_fault_apply does nothing and the variable is ignored with a warning by the program. */
#ifndef PROOFMARK_HOST_MEASURE_FAULT_H
#define PROOFMARK_HOST_MEASURE_FAULT_H

#include <stdint.h>

#include "host/work/work.h"

/* Damages `output` as the environment asks if this implementation is meant. */
void pm_fault_apply(const struct pm_problem *problem,
                    const struct pm_implementation *implementation, uint8_t poison,
                    uint8_t *output);

#endif

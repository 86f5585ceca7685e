/* Faults planted on purpose: whoever links this has them.
 * PROOFMARK_FAULT=KIND:IMPLEMENTATION[:INDEX] in the environment, KIND one of `flip` (one bit of
 * output item INDEX), `unwritten` (item INDEX keeps the poison). The released program does not link
 * it and ignores the variable. */
#ifndef PROOFMARK_TESTS_SUPPORT_FAULTS_H
#define PROOFMARK_TESTS_SUPPORT_FAULTS_H

#include "host/measure/fault.h"

/* Damages `output` as the environment asks if this implementation is meant; registered before
 * main. */
pm_fault_fn planted_fault;

#endif

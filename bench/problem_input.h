/* What every problem's input needs: whether there is room for it, and random bytes. */
#ifndef PROOFMARK_BENCH_PROBLEM_INPUT_H
#define PROOFMARK_BENCH_PROBLEM_INPUT_H

#include "host/work/work.h"

/* PM_USAGE, naming both figures, where a problem with an input and an output of so many bytes would
 * take more than three quarters of the host memory that is free: the input lies there twice (a
 * device's staging copy is the second), the output three times (expected, computed, staged). */
enum pm_status problem_fits(uint64_t input_bytes, uint64_t output_bytes, struct pm_error *error);

/* `bytes` random bytes of the seed, filled by the pool; the caller's, freed with free(). */
enum pm_status input_random(uint64_t bytes, uint64_t seed, struct pm_pool *pool, uint8_t **input,
                            struct pm_error *error);

#endif

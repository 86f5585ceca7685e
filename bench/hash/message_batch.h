/* A batch of messages as the input of a problem, and the output that the oracle expects of it. */
#ifndef PROOFMARK_BENCH_HASH_MESSAGE_BATCH_H
#define PROOFMARK_BENCH_HASH_MESSAGE_BATCH_H

#include "host/work/work.h"
#include "kernels/hash/hash.h"

/* PM_USAGE, naming both figures, where a problem with an input and an output of so many bytes would
 * take more than three quarters of the host memory that is free: the input lies there twice (a
 * device's staging copy is the second), the output three times (expected, computed, staged). */
enum pm_status problem_fits(uint64_t input_bytes, uint64_t output_bytes, struct pm_error *error);

/* `bytes` random bytes of the seed, filled by the pool; the caller's, freed with free(). */
enum pm_status input_random(uint64_t bytes, uint64_t seed, struct pm_pool *pool, uint8_t **input,
                            struct pm_error *error);

/* The oracle's digests of a batch, computed by the pool; the caller's, freed with free(). */
enum pm_status oracle_digests(const struct hash_algorithm *algorithm,
                              const struct hash_messages *messages, struct pm_pool *pool,
                              uint8_t **digests, struct pm_error *error);

/* Sum of the algorithm's primitives over a batch. */
uint64_t batch_primitives(const struct hash_algorithm *algorithm,
                          const struct hash_messages *messages);

#endif

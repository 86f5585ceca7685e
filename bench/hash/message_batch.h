/* A batch of messages as the input of a problem, and the output that the oracle expects of it. */
#ifndef PROOFMARK_BENCH_HASH_MESSAGE_BATCH_H
#define PROOFMARK_BENCH_HASH_MESSAGE_BATCH_H

#include "host/work/work.h"
#include "kernels/hash/hash.h"
#include "kernels/lane/cost.h"

/* The oracle's digests of a batch, computed by the pool; the caller's, freed with free(). */
enum pm_status oracle_digests(const struct hash_algorithm *algorithm,
                              const struct hash_messages *messages, struct pm_pool *pool,
                              uint8_t **digests, struct pm_error *error);

/* Sum of the algorithm's primitives over a batch. */
uint64_t batch_primitives(const struct hash_algorithm *algorithm,
                          const struct hash_messages *messages);

/* What a batch of messages costs to hash. */
struct lane_cost batch_cost(const struct hash_algorithm *algorithm,
                            const struct hash_messages *messages);

#endif

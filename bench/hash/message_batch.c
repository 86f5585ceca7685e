#include "bench/hash/message_batch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bench/hash/hash_oracle.h"

struct oracle_run {
  ref_hash_fn *hash;
  const struct hash_messages *messages;
  uint8_t *digests;
};

static bool oracle_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct oracle_run *run = context;
  for (uint64_t i = first; i < last; i++)
    run->hash(run->messages->bytes + hash_message_start(run->messages, i),
              hash_message_length(run->messages, i), run->digests + HASH_DIGEST_BYTES * i);
  return true;
}

enum pm_status oracle_digests(const struct hash_algorithm *algorithm,
                              const struct hash_messages *messages, struct pm_pool *pool,
                              uint8_t **digests, struct pm_error *error) {
  *digests = malloc(messages->count * HASH_DIGEST_BYTES + 1);
  if (!*digests)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " expected digests", messages->count);
  enum { GRAIN = 16 };
  struct oracle_run run = {hash_oracle(algorithm), messages, *digests};
  pm_pool_run(pool, messages->count, GRAIN, oracle_share, &run);
  return PM_OK;
}

uint64_t batch_primitives(const struct hash_algorithm *algorithm,
                          const struct hash_messages *messages) {
  if (!messages->offsets)
    return messages->count * algorithm->primitives(messages->length);
  uint64_t sum = 0;
  for (uint64_t i = 0; i < messages->count; i++)
    sum += algorithm->primitives(hash_message_length(messages, i));
  return sum;
}

struct lane_cost batch_cost(const struct hash_algorithm *algorithm,
                            const struct hash_messages *messages) {
  if (!messages->offsets)
    return cost_times((double)messages->count, algorithm->cost(messages->length));
  struct lane_cost sum = {0};
  for (uint64_t i = 0; i < messages->count; i++)
    sum = cost_sum(sum, algorithm->cost(hash_message_length(messages, i)));
  return sum;
}

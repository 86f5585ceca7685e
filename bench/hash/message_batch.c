#include "bench/hash/message_batch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bench/hash/hash_oracle.h"
#include "host/base/memory.h"
#include "host/base/random.h"

enum pm_status problem_fits(uint64_t input_bytes, uint64_t output_bytes, struct pm_error *error) {
  const double gibibyte = 1 << 30;
  double needed = 2 * (double)input_bytes + 3 * (double)output_bytes;
  double usable = 0.75 * (double)pm_memory_available_bytes();
  if (needed <= usable)
    return PM_OK;
  return pm_fail(error, PM_USAGE,
                 "this needs %.1f GiB of memory for inputs and outputs, and three quarters of what "
                 "is free are %.1f GiB; take a smaller size",
                 needed / gibibyte, usable / gibibyte);
}

struct fill {
  uint8_t *bytes;
  uint64_t seed;
};

static bool fill_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct fill *f = context;
  pm_random_bytes(f->seed, 0, first, f->bytes + first, last - first);
  return true;
}

enum pm_status input_random(uint64_t bytes, uint64_t seed, struct pm_pool *pool, uint8_t **input,
                            struct pm_error *error) {
  *input = malloc(bytes ? bytes : 1);
  if (!*input)
    return pm_fail(error, PM_FAILED, "no memory for %" PRIu64 " bytes of input", bytes);
  struct fill fill = {*input, seed};
  pm_pool_run(pool, bytes, 1 << 16, fill_share, &fill);
  return PM_OK;
}

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

#include "bench/hash/cpu_hasher.h"

#include <stdio.h>

#include "bench/hash/hash_oracle.h"

static bool reference_available(const struct cpu_hasher *hasher,
                                const struct hash_algorithm *algorithm, char *reason,
                                size_t reason_bytes) {
  (void)hasher, (void)algorithm, (void)reason, (void)reason_bytes;
  return true;
}

static bool reference_batch(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                            const struct hash_messages *messages, uint64_t first, uint64_t last,
                            uint8_t *digests) {
  (void)hasher;
  ref_hash_fn *const hash = hash_oracle(algorithm);
  for (uint64_t i = first; i < last; i++)
    hash(messages->bytes + hash_message_start(messages, i), hash_message_length(messages, i),
         digests + HASH_DIGEST_BYTES * i);
  return true;
}

const struct cpu_hasher cpu_hasher_reference = {.available = reference_available,
                                                .batch = reference_batch};

static bool lanes_available(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                            char *reason, size_t reason_bytes) {
  bool supported = lane_isa_supported(hasher->isa);
  if (!algorithm->batch[hasher->isa])
    *reason = '\0'; /* no code for it on this architecture */
  else if (!supported)
    snprintf(reason, reason_bytes, "this processor has no %s", lane_isa_name(hasher->isa));
  return algorithm->batch[hasher->isa] && supported;
}

static bool lanes_batch(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                        const struct hash_messages *messages, uint64_t first, uint64_t last,
                        uint8_t *digests) {
  return algorithm->batch[hasher->isa](messages, first, last, digests);
}

#define LANES_HASHER(suffix, isa_)                                                                 \
  const struct cpu_hasher cpu_hasher_##suffix = {                                                  \
      .available = lanes_available, .batch = lanes_batch, .isa = (isa_)}

LANES_HASHER(sse2, LANE_ISA_SSE2);
LANES_HASHER(avx2, LANE_ISA_AVX2);
LANES_HASHER(avx512, LANE_ISA_AVX512);
LANES_HASHER(neon, LANE_ISA_NEON);
LANES_HASHER(sha_ni, LANE_ISA_SHA_NI);

/* Messages of one share, in whole groups of lanes (the widest has 16, two groups interleaved), but
 * never so many that a thread has nothing to do. Messages of one length: about 64 KiB of input. Of
 * several: as many as leave each thread two shares, since at each share's end most lanes have to
 * wait for the longest message. */
static uint64_t share_grain(const struct hash_messages *messages, unsigned threads) {
  enum { GROUP = 32, SHARE_BYTES = 64 << 10, RAGGED_SHARES = 2 };
  uint64_t fair = (messages->count + threads - 1) / threads;
  if (threads == 1)
    return fair;
  uint64_t mean_bytes = hash_message_start(messages, messages->count) / messages->count + 1;
  uint64_t wanted = messages->offsets ? fair / RAGGED_SHARES : SHARE_BYTES / mean_bytes;
  uint64_t grain = (wanted + GROUP - 1) / GROUP * GROUP;
  if (grain < GROUP)
    grain = GROUP;
  return fair < grain ? fair : grain;
}

struct share {
  const struct cpu_hasher *hasher;
  const struct hash_algorithm *algorithm;
  const struct hash_messages *messages;
  uint8_t *digests;
};

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct share *s = context;
  return s->hasher->batch(s->hasher, s->algorithm, s->messages, first, last, s->digests);
}

enum pm_status cpu_hasher_run(const struct cpu_hasher *hasher,
                              const struct hash_algorithm *algorithm, struct pm_pool *pool,
                              const struct hash_messages *messages, uint8_t *digests,
                              struct pm_error *error) {
  struct share share = {hasher, algorithm, messages, digests};
  if (!pm_pool_run(pool, messages->count, share_grain(messages, pm_pool_threads(pool)), run_share,
                   &share))
    return pm_fail(error, PM_FAILED, "%s: no memory for scratch", algorithm->name);
  return PM_OK;
}

bool hash_cpu_available(const struct pm_implementation *implementation, const struct pm_work *work,
                        char *reason, size_t reason_bytes) {
  const struct cpu_hasher *hasher = implementation->variant;
  return hasher->available(hasher, work->family, reason, reason_bytes);
}

bool hash_device_available(const struct pm_implementation *implementation,
                           const struct pm_work *work, char *reason, size_t reason_bytes) {
  (void)implementation, (void)work, (void)reason, (void)reason_bytes;
  return true;
}

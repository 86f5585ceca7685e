#include <stdlib.h>

#include "bench/block/ethereum_batch.h"
#include "bench/block/ethereum_senders.h"
#include "bench/hash/cpu_hasher.h"
#include "cpu_ref/sig/sig.h"

struct cpu_runner {
  const struct ethereum_payload *payload;
  const struct cpu_hasher *hasher;
  const struct cpu_verifier *verifier;
  struct pm_pool *pool;
  struct ethereum_transaction *transactions;
  uint64_t *offsets; /* of the preimages */
  uint8_t *preimages, *signatures, *digests;
};

/* Transactions of a share in taking apart and in copying: some 20 KiB. */
enum { GRAIN = 16 };

static bool decode_share(void *self, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct cpu_runner *r = self;
  return ethereum_batch_decode(r->payload, first, last, r->transactions, NULL) == PM_OK;
}

static bool gather_share(void *self, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct cpu_runner *r = self;
  ethereum_batch_gather(r->payload, r->transactions, r->offsets, first, last, r->preimages,
                        r->signatures);
  return true;
}

/* Where several shares fail, which of them is named must not depend on the threads. */
static enum pm_status decode(struct cpu_runner *r, struct pm_error *error) {
  uint64_t count = r->payload->count;
  if (pm_pool_run(r->pool, count, GRAIN, decode_share, r))
    return PM_OK;
  return ethereum_batch_decode(r->payload, 0, count, r->transactions, error);
}

static enum pm_status recover(struct cpu_runner *r, uint8_t *output, struct pm_error *error) {
  uint64_t count = r->payload->count;
  struct hash_messages preimages = {.bytes = r->preimages, .offsets = r->offsets, .count = count};
  struct sig_batch batch = {.messages = r->digests,
                            .message_bytes = HASH_DIGEST_BYTES,
                            .signatures = r->signatures,
                            .count = count,
                            .policy = REF_ECRECOVER_TRANSACTION};
  enum pm_status status =
      cpu_hasher_run(r->hasher, &hash_keccak256, r->pool, &preimages, r->digests, error);
  if (status != PM_OK)
    return status;
  return cpu_verifier_run(r->verifier, &sig_ecrecover, r->pool, &batch, output, error);
}

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  struct cpu_runner *r = self;
  enum pm_status status = decode(r, error);
  if (status != PM_OK)
    return status;
  ethereum_batch_offsets(r->transactions, r->payload->count, r->offsets);
  pm_pool_run(r->pool, r->payload->count, GRAIN, gather_share, r);
  return recover(r, output, error);
}

static void cpu_close(void *self) {
  struct cpu_runner *r = self;
  free(r->transactions);
  free(r->offsets);
  free(r->preimages);
  free(r->signatures);
  free(r->digests);
  free(r);
}

static const struct pm_runner cpu_functions = {.compute = cpu_compute, .close = cpu_close};

static const struct cpu_hasher *widest_lanes(void) {
  static const struct cpu_hasher *const hashers[] = {&cpu_hasher_avx512, &cpu_hasher_avx2,
                                                     &cpu_hasher_sse2, &cpu_hasher_neon};
  char reason[256];
  for (size_t i = 0; i < sizeof hashers / sizeof *hashers; i++)
    if (hashers[i]->available(hashers[i], &hash_keccak256, reason, sizeof reason))
      return hashers[i];
  return &cpu_hasher_reference;
}

static bool allocate(struct cpu_runner *r) {
  uint64_t count = r->payload->count;
  r->transactions = malloc(count * sizeof *r->transactions);
  r->offsets = malloc((count + 1) * sizeof *r->offsets);
  r->preimages = malloc(r->payload->offsets[count]);
  r->signatures = malloc(count * ETHEREUM_SIGNATURE_BYTES);
  r->digests = malloc(count * HASH_DIGEST_BYTES);
  return r->transactions && r->offsets && r->preimages && r->signatures && r->digests;
}

enum pm_status ethereum_senders_open_cpu(const struct ethereum_payload *payload,
                                         const struct cpu_verifier *verifier, struct pm_pool *pool,
                                         struct pm_runner *runner, struct pm_error *error) {
  struct cpu_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){
      .payload = payload, .hasher = widest_lanes(), .verifier = verifier, .pool = pool};
  enum pm_status status = allocate(r) ? PM_OK : pm_fail(error, PM_FAILED, "no memory");
  if (status == PM_OK)
    status = decode(r, error);
  return pm_runner_start(runner, &cpu_functions, r, NULL, status);
}

#include <stdlib.h>
#include <string.h>

#include "bench/block/ethereum_batch.h"
#include "bench/block/ethereum_senders.h"
#include "bench/hash/device_hash.h"
#include "bench/hash/device_input.h"
#include "bench/sig/device_sig.h"
#include "cpu_ref/sig/sig.h"

/* The messages of `batch` are the digests, which the hash kernel puts where they lie on the device:
 * nobody uploads them. */
struct device_runner {
  const struct ethereum_payload *payload;
  struct ethereum_transaction *transactions;
  struct device_hash hash;
  struct device_input preimages;
  struct device_sig sig;
  struct device_sig_batch batch;
};

static void device_close(void *self) {
  struct device_runner *r = self;
  device_input_close(&r->preimages);
  device_sig_batch_close(&r->batch);
  device_sig_close(&r->sig);
  free(r->transactions);
  free(r);
}

static enum pm_status device_stage(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  uint64_t count = r->payload->count;
  enum pm_status status = ethereum_batch_decode(r->payload, 0, count, r->transactions, error);
  if (status != PM_OK)
    return status;
  ethereum_batch_offsets(r->transactions, count, r->preimages.host_offsets);
  ethereum_batch_gather(r->payload, r->transactions, r->preimages.host_offsets, 0, count,
                        r->preimages.messages.host, r->batch.signatures.host);
  return PM_OK;
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = device_input_upload(&r->preimages, error);
  return status == PM_OK ? device_bytes_upload(&r->batch.signatures, error) : status;
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  struct device_messages preimages = device_input_messages(&r->preimages);
  struct pm_buffer *digests = device_bytes_place(&r->batch.messages);
  enum pm_status status = device_hash_messages(&r->hash, &preimages, NULL, digests, error);
  return status == PM_OK ? device_sig_batch_verify(&r->batch, error) : status;
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  return device_sig_batch_download(&r->batch, output, error);
}

/* What staging writes is poisoned with what the device writes. */
static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  device_bytes_rotate(&r->preimages.messages);
  memset(r->preimages.messages.host, byte, r->preimages.messages.bytes);
  memset(r->batch.signatures.host, byte, r->batch.signatures.bytes);
  enum pm_status status = device_sig_batch_poison(&r->batch, byte, error);
  return status == PM_OK ? device_bytes_poison(&r->batch.messages, byte, error) : status;
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  enum pm_status status = device_bytes_poison(&r->preimages.messages, byte, error);
  return status == PM_OK ? device_bytes_poison(&r->batch.signatures, byte, error) : status;
}

/* What was signed, packed in the host's own memory; the places on the device get their sizes, and
 * their first contents, from it. */
struct packed {
  uint64_t *offsets;
  uint8_t *preimages, *signatures, *digests;
};

static void packed_free(struct packed *p) {
  free(p->offsets);
  free(p->preimages);
  free(p->signatures);
  free(p->digests);
}

static enum pm_status pack(struct device_runner *r, struct packed *p, struct pm_error *error) {
  const struct ethereum_payload *payload = r->payload;
  uint64_t count = payload->count;
  r->transactions = malloc(count * sizeof *r->transactions);
  *p = (struct packed){.offsets = malloc((count + 1) * sizeof *p->offsets),
                       .preimages = malloc(payload->offsets[count]),
                       .signatures = malloc(count * ETHEREUM_SIGNATURE_BYTES),
                       .digests = calloc(count, HASH_DIGEST_BYTES)};
  if (!r->transactions || !p->offsets || !p->preimages || !p->signatures || !p->digests)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = ethereum_batch_decode(payload, 0, count, r->transactions, error);
  if (status != PM_OK)
    return status;
  ethereum_batch_offsets(r->transactions, count, p->offsets);
  ethereum_batch_gather(payload, r->transactions, p->offsets, 0, count, p->preimages,
                        p->signatures);
  return PM_OK;
}

static enum pm_status open_places(struct device_runner *r, struct pm_device *device,
                                  const struct packed *p, struct pm_error *error) {
  uint64_t count = r->payload->count;
  struct hash_messages preimages = {.bytes = p->preimages, .offsets = p->offsets, .count = count};
  struct sig_batch batch = {.messages = p->digests,
                            .message_bytes = HASH_DIGEST_BYTES,
                            .signatures = p->signatures,
                            .count = count,
                            .policy = REF_ECRECOVER_TRANSACTION};
  enum pm_status status = device_hash_open(&r->hash, device, &hash_keccak256, error);
  if (status == PM_OK)
    status = device_sig_open(&r->sig, device, &sig_ecrecover, error);
  if (status == PM_OK)
    status = device_input_open(&r->preimages, device, &preimages, error);
  if (status == PM_OK)
    status = device_sig_batch_open(&r->batch, &r->sig, &batch, error);
  return status;
}

static const struct pm_runner device_functions = {
    .stage = device_stage,
    .upload = device_upload,
    .compute = device_compute,
    .download = device_download,
    .poison = device_poison,
    .poison_input = device_poison_input,
    .close = device_close,
};

enum pm_status ethereum_senders_open_device(const struct ethereum_payload *payload,
                                            struct pm_device *device, struct pm_runner *runner,
                                            struct pm_error *error) {
  struct packed packed;
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  r->payload = payload;
  enum pm_status status = pack(r, &packed, error);
  if (status == PM_OK)
    status = open_places(r, device, &packed, error);
  packed_free(&packed);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

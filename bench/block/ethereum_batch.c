#include "bench/block/ethereum_batch.h"

#include <inttypes.h>
#include <string.h>

static const uint8_t *transaction_bytes(const struct ethereum_payload *payload, uint64_t i) {
  return payload->bytes + payload->offsets[i];
}

static enum pm_status decode_one(const struct ethereum_payload *payload, uint64_t i,
                                 struct ethereum_transaction *transaction, struct pm_error *error) {
  struct pm_error damage;
  enum pm_status status = ethereum_transaction_decode(transaction_bytes(payload, i),
                                                      payload->offsets[i + 1] - payload->offsets[i],
                                                      transaction, &damage);
  if (status == PM_OK)
    return PM_OK;
  return pm_fail(error, status, "transaction %" PRIu64 ", %s", i, damage.text);
}

enum pm_status ethereum_batch_check(const struct ethereum_payload *payload,
                                    struct pm_error *error) {
  struct ethereum_transaction transaction;
  enum pm_status status = PM_OK;
  for (uint64_t i = 0; status == PM_OK && i < payload->count; i++)
    status = decode_one(payload, i, &transaction, error);
  return status;
}

enum pm_status ethereum_batch_decode(const struct ethereum_payload *payload, uint64_t first,
                                     uint64_t last, struct ethereum_transaction *transactions,
                                     struct pm_error *error) {
  enum pm_status status = PM_OK;
  for (uint64_t i = first; status == PM_OK && i < last; i++)
    status = decode_one(payload, i, &transactions[i], error);
  return status;
}

void ethereum_batch_offsets(const struct ethereum_transaction *transactions, uint64_t count,
                            uint64_t *offsets) {
  offsets[0] = 0;
  for (uint64_t i = 0; i < count; i++)
    offsets[i + 1] = offsets[i] + ethereum_preimage_bytes(&transactions[i]);
}

void ethereum_batch_gather(const struct ethereum_payload *payload,
                           const struct ethereum_transaction *transactions, const uint64_t *offsets,
                           uint64_t first, uint64_t last, uint8_t *preimages, uint8_t *signatures) {
  for (uint64_t i = first; i < last; i++) {
    ethereum_preimage_gather(transaction_bytes(payload, i), &transactions[i],
                             preimages + offsets[i]);
    memcpy(signatures + i * ETHEREUM_SIGNATURE_BYTES, transactions[i].signature,
           ETHEREUM_SIGNATURE_BYTES);
  }
}

/* The signed transactions of an Ethereum execution payload, from its JSON form.
 *
 * Execution APIs, src/engine (ExecutionPayload): `transactions` is an array of 0x-hex strings, each
 * the bytes of a transaction as signed: a type and its payload (EIP-2718) or the RLP of a legacy
 * one. The hash of a transaction is the Keccak-256 of these bytes.
 */
#ifndef PROOFMARK_BENCH_CHAIN_ETHEREUM_PAYLOAD_H
#define PROOFMARK_BENCH_CHAIN_ETHEREUM_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"

/* Transaction i is bytes[offsets[i]] up to bytes[offsets[i + 1]]. */
struct ethereum_payload {
  uint8_t *bytes;
  uint64_t *offsets; /* count + 1 */
  uint64_t count;
};

/* Reads `size` characters of JSON, after which there must be a NUL. The payload may be the document
 * or lie in its `result`, `executionPayload` (or `execution_payload`) or first element of `params`,
 * as answers and calls of the Engine API have it. PM_USAGE, with the place, for what is no JSON,
 * has no transactions, or has one that is not the hex of a transaction: transaction 17, character
 * 5: 'g' is no hex digit (both counted from 0, the 0x included). On success the payload is to be
 * freed. */
enum pm_status ethereum_payload_parse(const char *json, size_t size,
                                      struct ethereum_payload *payload, struct pm_error *error);
void ethereum_payload_free(struct ethereum_payload *payload);

#endif

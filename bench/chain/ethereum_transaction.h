/* A signed Ethereum transaction, taken apart as far as recovering its sender needs: the bytes whose
 * Keccak-256 was signed, and the signature.
 *
 * Transactions: Ethereum Yellow Paper, section 4.3 and appendix F; replay protection EIP-155; the
 * envelope of types EIP-2718; type 1 EIP-2930, type 2 EIP-1559, type 3 EIP-4844, type 4 EIP-7702.
 * What was signed is, for each of them, a list that begins with the same fields as the
 * transaction's own. So it is up to three spans: a head of its own, the fields as they lie in the
 * transaction, and for EIP-155 a tail.
 */
#ifndef PROOFMARK_BENCH_CHAIN_ETHEREUM_TRANSACTION_H
#define PROOFMARK_BENCH_CHAIN_ETHEREUM_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/chain/rlp.h"
#include "host/base/status.h"

enum {
  ETHEREUM_SIGNATURE_BYTES = 65,
  ETHEREUM_PREIMAGE_HEAD_MAX = 1 + RLP_HEAD_BYTES_MAX, /* the type, the head of the list */
  ETHEREUM_PREIMAGE_TAIL_MAX = RLP_HEAD_BYTES_MAX + 2  /* the chain id and two empty strings */
};

struct ethereum_transaction {
  unsigned type;         /* 0: legacy */
  bool replay_protected; /* legacy: signed as EIP-155 says */
  uint8_t head[ETHEREUM_PREIMAGE_HEAD_MAX];
  size_t head_bytes;
  size_t body_offset, body_bytes; /* in the transaction */
  uint8_t tail[ETHEREUM_PREIMAGE_TAIL_MAX];
  size_t tail_bytes;
  uint8_t signature[ETHEREUM_SIGNATURE_BYTES]; /* r ‖ s ‖ v, v 27 or 28, as ecrecover takes it */
};

/* Takes the `size` bytes of a transaction as signed (a type and its list, or a legacy one's list)
 * apart. PM_USAGE, with the offset in them and the field, for a type beyond 4, for what is not
 * strict RLP, and for a field that is not of its form: a number that begins with a zero or is too
 * long, an address that has not 20 bytes, a list where a string belongs:
 *   offset 44: to: 19 bytes, where an address has 20
 * Whether the transaction may be executed (gas, nonce, blobs, the range of r and s) is not looked
 * at. */
enum pm_status ethereum_transaction_decode(const uint8_t *bytes, size_t size,
                                           struct ethereum_transaction *transaction,
                                           struct pm_error *error);

/* How many bytes were hashed and signed: at most the transaction's own (ethereum_transaction.c says
 * why), so that the preimages of a batch fit where its transactions do. */
size_t ethereum_preimage_bytes(const struct ethereum_transaction *transaction);

/* Writes them to `preimage`. `bytes` is what was decoded. */
void ethereum_preimage_gather(const uint8_t *bytes, const struct ethereum_transaction *transaction,
                              uint8_t *preimage);

#endif

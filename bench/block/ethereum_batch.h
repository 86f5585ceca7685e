/* What was signed in an execution payload, packed for those who recover the senders: the preimages
 * of the signing hashes as one batch of messages, the signatures as records. */
#ifndef PROOFMARK_BENCH_BLOCK_ETHEREUM_BATCH_H
#define PROOFMARK_BENCH_BLOCK_ETHEREUM_BATCH_H

#include "bench/chain/ethereum_payload.h"
#include "bench/chain/ethereum_transaction.h"

/* PM_USAGE for the payload's first transaction that cannot be taken apart, with its index and the
 * offset in it:
 *   transaction 17, offset 44: to: 19 bytes, where an address has 20 */
enum pm_status ethereum_batch_check(const struct ethereum_payload *payload, struct pm_error *error);

/* Takes transactions first up to last apart, each into its place in `transactions`; fails as
 * above. */
enum pm_status ethereum_batch_decode(const struct ethereum_payload *payload, uint64_t first,
                                     uint64_t last, struct ethereum_transaction *transactions,
                                     struct pm_error *error);

/* The offsets of the preimages in the packed batch: count + 1 of them, the last being the batch's
 * bytes, which are never more than the payload's. */
void ethereum_batch_offsets(const struct ethereum_transaction *transactions, uint64_t count,
                            uint64_t *offsets);

/* Copies what belongs to transactions first up to last to its place in `preimages` and in
 * `signatures`, ETHEREUM_SIGNATURE_BYTES each. */
void ethereum_batch_gather(const struct ethereum_payload *payload,
                           const struct ethereum_transaction *transactions, const uint64_t *offsets,
                           uint64_t first, uint64_t last, uint8_t *preimages, uint8_t *signatures);

#endif

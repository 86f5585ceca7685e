/* Runners that recover the senders of a payload's signed transactions; the output is an address of
 * 20 bytes for each, all zero where nobody can have signed it.
 *
 * From the bytes of the transactions on, everything is timed: taking them apart, the Keccak-256 of
 * what was signed, the recovery by the rules for transactions (EIP-2: s at most n/2). Of these the
 * first is branches and copies of a few bytes, and the host does it for a device too: it is staging
 * there, part of `e2e` but of neither `kernel` nor `resident`. The digests stay on the device.
 */
#ifndef PROOFMARK_BENCH_BLOCK_ETHEREUM_SENDERS_H
#define PROOFMARK_BENCH_BLOCK_ETHEREUM_SENDERS_H

#include "bench/block/ethereum_input.h"
#include "bench/sig/cpu_verifier.h"
#include "host/work/work.h"

/* All on the pool; the Keccak-256 by the widest lanes that the processor has, the recovery by
 * `verifier`. The payload (and the pool) outlives the runner. PM_USAGE, as ethereum_batch_decode,
 * for a payload that cannot be taken apart. */
enum pm_status ethereum_senders_open_cpu(const struct ethereum_payload *payload,
                                         const struct cpu_verifier *verifier, struct pm_pool *pool,
                                         struct pm_runner *runner, struct pm_error *error);

/* On a device: the preimages of the signing hashes, packed as ethereum_batch.h says, are hashed and
 * the digests stay there. */
extern const struct op_family ethereum_senders_op;

/* Makes that operation's problem of the payload: its packed input, and the staging that packs it
 * anew. PM_USAGE as above. */
enum pm_status ethereum_senders_prepare(struct ethereum_input *input, struct pm_error *error);

#endif

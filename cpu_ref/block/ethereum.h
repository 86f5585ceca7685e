/* The sender of an Ethereum transaction, found without what is timed: the transaction is read into
 * its items and what was signed is written anew from them; Keccak-256 and libsecp256k1 do the
 * rest. */
#ifndef PROOFMARK_CPU_REF_BLOCK_ETHEREUM_H
#define PROOFMARK_CPU_REF_BLOCK_ETHEREUM_H

#include <stddef.h>
#include <stdint.h>

#include "cpu_ref/block/status.h"
#include "cpu_ref/sig/sig.h"

/* The address, all zero where nobody can have signed it: r or s out of range, s above half the
 * order (EIP-2). REF_UNREADABLE where the transaction cannot be read. */
enum ref_status ref_ethereum_sender(const uint8_t *transaction, size_t size,
                                    uint8_t sender[REF_ADDRESS_BYTES]);

#endif

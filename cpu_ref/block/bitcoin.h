/* The hashes of a Bitcoin block, found without the parser that is timed: every transaction is read
 * and written again in the old serialization, as a node without segwit would see it. */
#ifndef PROOFMARK_CPU_REF_BLOCK_BITCOIN_H
#define PROOFMARK_CPU_REF_BLOCK_BITCOIN_H

#include <stddef.h>
#include <stdint.h>

#include "cpu_ref/block/status.h"

/* 32 × (transactions + 2) bytes: transaction ids, Merkle root, block hash. `*output` is the
 * caller's, freed with free(); NULL where it failed. REF_UNREADABLE where the block is cut off or
 * has no transaction. */
enum ref_status ref_bitcoin_block(const uint8_t *bytes, size_t size, uint8_t **output,
                                  uint64_t *count);

#endif

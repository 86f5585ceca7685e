/* The expected hashes of a Bitcoin block, found without the parser that is timed: every transaction
 * is read and written again in the old serialization, as a node without segwit would see it. */
#ifndef PROOFMARK_BENCH_BLOCK_BITCOIN_ORACLE_H
#define PROOFMARK_BENCH_BLOCK_BITCOIN_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"

/* 32 × (transactions + 2) bytes: transaction ids, Merkle root, block hash. `*output` is the
 * caller's, freed with free(). PM_USAGE where the block is cut off or has no transaction, in words
 * that tell no place: the parser is asked first. */
enum pm_status bitcoin_oracle(const uint8_t *bytes, size_t size, uint8_t **output, uint64_t *count,
                              struct pm_error *error);

#endif

/* What is hashed of a Bitcoin block, packed into one batch of messages: the preimages of the
 * transaction ids, and after them the block's header. */
#ifndef PROOFMARK_BENCH_BLOCK_BITCOIN_BATCH_H
#define PROOFMARK_BENCH_BLOCK_BITCOIN_BATCH_H

#include "bench/chain/bitcoin_block.h"

/* Messages of a block's batch. */
static inline uint64_t bitcoin_batch_count(const struct bitcoin_block *block) {
  return block->count + 1;
}

/* The offsets of the messages in the packed batch: bitcoin_batch_count + 1 of them, the last being
 * the batch's bytes, which are never more than the block's. */
void bitcoin_batch_offsets(const struct bitcoin_block *block, uint64_t *offsets);

/* Copies messages first up to last from the block to their places in `packed`. */
void bitcoin_batch_gather(const uint8_t *bytes, const struct bitcoin_block *block,
                          const uint64_t *offsets, uint64_t first, uint64_t last, uint8_t *packed);

#endif

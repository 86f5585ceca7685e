#include "bench/block/bitcoin_batch.h"

#include <string.h>

void bitcoin_batch_offsets(const struct bitcoin_block *block, uint64_t *offsets) {
  uint64_t at = 0;
  for (uint64_t i = 0; i < block->count; i++) {
    const struct bitcoin_transaction *transaction = &block->transactions[i];
    offsets[i] = at;
    for (unsigned s = 0; s < transaction->span_count; s++)
      at += transaction->preimage[s].bytes;
  }
  offsets[block->count] = at;
  offsets[block->count + 1] = at + BITCOIN_HEADER_BYTES;
}

void bitcoin_batch_gather(const uint8_t *bytes, const struct bitcoin_block *block,
                          const uint64_t *offsets, uint64_t first, uint64_t last, uint8_t *packed) {
  for (uint64_t i = first; i < last && i < block->count; i++) {
    const struct bitcoin_transaction *transaction = &block->transactions[i];
    uint8_t *to = packed + offsets[i];
    for (unsigned s = 0; s < transaction->span_count; s++) {
      memcpy(to, bytes + transaction->preimage[s].offset, transaction->preimage[s].bytes);
      to += transaction->preimage[s].bytes;
    }
  }
  if (last > block->count)
    memcpy(packed + offsets[block->count], bytes, BITCOIN_HEADER_BYTES);
}

/* A Bitcoin block as it is stored and sent, taken apart as far as hashing it needs.
 *
 * Serialization: Bitcoin Core, src/primitives/block.h, src/primitives/transaction.h
 * (UnserializeTransaction) and src/serialize.h (ReadCompactSize); witnesses: BIP 144. A
 * transaction's id is the SHA-256d of its serialization without marker, flag and witnesses, which
 * are up to three spans of the block: the preimage.
 */
#ifndef PROOFMARK_BENCH_CHAIN_BITCOIN_BLOCK_H
#define PROOFMARK_BENCH_CHAIN_BITCOIN_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "host/base/status.h"

enum {
  BITCOIN_HEADER_BYTES = 80,
  BITCOIN_HEADER_ROOT_OFFSET = 36, /* of the Merkle root in the header */
  BITCOIN_PREIMAGE_SPANS = 3
};

struct bitcoin_span {
  size_t offset, bytes;
};

struct bitcoin_transaction {
  struct bitcoin_span preimage[BITCOIN_PREIMAGE_SPANS];
  unsigned span_count; /* 1, or with witnesses 3 */
};

struct bitcoin_block {
  struct bitcoin_transaction *transactions;
  uint64_t count, capacity;
  size_t damage; /* after a failed parse: the offset of what is wrong, at most the block's size */
};

/* Takes a block apart into *block, which is zeroed before its first use and may be used again: its
 * memory is kept. Nothing is read beyond `size` bytes, and no count in the block makes it take more
 * memory than in proportion to `size`. PM_USAGE for a block that is damaged, with the offset, the
 * transaction and the list element (all counted from 0) and what was expected there:
 *   offset 123456: transaction 17 of 2500, input 3: a script of 10242 bytes goes past the end
 * Refused besides what is cut off: a CompactSize in more bytes than it needs, a transaction without
 * inputs or outputs, a segwit flag other than 1 or without any witness, bytes after the block. */
enum pm_status bitcoin_block_parse(const uint8_t *bytes, size_t size, struct bitcoin_block *block,
                                   struct pm_error *error);
void bitcoin_block_free(struct bitcoin_block *block);

#endif

/* The input of block/bitcoin: a block from a file, and what the oracle expects of it. */
#ifndef PROOFMARK_BENCH_BLOCK_BITCOIN_INPUT_H
#define PROOFMARK_BENCH_BLOCK_BITCOIN_INPUT_H

#include "bench/chain/bitcoin_block.h"
#include "bench/hash/hash_op.h"
#include "bench/op/runner.h"
#include "kernels/hash/hash.h"

struct bitcoin_input {
  struct op_problem op; /* of the packed messages */
  struct hash_shape shape;
  uint8_t *bytes; /* the block as it is on the wire */
  size_t size;
  uint64_t count;              /* of transactions */
  uint8_t *expected;           /* transaction ids, Merkle root, block hash: 32 bytes each */
  struct hash_messages packed; /* as bitcoin_batch.h packs it */
  uint8_t *packed_bytes;
  uint64_t *packed_offsets;
};

/* Reads the block in `path`, raw or as hex text. PM_USAGE, naming the file and what is wrong where,
 * for a damaged one and for one whose transactions do not have the Merkle root of its header.
 * The input is to be freed also after a failure. */
enum pm_status bitcoin_input_read(const char *path, struct bitcoin_input *input,
                                  struct pm_error *error);
void bitcoin_input_free(struct bitcoin_input *input);

#endif

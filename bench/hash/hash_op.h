/* Hashing a batch of messages as an operation: the works hash/<algorithm>.
 *
 *   input 0   the messages' bytes, one after another
 *   input 1   of messages of several lengths: count + 1 offsets, as struct hash_messages has them
 *   output 0  digests, HASH_DIGEST_BYTES each
 */
#ifndef PROOFMARK_BENCH_HASH_HASH_OP_H
#define PROOFMARK_BENCH_HASH_HASH_OP_H

#include "bench/op/op.h"
#include "kernels/hash/hash.h"

/* Shapes are compared as bytes, so that they have no padding. */
struct hash_shape {
  uint64_t count;  /* messages */
  uint64_t length; /* bytes of each; of messages of several lengths those of the longest, or more */
  uint64_t ragged; /* 1: messages of several lengths */
  uint64_t bytes;  /* of all messages */
};

extern const struct op_family hash_op;

struct hash_shape hash_shape_of(const struct hash_messages *messages);

/* The batch of messages on the host; `shape` lives as long as the batch. */
struct op_batch hash_op_batch(const struct hash_messages *messages, const struct hash_shape *shape,
                              uint8_t *digests);

/* For plans that hash among other things: adds the inputs of a batch of messages, and the launches
 * that hash messages in a buffer (`offsets` is not looked at where all have one length) to digests
 * in another. */
struct hash_plan_input {
  unsigned messages, offsets;
};
struct hash_plan_input hash_plan_add_input(struct device_plan *plan,
                                           const struct hash_shape *shape);
void hash_plan_messages(struct device_plan *plan, const struct hash_algorithm *algorithm,
                        const struct hash_shape *shape, struct hash_plan_input in,
                        unsigned digests);

#endif

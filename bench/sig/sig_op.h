/* Verifying a batch of signatures, and recovering who signed, as operations: the works
 * sig/<scheme>.
 *
 *   input 0   keys, key_bytes each (none where the scheme recovers them)
 *   input 1   messages, message_bytes each
 *   input 2   signatures
 *   input 3   the context string of the batch (none where it is empty)
 *   output 0  verdicts, a bitmap; where the scheme recovers, addresses of SIG_ADDRESS_BYTES
 *
 * struct sig_batch (kernels/sig/sig.h) says more on each.
 */
#ifndef PROOFMARK_BENCH_SIG_SIG_OP_H
#define PROOFMARK_BENCH_SIG_SIG_OP_H

#include "bench/op/op.h"
#include "kernels/sig/sig.h"

struct sig_shape {
  uint64_t count, key_bytes, message_bytes, context_bytes, policy;
};

extern const struct op_family sig_op;

struct sig_shape sig_shape_of(const struct sig_batch *batch);

/* The batch on the host; `shape` lives as long as the batch. */
struct op_batch sig_op_batch(const struct sig_batch *batch, const struct sig_shape *shape,
                             uint8_t *output);

/* Bytes of a batch's output. */
uint64_t sig_output_bytes(const struct sig_scheme *scheme, uint64_t count);

/* For plans that verify among other things: adds the launches that verify what lies in buffers,
 * each with PLAN_PADDING_BYTES behind it, and the output. */
struct sig_plan_input {
  unsigned keys, messages, signatures, context;
};
void sig_plan_verify(struct device_plan *plan, const struct sig_scheme *scheme,
                     const struct sig_shape *shape, struct sig_plan_input in);

#endif

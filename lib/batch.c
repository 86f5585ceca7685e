#include <inttypes.h>
#include <stdlib.h>

#include "bench/hash/hash_op.h"
#include "bench/hash/merkle_op.h"
#include "bench/sig/sig_op.h"
#include "lib/library.h"

struct proofmark_ticket {
  struct op_ticket ticket;
};

/* A batch as operations take it, and what it points to. */
struct batch {
  union {
    struct hash_shape hash;
    struct merkle_shape merkle;
    struct sig_shape sig;
  } shape;
  struct op_batch op;
};

/* Checks the caller's batch, a struct of a type of its own for each kind of work, and describes it.
 */
typedef enum pm_status read_fn(const struct proofmark_operation *operation, const void *given,
                               struct batch *batch, struct pm_error *error);

static enum pm_status missing(const struct proofmark_operation *operation, const char *what,
                              struct pm_error *error) {
  return pm_fail(error, PM_USAGE, "%s: the batch's %s are NULL", operation->work->name, what);
}

static enum pm_status check_kind(const struct proofmark_operation *operation,
                                 enum proofmark_work_kind kind, struct pm_error *error) {
  if (!operation)
    return pm_fail(error, PM_USAGE, "the operation is NULL");
  const bool recovers = operation->info.kind == PROOFMARK_WORK_RECOVER;
  return operation->info.kind == kind || (recovers && kind == PROOFMARK_WORK_VERIFY)
             ? PM_OK
             : pm_fail(error, PM_USAGE, "%s does not take such a batch", operation->work->name);
}

static enum pm_status check_count(const struct proofmark_operation *operation, uint64_t count,
                                  struct pm_error *error) {
  return count <= operation->info.count_max
             ? PM_OK
             : pm_fail(error, PM_USAGE, "%s takes %" PRIu64 " items in a batch at most",
                       operation->work->name, operation->info.count_max);
}

/* What stands for memory of no bytes. */
static const void *or_nothing(const void *memory) { return memory ? memory : ""; }

/* Hashes -------------------------------------------------------------------------------------- */

static enum pm_status check_lengths(const struct proofmark_operation *operation,
                                    const struct proofmark_hash_batch *batch,
                                    struct pm_error *error) {
  const uint64_t most = operation->info.message_bytes_max;
  uint64_t longest = batch->offsets ? 0 : batch->length;
  for (uint64_t i = 0; batch->offsets && i < batch->count; i++) {
    if (batch->offsets[i + 1] < batch->offsets[i])
      return pm_fail(error, PM_USAGE, "%s: message %" PRIu64 " ends before it begins",
                     operation->work->name, i);
    const uint64_t length = batch->offsets[i + 1] - batch->offsets[i];
    longest = length > longest ? length : longest;
  }
  return longest <= most
             ? PM_OK
             : pm_fail(error, PM_USAGE, "%s takes messages of at most %" PRIu64 " bytes",
                       operation->work->name, most);
}

static enum pm_status read_hash(const struct proofmark_operation *operation, const void *given,
                                struct batch *batch, struct pm_error *error) {
  struct proofmark_hash_batch b;
  enum pm_status status = check_kind(operation, PROOFMARK_WORK_HASH, error);
  if (status == PM_OK)
    status = lib_take_struct("batch", given, &b, sizeof b, error);
  if (status == PM_OK)
    status = check_count(operation, b.count, error);
  if (status == PM_OK)
    status = check_lengths(operation, &b, error);
  if (status != PM_OK)
    return status;
  const struct hash_messages messages = {
      .bytes = or_nothing(b.messages), .offsets = b.offsets, .length = b.length, .count = b.count};
  if (!b.digests)
    return missing(operation, "digests", error);
  if (!b.messages && hash_message_start(&messages, b.count) > 0)
    return missing(operation, "messages", error);
  batch->shape.hash = hash_shape_of(&messages);
  batch->op = hash_op_batch(&messages, &batch->shape.hash, b.digests);
  return PM_OK;
}

/* Merkle trees -------------------------------------------------------------------------------- */

uint64_t proofmark_merkle_nodes(uint64_t leaves, uint32_t level) {
  const unsigned depth = merkle_depth(leaves);
  return merkle_nodes(leaves, level < depth ? level : depth);
}

/* Levels of the tree that are not there are refused with all else that the operation does not take.
 */
static enum pm_status set_nodes(const struct proofmark_operation *operation,
                                const struct proofmark_merkle_batch *b, struct op_batch *op,
                                struct pm_error *error) {
  const unsigned levels = (unsigned)__builtin_popcountll(b->levels);
  for (unsigned i = 0; i < levels && i + 1 < PLAN_RESULTS_MAX; i++) {
    if (!b->nodes || !b->nodes[i])
      return missing(operation, "nodes of a level that it asks for", error);
    op->out[i + 1].host = b->nodes[i];
  }
  return PM_OK;
}

static enum pm_status read_merkle(const struct proofmark_operation *operation, const void *given,
                                  struct batch *batch, struct pm_error *error) {
  struct proofmark_merkle_batch b;
  enum pm_status status = check_kind(operation, PROOFMARK_WORK_MERKLE, error);
  if (status == PM_OK)
    status = lib_take_struct("batch", given, &b, sizeof b, error);
  if (status == PM_OK)
    status = check_count(operation, b.count, error);
  if (status != PM_OK)
    return status;
  if (b.count && !b.leaves)
    return missing(operation, "leaves", error);
  if (!b.root)
    return missing(operation, "root's bytes", error);
  batch->shape.merkle = (struct merkle_shape){.leaves = b.count, .levels = b.levels};
  batch->op = (struct op_batch){
      .shape = &batch->shape.merkle, .in = {{.host = b.leaves}}, .out = {{.host = b.root}}};
  return set_nodes(operation, &b, &batch->op, error);
}

/* Signatures ---------------------------------------------------------------------------------- */

static enum pm_status check_signatures(const struct proofmark_operation *operation,
                                       const struct proofmark_signature_batch *b,
                                       struct pm_error *error) {
  if (operation->key_bytes ? !b->keys : b->keys != NULL)
    return operation->key_bytes
               ? missing(operation, "keys", error)
               : pm_fail(error, PM_USAGE, "%s takes no keys", operation->work->name);
  if (b->message_bytes && !b->messages)
    return missing(operation, "messages", error);
  if (!b->signatures)
    return missing(operation, "signatures", error);
  if (b->context_bytes && !b->context)
    return missing(operation, "context's bytes", error);
  return b->output ? PM_OK : missing(operation, "output's bytes", error);
}

static enum pm_status read_signatures(const struct proofmark_operation *operation,
                                      const void *given, struct batch *batch,
                                      struct pm_error *error) {
  struct proofmark_signature_batch b;
  enum pm_status status = check_kind(operation, PROOFMARK_WORK_VERIFY, error);
  if (status == PM_OK)
    status = lib_take_struct("batch", given, &b, sizeof b, error);
  if (status != PM_OK)
    return status;
  if (!b.message_bytes)
    b.message_bytes = operation->info.message_bytes_min;
  status = check_count(operation, b.count, error);
  if (status == PM_OK)
    status = check_signatures(operation, &b, error);
  if (status != PM_OK)
    return status;
  const struct sig_batch signatures = {.keys = b.keys,
                                       .messages = or_nothing(b.messages),
                                       .signatures = b.signatures,
                                       .key_bytes = operation->key_bytes,
                                       .message_bytes = b.message_bytes,
                                       .count = b.count,
                                       .policy = (unsigned)operation->policy,
                                       .context = b.context,
                                       .context_bytes = b.context_bytes};
  batch->shape.sig = sig_shape_of(&signatures);
  batch->op = sig_op_batch(&signatures, &batch->shape.sig, b.output);
  return PM_OK;
}

/* All of them --------------------------------------------------------------------------------- */

static enum proofmark_status run(struct proofmark_operation *operation, read_fn *read,
                                 const void *given, struct proofmark_error *error) {
  struct pm_error inside = {0};
  struct batch batch;
  enum pm_status status = read(operation, given, &batch, &inside);
  if (status == PM_OK)
    status = op_run(operation->op, &batch.op, &inside);
  return lib_end(status, &inside, error);
}

static enum proofmark_status submit(struct proofmark_operation *operation, read_fn *read,
                                    const void *given, struct proofmark_ticket **ticket,
                                    struct proofmark_error *error) {
  struct pm_error inside = {0};
  struct batch batch;
  *ticket = NULL;
  enum pm_status status = read(operation, given, &batch, &inside);
  struct proofmark_ticket *made = status == PM_OK ? calloc(1, sizeof *made) : NULL;
  if (status == PM_OK && !made)
    status = pm_fail(&inside, PM_FAILED, "there is no memory for a ticket");
  if (status == PM_OK)
    status = op_submit(operation->op, &batch.op, &made->ticket, &inside);
  if (status == PM_OK)
    *ticket = made;
  else
    free(made);
  return lib_end(status, &inside, error);
}

enum proofmark_status proofmark_wait(struct proofmark_ticket **ticket,
                                     struct proofmark_error *error) {
  struct pm_error inside = {0};
  const enum pm_status status =
      ticket && *ticket ? op_wait(&(*ticket)->ticket, &inside)
                        : pm_fail(&inside, PM_USAGE,
                                  "the ticket is NULL: nothing was submitted, or it was waited "
                                  "for before");
  if (ticket) {
    free(*ticket);
    *ticket = NULL;
  }
  return lib_end(status, &inside, error);
}

enum proofmark_status proofmark_hash_run(struct proofmark_operation *operation,
                                         const struct proofmark_hash_batch *batch,
                                         struct proofmark_error *error) {
  return run(operation, read_hash, batch, error);
}

enum proofmark_status proofmark_hash_submit(struct proofmark_operation *operation,
                                            const struct proofmark_hash_batch *batch,
                                            struct proofmark_ticket **ticket,
                                            struct proofmark_error *error) {
  return submit(operation, read_hash, batch, ticket, error);
}

enum proofmark_status proofmark_merkle_run(struct proofmark_operation *operation,
                                           const struct proofmark_merkle_batch *batch,
                                           struct proofmark_error *error) {
  return run(operation, read_merkle, batch, error);
}

enum proofmark_status proofmark_merkle_submit(struct proofmark_operation *operation,
                                              const struct proofmark_merkle_batch *batch,
                                              struct proofmark_ticket **ticket,
                                              struct proofmark_error *error) {
  return submit(operation, read_merkle, batch, ticket, error);
}

enum proofmark_status proofmark_signature_run(struct proofmark_operation *operation,
                                              const struct proofmark_signature_batch *batch,
                                              struct proofmark_error *error) {
  return run(operation, read_signatures, batch, error);
}

enum proofmark_status proofmark_signature_submit(struct proofmark_operation *operation,
                                                 const struct proofmark_signature_batch *batch,
                                                 struct proofmark_ticket **ticket,
                                                 struct proofmark_error *error) {
  return submit(operation, read_signatures, batch, ticket, error);
}

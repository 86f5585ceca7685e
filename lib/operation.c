#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hash/hash_op.h"
#include "bench/hash/merkle_op.h"
#include "bench/sig/sig_op.h"
#include "lib/library.h"

union shape {
  struct hash_shape hash;
  struct merkle_shape merkle;
  struct sig_shape sig;
};

static enum pm_status no_concern(const struct proofmark_operation *operation, const char *member,
                                 struct pm_error *error) {
  return pm_fail(error, PM_USAGE, "the capacity's %s does not concern %s and has to be 0", member,
                 operation->work->name);
}

/* Members that belong to other kinds of work. */
static enum pm_status check_concerns(const struct proofmark_operation *operation,
                                     const struct proofmark_capacity *capacity,
                                     struct pm_error *error) {
  const enum proofmark_work_kind kind = operation->info.kind;
  const bool signs = kind == PROOFMARK_WORK_VERIFY || kind == PROOFMARK_WORK_RECOVER;
  if (capacity->bytes && kind != PROOFMARK_WORK_HASH)
    return no_concern(operation, "bytes", error);
  if (capacity->levels && kind != PROOFMARK_WORK_MERKLE)
    return no_concern(operation, "levels", error);
  if (capacity->key_bytes && !signs)
    return no_concern(operation, "key_bytes", error);
  if (capacity->message_bytes && !signs)
    return no_concern(operation, "message_bytes", error);
  if (capacity->context_bytes && !signs)
    return no_concern(operation, "context_bytes", error);
  if (capacity->policy && !signs)
    return no_concern(operation, "policy", error);
  return PM_OK;
}

static enum pm_status out_of_range(const struct proofmark_operation *operation, const char *member,
                                   uint64_t value, uint64_t least, uint64_t most,
                                   struct pm_error *error) {
  return pm_fail(error, PM_USAGE,
                 "the capacity's %s is %" PRIu64 ", and %s takes %" PRIu64 " up to %" PRIu64,
                 member, value, operation->work->name, least, most);
}

/* An operation that takes messages of several lengths takes those of one, too. */
static enum pm_status hash_capacity(const struct proofmark_operation *operation,
                                    const struct proofmark_capacity *capacity, union shape *shape,
                                    struct pm_error *error) {
  const uint64_t most = capacity->count * operation->info.message_bytes_max; /* below 2^63 */
  if (capacity->bytes > most)
    return out_of_range(operation, "bytes", capacity->bytes, 0, most, error);
  shape->hash =
      (struct hash_shape){.count = capacity->count, .ragged = 1, .bytes = capacity->bytes};
  shape->hash.length =
      capacity->bytes < HASH_GPU_MESSAGE_BYTES ? capacity->bytes : HASH_GPU_MESSAGE_BYTES;
  return PM_OK;
}

static enum pm_status find_policy(struct proofmark_operation *operation, const char *name,
                                  struct pm_error *error) {
  const char *const *policies = operation->info.policies;
  operation->policy = 0;
  if (!name)
    return PM_OK;
  while (policies[operation->policy] && strcmp(policies[operation->policy], name) != 0)
    operation->policy++;
  return policies[operation->policy] ? PM_OK
                                     : pm_fail(error, PM_USAGE,
                                               "%s has no policy %s; proofmark_work_query says "
                                               "which it has",
                                               operation->work->name, name);
}

static enum pm_status sig_capacity(struct proofmark_operation *operation,
                                   const struct proofmark_capacity *capacity, union shape *shape,
                                   struct pm_error *error) {
  const struct proofmark_work_info *info = &operation->info;
  const bool fixed = info->message_bytes_min == info->message_bytes_max;
  const uint64_t key = capacity->key_bytes ? capacity->key_bytes : info->key_bytes;
  const uint64_t message =
      fixed && !capacity->message_bytes ? info->message_bytes_min : capacity->message_bytes;
  if (key != info->key_bytes && (key != info->other_key_bytes || !key))
    return pm_fail(error, PM_USAGE,
                   "the capacity's key_bytes is %" PRIu64
                   "; proofmark_work_query says which keys %s takes",
                   key, operation->work->name);
  if (message < info->message_bytes_min || message > info->message_bytes_max)
    return out_of_range(operation, "message_bytes", message, info->message_bytes_min,
                        info->message_bytes_max, error);
  if (capacity->context_bytes > info->context_bytes_max)
    return out_of_range(operation, "context_bytes", capacity->context_bytes, 0,
                        info->context_bytes_max, error);
  const enum pm_status status = find_policy(operation, capacity->policy, error);
  operation->key_bytes = key;
  shape->sig = (struct sig_shape){.count = capacity->count,
                                  .key_bytes = key,
                                  .message_bytes = message,
                                  .context_bytes = capacity->context_bytes,
                                  .policy = operation->policy};
  return status;
}

static enum pm_status shape_of(struct proofmark_operation *operation,
                               const struct proofmark_capacity *capacity, union shape *shape,
                               struct pm_error *error) {
  const enum pm_status status = check_concerns(operation, capacity, error);
  if (status != PM_OK)
    return status;
  if (capacity->count < 1 || capacity->count > operation->info.count_max)
    return out_of_range(operation, "count", capacity->count, 1, operation->info.count_max, error);
  switch (operation->info.kind) {
  case PROOFMARK_WORK_HASH:
    return hash_capacity(operation, capacity, shape, error);
  case PROOFMARK_WORK_MERKLE:
    shape->merkle = (struct merkle_shape){.leaves = capacity->count, .levels = capacity->levels};
    return PM_OK;
  default:
    return sig_capacity(operation, capacity, shape, error);
  }
}

static enum pm_status fill(struct proofmark_operation *operation,
                           const struct proofmark_context *context, const char *work,
                           const struct proofmark_capacity *given, struct pm_error *error) {
  struct proofmark_capacity capacity;
  union shape shape;
  enum pm_status status = lib_find_work(work, &operation->work, error);
  if (status == PM_OK)
    status = lib_take_struct("capacity", given, &capacity, sizeof capacity, error);
  if (status != PM_OK)
    return status;
  lib_describe_work(operation->work, &operation->info);
  status = shape_of(operation, &capacity, &shape, error);
  if (status != PM_OK)
    return status;
  if (capacity.in_flight > OP_IN_FLIGHT_MAX)
    return out_of_range(operation, "in_flight", capacity.in_flight, 0, OP_IN_FLIGHT_MAX, error);
  const struct op_request request = {.work = operation->work,
                                     .implementation = capacity.implementation,
                                     .pool = context->pool,
                                     .device = context->device,
                                     .capacity = &shape,
                                     .in_flight =
                                         capacity.in_flight ? (unsigned)capacity.in_flight : 1};
  return op_open(&request, &operation->op, error);
}

static enum pm_status open_operation(struct proofmark_context *context, const char *work,
                                     const struct proofmark_capacity *capacity,
                                     struct proofmark_operation **operation,
                                     struct pm_error *error) {
  if (!context)
    return pm_fail(error, PM_USAGE, "the context is NULL");
  struct proofmark_operation *opened = calloc(1, sizeof *opened);
  if (!opened)
    return pm_fail(error, PM_FAILED, "there is no memory to open an operation");
  const enum pm_status status = fill(opened, context, work, capacity, error);
  if (status == PM_OK)
    *operation = opened;
  else
    free(opened);
  return status;
}

enum proofmark_status proofmark_operation_open(struct proofmark_context *context, const char *work,
                                               const struct proofmark_capacity *capacity,
                                               struct proofmark_operation **operation,
                                               struct proofmark_error *error) {
  struct pm_error inside = {0};
  *operation = NULL;
  return lib_end(open_operation(context, work, capacity, operation, &inside), &inside, error);
}

void proofmark_operation_close(struct proofmark_operation *operation) {
  if (!operation)
    return;
  op_close(operation->op);
  free(operation);
}

const char *proofmark_operation_implementation(const struct proofmark_operation *operation) {
  return op_implementation(operation->op);
}

const char *proofmark_operation_reason(const struct proofmark_operation *operation) {
  return op_reason(operation->op);
}

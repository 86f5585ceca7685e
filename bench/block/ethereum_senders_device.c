#include <stdlib.h>
#include <string.h>

#include "bench/block/ethereum_batch.h"
#include "bench/block/ethereum_senders.h"
#include "bench/sig/sig_op.h"
#include "cpu_ref/sig/sig.h"

/* The preimages' shape; the signatures are as many. */
static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)work, (void)device;
  const struct hash_shape *s = shape;
  const struct sig_shape signatures = {
      .count = s->count, .message_bytes = HASH_DIGEST_BYTES, .policy = REF_ECRECOVER_TRANSACTION};
  const struct hash_plan_input in = hash_plan_add_input(p, s);
  const unsigned given = plan_add_padded_input(p, s->count * ETHEREUM_SIGNATURE_BYTES);
  const unsigned digests = plan_add_scratch(p, s->count * HASH_DIGEST_BYTES + PLAN_PADDING_BYTES);
  hash_plan_messages(p, &hash_keccak256, s, in, digests);
  /* There are no keys and no context: a kernel that is told so does not look at these buffers. */
  sig_plan_verify(p, &sig_ecrecover, &signatures,
                  (struct sig_plan_input){
                      .keys = given, .messages = digests, .signatures = given, .context = given});
}

const struct op_family ethereum_senders_op = {.shape_bytes = sizeof(struct hash_shape),
                                              .plan = plan};

/* Taking transactions apart takes a place for each. */
struct staging_state {
  struct ethereum_transaction *transactions;
};

static enum pm_status stage_open(const struct pm_problem *problem, void *state,
                                 struct pm_error *error) {
  const struct ethereum_input *input = problem->data;
  struct staging_state *s = state;
  s->transactions = malloc(input->payload.count * sizeof *s->transactions);
  return s->transactions ? PM_OK
                         : pm_fail(error, PM_FAILED, "there is no memory for the transactions");
}

static void stage_close(void *state) { free(((struct staging_state *)state)->transactions); }

static enum pm_status pack(const struct ethereum_payload *payload,
                           struct ethereum_transaction *transactions, void *const *inputs,
                           struct pm_error *error) {
  const uint64_t count = payload->count;
  enum pm_status status = ethereum_batch_decode(payload, 0, count, transactions, error);
  if (status != PM_OK)
    return status;
  ethereum_batch_offsets(transactions, count, inputs[1]);
  ethereum_batch_gather(payload, transactions, inputs[1], 0, count, inputs[0], inputs[2]);
  return PM_OK;
}

static enum pm_status stage(const struct pm_problem *problem, void *state, void *const *inputs,
                            struct pm_error *error) {
  const struct ethereum_input *input = problem->data;
  const struct staging_state *s = state;
  return pack(&input->payload, s->transactions, inputs, error);
}

static const struct op_staging staging = {.state_bytes = sizeof(struct staging_state),
                                          .open = stage_open,
                                          .close = stage_close,
                                          .stage = stage};

enum pm_status ethereum_senders_prepare(struct ethereum_input *input, struct pm_error *error) {
  const struct ethereum_payload *payload = &input->payload;
  const uint64_t count = payload->count, offsets_bytes = (count + 1) * sizeof(uint64_t);
  const uint64_t signatures_bytes = count * ETHEREUM_SIGNATURE_BYTES;
  struct ethereum_transaction *transactions = malloc(count * sizeof *transactions);
  uint8_t *packed = malloc(offsets_bytes + signatures_bytes + payload->offsets[count]);
  if (!transactions || !packed) {
    free(transactions);
    free(packed);
    return pm_fail(error, PM_FAILED, "there is no memory to pack the transactions");
  }
  input->packed = packed;
  uint8_t *const signatures = packed + offsets_bytes, *const preimages =
                                                          signatures + signatures_bytes;
  void *const inputs[] = {preimages, packed, signatures};
  const enum pm_status status = pack(payload, transactions, inputs, error);
  free(transactions);
  if (status != PM_OK)
    return status;
  const struct hash_messages messages = {
      .bytes = preimages, .offsets = (const uint64_t *)packed, .count = count};
  input->shape = hash_shape_of(&messages);
  input->op = (struct op_problem){
      .shape = &input->shape, .inputs = {preimages, packed, signatures}, .staging = &staging};
  return PM_OK;
}

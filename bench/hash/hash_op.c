#include "bench/hash/hash_op.h"

#include "bench/hash/cpu_hasher.h"

struct hash_shape hash_shape_of(const struct hash_messages *messages) {
  const uint64_t bytes = hash_message_start(messages, messages->count);
  struct hash_shape shape = {.count = messages->count, .length = messages->length, .bytes = bytes};
  if (!messages->offsets)
    return shape;
  shape.ragged = 1;
  shape.length = bytes;
  if (bytes <= HASH_GPU_MESSAGE_BYTES)
    return shape;
  shape.length = 0;
  for (uint64_t i = 0; i < messages->count; i++)
    if (hash_message_length(messages, i) > shape.length)
      shape.length = hash_message_length(messages, i);
  return shape;
}

struct op_batch hash_op_batch(const struct hash_messages *messages, const struct hash_shape *shape,
                              uint8_t *digests) {
  return (struct op_batch){.shape = shape,
                           .in = {{.host = messages->bytes}, {.host = messages->offsets}},
                           .out = {{.host = digests}}};
}

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  (void)work;
  const struct hash_shape *s = shape, *most = capacity;
  if (s->count == 0)
    return "it has no messages";
  if (s->count > OP_COUNT_MAX || s->bytes > OP_COUNT_MAX)
    return "it has more messages or bytes than a batch can have";
  if (s->count > most->count)
    return "it has more messages than the operation was opened for";
  if (s->bytes > most->bytes)
    return "its messages have more bytes than the operation was opened for";
  if (s->ragged > most->ragged)
    return "its messages are of several lengths, and the operation was opened for one";
  if (!s->ragged && (s->bytes % s->count != 0 || s->length != s->bytes / s->count))
    return "its messages do not have the bytes that their number and length make";
  return NULL;
}

/* On the CPU ---------------------------------------------------------------------------------- */

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  const struct op_place *place = state;
  const struct hash_shape *shape = batch->shape;
  const struct hash_messages messages = {.bytes = batch->in[0].host,
                                         .offsets = shape->ragged ? batch->in[1].host : NULL,
                                         .length = shape->length,
                                         .count = shape->count};
  return cpu_hasher_run(place->variant, place->work->family, place->pool, &messages,
                        batch->out[0].host, error);
}

/* On a device --------------------------------------------------------------------------------- */

struct hash_plan_input hash_plan_add_input(struct device_plan *plan,
                                           const struct hash_shape *shape) {
  struct hash_plan_input in;
  if (shape->ragged && shape->length > HASH_GPU_MESSAGE_BYTES)
    plan_refuse(plan, "a device hashes messages of at most %llu bytes, and this has one of %llu",
                (unsigned long long)HASH_GPU_MESSAGE_BYTES, (unsigned long long)shape->length);
  in.messages = in.offsets = plan_add_padded_input(plan, shape->bytes);
  if (shape->ragged)
    in.offsets = plan_add_input(plan, (shape->count + 1) * sizeof(uint64_t));
  return in;
}

/* Long messages of one length go chunk by chunk; others are hashed by one work-item each. */
static bool uses_tree(const struct hash_algorithm *algorithm, const struct hash_shape *shape) {
  return algorithm->tree.chunk_bytes && !shape->ragged &&
         shape->length > algorithm->tree.chunk_bytes;
}

static void plan_tree(struct device_plan *plan, const struct hash_algorithm *algorithm,
                      const struct hash_shape *shape, unsigned messages, unsigned digests) {
  const uint64_t chunk = algorithm->tree.chunk_bytes, count = shape->count;
  uint64_t width = (shape->length + chunk - 1) / chunk;
  unsigned from = plan_add_scratch(plan, count * width * HASH_DIGEST_BYTES);
  unsigned to = plan_add_scratch(plan, count * ((width + 1) / 2) * HASH_DIGEST_BYTES);
  struct plan_launch *launch =
      plan_add_launch(plan, algorithm->program, algorithm->tree.chunks_kernel, count * width,
                      HASH_GPU_GROUP_MESSAGES);
  plan_take_buffer(launch, messages);
  plan_take_u64(launch, shape->length);
  plan_take_u64(launch, count);
  plan_take_u64(launch, width);
  plan_take_buffer(launch, from);
  while (width > 1) {
    const uint64_t parents = (width + 1) / 2;
    launch = plan_add_launch(plan, algorithm->program, algorithm->tree.parents_kernel,
                             count * parents, HASH_GPU_GROUP_MESSAGES);
    plan_take_buffer(launch, from);
    plan_take_u64(launch, width);
    plan_take_u64(launch, count);
    plan_take_buffer(launch, parents == 1 ? digests : to);
    width = parents;
    const unsigned written = to;
    to = from;
    from = written;
  }
}

void hash_plan_messages(struct device_plan *plan, const struct hash_algorithm *algorithm,
                        const struct hash_shape *shape, struct hash_plan_input in,
                        unsigned digests) {
  if (uses_tree(algorithm, shape)) {
    plan_tree(plan, algorithm, shape, in.messages, digests);
    return;
  }
  /* A kernel that is told `ragged == 0` does not look at offsets; OpenCL wants some buffer. */
  struct plan_launch *launch = plan_add_launch(plan, algorithm->program, algorithm->messages_kernel,
                                               shape->count, HASH_GPU_GROUP_MESSAGES);
  plan_take_buffer(launch, in.messages);
  plan_take_buffer(launch, in.offsets);
  plan_take_u32(launch, (uint32_t)shape->ragged);
  plan_take_u64(launch, shape->length);
  plan_take_u64(launch, shape->count);
  plan_take_buffer(launch, digests);
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)device;
  const struct hash_shape *s = shape;
  const struct hash_plan_input in = hash_plan_add_input(p, s);
  const uint64_t bytes = s->count * HASH_DIGEST_BYTES;
  hash_plan_messages(p, work->family, s, in, plan_add_output(p, bytes, bytes));
}

const struct op_family hash_op = {
    .shape_bytes = sizeof(struct hash_shape),
    .inputs = 2,
    .outputs = 1,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = op_place_open, .run = cpu_run, .close = op_place_close},
};

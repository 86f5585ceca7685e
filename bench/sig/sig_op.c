#include "bench/sig/sig_op.h"

#include "bench/sig/cpu_verifier.h"
#include "bench/sig/sig_maker.h"

static const struct sig_scheme *scheme_of(const struct pm_work *work) {
  return ((const struct sig_maker *)work->family)->scheme;
}

struct sig_shape sig_shape_of(const struct sig_batch *batch) {
  return (struct sig_shape){.count = batch->count,
                            .key_bytes = batch->keys ? batch->key_bytes : 0,
                            .message_bytes = batch->message_bytes,
                            .context_bytes = batch->context_bytes,
                            .policy = batch->policy};
}

struct op_batch sig_op_batch(const struct sig_batch *batch, const struct sig_shape *shape,
                             uint8_t *output) {
  return (struct op_batch){.shape = shape,
                           .in = {{.host = batch->keys},
                                  {.host = batch->messages},
                                  {.host = batch->signatures},
                                  {.host = batch->context}},
                           .out = {{.host = output}}};
}

uint64_t sig_output_bytes(const struct sig_scheme *scheme, uint64_t count) {
  return scheme->recovers ? count * SIG_ADDRESS_BYTES : (count + 7) / 8;
}

/* Kernels and lanes read as many bytes of a key as the scheme's keys of such a length have. */
static bool takes_keys(const struct sig_scheme *scheme, uint64_t bytes) {
  enum { COMPRESSED = 33, UNCOMPRESSED = 65 };
  if (scheme->recovers)
    return bytes == 0;
  return bytes == scheme->key_bytes || (bytes && bytes == scheme->prepared_key_bytes) ||
         (scheme->key_bytes == COMPRESSED && bytes == UNCOMPRESSED);
}

enum { CONTEXT_BYTES_MAX = 255 };

static const char *refusal(const struct pm_work *work, const void *shape, const void *capacity) {
  const struct sig_shape *s = shape, *most = capacity;
  const struct sig_scheme *scheme = scheme_of(work);
  unsigned policies = 0;
  while (scheme->policies[policies])
    policies++;
  if (s->count == 0)
    return "it has no signatures";
  if (s->count > OP_COUNT_MAX || s->message_bytes > OP_COUNT_MAX / s->count)
    return "it has more signatures or bytes than a batch can have";
  if (s->count > most->count)
    return "it has more signatures than the operation was opened for";
  if (s->policy >= policies)
    return "the scheme has no such policy";
  if (s->policy != most->policy || s->key_bytes != most->key_bytes)
    return "its policy or the length of its keys is another than the operation was opened for";
  if (!takes_keys(scheme, s->key_bytes))
    return "the scheme has no keys of that length";
  if (s->context_bytes > CONTEXT_BYTES_MAX)
    return "its context is longer than 255 bytes";
  if (scheme->message_bytes && s->message_bytes != scheme->message_bytes)
    return "its messages do not have the length that the scheme takes";
  if (s->message_bytes > most->message_bytes || s->context_bytes > most->context_bytes)
    return "its messages or its context are longer than the operation was opened for";
  return NULL;
}

/* On the CPU ---------------------------------------------------------------------------------- */

static enum pm_status cpu_open(const struct pm_work *work, const void *variant,
                               const void *capacity, struct pm_pool *pool, void **state,
                               struct pm_error *error) {
  const struct cpu_verifier *verifier = variant;
  const struct sig_scheme *scheme = scheme_of(work);
  const struct sig_shape *shape = capacity;
  const struct sig_batch batch = {.key_bytes = shape->key_bytes};
  char reason[256] = "";
  if (verifier->takes_policy &&
      !verifier->takes_policy(verifier, scheme, (unsigned)shape->policy, reason, sizeof reason))
    return pm_fail(error, PM_UNAVAILABLE, "%s", reason);
  if (sig_keys_are_prepared(scheme, &batch) && !verifier->takes_prepared_keys)
    return pm_fail(error, PM_UNAVAILABLE, "it keeps no prepared keys");
  return op_place_open(work, variant, capacity, pool, state, error);
}

static enum pm_status cpu_run(void *state, const struct op_batch *batch, struct pm_error *error) {
  const struct op_place *place = state;
  const struct sig_shape *shape = batch->shape;
  const struct sig_batch signatures = {.keys = batch->in[0].host,
                                       .messages = batch->in[1].host,
                                       .signatures = batch->in[2].host,
                                       .key_bytes = shape->key_bytes,
                                       .message_bytes = shape->message_bytes,
                                       .count = shape->count,
                                       .policy = (unsigned)shape->policy,
                                       .context = batch->in[3].host,
                                       .context_bytes = shape->context_bytes};
  return cpu_verifier_run(place->variant, scheme_of(place->work), place->pool, &signatures,
                          batch->out[0].host, error);
}

/* On a device --------------------------------------------------------------------------------- */

static uint64_t groups_of(const struct sig_gpu_kernel *kernel, uint64_t items) {
  return (items + kernel->items_per_group - 1) / kernel->items_per_group;
}

static bool has_kernel(const struct sig_gpu *gpu, unsigned i) {
  return i < SIG_GPU_KERNELS_MAX && gpu->kernels[i].name;
}

/* The signatures of whole groups of each kernel. */
static uint64_t signatures_of_groups(const struct sig_gpu *gpu, uint64_t count) {
  uint64_t most = 0;
  for (unsigned i = 0; has_kernel(gpu, i); i++) {
    const uint64_t signatures =
        groups_of(&gpu->kernels[i], count) * gpu->kernels[i].items_per_group;
    most = signatures > most ? signatures : most;
  }
  return most;
}

/* The multiples of the generator, say: filled once by a kernel of its own. */
static unsigned plan_table(struct device_plan *plan, const struct sig_gpu *gpu) {
  const struct sig_gpu_kernel *kernel = &gpu->table_kernel;
  const struct plan_constant by_kernel = {.context = gpu};
  const unsigned table = plan_add_constant(plan, gpu->table_bytes, &by_kernel);
  struct plan_launch *launch =
      plan_add_preparation(plan, gpu->program, kernel->name,
                           groups_of(kernel, gpu->table_entries) * kernel->group, kernel->group);
  plan_take_buffer(launch, table);
  return table;
}

/* OpenCL wants some buffer where a kernel uses none. The last group writes the words of signatures that are
 * not there, too. */
void sig_plan_verify(struct device_plan *plan, const struct sig_scheme *scheme,
                     const struct sig_shape *shape, struct sig_plan_input in) {
  const struct sig_gpu *gpu = &scheme->gpu;
  const uint64_t whole = signatures_of_groups(gpu, shape->count);
  const uint64_t bytes = scheme->recovers ? whole * SIG_ADDRESS_BYTES : (whole + 31) / 32 * 4;
  const unsigned output = plan_add_output(plan, bytes, sig_output_bytes(scheme, shape->count));
  const unsigned table = gpu->table_kernel.name ? plan_table(plan, gpu) : in.signatures;
  const unsigned scratch =
      gpu->scratch_bytes ? plan_add_scratch(plan, whole * gpu->scratch_bytes) : in.signatures;
  for (unsigned i = 0; has_kernel(gpu, i); i++) {
    const struct sig_gpu_kernel *kernel = &gpu->kernels[i];
    struct plan_launch *launch =
        plan_add_launch(plan, gpu->program, kernel->name,
                        groups_of(kernel, shape->count) * kernel->group, kernel->group);
    plan_take_buffer(launch, in.keys);
    plan_take_u32(launch, (uint32_t)shape->key_bytes);
    plan_take_buffer(launch, in.messages);
    plan_take_u64(launch, shape->message_bytes);
    plan_take_buffer(launch, in.signatures);
    plan_take_u32(launch, (uint32_t)shape->policy);
    plan_take_buffer(launch, in.context);
    plan_take_u32(launch, (uint32_t)shape->context_bytes);
    plan_take_u64(launch, shape->count);
    plan_take_buffer(launch, table);
    plan_take_buffer(launch, scratch);
    plan_take_buffer(launch, output);
  }
}

static void plan(const struct pm_work *work, const void *shape, const struct pm_device_info *device,
                 struct device_plan *p) {
  (void)device;
  const struct sig_scheme *scheme = scheme_of(work);
  const struct sig_shape *s = shape;
  const struct sig_batch batch = {.key_bytes = s->key_bytes};
  struct sig_plan_input in;
  in.keys = plan_add_padded_input(p, s->key_bytes * s->count);
  in.messages = plan_add_padded_input(p, s->message_bytes * s->count);
  in.signatures = plan_add_padded_input(p, scheme->signature_bytes * s->count);
  in.context = plan_add_padded_input(p, s->context_bytes);
  p->buffers[in.keys].kept = sig_keys_are_prepared(scheme, &batch);
  sig_plan_verify(p, scheme, s, in);
}

const struct op_family sig_op = {
    .shape_bytes = sizeof(struct sig_shape),
    .inputs = 4,
    .outputs = 1,
    .refusal = refusal,
    .plan = plan,
    .cpu = {.open = cpu_open, .run = cpu_run, .close = op_place_close},
};

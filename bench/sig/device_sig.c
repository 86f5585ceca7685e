#include "bench/sig/device_sig.h"

#include "bench/gpu_program.h"
#include "bench/sig/sig_input.h"

static uint64_t groups_of(const struct sig_gpu_kernel *kernel, uint64_t items) {
  return (items + kernel->items_per_group - 1) / kernel->items_per_group;
}

static enum pm_status fill_table(struct device_sig *sig, struct pm_program *program,
                                 struct pm_error *error) {
  const struct sig_gpu *gpu = &sig->scheme->gpu;
  const struct sig_gpu_kernel *table = &gpu->table_kernel;
  struct pm_kernel *kernel;
  enum pm_status status = pm_kernel_get(program, table->name, &kernel, error);
  if (status == PM_OK)
    status = pm_buffer_create(sig->device, gpu->table_bytes, &sig->table, error);
  struct pm_argument arguments[] = {PM_BUFFER(sig->table)};
  if (status == PM_OK)
    status =
        pm_launch(kernel, groups_of(table, gpu->table_entries), table->group, arguments, 1, error);
  return status == PM_OK ? pm_device_finish(sig->device, error) : status;
}

static enum pm_status find_kernels(struct device_sig *sig, struct pm_program *program,
                                   struct pm_error *error) {
  const struct sig_gpu_kernel *kernels = sig->scheme->gpu.kernels;
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < SIG_GPU_KERNELS_MAX && kernels[i].name; i++) {
    status = pm_kernel_get(program, kernels[i].name, &sig->kernels[i], error);
    sig->kernel_count++;
  }
  return status;
}

enum pm_status device_sig_open(struct device_sig *sig, struct pm_device *device,
                               const struct sig_scheme *scheme, struct pm_error *error) {
  *sig = (struct device_sig){.scheme = scheme, .device = device};
  struct pm_program *loaded;
  enum pm_status status = gpu_program_load(device, scheme->gpu.program, &loaded, error);
  if (status == PM_OK)
    status = find_kernels(sig, loaded, error);
  if (status == PM_OK && scheme->gpu.table_kernel.name)
    status = fill_table(sig, loaded, error);
  return status;
}

void device_sig_close(struct device_sig *sig) {
  pm_buffer_free(sig->table);
  sig->table = NULL;
}

/* The signatures of whole groups of each kernel. */
static uint64_t signatures_of_groups(const struct device_sig_batch *b) {
  const struct sig_gpu_kernel *kernels = b->sig->scheme->gpu.kernels;
  uint64_t most = 0;
  for (unsigned i = 0; i < b->sig->kernel_count; i++) {
    uint64_t signatures = groups_of(&kernels[i], b->batch.count) * kernels[i].items_per_group;
    most = signatures > most ? signatures : most;
  }
  return most;
}

/* The last group writes the words of signatures that are not there, too. */
static uint64_t output_buffer_bytes(const struct device_sig_batch *b) {
  uint64_t signatures = signatures_of_groups(b);
  return b->sig->scheme->recovers ? signatures * SIG_ADDRESS_BYTES : (signatures + 31) / 32 * 4;
}

static enum pm_status make_buffers(struct device_sig_batch *b, struct pm_error *error) {
  uint64_t scratch_bytes = b->sig->scheme->gpu.scratch_bytes;
  struct pm_device *device = b->sig->device;
  enum pm_status status = pm_buffer_create(device, output_buffer_bytes(b), &b->output, error);
  if (status == PM_OK && scratch_bytes)
    status = pm_buffer_create(device, signatures_of_groups(b) * scratch_bytes, &b->scratch, error);
  return status;
}

enum pm_status device_sig_batch_open(struct device_sig_batch *b, const struct device_sig *sig,
                                     const struct sig_batch *batch, struct pm_error *error) {
  *b = (struct device_sig_batch){.sig = sig, .batch = *batch};
  struct pm_device *device = sig->device;
  enum pm_status status = device_bytes_open(
      &b->keys, device, batch->keys, batch->keys ? batch->key_bytes * batch->count : 0, error);
  if (status == PM_OK)
    status = device_bytes_open(&b->messages, device, batch->messages,
                               batch->message_bytes * batch->count, error);
  if (status == PM_OK)
    status = device_bytes_open(&b->signatures, device, batch->signatures,
                               sig->scheme->signature_bytes * batch->count, error);
  if (status == PM_OK)
    status = device_bytes_open(&b->context, device, batch->context, batch->context_bytes, error);
  return status == PM_OK ? make_buffers(b, error) : status;
}

void device_sig_batch_close(struct device_sig_batch *b) {
  device_bytes_close(&b->keys);
  device_bytes_close(&b->messages);
  device_bytes_close(&b->signatures);
  device_bytes_close(&b->context);
  pm_buffer_free(b->scratch);
  pm_buffer_free(b->output);
}

/* What a new batch brings to the device. */
enum { UPLOADED_MAX = 4 };
static unsigned uploaded(struct device_sig_batch *b, struct device_bytes *inputs[UPLOADED_MAX]) {
  unsigned count = 0;
  inputs[count++] = &b->messages;
  inputs[count++] = &b->signatures;
  inputs[count++] = &b->context;
  if (!sig_keys_are_prepared(b->sig->scheme, &b->batch))
    inputs[count++] = &b->keys;
  return count;
}

enum pm_status device_sig_batch_upload(struct device_sig_batch *b, struct pm_error *error) {
  struct device_bytes *inputs[UPLOADED_MAX];
  enum pm_status status = PM_OK;
  for (unsigned i = 0, count = uploaded(b, inputs); status == PM_OK && i < count; i++)
    status = device_bytes_upload(inputs[i], error);
  return status;
}

enum pm_status device_sig_batch_poison_input(struct device_sig_batch *b, uint8_t byte,
                                             struct pm_error *error) {
  struct device_bytes *inputs[UPLOADED_MAX];
  enum pm_status status = PM_OK;
  for (unsigned i = 0, count = uploaded(b, inputs); status == PM_OK && i < count; i++)
    status = device_bytes_poison(inputs[i], byte, error);
  return status;
}

enum pm_status device_sig_batch_verify(struct device_sig_batch *b, struct pm_error *error) {
  const struct device_sig *sig = b->sig;
  /* OpenCL wants some buffer where a kernel uses none. */
  const struct pm_buffer *none = device_bytes_place(&b->context);
  struct pm_argument arguments[] = {
      PM_BUFFER(device_bytes_place(&b->keys)),
      PM_U32((uint32_t)b->batch.key_bytes),
      PM_BUFFER(device_bytes_place(&b->messages)),
      PM_U64(b->batch.message_bytes),
      PM_BUFFER(device_bytes_place(&b->signatures)),
      PM_U32(b->batch.policy),
      PM_BUFFER(device_bytes_place(&b->context)),
      PM_U32((uint32_t)b->batch.context_bytes),
      PM_U64(b->batch.count),
      PM_BUFFER(sig->table ? sig->table : none),
      PM_BUFFER(b->scratch ? b->scratch : none),
      PM_BUFFER(b->output),
  };
  enum pm_status status = PM_OK;
  for (unsigned i = 0; status == PM_OK && i < sig->kernel_count; i++) {
    const struct sig_gpu_kernel *kernel = &sig->scheme->gpu.kernels[i];
    status = pm_launch(sig->kernels[i], groups_of(kernel, b->batch.count), kernel->group, arguments,
                       sizeof arguments / sizeof *arguments, error);
  }
  return status;
}

enum pm_status device_sig_batch_download(struct device_sig_batch *b, uint8_t *output,
                                         struct pm_error *error) {
  uint64_t bytes = sig_output_bytes(b->sig->scheme, b->batch.count);
  return pm_download(b->output, 0, output, bytes, error);
}

enum pm_status device_sig_batch_poison(struct device_sig_batch *b, uint8_t byte,
                                       struct pm_error *error) {
  device_bytes_rotate(&b->keys);
  device_bytes_rotate(&b->messages);
  device_bytes_rotate(&b->signatures);
  device_bytes_rotate(&b->context);
  enum pm_status status = pm_buffer_fill(b->output, byte, error);
  if (status == PM_OK && b->scratch)
    status = pm_buffer_fill(b->scratch, byte, error);
  return status;
}

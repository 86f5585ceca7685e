#include "bench/hash/message_runner.h"

#include <stdlib.h>

#include "bench/hash/device_hash.h"
#include "bench/hash/device_input.h"

struct cpu_runner {
  const struct hash_algorithm *algorithm;
  const struct cpu_hasher *hasher;
  const struct hash_messages *messages;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  struct cpu_runner *r = self;
  return cpu_hasher_run(r->hasher, r->algorithm, r->pool, r->messages, output, error);
}

enum pm_status message_runner_open_cpu(const struct hash_algorithm *algorithm,
                                       const struct cpu_hasher *hasher,
                                       const struct hash_messages *messages, struct pm_pool *pool,
                                       struct pm_runner *runner, struct pm_error *error) {
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){algorithm, hasher, messages, pool};
  *runner = (struct pm_runner){.self = r, .compute = cpu_compute, .close = free};
  return PM_OK;
}

struct device_runner {
  struct device_hash hash;
  struct device_input input;
  struct device_scratch scratch;
  struct pm_buffer *digests;
};

static void device_close(void *self) {
  struct device_runner *r = self;
  device_input_close(&r->input);
  device_scratch_free(&r->scratch);
  pm_buffer_free(r->digests);
  free(r);
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  return device_input_upload(&r->input, error);
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  struct device_messages messages = device_input_messages(&r->input);
  return device_hash_messages(&r->hash, &messages, &r->scratch, r->digests, error);
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  return pm_download(r->digests, 0, output, pm_buffer_bytes(r->digests), error);
}

static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  device_bytes_rotate(&r->input.messages);
  enum pm_status status = pm_buffer_fill(r->digests, byte, error);
  return status == PM_OK ? device_scratch_fill(&r->scratch, byte, error) : status;
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return device_bytes_poison(&r->input.messages, byte, error);
}

static enum pm_status device_prepare(struct device_runner *r,
                                     const struct hash_algorithm *algorithm,
                                     const struct hash_messages *messages, struct pm_device *device,
                                     struct pm_error *error) {
  size_t scratch_bytes[2];
  device_hash_scratch_bytes(algorithm, messages, scratch_bytes);
  enum pm_status status = device_hash_open(&r->hash, device, algorithm, error);
  if (status == PM_OK)
    status = device_input_open(&r->input, device, messages, error);
  if (status == PM_OK)
    status = pm_buffer_create(device, messages->count * HASH_DIGEST_BYTES, &r->digests, error);
  if (status == PM_OK)
    status = device_scratch_create(&r->scratch, device, scratch_bytes, error);
  return status;
}

static const struct pm_runner device_functions = {
    .compute = device_compute,
    .upload = device_upload,
    .download = device_download,
    .poison = device_poison,
    .poison_input = device_poison_input,
    .close = device_close,
};

enum pm_status message_runner_open_device(const struct hash_algorithm *algorithm,
                                          const struct hash_messages *messages,
                                          struct pm_device *device, struct pm_runner *runner,
                                          struct pm_error *error) {
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = device_prepare(r, algorithm, messages, device, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

#include "bench/sig/sig_runner.h"

#include <stdlib.h>

#include "bench/sig/device_sig.h"
#include "bench/sig/sig_input.h"

struct cpu_runner {
  const struct sig_scheme *scheme;
  const struct cpu_verifier *verifier;
  struct sig_batch batch;
  struct pm_pool *pool;
};

static enum pm_status cpu_compute(void *self, uint8_t *output, struct pm_error *error) {
  struct cpu_runner *r = self;
  return cpu_verifier_run(r->verifier, r->scheme, r->pool, &r->batch, output, error);
}

enum pm_status sig_runner_open_cpu(const struct sig_scheme *scheme,
                                   const struct cpu_verifier *verifier,
                                   const struct sig_batch *batch, struct pm_pool *pool,
                                   struct pm_runner *runner, struct pm_error *error) {
  char reason[256] = "";
  if (verifier->takes_policy &&
      !verifier->takes_policy(verifier, scheme, batch->policy, reason, sizeof reason))
    return pm_fail(error, PM_UNAVAILABLE, "%s", reason);
  if (sig_keys_are_prepared(scheme, batch) && !verifier->takes_prepared_keys)
    return pm_fail(error, PM_UNAVAILABLE, "it keeps no prepared keys");
  struct cpu_runner *r = malloc(sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  *r = (struct cpu_runner){scheme, verifier, *batch, pool};
  *runner = (struct pm_runner){.self = r, .compute = cpu_compute, .close = free};
  return PM_OK;
}

struct device_runner {
  struct device_sig sig;
  struct device_sig_batch batch;
};

static void device_close(void *self) {
  struct device_runner *r = self;
  device_sig_batch_close(&r->batch);
  device_sig_close(&r->sig);
  free(r);
}

static enum pm_status device_upload(void *self, struct pm_error *error) {
  struct device_runner *r = self;
  return device_sig_batch_upload(&r->batch, error);
}

static enum pm_status device_compute(void *self, uint8_t *output, struct pm_error *error) {
  (void)output;
  struct device_runner *r = self;
  return device_sig_batch_verify(&r->batch, error);
}

static enum pm_status device_download(void *self, uint8_t *output, struct pm_error *error) {
  struct device_runner *r = self;
  return device_sig_batch_download(&r->batch, output, error);
}

static enum pm_status device_poison(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return device_sig_batch_poison(&r->batch, byte, error);
}

static enum pm_status device_poison_input(void *self, uint8_t byte, struct pm_error *error) {
  struct device_runner *r = self;
  return device_sig_batch_poison_input(&r->batch, byte, error);
}

static const struct pm_runner device_functions = {
    .compute = device_compute,
    .upload = device_upload,
    .download = device_download,
    .poison = device_poison,
    .poison_input = device_poison_input,
    .close = device_close,
};

enum pm_status sig_runner_open_device(const struct sig_scheme *scheme,
                                      const struct sig_batch *batch, struct pm_device *device,
                                      struct pm_runner *runner, struct pm_error *error) {
  struct device_runner *r = calloc(1, sizeof *r);
  if (!r)
    return pm_fail(error, PM_FAILED, "no memory");
  enum pm_status status = device_sig_open(&r->sig, device, scheme, error);
  if (status == PM_OK)
    status = device_sig_batch_open(&r->batch, &r->sig, batch, error);
  return pm_runner_start(runner, &device_functions, r, device, status);
}

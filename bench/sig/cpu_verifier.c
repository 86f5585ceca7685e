#include "bench/sig/cpu_verifier.h"

#include <stdio.h>

#include "bench/sig/sig_oracle.h"

static bool reference_available(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, char *reason,
                                size_t reason_bytes) {
  (void)verifier, (void)reason_bytes;
  *reason = '\0';
  return !sig_oracle(scheme)->library;
}

static bool reference_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                            const struct sig_batch *batch, uint64_t first, uint64_t last,
                            uint8_t *output) {
  (void)verifier;
  return sig_judge(scheme, batch, first, last, output);
}

const struct cpu_verifier cpu_verifier_reference = {.available = reference_available,
                                                    .batch = reference_batch};

static bool portable_available(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                               char *reason, size_t reason_bytes) {
  (void)verifier, (void)reason_bytes;
  *reason = '\0';
  return scheme->portable != NULL;
}

static bool portable_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                           const struct sig_batch *batch, uint64_t first, uint64_t last,
                           uint8_t *output) {
  (void)verifier;
  return scheme->portable(batch, first, last, output);
}

const struct cpu_verifier cpu_verifier_portable = {
    .available = portable_available, .batch = portable_batch, .takes_prepared_keys = true};

static bool lanes_available(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                            char *reason, size_t reason_bytes) {
  bool supported = lane_isa_supported(verifier->isa);
  if (!scheme->batch[verifier->isa])
    *reason = '\0'; /* no code for it on this architecture */
  else if (!supported)
    snprintf(reason, reason_bytes, "this processor has no %s", lane_isa_name(verifier->isa));
  return scheme->batch[verifier->isa] && supported;
}

static bool lanes_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                        const struct sig_batch *batch, uint64_t first, uint64_t last,
                        uint8_t *output) {
  return scheme->batch[verifier->isa](batch, first, last, output);
}

#define LANES_VERIFIER(suffix, isa_)                                                               \
  const struct cpu_verifier cpu_verifier_##suffix = {.available = lanes_available,                 \
                                                     .batch = lanes_batch,                         \
                                                     .takes_prepared_keys = true,                  \
                                                     .isa = (isa_)}

LANES_VERIFIER(sse2, LANE_ISA_SSE2);
LANES_VERIFIER(avx2, LANE_ISA_AVX2);
LANES_VERIFIER(avx512, LANE_ISA_AVX512);
LANES_VERIFIER(avx512_ifma, LANE_ISA_AVX512_IFMA);
LANES_VERIFIER(neon, LANE_ISA_NEON);

/* Signatures of one share: whole bytes of the bitmap, which is also a group of the widest lanes; on
 * several threads few enough that each of them gets some and that none waits long for another. */
static uint64_t share_grain(uint64_t count, unsigned threads) {
  enum { GROUP = 8, SHARE_MAX = 128 };
  uint64_t fair = (count + threads - 1) / threads;
  if (threads > 1 && fair > SHARE_MAX)
    fair = SHARE_MAX;
  return (fair + GROUP - 1) / GROUP * GROUP;
}

struct share {
  const struct cpu_verifier *verifier;
  const struct sig_scheme *scheme;
  const struct sig_batch *batch;
  uint8_t *output;
};

static bool run_share(void *context, uint64_t first, uint64_t last, unsigned worker) {
  (void)worker;
  const struct share *s = context;
  return s->verifier->batch(s->verifier, s->scheme, s->batch, first, last, s->output);
}

enum pm_status cpu_verifier_run(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, struct pm_pool *pool,
                                const struct sig_batch *batch, uint8_t *output,
                                struct pm_error *error) {
  struct share share = {verifier, scheme, batch, output};
  uint64_t grain = share_grain(batch->count, pm_pool_threads(pool));
  if (!pm_pool_run(pool, batch->count, grain, run_share, &share))
    return pm_fail(error, PM_FAILED, "%s: no memory for scratch", scheme->name);
  return PM_OK;
}

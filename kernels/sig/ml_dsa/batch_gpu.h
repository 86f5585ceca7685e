/* What the kernels of the GPU program share: a parameter set, a batch, and where a signature's
 * records lie. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_BATCH_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_BATCH_GPU_H

#include "kernels/lane/gpu.h"
#include "kernels/sig/ml_dsa/launch_gpu.h"
#include "kernels/sig/ml_dsa/params.h"
#include "kernels/sig/ml_dsa/prepared.h"

/* FIPS 204, table 1; beta = tau eta, and what it names lambda / 4 is challenge_bytes. Its members
 * are constants once a kernel's functions are inlined. */
struct parameters {
  uint32_t k, l, tau, beta, gamma1_bits, gamma2, omega, challenge_bytes;
};

/* A kernel's arguments (kernels/sig/sig.h). */
struct gpu_batch {
  const GPU_GLOBAL uint8_t *keys, *messages, *signatures, *context;
  uint32_t key_bytes, context_bytes;
  uint64_t message_bytes, count;
  GPU_GLOBAL uint32_t *scratch;
};

/* The signature whose input work for signature i is done with: a group's spare places, after the
 * last signature, do the last one's work again, so that they need no branches of their own. */
LANE_FN uint64_t batch_input(const struct gpu_batch *b, uint64_t i) {
  return i < b->count ? i : b->count - 1;
}

LANE_FN const GPU_GLOBAL uint8_t *batch_key(const struct gpu_batch *b, uint64_t i) {
  return b->keys + batch_input(b, i) * b->key_bytes;
}

LANE_FN bool batch_keys_are_prepared(const struct parameters *p, const struct gpu_batch *b) {
  return b->key_bytes == ML_DSA_PREPARED_KEY_BYTES(p->k, p->l);
}

/* Where signature i begins in `signatures`, then where its z does, and its hint. */
LANE_FN uint64_t batch_signature(const struct parameters *p, const struct gpu_batch *b,
                                 uint64_t i) {
  return batch_input(b, i) *
         ML_DSA_SIGNATURE_BYTES(p->k, p->l, p->gamma1_bits, p->omega, p->challenge_bytes);
}
LANE_FN uint64_t batch_z(const struct parameters *p, uint64_t signature, uint32_t column) {
  return signature + p->challenge_bytes + column * ML_DSA_Z_BYTES(p->gamma1_bits);
}
LANE_FN uint64_t batch_hint(const struct parameters *p, uint64_t signature) {
  return batch_z(p, signature, p->l);
}

LANE_FN GPU_GLOBAL uint32_t *batch_scratch(const struct parameters *p, const struct gpu_batch *b,
                                           uint64_t i) {
  return b->scratch + i * ML_DSA_GPU_SCRATCH_WORDS(p->k, p->gamma2);
}

#endif

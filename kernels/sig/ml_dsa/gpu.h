/* The GPU program of ML-DSA: raw bytes in, a bitmap out, in three kernels per parameter set. Their
 * arguments are described in kernels/sig/sig.h, how they are launched in launch_gpu.h.
 *
 * Almost all the work is Keccak, and there one work-item has one state: a whole signature's in the
 * first and the last kernel, an element of A in the second. Three launches, because the hashes of
 * one signature would leave a group that takes few signatures idle. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_GPU_H

#include "kernels/sig/ml_dsa/matrix_gpu.h"
#include "kernels/sig/ml_dsa/seed_gpu.h"
#include "kernels/sig/ml_dsa/verify_gpu.h"

#define KERNEL_ARGUMENTS                                                                           \
  const GPU_GLOBAL uint8_t *GPU_RESTRICT keys, uint32_t key_bytes,                                 \
      const GPU_GLOBAL uint8_t *GPU_RESTRICT messages, uint64_t message_bytes,                     \
      const GPU_GLOBAL uint8_t *GPU_RESTRICT signatures, uint32_t policy,                          \
      const GPU_GLOBAL uint8_t *GPU_RESTRICT context, uint32_t context_bytes, uint64_t count,      \
      const GPU_GLOBAL uint8_t *GPU_RESTRICT table, GPU_GLOBAL uint32_t *GPU_RESTRICT scratch,     \
      GPU_GLOBAL uint32_t *GPU_RESTRICT output

#define KERNEL_BATCH                                                                               \
  { keys, messages, signatures, context, key_bytes, context_bytes, message_bytes, count, scratch }

#define KERNELS(set, k, l, eta, tau, gamma1_bits, gamma2, omega, challenge_bytes)                  \
  GPU_KERNEL(ML_DSA_GPU_HASH_GROUP) ml_dsa_##set##_seed(KERNEL_ARGUMENTS) {                        \
    GPU_LOCAL_ARRAY uint32_t block[SHAKE_BLOCK_WORDS * SHAKE_BLOCK_STRIDE];                        \
    GPU_LOCAL_ARRAY uint32_t ball[ML_DSA_GPU_BALL_WORDS * SHAKE_BLOCK_STRIDE];                     \
    const struct parameters p = {                                                                  \
        k, l, tau, tau * eta, gamma1_bits, gamma2, omega, challenge_bytes};                        \
    const struct gpu_batch b = KERNEL_BATCH;                                                       \
    seed_kernel(&p, &b, block, ball);                                                              \
  }                                                                                                \
                                                                                                   \
  GPU_KERNEL(ML_DSA_GPU_MATRIX_GROUP) ml_dsa_##set##_matrix(KERNEL_ARGUMENTS) {                    \
    enum { SIGNATURES_##set = ML_DSA_GPU_MATRIX_SIGNATURES(k, l) };                                \
    GPU_LOCAL_ARRAY uint32_t polys[SIGNATURES_##set * (k + l) * GROUP_STRIDE];                     \
    GPU_LOCAL_ARRAY uint32_t hints[SIGNATURES_##set * k * GROUP_HINT_WORDS];                       \
    GPU_LOCAL_ARRAY uint32_t rejected[SIGNATURES_##set];                                           \
    const struct parameters p = {                                                                  \
        k, l, tau, tau * eta, gamma1_bits, gamma2, omega, challenge_bytes};                        \
    const struct gpu_batch b = KERNEL_BATCH;                                                       \
    const struct matrix_group g = {gpu_group_id() * SIGNATURES_##set, SIGNATURES_##set, polys,     \
                                   hints, rejected};                                               \
    matrix_kernel(&p, &b, &g);                                                                     \
  }                                                                                                \
                                                                                                   \
  GPU_KERNEL(ML_DSA_GPU_HASH_GROUP) ml_dsa_##set##_verify(KERNEL_ARGUMENTS) {                      \
    GPU_LOCAL_ARRAY uint32_t verdicts[ML_DSA_GPU_HASH_GROUP];                                      \
    const struct parameters p = {                                                                  \
        k, l, tau, tau * eta, gamma1_bits, gamma2, omega, challenge_bytes};                        \
    const struct gpu_batch b = KERNEL_BATCH;                                                       \
    verify_kernel(&p, &b, verdicts, output);                                                       \
  }

ML_DSA_SETS(KERNELS)

#endif

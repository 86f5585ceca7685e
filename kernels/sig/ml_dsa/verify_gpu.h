/* The third kernel: the challenge hash, and whether it is the signature's (FIPS 204, algorithm 8,
 * lines 12 and 13), one signature per work-item. A group writes a word of the verdicts. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_VERIFY_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_VERIFY_GPU_H

#include "kernels/sig/ml_dsa/batch_gpu.h"
#include "kernels/sig/ml_dsa/shake_gpu.h"

/* H(mu || w1Encode(w1)), which lie one after the other. */
LANE_FN void verify_challenge(const struct parameters *p, const GPU_GLOBAL uint32_t *scratch,
                              w64 a[KECCAK_STATE_WORDS]) {
  const uint32_t words = (ML_DSA_GPU_MU_WORDS + ML_DSA_GPU_W1_WORDS(p->k, p->gamma2)) / 2;
  shake_clear(a, 0);
  BYTES_ROLLED
  for (uint32_t block = 0; block < shake256_blocks(words); block++) {
    shake256_absorb_words(a, (const GPU_GLOBAL uint64_t *)(scratch + ML_DSA_GPU_MU), words, block);
    keccak_f1600(a);
  }
}

LANE_FN bool verify_signature(const struct parameters *p, const struct gpu_batch *b, uint64_t i) {
  const GPU_GLOBAL uint32_t *scratch = batch_scratch(p, b, i);
  const uint64_t at = batch_signature(p, b, i);
  w64 a[KECCAK_STATE_WORDS], difference = scratch[ML_DSA_GPU_REJECTED(p->k, p->gamma2)];
  verify_challenge(p, scratch, a);
  LANE_UNROLL
  for (uint32_t w = 0; w < ML_DSA_MAX_CHALLENGE_BYTES / 8; w++)
    if (w < p->challenge_bytes / 8)
      difference |= a[w] ^ bytes_word64(b->signatures, at + 8 * w);
  return i < b->count && b->context_bytes <= ML_DSA_MAX_CONTEXT_BYTES && difference == 0;
}

LANE_FN void verify_kernel(const struct parameters *p, const struct gpu_batch *b,
                           GPU_LOCAL uint32_t *verdicts, GPU_GLOBAL uint32_t *output) {
  verdicts[gpu_local_id()] = (uint32_t)verify_signature(p, b, gpu_global_id()) << gpu_local_id();
  gpu_barrier();
  if (gpu_local_id() != 0)
    return;
  uint32_t word = 0;
  for (int i = 0; i < ML_DSA_GPU_HASH_GROUP; i++)
    word |= verdicts[i];
  output[gpu_group_id()] = word;
}

#endif

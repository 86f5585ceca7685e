/* Entry kernels that apply one function each, for check_arithmetic: words in, words out. */
#ifndef PROOFMARK_TESTS_PTX_KERNELS_H
#define PROOFMARK_TESTS_PTX_KERNELS_H

#include "kernels/lane/wide.h"

#define KERNEL(name) extern "C" __global__ void name(const uint32_t *in, uint32_t *out)

__device__ __forceinline__ struct wide number_in(const uint32_t *in, int which) {
  w32 words[8];
  for (int i = 0; i < 8; i++)
    words[i] = in[8 * which + i];
  return wide_from_words(words);
}

__device__ __forceinline__ void number_out(uint32_t *out, const struct wide *a) {
  w32 words[8];
  wide_to_words(a, words);
  for (int i = 0; i < 8; i++)
    out[i] = words[i];
}

#endif

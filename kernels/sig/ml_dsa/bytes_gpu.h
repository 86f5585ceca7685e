/* Reading records that begin at any byte of global memory, by aligned words. Up to 7 bytes after
 * what is read must be readable; the array itself is aligned to a word. */
#ifndef PROOFMARK_KERNELS_SIG_ML_DSA_BYTES_GPU_H
#define PROOFMARK_KERNELS_SIG_ML_DSA_BYTES_GPU_H

#include "kernels/lane/gpu.h"

/* The loop after this stays a loop: its body is large and nothing is gained by repeating it. */
#define BYTES_ROLLED _Pragma("unroll 1")

/* `count` bits (at most 25) from bit `bit` of the bytes at bytes[at] on. */
LANE_FN w32 bytes_bits(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint32_t bit, uint32_t count) {
  const uint32_t skew = (uint32_t)at & 3, start = 8 * skew + bit;
  const GPU_GLOBAL uint32_t *words =
      (const GPU_GLOBAL uint32_t *)(bytes + (at - skew)) + start / 32;
  return gpu_funnel(words[0], words[1], start % 32) & ((1u << count) - 1);
}

/* The four bytes at bytes[at]. */
LANE_FN w32 bytes_word(const GPU_GLOBAL uint8_t *bytes, uint64_t at) {
  const uint32_t skew = (uint32_t)at & 3;
  const GPU_GLOBAL uint32_t *words = (const GPU_GLOBAL uint32_t *)(bytes + (at - skew));
  return gpu_funnel(words[0], words[1], 8 * skew);
}

LANE_FN w64 bytes_word64(const GPU_GLOBAL uint8_t *bytes, uint64_t at) {
  const w32 low = bytes_word(bytes, at);
  return (w64)bytes_word(bytes, at + 4) << 32 | low;
}

/* Four bytes from `place` on of a stream where the `length` bytes at bytes[at] begin at `start`;
 * zeros where these are not. */
LANE_FN w32 bytes_part(const GPU_GLOBAL uint8_t *bytes, uint64_t at, uint64_t length,
                       uint64_t start, uint64_t place) {
  if (place + 4 <= start || place >= start + length)
    return 0;
  const uint32_t before = place < start ? (uint32_t)(start - place) : 0;
  const uint64_t from = place + before - start, rest = length - from;
  const w32 word = bytes_word(bytes, at + from);
  return (rest < 4 ? word & ((1u << 8 * (uint32_t)rest) - 1) : word) << 8 * before;
}

#endif

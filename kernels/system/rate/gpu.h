/* The chains of rate.h on a GPU: a lane is a work-item. */
#include "kernels/lane/gpu.h"
#include "kernels/system/rate/chains.h"

#define RATE_KERNEL(name, word, buffer, chain)                                                     \
  GPU_KERNEL(RATE_GPU_GROUP)                                                                       \
  name(const GPU_GLOBAL buffer *GPU_RESTRICT in, uint32_t steps, uint32_t zero,                    \
       GPU_GLOBAL buffer *GPU_RESTRICT out) {                                                      \
    const uint64_t lane = gpu_global_id();                                                         \
    word x[RATE_WORDS], sum = 0;                                                                   \
    LANE_UNROLL                                                                                    \
    for (int i = 0; i < RATE_WORDS; i++)                                                           \
      x[i] = in[i * RATE_STATES + lane % RATE_STATES];                                             \
    chain;                                                                                         \
    LANE_UNROLL                                                                                    \
    for (int i = 0; i < RATE_WORDS; i++)                                                           \
      sum += x[i];                                                                                 \
    out[lane] = sum + zero;                                                                        \
  }

RATE_KERNEL(rate_add_lanes, w64, uint64_t, rate_add(x, steps))
RATE_KERNEL(rate_logic3_lanes, w64, uint64_t, rate_logic3(x, steps))
RATE_KERNEL(rate_shift_lanes, w64, uint64_t, rate_shift(x, steps))
RATE_KERNEL(rate_multiply_lanes, w32, uint32_t, rate_multiply(x, steps))
RATE_KERNEL(rate_operations_lanes, w64, uint64_t, rate_operations(x, steps))

LANE_FN w64 rate_wide(w32 a, w32 b) {
#if defined(__CUDACC__)
  w64 product; /* in C nvcc takes apart what it knows to be halves */
  asm("mul.wide.u32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
  return product;
#else
  return (w64)a * b;
#endif
}

/* Nothing wants the upper halves of the products but the last. Two at a time they are collected,
 * which is logic that does not wait for the multipliers nor they for it, and taken times `zero`, so
 * that they have to be there. */
LANE_FN void rate_multiply_wide(w64 x[RATE_WORDS], uint32_t steps, uint32_t zero) {
  w32 collected = 0, before = 0;
  RATE_STEPS(steps, 4, {
    x[i] = rate_wide((w32)x[i], (w32)x[RATE_RING(i + 1)]);
    if (i % 2 == 0)
      before = (w32)(x[i] >> 32);
    else
      collected = w32_xor3(collected, before, (w32)(x[i] >> 32));
  })
  x[0] += collected & zero;
}
RATE_KERNEL(rate_multiply_wide_lanes, w64, uint64_t, rate_multiply_wide(x, steps, zero))

/* The steps of rate.h in lane C, for a processor's lanes and for GPU programs.
 *
 *   RATE_HOLD(x)   the compiler takes x for changed: rotations one after another stay as many
 *
 * Where there is no way to say so (OpenCL), a loop's body has one step, so that no two rotations
 * meet. */
#ifndef PROOFMARK_KERNELS_SYSTEM_RATE_CHAINS_H
#define PROOFMARK_KERNELS_SYSTEM_RATE_CHAINS_H

#include "kernels/lane/lane.h"
#if defined(LANE_VECTORS)
#include "kernels/lane/multiply.h"
#endif
#include "kernels/system/rate/rate.h"

#if defined(__OPENCL_VERSION__)
#define RATE_HOLD(x)
#define RATE_ROTATIONS 1
#define RATE_ROLLED _Pragma("unroll 1")
#else
#define RATE_ROTATIONS 4
#if defined(__CUDACC__)
#define RATE_ROLLED _Pragma("unroll 1")
#define RATE_HOLD(x) asm volatile("" : "+l"(x))
#else
#define RATE_ROLLED
#if defined(__ARM_NEON)
#define RATE_HOLD(x) __asm__("" : "+w"(x))
#else
#define RATE_HOLD(x) __asm__("" : "+v"(x))
#endif
#endif
#endif

#define RATE_RING(i) ((i) % RATE_WORDS)

/* Runs `update` of every word, `together` steps in the body of the loop. */
#define RATE_STEPS(steps, together, ...)                                                           \
  RATE_ROLLED                                                                                      \
  for (uint32_t step = 0; step < (steps); step += (together)) {                                    \
    LANE_UNROLL                                                                                    \
    for (int n = 0; n < (together)*RATE_WORDS; n++) {                                              \
      const int i = n % RATE_WORDS;                                                                \
      __VA_ARGS__;                                                                                 \
    }                                                                                              \
  }

/* On a GPU some of the sums go where products are made (lane_cuda.h): there is a pipe for each, and
 * as many instructions in both where a third of the sums are aside, or of sums and logic two thirds
 * of the sums. */
LANE_FN w64 rate_sum(w64 a, w64 b, w64 c, bool aside) {
  return aside ? w64_add(w64_add(a, b), c) : a + b + c;
}

LANE_FN void rate_add(w64 x[RATE_WORDS], uint32_t steps){
    RATE_STEPS(steps, 4,
               x[i] = rate_sum(x[i], x[RATE_RING(i + 3)], x[RATE_RING(i + 5)], i % 3 == 0))} LANE_FN
    void rate_logic3(w64 x[RATE_WORDS], uint32_t steps){
        RATE_STEPS(steps, 4,
                   x[i] = w64_chi(x[i], x[RATE_RING(i + 3)], x[RATE_RING(i + 5)]))} LANE_FN
    void rate_shift(w64 x[RATE_WORDS], uint32_t steps){RATE_STEPS(steps, RATE_ROTATIONS,
                                                                  {
                                                                    x[i] = i % 3 == 0
                                                                               ? w64_rotr(x[i], 24)
                                                                           : i % 3 == 1
                                                                               ? w64_rotr(x[i], 16)
                                                                               : w64_rotr(x[i], 63);
                                                                    RATE_HOLD(x[i]);
                                                                  })} LANE_FN
    void rate_multiply(w32 x[RATE_WORDS],
                       uint32_t steps){RATE_STEPS(steps, 4, x[i] *= x[RATE_RING(i + 1)])} LANE_FN
    void rate_operations(w64 x[RATE_WORDS], uint32_t steps){
        RATE_STEPS(steps, 4,
                   {
                     const w64 b = x[RATE_RING(i + 3)], c = x[RATE_RING(i + 5)];
                     x[i] = i % 2 == 0 ? rate_sum(x[i], b, c, i % 6 != 0) : w64_chi(x[i], b, c);
                   })}
#if defined(LANE_VECTORS)
LANE_FN void rate_multiply_wide(w64 x[RATE_WORDS], uint32_t steps) {
  RATE_STEPS(steps, 4, x[i] = w64_multiply_low(x[i], x[RATE_RING(i + 1)]))
}
#endif

#endif

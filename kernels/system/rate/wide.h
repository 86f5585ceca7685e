/* The chain multiply_64 of rate.h: products of 64 bits all of whose 128 are made. */
#include "kernels/system/rate/rate.h"

static void multiply_64(const void *in, uint32_t steps, uint64_t first, uint64_t last, void *out) {
  const uint64_t *const words = in;
  for (uint64_t lane = first; lane < last; lane++) {
    uint64_t x[RATE_WORDS_64], sum = 0;
    for (int i = 0; i < RATE_WORDS_64; i++)
      x[i] = words[i * RATE_STATES + lane % RATE_STATES];
    for (uint32_t step = 0; step < steps; step += 4) {
#pragma GCC unroll 80
      for (int n = 0; n < 4 * RATE_WORDS_64; n++) {
        const int i = n % RATE_WORDS_64;
        const unsigned __int128 product = (unsigned __int128)x[i] * x[(i + 1) % RATE_WORDS_64];
        const uint64_t upper = (uint64_t)(product >> 64);
        __asm__ volatile("" : : "r"(upper)); /* it is to be made, and nothing wants it */
        x[i] = (uint64_t)product;
      }
    }
    for (int i = 0; i < RATE_WORDS_64; i++)
      sum += x[i];
    ((uint64_t *)out)[lane] = sum;
  }
}

/* The chain multiply_52 of rate.h: AVX-512's 52-bit multiply-add (Intel SDM, volume 2, VPMADD52LUQ and
 * VPMADD52HUQ). */
#if defined(__AVX512IFMA__)
#include <immintrin.h>

#include "kernels/system/rate/rate.h"

enum { LANES = 8 };

static void multiply_52(const void *in, uint32_t steps, uint64_t first, uint64_t last, void *out) {
  const __m512i *const words = in;
  for (uint64_t lane = first; lane < last; lane += LANES) {
    __m512i x[RATE_WORDS], sums[RATE_SUMS];
    for (int i = 0; i < RATE_WORDS; i++)
      x[i] = words[(i * RATE_STATES + lane % RATE_STATES) / LANES];
    for (int i = 0; i < RATE_SUMS; i++)
      sums[i] = _mm512_setzero_si512();
    for (uint32_t step = 0; step < steps; step++) {
#pragma GCC unroll 80
      for (int i = 0; i < RATE_WORDS; i++) {
        const __m512i other = x[(i + 1) % RATE_WORDS];
        sums[i % RATE_SUMS] = _mm512_madd52hi_epu64(sums[i % RATE_SUMS], x[i], other);
        x[i] = _mm512_madd52lo_epu64(_mm512_setzero_si512(), x[i], other);
      }
    }
    for (int i = 1; i < RATE_WORDS; i++)
      x[0] = _mm512_add_epi64(x[0], x[i]);
    for (int i = 0; i < RATE_SUMS; i++)
      x[0] = _mm512_add_epi64(x[0], sums[i]);
    ((__m512i *)out)[lane / LANES] = x[0];
  }
}

extern const struct rate_code rate_avx512_ifma[1];
const struct rate_code rate_avx512_ifma[1] = {{{[RATE_MULTIPLY_52] = multiply_52}}};
#endif

/* Division by powers of two modulo the primes of 31 bits, (2^w - 1) 2^(31 - w) + 1.
 *
 * For k up to 31 - w the prime is f · 2^k + 1 with f = (2^w - 1) 2^(31 - w - k). So f is -1 / 2^k,
 * and x = high · 2^k + low divided by 2^k is high - low · f: between -prime and 0, or high where
 * low is 0. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_MONT31_DIVIDE_H
#define PROOFMARK_KERNELS_POSEIDON2_MONT31_DIVIDE_H

#define MONT31_W (MONT31_PRIME == 0x7f000001u ? 7 : 4)
#define MONT31_F(k) ((MONT31_PRIME - 1) >> (k))

/* low · f. */
#if !defined(LANE_VECTORS)
LANE_FN w32 mont31_low_times_f(w32 x, int k) { return (x & ((1u << k) - 1)) * MONT31_F(k); }
#else
LANE_FN w32 mont31_low_times_f(w32 x, int k) {
#if defined(__AVX2__)
  /* The bits of low become the upper ones of byte 2, whose product with a byte is a word in
   * place. */
  if (k <= 8) {
    const w32 byte = w32_set(MONT31_F(8)), bytes = x << (24 - k);
#if defined(__AVX512F__)
    return (w32)_mm512_maddubs_epi16((__m512i)bytes, (__m512i)byte);
#else
    return (w32)_mm256_maddubs_epi16((__m256i)bytes, (__m256i)byte);
#endif
  }
#endif
  const w32 low = x << (32 - k); /* f is a difference of two powers of two, too */
  return (low >> 1) - (low >> (1 + MONT31_W));
}
#endif

LANE_FN fe mont31_divide(fe x, int k) {
#if defined(LANE_VECTORS) && defined(__AVX512F__)
  /* Adding the prime m times, where m is -low modulo 2^k, makes x divisible: for 4 bits from a
   * table. */
  if (k <= 4) {
    uint32_t table[16];
    LANE_UNROLL
    for (uint32_t i = 0; i < 16; i++) {
      const uint32_t m = (0 - i) & ((1u << k) - 1);
      table[i] = m ? m * MONT31_F(k) + 1 : 0;
    }
    w32 tables;
    memcpy(&tables, table, sizeof tables);
    return (x >> k) + (w32)_mm512_permutexvar_epi32((__m512i)x, (__m512i)tables);
  }
#endif
  return mont31_correct((x >> k) - mont31_low_times_f(x, k));
}

#endif

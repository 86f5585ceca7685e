/* Poseidon2's layers over Goldilocks on the CPU's vectors. A comparison and a correction per sum
 * would cost as much as the powers; so elements are taken apart into halves of 32 bits, low + 2^32
 * high, whose sums and multiples need none for a while. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_LANES_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_LANES_H

LANE_FN w64 goldilocks_low(fe x) { return x & GOLDILOCKS_E; }
LANE_FN w64 goldilocks_high(fe x) { return x >> 32; }

/* The element of halves that are below 2^63 and 2^62. */
LANE_FN fe goldilocks_of_halves(w64 low, w64 high) {
  const w64 sum = w64_multiply_low(high >> 32, w64_set(GOLDILOCKS_E)) + low;
  const w64 upper = high << 32, r = sum + upper;
  return goldilocks_add_if_less(r, r, upper);
}

LANE_FN void poseidon2_external_layer(fe x[POSEIDON2_WIDTH]) {
  w64 low[POSEIDON2_WIDTH], high[POSEIDON2_WIDTH];
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    low[i] = goldilocks_low(x[i]), high[i] = goldilocks_high(x[i]);
  poseidon2_mix(low);
  poseidon2_mix(high);
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    x[i] = goldilocks_of_halves(low[i], high[i]);
}

/* x / 2^k for k up to 3, at most 2^(32 - k) above the prime. The prime is f · 2^k + 1 for an f, so
 * that adding it m times, where m is -x modulo 2^k, makes x divisible. */
LANE_FN fe goldilocks_divide(fe x, int k) {
  const uint64_t f = (GOLDILOCKS_PRIME - 1) >> k, mask = (UINT64_C(1) << k) - 1;
#if defined(__AVX512F__)
  uint64_t table[8]; /* (low + m · prime) / 2^k, where low and m cancel but for m = low = 0 */
  LANE_UNROLL
  for (uint64_t i = 0; i < 8; i++)
    table[i] = (i & mask) ? ((0 - i) & mask) * f + 1 : 0;
  const __m512i tables = _mm512_setr_epi64(
      (long long)table[0], (long long)table[1], (long long)table[2], (long long)table[3],
      (long long)table[4], (long long)table[5], (long long)table[6], (long long)table[7]);
  return (x >> k) + (w64)_mm512_permutexvar_epi64((__m512i)x, tables);
#else
  const w64 m = (0 - x) & mask;
  return (x >> k) + w64_multiply_low(m << (32 - k), w64_set(f >> (32 - k))) + ((m + mask) >> k);
#endif
}

/* In the internal rounds the elements with whole factors stay halves, which are signed. A round
 * takes h to 4 h + 2^32 at most, so that after 11 rounds they are below 2^55, and the sum of eleven
 * below 2^58. */
struct goldilocks_halves {
  w64 low[POSEIDON2_WIDTH], high[POSEIDON2_WIDTH];
};
enum { GOLDILOCKS_ROUNDS = 11 };
_Static_assert(POSEIDON2_PARTIAL_ROUNDS % GOLDILOCKS_ROUNDS == 0 && POSEIDON2_WIDTH <= 12, "");

/* What makes such sums positive: 2^29 times the prime, which is 2^32 (2^32 - 1) + 1, with 2^30 of
 * the upper half moved to the lower one. */
#define GOLDILOCKS_BIAS_LOW ((UINT64_C(1) << 62) + (UINT64_C(1) << 29))
#define GOLDILOCKS_BIAS_HIGH ((UINT64_C(1) << 61) - (UINT64_C(1) << 29) - (UINT64_C(1) << 30))

LANE_FN w64 goldilocks_times(w64 half, int n) {
  const w64 twice = half + half;
  return n == 1 ? half : n == 2 ? twice : n == 3 ? twice + half : half << 2;
}

/* The sum of all but the first. */
LANE_FN fe goldilocks_rest(const fe x[POSEIDON2_WIDTH], const struct goldilocks_halves *halves) {
  w64 low = w64_set(GOLDILOCKS_BIAS_LOW), high = w64_set(GOLDILOCKS_BIAS_HIGH);
  int i = 0;
#define WHOLE(n)                                                                                   \
  if (i > 0)                                                                                       \
    low += halves->low[i], high += halves->high[i];                                                \
  i++;
#define INVERSE(sign, k) low += goldilocks_low(x[i]), high += goldilocks_high(x[i]), i++;
  POSEIDON2_DIAGONAL(WHOLE, INVERSE)
#undef WHOLE
#undef INVERSE
  return goldilocks_of_halves(low, high);
}

/* Each element but the first becomes its multiple and the sum, which is canonical. */
LANE_FN void goldilocks_add_multiples(fe x[POSEIDON2_WIDTH], struct goldilocks_halves *halves,
                                      fe sum) {
  const w64 low = goldilocks_low(sum), high = goldilocks_high(sum);
  int i = 0;
#define WHOLE(n)                                                                                   \
  if (i > 0 && (n) < 0)                                                                            \
    halves->low[i] = low - goldilocks_times(halves->low[i], -(n)),                                 \
    halves->high[i] = high - goldilocks_times(halves->high[i], -(n));                              \
  else if (i > 0)                                                                                  \
    halves->low[i] = low + goldilocks_times(halves->low[i], n),                                    \
    halves->high[i] = high + goldilocks_times(halves->high[i], n);                                 \
  i++;
#define INVERSE(sign, k)                                                                           \
  x[i] = (sign) < 0 ? fe_sub(sum, goldilocks_divide(x[i], k))                                      \
                    : goldilocks_add_canonical(goldilocks_divide(x[i], k), sum);                   \
  i++;
  POSEIDON2_DIAGONAL(WHOLE, INVERSE)
#undef WHOLE
#undef INVERSE
}

/* The first factor is -2: the first element becomes the others' sum less its own power. The
 * constant of the next round is added here, where nothing waits for it. */
LANE_FN void goldilocks_round(fe x[POSEIDON2_WIDTH], struct goldilocks_halves *halves,
                              uint64_t next_constant) {
  const fe rest = fe_leave(goldilocks_rest(x, halves));
  const fe others = goldilocks_add_canonical(rest, w64_set(next_constant));
  const fe power = goldilocks_power7(x[0]);
  x[0] = fe_sub(others, power);
  goldilocks_add_multiples(x, halves, fe_leave(goldilocks_add_canonical(power, rest)));
}

/* From elements to halves and back, but for the first. */
LANE_FN void goldilocks_split(const fe x[POSEIDON2_WIDTH], struct goldilocks_halves *halves) {
  LANE_UNROLL
  for (int i = 1; i < POSEIDON2_WIDTH; i++)
    halves->low[i] = goldilocks_low(x[i]), halves->high[i] = goldilocks_high(x[i]);
}

LANE_FN void goldilocks_join_halves(fe x[POSEIDON2_WIDTH], const struct goldilocks_halves *halves) {
  int i = 0;
#define WHOLE(n)                                                                                   \
  if (i > 0)                                                                                       \
    x[i] = goldilocks_of_halves(halves->low[i] + GOLDILOCKS_BIAS_LOW,                              \
                                halves->high[i] + GOLDILOCKS_BIAS_HIGH);                           \
  i++;
#define INVERSE(sign, k) i++;
  POSEIDON2_DIAGONAL(WHOLE, INVERSE)
#undef WHOLE
#undef INVERSE
}

#define POSEIDON2_STATES 1
LANE_FN void poseidon2_internal_rounds(fe x[1][POSEIDON2_WIDTH]) {
  struct goldilocks_halves halves;
  x[0][0] = goldilocks_add_canonical(x[0][0], w64_set(poseidon2_internal[0]));
  POSEIDON2_ROLLED
  for (int first = 0; first < POSEIDON2_PARTIAL_ROUNDS; first += GOLDILOCKS_ROUNDS) {
    goldilocks_split(x[0], &halves);
    POSEIDON2_ROLLED
    for (int round = first + 1; round <= first + GOLDILOCKS_ROUNDS; round++)
      goldilocks_round(x[0], &halves,
                       round < POSEIDON2_PARTIAL_ROUNDS ? poseidon2_internal[round] : 0);
    goldilocks_join_halves(x[0], &halves);
  }
}

#endif

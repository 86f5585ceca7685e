/* Poseidon2's layers over Goldilocks where a lane is a scalar, with the sums of
 * goldilocks_sum.h. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_SCALAR_H
#define PROOFMARK_KERNELS_POSEIDON2_GOLDILOCKS_SCALAR_H

LANE_FN void poseidon2_external_layer(fe x[POSEIDON2_WIDTH]) {
  goldilocks_sum sums[POSEIDON2_WIDTH];
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    sums[i] = goldilocks_sum_of(x[i]);
  poseidon2_mix(sums);
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    x[i] = goldilocks_of_sum(sums[i]);
}

/* x / 2^k: the prime is f · 2^k + 1 for an f, so that adding it m times, where m is -x modulo 2^k,
 * makes x divisible. At most 2^(32 - k) above the prime. */
LANE_FN fe goldilocks_divide(fe x, int k) {
  const uint64_t f = (GOLDILOCKS_PRIME - 1) >> k, mask = (UINT64_C(1) << k) - 1;
  const w64 m = (0 - x) & mask;
  return (x >> k) + m * f + (m != 0);
}

/* sum + n · x, for n up to 4. */
LANE_FN goldilocks_sum goldilocks_add_times(goldilocks_sum sum, fe x, int n) {
  const goldilocks_sum once = {x, 0}, twice = {x << 1, (w32)(x >> 63)},
                       four_times = {x << 2, (w32)(x >> 62)};
  sum = goldilocks_sum_add(sum, n == 4 ? four_times : n == 1 ? once : twice);
  return n == 3 ? goldilocks_sum_add(sum, once) : sum;
}

/* The sum of all, to which each element adds its own multiple; the first one's factor is -2, so
 * that of the sum the others' is left, less itself. */
LANE_FN void goldilocks_internal_layer(fe x[POSEIDON2_WIDTH]) {
  goldilocks_sum others = {x[1], 0};
  LANE_UNROLL
  for (int i = 2; i < POSEIDON2_WIDTH; i++)
    others = goldilocks_sum_add(others, goldilocks_sum_of(x[i]));
  const fe rest = fe_leave(goldilocks_of_sum(others));
  const fe sum = fe_leave(goldilocks_add_canonical(x[0], rest)), first = fe_sub(rest, x[0]);
  int i = 0;
#define WHOLE(n)                                                                                   \
  x[i] = (n) < 0 ? fe_sub(sum, goldilocks_of_sum(goldilocks_add_times(nothing, x[i], -(n))))       \
                 : goldilocks_of_sum(goldilocks_add_times(goldilocks_sum_of(sum), x[i], n));       \
  i++;
#define INVERSE(sign, k)                                                                           \
  x[i] = (sign) < 0 ? fe_sub(sum, goldilocks_divide(x[i], k))                                      \
                    : goldilocks_add_canonical(goldilocks_divide(x[i], k), sum);                   \
  i++;
  const goldilocks_sum nothing = {0, 0};
  POSEIDON2_DIAGONAL(WHOLE, INVERSE)
#undef WHOLE
#undef INVERSE
  x[0] = first;
}

#define POSEIDON2_STATES 1
LANE_FN void poseidon2_internal_rounds(fe x[1][POSEIDON2_WIDTH]) {
  POSEIDON2_ROLLED
  for (int round = 0; round < POSEIDON2_PARTIAL_ROUNDS; round++) {
    x[0][0] = poseidon2_power(x[0][0], poseidon2_internal[round]);
    goldilocks_internal_layer(x[0]);
  }
}

#endif

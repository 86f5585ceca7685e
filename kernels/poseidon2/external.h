/* The external matrix of Poseidon2 by sums alone: circ(2 M4, M4, ..., M4) with M4 = circ(2, 3, 1,
 * 1), for a width of 3 circ(2, 1, 1) (the paper's section 5.1).
 *
 * Of field elements, or of what the including file defines POSEIDON2_TERM and POSEIDON2_SUM(a, b)
 * to be: something with room for the whole sum, of up to 7 (width / 4 + 1) numbers. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_EXTERNAL_H
#define PROOFMARK_KERNELS_POSEIDON2_EXTERNAL_H

#if !defined(POSEIDON2_TERM)
#define POSEIDON2_TERM fe
#define POSEIDON2_SUM(a, b) fe_add(a, b)
#endif

#if POSEIDON2_WIDTH == 3

LANE_FN void poseidon2_mix(POSEIDON2_TERM x[3]) {
  const POSEIDON2_TERM sum = POSEIDON2_SUM(POSEIDON2_SUM(x[0], x[1]), x[2]);
  LANE_UNROLL
  for (int i = 0; i < 3; i++)
    x[i] = POSEIDON2_SUM(x[i], sum);
}

#else

/* The product with M4. */
LANE_FN void poseidon2_mix4(POSEIDON2_TERM x[4]) {
  const POSEIDON2_TERM first = POSEIDON2_SUM(x[0], x[1]), last = POSEIDON2_SUM(x[2], x[3]);
  const POSEIDON2_TERM all = POSEIDON2_SUM(first, last);
  const POSEIDON2_TERM all_1 = POSEIDON2_SUM(all, x[1]), all_3 = POSEIDON2_SUM(all, x[3]);
  x[3] = POSEIDON2_SUM(all_3, POSEIDON2_SUM(x[0], x[0]));
  x[1] = POSEIDON2_SUM(all_1, POSEIDON2_SUM(x[2], x[2]));
  x[0] = POSEIDON2_SUM(all_1, first);
  x[2] = POSEIDON2_SUM(all_3, last);
}

/* Every four elements times M4, and each result plus those in the same place of all four. */
LANE_FN void poseidon2_mix(POSEIDON2_TERM x[POSEIDON2_WIDTH]) {
  POSEIDON2_TERM sum[4];
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i += 4)
    poseidon2_mix4(x + i);
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    sum[i % 4] = i < 4 ? x[i] : POSEIDON2_SUM(sum[i % 4], x[i]);
  LANE_UNROLL
  for (int i = 0; i < POSEIDON2_WIDTH; i++)
    x[i] = POSEIDON2_SUM(x[i], sum[i % 4]);
}

#endif

#endif

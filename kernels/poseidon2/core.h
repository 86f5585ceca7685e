/* The permutation Poseidon2 in lane C, over the fe of a field's element.h (Grassi, Khovratovich,
 * Schofnegger: Poseidon2, a faster version of the Poseidon hash function, 2023, sections 5 and 6).
 *
 * The including file includes the instance's constants.h, and before this one a header with the
 * steps that are best done in the field's own way (mont31.h, goldilocks.h, limbs.h):
 *
 *   POSEIDON2_STATES               how many states a lane permutes at once: 2 where one would leave
 *                                  the processor waiting for its results
 *   poseidon2_power(x, c)          (x + c)^alpha, for a constant of poseidon2_external
 *   poseidon2_external_layer(x)    the product with the external matrix
 *   poseidon2_internal_rounds(x)   all of them, of all states
 */
#ifndef PROOFMARK_KERNELS_POSEIDON2_CORE_H
#define PROOFMARK_KERNELS_POSEIDON2_CORE_H

#if POSEIDON2_STATES > 1
#define POSEIDON2_PHASE __attribute__((noinline)) static
#else
#define POSEIDON2_PHASE LANE_FN
#endif

LANE_FN void poseidon2_external_rounds(fe x[POSEIDON2_WIDTH], int first, int last) {
  POSEIDON2_ROLLED
  for (int round = first; round < last; round++) {
    LANE_UNROLL
    for (int i = 0; i < POSEIDON2_WIDTH; i++)
      x[i] = poseidon2_power(x[i], poseidon2_external[round * POSEIDON2_WIDTH + i]);
    poseidon2_external_layer(x);
  }
}

POSEIDON2_PHASE void poseidon2_first_rounds(fe x[POSEIDON2_WIDTH]) {
  poseidon2_external_layer(x);
  poseidon2_external_rounds(x, 0, POSEIDON2_FULL_ROUNDS / 2);
}

POSEIDON2_PHASE void poseidon2_last_rounds(fe x[POSEIDON2_WIDTH]) {
  poseidon2_external_rounds(x, POSEIDON2_FULL_ROUNDS / 2, POSEIDON2_FULL_ROUNDS);
}

/* Elements in the field's form. */
LANE_FN void poseidon2_permute(fe x[POSEIDON2_STATES][POSEIDON2_WIDTH]) {
  POSEIDON2_ROLLED
  for (int state = 0; state < POSEIDON2_STATES; state++)
    poseidon2_first_rounds(x[state]);
  poseidon2_internal_rounds(x);
  POSEIDON2_ROLLED
  for (int state = 0; state < POSEIDON2_STATES; state++)
    poseidon2_last_rounds(x[state]);
}

#endif

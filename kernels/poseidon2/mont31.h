/* Poseidon2's steps over the primes of 31 bits, (2^w - 1) 2^(31 - w) + 1: core.h. An fe is below
 * the prime between the steps; inside of them words are signed where that spares corrections. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_MONT31_H
#define PROOFMARK_KERNELS_POSEIDON2_MONT31_H

/* Less the prime, so that the sum with an element is between -prime and prime. */
typedef uint32_t poseidon2_constant;
#define POSEIDON2_ENTRY(x) MONT31(x) - MONT31_PRIME
#include "kernels/poseidon2/round_constants.h"

#include "kernels/poseidon2/external.h"
#include "kernels/poseidon2/mont31_divide.h"

LANE_FN fe poseidon2_power(fe element, poseidon2_constant addend) {
  w32 x = element + addend;
#if defined(MONT31_UNSIGNED)
  x = mont31_correct(x);
#endif
  const w32 square = mont31_product(x, x);
  w32 cube = mont31_product(square, x);
#if POSEIDON2_ALPHA == 3
  return mont31_finish(cube);
#else
#if defined(MONT31_UNSIGNED)
  cube = mont31_finish(cube);
#endif
  return mont31_finish(mont31_product(mont31_product(square, square), cube));
#endif
}

LANE_FN void poseidon2_external_layer(fe x[POSEIDON2_WIDTH]) { poseidon2_mix(x); }

/* n · x for n up to 4. */
LANE_FN fe mont31_times(fe x, int n) {
  const fe twice = fe_double(x);
  return n == 1 ? x : n == 2 ? twice : fe_add(twice, n == 3 ? x : twice);
}

/* The sum of all, to which each element adds its own multiple; the first one's factor is -2, so
 * that of the sum the others' is left, less itself. */
LANE_FN void mont31_internal_layer(fe x[POSEIDON2_WIDTH]) {
  fe odd = x[1], even = x[2];
  LANE_UNROLL
  for (int i = 3; i < POSEIDON2_WIDTH; i++)
    *(i % 2 ? &odd : &even) = fe_add(i % 2 ? odd : even, x[i]);
  const fe rest = fe_add(odd, even), sum = fe_add(rest, x[0]), first = fe_sub(rest, x[0]);
  int i = 0;
#define WHOLE(n)                                                                                   \
  x[i] = (n) < 0 ? fe_sub(sum, mont31_times(x[i], -(n))) : fe_add(sum, mont31_times(x[i], n));     \
  i++;
#define INVERSE(sign, k)                                                                           \
  x[i] = (sign) < 0 ? fe_sub(sum, mont31_divide(x[i], k)) : fe_add(sum, mont31_divide(x[i], k));   \
  i++;
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
    mont31_internal_layer(x[0]);
  }
}

#endif

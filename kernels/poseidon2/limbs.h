/* Poseidon2's steps over a field of many limbs, for a width of 3, x^5 and the diagonal 1, 1, 2:
 * core.h. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_LIMBS_H
#define PROOFMARK_KERNELS_POSEIDON2_LIMBS_H

typedef fe poseidon2_constant;
#define POSEIDON2_ENTRY(w7, w6, w5, w4, w3, w2, w1, w0)                                            \
  {                                                                                                \
    { LIMBS_WORDS(w1, w0), LIMBS_WORDS(w3, w2), LIMBS_WORDS(w5, w4), LIMBS_WORDS(w7, w6) }         \
  }
#include "kernels/poseidon2/round_constants.h"

#include "kernels/poseidon2/external.h"

/* One function where OpenCL's compiler makes code for a CPU, which takes a minute otherwise. */
#if defined(__OPENCL_VERSION__)
WIDE_CALLED fe limbs_product(fe a, fe b) { return fe_mul(a, b); }
#define LIMBS_MUL(a, b) limbs_product(a, b)
#define LIMBS_SQUARE(a) limbs_product(a, a)
#else
#define LIMBS_MUL(a, b) fe_mul(a, b)
#define LIMBS_SQUARE(a) fe_square(a)
#endif

LANE_FN fe poseidon2_power(fe element, poseidon2_constant addend) {
  const fe x = fe_add(element, addend);
  return LIMBS_MUL(LIMBS_SQUARE(LIMBS_SQUARE(x)), x);
}

LANE_FN void poseidon2_external_layer(fe x[POSEIDON2_WIDTH]) { poseidon2_mix(x); }

/* An internal round waits for its three products, one after another. Two states keep a processor
 * busy that multiplies fast enough; a GPU has other threads. */
#if defined(LANE_SCALAR) && defined(__ADX__)
#define POSEIDON2_STATES 2
#else
#define POSEIDON2_STATES 1
#endif

LANE_FN void limbs_internal_layer(fe x[POSEIDON2_WIDTH], fe power) {
  const fe sum = fe_add(fe_add(x[1], x[2]), power);
  x[0] = fe_add(sum, power);
  x[1] = fe_add(sum, x[1]);
  x[2] = fe_add(sum, fe_double(x[2]));
}

/* The powers of all states step by step. */
LANE_FN void limbs_internal_round(fe x[POSEIDON2_STATES][POSEIDON2_WIDTH],
                                  poseidon2_constant addend) {
  fe power[POSEIDON2_STATES];
  LANE_UNROLL
  for (int state = 0; state < POSEIDON2_STATES; state++)
    x[state][0] = fe_add(x[state][0], addend);
  LANE_UNROLL
  for (int state = 0; state < POSEIDON2_STATES; state++)
    power[state] = LIMBS_SQUARE(x[state][0]);
  LANE_UNROLL
  for (int state = 0; state < POSEIDON2_STATES; state++)
    power[state] = LIMBS_SQUARE(power[state]);
  LANE_UNROLL
  for (int state = 0; state < POSEIDON2_STATES; state++)
    power[state] = LIMBS_MUL(power[state], x[state][0]);
  LANE_UNROLL
  for (int state = 0; state < POSEIDON2_STATES; state++)
    limbs_internal_layer(x[state], power[state]);
}

LANE_FN void poseidon2_internal_rounds(fe x[POSEIDON2_STATES][POSEIDON2_WIDTH]) {
  POSEIDON2_ROLLED
  for (int round = 0; round < POSEIDON2_PARTIAL_ROUNDS; round++)
    limbs_internal_round(x, poseidon2_internal[round]);
}

#endif

/* Poseidon2's functions over BN254's scalar field on the CPU. The including file defines
 * LIMBS_NAME(f), the name of the function f as it compiles it, and has
 *
 *   struct states, STATES        the states permuted at once; all zeros are zeros
 *   permute_states(states)
 *   absorb(states, bytes, stride, left, count)   `count` elements of every state, from bytes +
 *                                                state ·
 *                                stride, or of the last state that there is: `left` of them are
 *   squeeze(states, left, count, bytes)          the first `count` elements of those, one after
 *                                                another
 */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BN254_FR_3_STATES_H
#define PROOFMARK_KERNELS_POSEIDON2_BN254_FR_3_STATES_H

#include "kernels/poseidon2/poseidon2.h"

poseidon2_permute_fn LIMBS_NAME(permute), LIMBS_NAME(compress);
poseidon2_hash_fn LIMBS_NAME(hash);

enum { RATE = 2 };

/* Permutes states of `in` elements and zeros, and gives the first `out` elements of each. */
static void permute_all(const uint8_t *from, uint64_t in, uint64_t first, uint64_t last,
                        uint8_t *to, uint64_t out) {
  for (; first < last; first += STATES) {
    struct states states;
    memset(&states, 0, sizeof states);
    absorb(&states, from + first * in * ELEMENT_BYTES, in * ELEMENT_BYTES, last - first, in);
    permute_states(&states);
    squeeze(&states, last - first, out, to + first * out * ELEMENT_BYTES);
  }
}

void LIMBS_NAME(permute)(const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {
  permute_all(in, WIDTH, first, last, out, WIDTH);
}

void LIMBS_NAME(compress)(const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {
  permute_all(in, 2, first, last, out, 1);
}

void LIMBS_NAME(hash)(const uint8_t *rows, uint64_t elements, uint64_t first, uint64_t last,
                      uint8_t *digests) {
  const uint64_t row_bytes = elements * ELEMENT_BYTES;
  for (; first < last; first += STATES) {
    struct states states;
    memset(&states, 0, sizeof states);
    for (uint64_t done = 0; done < elements; done += RATE) {
      absorb(&states, rows + first * row_bytes + done * ELEMENT_BYTES, row_bytes, last - first,
             elements - done < RATE ? elements - done : RATE);
      permute_states(&states);
    }
    squeeze(&states, last - first, 1, digests + first * ELEMENT_BYTES);
  }
}

#endif

/* What the permutation Keccak-f[1600] costs (FIPS 202, section 3.2). */
#ifndef PROOFMARK_KERNELS_HASH_KECCAK_COST_H
#define PROOFMARK_KERNELS_HASH_KECCAK_COST_H

#include "kernels/lane/cost.h"

/* Of a round, on words of 64 bits: theta 10 three-input XORs for the parities, 5 rotations, 25 XORs
 * of a word and two parities; rho 24 rotations; chi 25 three-input functions; iota one XOR. */
enum {
  KECCAK_ROUND_ADD = 2,
  KECCAK_ROUND_LOGIC3 = 2 * (10 + 25 + 25),
  KECCAK_ROUND_SHIFT = 2 * (5 + 24)
};

/* Of a hash of 32 bytes that takes so many permutations. Of a message's first round the words
 * without message are known, of its last one only 4 of 25 words are needed: together that spares
 * less than two rounds. */
static inline struct lane_cost keccak_hash_cost(double permutations) {
  const struct lane_cost round = {
      .add = KECCAK_ROUND_ADD, .logic3 = KECCAK_ROUND_LOGIC3, .shift = KECCAK_ROUND_SHIFT};
  return cost_times(24 * permutations - 2, round);
}

#endif

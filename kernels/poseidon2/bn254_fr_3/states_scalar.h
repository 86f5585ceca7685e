/* One state after another: states.h. */
#ifndef PROOFMARK_KERNELS_POSEIDON2_BN254_FR_3_STATES_SCALAR_H
#define PROOFMARK_KERNELS_POSEIDON2_BN254_FR_3_STATES_SCALAR_H

#define LANE_SCALAR
#define FE_LAZY
#include "kernels/field/bn254_fr/element.h"
#include "kernels/poseidon2/bn254_fr_3/constants.h"
#include "kernels/poseidon2/limbs.h"
#include "kernels/poseidon2/core.h"

enum { ELEMENT_BYTES = 4 * FE_WORDS, WIDTH = POSEIDON2_WIDTH, STATES = POSEIDON2_STATES };

static fe load(const uint8_t *bytes) {
  uint32_t words[FE_WORDS];
  memcpy(words, bytes, sizeof words);
  return fe_enter(fe_load(words));
}

static void store(uint8_t *bytes, fe a) {
  uint32_t words[FE_WORDS];
  fe_store(words, fe_leave(a));
  memcpy(bytes, words, sizeof words);
}

struct states {
  fe x[STATES][WIDTH];
};

__attribute__((noinline)) static void permute_states(struct states *states) {
  poseidon2_permute(states->x);
}

static void absorb(struct states *states, const uint8_t *bytes, uint64_t stride, uint64_t left,
                   uint64_t count) {
  for (uint64_t state = 0; state < STATES; state++)
    for (uint64_t i = 0; i < count; i++)
      states->x[state][i] =
          load(bytes + (state < left ? state : left - 1) * stride + i * ELEMENT_BYTES);
}

static void squeeze(const struct states *states, uint64_t left, uint64_t count, uint8_t *bytes) {
  for (uint64_t state = 0; state < STATES && state < left; state++)
    for (uint64_t i = 0; i < count; i++)
      store(bytes + (state * count + i) * ELEMENT_BYTES, states->x[state][i]);
}

#include "kernels/poseidon2/bn254_fr_3/states.h"

#endif

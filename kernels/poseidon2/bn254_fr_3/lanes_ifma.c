/* Poseidon2 over BN254's scalar field for processors with AVX-512's 52-bit multiply-add: a state per lane. */
#if defined(__AVX512IFMA__)
#define LANE_SCALAR
#include "kernels/field/bn254_fr/element.h"
#include "kernels/field/limbs/rows52.h"
#include "kernels/poseidon2/bn254_fr_3/constants52.h"
#include "kernels/poseidon2/limbs_lanes.h"

enum {
  ELEMENT_BYTES = 4 * FE_WORDS,
  WIDTH = POSEIDON2_WIDTH,
  STATES = POSEIDON2_VECTORS * LANES52
};

struct states {
  struct signed8 x[POSEIDON2_ELEMENTS];
};

__attribute__((noinline)) static void permute_states(struct states *states) {
  poseidon2_permute(states->x);
}

static void absorb(struct states *states, const uint8_t *bytes, uint64_t stride, uint64_t left,
                   uint64_t count) {
  for (uint64_t first = 0; first < STATES; first += LANES52)
    for (uint64_t i = 0; i < count; i++) {
      const uint8_t *rows[LANES52];
      for (uint64_t state = first; state < first + LANES52; state++)
        rows[state - first] =
            bytes + (state < left ? state : left - 1) * stride + i * ELEMENT_BYTES;
      const struct fe8 canonical = fe8_read(rows), element = fe8_enter(&canonical);
      states->x[first / LANES52 * WIDTH + i] = fe8_signed(&element);
    }
}

static void squeeze(const struct states *states, uint64_t left, uint64_t count, uint8_t *bytes) {
  uint8_t nowhere[ELEMENT_BYTES];
  for (uint64_t first = 0; first < STATES && first < left; first += LANES52)
    for (uint64_t i = 0; i < count; i++) {
      uint8_t *rows[LANES52];
      for (uint64_t state = first; state < first + LANES52; state++)
        rows[state - first] = state < left ? bytes + (state * count + i) * ELEMENT_BYTES : nowhere;
      const struct fe8 element = fe8_carry(&states->x[first / LANES52 * WIDTH + i]);
      const struct fe8 canonical = fe8_leave(&element);
      fe8_write(rows, &canonical);
    }
}

#define LIMBS_NAME(f) poseidon2_bn254_fr_3_##f##_avx512_ifma
#include "kernels/poseidon2/bn254_fr_3/states.h"
#endif

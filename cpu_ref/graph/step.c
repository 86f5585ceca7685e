#include "cpu_ref/graph/step.h"

static uint32_t rotate_right(uint32_t x, unsigned bits) { return x >> bits | x << (32 - bits); }

/* Sigma0{256}, equation 4.4 of FIPS 180-4. */
static uint32_t sigma(uint32_t x) {
  return rotate_right(x, 2) ^ rotate_right(x, 13) ^ rotate_right(x, 22);
}

void ref_graph_step(const uint32_t *first, const uint32_t *second, uint32_t key, uint32_t rounds,
                    uint64_t words, uint32_t *out) {
  for (uint64_t i = 0; i < words; i++) {
    uint32_t x = first[i] + rotate_right(second[i], 7) + key;
    for (uint32_t round = 0; round < rounds; round++)
      x = sigma(x) + key;
    out[i] = x;
  }
}

#include "host/base/random.h"

#include <string.h>

/* The finaliser of SplitMix64; the constants are Stafford's variant 13. */
static uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static const uint64_t golden_gamma = UINT64_C(0x9e3779b97f4a7c15);

uint64_t pm_random_word(uint64_t seed, uint64_t stream, uint64_t index) {
  uint64_t start = mix(seed + golden_gamma) ^ mix(mix(stream) + golden_gamma);
  return mix(start + (index + 1) * golden_gamma);
}

void pm_random_bytes(uint64_t seed, uint64_t stream, uint64_t offset, uint8_t *bytes,
                     size_t count) {
  while (count) {
    uint64_t word = pm_random_word(seed, stream, offset / 8);
    uint8_t little_endian[8];
    for (int i = 0; i < 8; i++)
      little_endian[i] = (uint8_t)(word >> (8 * i));
    size_t skip = offset % 8;
    size_t take = 8 - skip < count ? 8 - skip : count;
    memcpy(bytes, little_endian + skip, take);
    bytes += take;
    offset += take;
    count -= take;
  }
}

size_t pm_random_below(uint64_t word, size_t bound) {
  return (size_t)(((unsigned __int128)word * bound) >> 64);
}

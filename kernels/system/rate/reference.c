/* The steps as rate.h defines them, one word and one step at a time. */
#include <stddef.h>

#include "kernels/system/rate/rate.h"

static uint64_t rotated(uint64_t x, unsigned n) { return x >> n | x << (64 - n); }

/* What word i becomes. */
static uint64_t updated(enum rate_class class, const uint64_t x[RATE_WORDS], int i) {
  static const unsigned rotations[] = {24, 16, 63};
  const uint64_t next = x[(i + 1) % RATE_WORDS];
  const uint64_t b = x[(i + 3) % RATE_WORDS], c = x[(i + 5) % RATE_WORDS];
  switch (class) {
  case RATE_ADD:
    return x[i] + b + c;
  case RATE_LOGIC3:
    return x[i] ^ (~b & c);
  case RATE_SHIFT:
    return rotated(x[i], rotations[i % 3]);
  case RATE_MULTIPLY:
    return (uint32_t)(x[i] * next);
  case RATE_MULTIPLY_WIDE:
    return (x[i] & 0xffffffff) * (next & 0xffffffff);
  default:
    return i % 2 == 0 ? x[i] + b + c : x[i] ^ (~b & c);
  }
}

static uint64_t lane_result(enum rate_class class, uint64_t x[RATE_WORDS], uint32_t steps) {
  uint64_t sum = 0;
  for (uint32_t step = 0; step < steps; step++)
    for (int i = 0; i < RATE_WORDS; i++)
      x[i] = updated(class, x, i);
  for (int i = 0; i < RATE_WORDS; i++)
    sum += x[i];
  return sum;
}

static uint64_t lane_result_64(uint64_t x[RATE_WORDS], uint32_t steps) {
  uint64_t sum = 0;
  for (uint32_t step = 0; step < steps; step++)
    for (int i = 0; i < RATE_WORDS_64; i++)
      x[i] *= x[(i + 1) % RATE_WORDS_64];
  for (int i = 0; i < RATE_WORDS_64; i++)
    sum += x[i];
  return sum;
}

static uint64_t lane_result_52(uint64_t x[RATE_WORDS], uint32_t steps) {
  const uint64_t mask = (UINT64_C(1) << 52) - 1;
  uint64_t sum = 0;
  for (uint32_t step = 0; step < steps; step++)
    for (int i = 0; i < RATE_WORDS; i++) {
      const unsigned __int128 product =
          (unsigned __int128)(x[i] & mask) * (x[(i + 1) % RATE_WORDS] & mask);
      sum += (uint64_t)(product >> 52);
      x[i] = (uint64_t)product & mask;
    }
  for (int i = 0; i < RATE_WORDS; i++)
    sum += x[i];
  return sum;
}

void rate_reference(enum rate_class class, const void *in, uint32_t steps, uint64_t lane,
                    void *out) {
  const uint32_t *const words32 = in;
  const uint64_t *const words64 = in;
  uint64_t x[RATE_WORDS];
  for (uint64_t i = 0; i < RATE_WORDS; i++) {
    const uint64_t at = i * RATE_STATES + lane % RATE_STATES;
    x[i] = class == RATE_MULTIPLY ? words32[at] : words64[at];
  }
  const uint64_t result = class == RATE_MULTIPLY_64   ? lane_result_64(x, steps)
                          : class == RATE_MULTIPLY_52 ? lane_result_52(x, steps)
                                                      : lane_result(class, x, steps);
  if (class == RATE_MULTIPLY)
    ((uint32_t *)out)[lane] = (uint32_t)result;
  else
    ((uint64_t *)out)[lane] = result;
}

#include "cpu_ref/system/rate.h"

enum { WORDS = 12, WORDS_64 = 8 };

static uint64_t rotated(uint64_t x, unsigned n) { return x >> n | x << (64 - n); }

/* What word i becomes. */
static uint64_t updated(enum ref_rate class, const uint64_t x[WORDS], int i) {
  static const unsigned rotations[] = {24, 16, 63};
  const uint64_t next = x[(i + 1) % WORDS];
  const uint64_t b = x[(i + 3) % WORDS], c = x[(i + 5) % WORDS];
  switch (class) {
  case REF_RATE_ADD:
    return x[i] + b + c;
  case REF_RATE_LOGIC3:
    return x[i] ^ (~b & c);
  case REF_RATE_SHIFT:
    return rotated(x[i], rotations[i % 3]);
  case REF_RATE_MULTIPLY:
    return (uint32_t)(x[i] * next);
  case REF_RATE_MULTIPLY_WIDE:
    return (x[i] & 0xffffffff) * (next & 0xffffffff);
  default:
    return i % 2 == 0 ? x[i] + b + c : x[i] ^ (~b & c);
  }
}

static uint64_t lane_result(enum ref_rate class, uint64_t x[WORDS], uint32_t steps) {
  uint64_t sum = 0;
  for (uint32_t step = 0; step < steps; step++)
    for (int i = 0; i < WORDS; i++)
      x[i] = updated(class, x, i);
  for (int i = 0; i < WORDS; i++)
    sum += x[i];
  return sum;
}

static uint64_t lane_result_64(uint64_t x[WORDS], uint32_t steps) {
  uint64_t sum = 0;
  for (uint32_t step = 0; step < steps; step++)
    for (int i = 0; i < WORDS_64; i++)
      x[i] *= x[(i + 1) % WORDS_64];
  for (int i = 0; i < WORDS_64; i++)
    sum += x[i];
  return sum;
}

static uint64_t lane_result_52(uint64_t x[WORDS], uint32_t steps) {
  const uint64_t mask = (UINT64_C(1) << 52) - 1;
  uint64_t sum = 0;
  for (uint32_t step = 0; step < steps; step++)
    for (int i = 0; i < WORDS; i++) {
      const unsigned __int128 product =
          (unsigned __int128)(x[i] & mask) * (x[(i + 1) % WORDS] & mask);
      sum += (uint64_t)(product >> 52);
      x[i] = (uint64_t)product & mask;
    }
  for (int i = 0; i < WORDS; i++)
    sum += x[i];
  return sum;
}

void ref_rate(enum ref_rate class, const void *in, uint64_t states, uint32_t steps, uint64_t lane,
              void *out) {
  const uint32_t *const words32 = in;
  const uint64_t *const words64 = in;
  uint64_t x[WORDS];
  for (uint64_t i = 0; i < WORDS; i++) {
    const uint64_t at = i * states + lane % states;
    x[i] = class == REF_RATE_MULTIPLY ? words32[at] : words64[at];
  }
  const uint64_t result = class == REF_RATE_MULTIPLY_64   ? lane_result_64(x, steps)
                          : class == REF_RATE_MULTIPLY_52 ? lane_result_52(x, steps)
                                                          : lane_result(class, x, steps);
  if (class == REF_RATE_MULTIPLY)
    ((uint32_t *)out)[lane] = (uint32_t)result;
  else
    ((uint64_t *)out)[lane] = result;
}

/* The chains on the CPU's vectors. */
#include <stddef.h>

#include "kernels/system/rate/chains.h"

#define RATE_CPU(name, word, chain)                                                                \
  static void name(const void *in, uint32_t steps, uint64_t first, uint64_t last, void *out) {     \
    enum { LANES = sizeof(word) / RATE_WORD_BYTES_##word };                                        \
    const word *const words = in;                                                                  \
    for (uint64_t lane = first; lane < last; lane += LANES) {                                      \
      word x[RATE_WORDS], sum;                                                                     \
      LANE_UNROLL                                                                                  \
      for (int i = 0; i < RATE_WORDS; i++)                                                         \
        x[i] = words[(i * RATE_STATES + lane % RATE_STATES) / LANES];                              \
      chain(x, steps);                                                                             \
      sum = x[0];                                                                                  \
      LANE_UNROLL                                                                                  \
      for (int i = 1; i < RATE_WORDS; i++)                                                         \
        sum += x[i];                                                                               \
      ((word *)out)[lane / LANES] = sum;                                                           \
    }                                                                                              \
  }
#define RATE_WORD_BYTES_w32 4
#define RATE_WORD_BYTES_w64 8

RATE_CPU(add, w64, rate_add)
RATE_CPU(logic3, w64, rate_logic3)
RATE_CPU(shift, w64, rate_shift)
RATE_CPU(multiply, w32, rate_multiply)
RATE_CPU(operations, w64, rate_operations)
RATE_CPU(multiply_wide, w64, rate_multiply_wide)

extern const struct rate_code LANE_NAME(rate_lanes)[1];
const struct rate_code LANE_NAME(rate_lanes)[1] = {{{[RATE_ADD] = add,
                                                     [RATE_LOGIC3] = logic3,
                                                     [RATE_SHIFT] = shift,
                                                     [RATE_MULTIPLY] = multiply,
                                                     [RATE_MULTIPLY_WIDE] = multiply_wide,
                                                     [RATE_OPERATIONS] = operations}}};

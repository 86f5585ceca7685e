/* How many operations of a class a processor does in a second: chains of it in registers, enough of
 * them side by side that it never waits for a result. What the works know of it.
 *
 * A lane has RATE_WORDS words x[0], x[1], ... in a ring. A step takes them in turn, i = 0, 1, ...,
 * each with those behind it as they are by then, indices modulo RATE_WORDS:
 *
 *   add            x[i] += x[i + 3] + x[i + 5]                          64 bits
 *   logic3         x[i] ^= ~x[i + 3] & x[i + 5]                         64 bits
 *   shift          x[i] = x[i] rotated right by 24, 16 or 63 bits for i modulo 3 = 0, 1, 2     64 bits
 *   multiply       x[i] *= x[i + 1]                                     32 bits
 *   multiply_wide  x[i] = the lower words of x[i] and x[i + 1] multiplied     32 · 32 = 64 bits
 *   operations     as add for an even i, as logic3 for an odd one       64 bits
 *   multiply_64    x[i] *= x[i + 1], of the first RATE_WORDS_64 words    64 · 64 bits
 *   multiply_52    x[i] = the lower 52 bits of the product of the lower 52 bits of x[i] and x[i + 1]; the upper
 *                  52 bits are added to sum i modulo RATE_SUMS            52 · 52 = 104 bits
 *
 * The products' words begin with their lowest bit set, so that it stays set. A lane's result is the
 * sum of its words, and of multiply_52 the sums. Three words whose distances are 3, 5 and 2 share
 * no two with any other three: no sum can be made once and used twice. The rotations are those of
 * BLAKE2b but for the one by 32 bits: the easiest mix of the suite where whole bytes are easier
 * than bits.
 */
#ifndef PROOFMARK_KERNELS_SYSTEM_RATE_RATE_H
#define PROOFMARK_KERNELS_SYSTEM_RATE_RATE_H

#if !defined(__OPENCL_VERSION__) && !defined(__CUDACC__)
#include <stdint.h>

#include "kernels/lane/isa.h"
#include "kernels/lane/program.h"
#endif

#define RATE_WORDS 12
#define RATE_WORDS_64 8
#define RATE_SUMS 4
/* Lanes with inputs of their own; lane n begins as lane n modulo RATE_STATES does. */
#define RATE_STATES 256
#define RATE_GPU_GROUP 256

#if !defined(__OPENCL_VERSION__) && !defined(__CUDACC__)

enum rate_class {
  RATE_ADD,
  RATE_LOGIC3,
  RATE_SHIFT,
  RATE_MULTIPLY,
  RATE_MULTIPLY_WIDE,
  RATE_OPERATIONS,
  RATE_MULTIPLY_64,
  RATE_MULTIPLY_52,
  RATE_CLASS_COUNT
};

/* Bytes of a word: 4 for RATE_MULTIPLY, else 8. */
static inline unsigned rate_word_bytes(enum rate_class class) {
  return class == RATE_MULTIPLY ? 4 : 8;
}

/* Puts the results of lanes first up to last into out[first] up to out[last]. Word i of state s is
 * element i · RATE_STATES + s of `in`, elements being as wide as the class's words, and so are
 * those of `out`. All are aligned to 64 bytes; first and last are multiples of RATE_STATES, steps
 * of 4. */
typedef void rate_fn(const void *in, uint32_t steps, uint64_t first, uint64_t last, void *out);

/* By class; NULL where there is no code. */
struct rate_code {
  rate_fn *of[RATE_CLASS_COUNT];
};

struct rate {
  const struct rate_code *portable, *batch[LANE_ISA_COUNT];
  const struct gpu_program *program;
  /* By class, NULL where there is none: (in, uint32_t steps, uint32_t zero, out), a work-item for
   * each lane in groups of RATE_GPU_GROUP; `zero` is 0, which the compiler does not know. */
  const char *kernels[RATE_CLASS_COUNT];
};

extern const struct rate system_rate;

#endif
#endif

/* Chains of one class of operations, a word and a step at a time: the oracle of system/rate.
 *
 * A lane has 12 words x[0], x[1], ... in a ring. A step takes them in turn, i = 0, 1, ..., each
 * with those behind it as they are by then, indices modulo 12:
 *
 *   add            64 bits   x[i] += x[i + 3] + x[i + 5]
 *   logic3         64 bits   x[i] ^= ~x[i + 3] & x[i + 5]
 *   shift          64 bits   x[i] rotated right by 24, 16 or 63 bits for i modulo 3 = 0, 1, 2
 *   multiply       32 bits   x[i] *= x[i + 1]
 *   multiply_wide  64 bits   x[i] = the lower words of x[i] and x[i + 1] multiplied
 *   operations     64 bits   as add for an even i, as logic3 for an odd one
 *   multiply_64    64 bits   x[i] *= x[i + 1], of the first 8 words, modulo 8
 *   multiply_52    52 bits   x[i] = the lower 52 bits of the product of the lower 52 bits of x[i]
 *                            and x[i + 1]; the upper 52 bits are added to a sum
 *
 * A lane's result is the sum of its words, and of multiply_52 the sum of the upper bits too.
 */
#ifndef PROOFMARK_CPU_REF_SYSTEM_RATE_H
#define PROOFMARK_CPU_REF_SYSTEM_RATE_H

#include <stdint.h>

enum ref_rate {
  REF_RATE_ADD,
  REF_RATE_LOGIC3,
  REF_RATE_SHIFT,
  REF_RATE_MULTIPLY,
  REF_RATE_MULTIPLY_WIDE,
  REF_RATE_OPERATIONS,
  REF_RATE_MULTIPLY_64,
  REF_RATE_MULTIPLY_52
};

/* The result of one lane into its place of `out`. Lane n begins as state n modulo `states`; word i
 * of state s is element i · states + s of `in`. Elements of both have 32 bits for
 * REF_RATE_MULTIPLY, else 64. */
void ref_rate(enum ref_rate class, const void *in, uint64_t states, uint32_t steps, uint64_t lane,
              void *out);

#endif

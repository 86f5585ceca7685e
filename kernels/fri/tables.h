/* fri.table over an element.h in scalars. The including file defines FRI_TABLE, the function's
 * name, and FRI_FIELD, the field's description. */
#include "kernels/fri/fri.h"

static uint64_t fri_reverse(uint64_t x, unsigned bits) {
  uint64_t reversed = 0;
  for (unsigned i = 0; i < bits; i++)
    reversed |= (x >> i & 1) << (bits - 1 - i);
  return reversed;
}

static fe fri_number(uint64_t x) { return fe_enter((fe)x); }

static fe fri_power(fe a, uint64_t exponent) {
  fe r = fe_one();
  for (; exponent != 0; exponent >>= 1, a = fe_square(a))
    if (exponent & 1)
      r = fe_mul(r, a);
  return r;
}
static fe fri_inverse(fe a) { return fri_power(a, FRI_FIELD.modulus[0] - 2); }
static fe fri_inverse_root(unsigned log_order) {
  const fe generator = fri_number(FRI_FIELD.generator);
  return fri_inverse(fri_power(generator, (FRI_FIELD.modulus[0] - 1) >> log_order));
}

/* to[rev(i)] = first · root^i. */
static uint32_t *fri_powers(uint32_t *to, unsigned log_count, fe first, fe root) {
  for (uint64_t i = 0; i >> log_count == 0; i++, first = fe_mul(first, root))
    fe_store(to + fri_reverse(i, log_count) * FE_WORDS, first);
  return to + ((uint64_t)FE_WORDS << log_count);
}

static uint32_t *fri_constants(uint32_t *to, unsigned log_arity) {
  const fe s = fri_inverse_root(3), r = fe_square(s);
  const fe constants[FRI_CONSTANTS] = {fe_one(), r, s, fe_mul(r, s),
                                       fri_inverse(fri_number(UINT64_C(1) << log_arity))};
  for (int i = 0; i < FRI_CONSTANTS; i++, to += FE_WORDS)
    fe_store(to, constants[i]);
  return to;
}

void FRI_TABLE(const struct fri_problem *problem, uint32_t *table) {
  const unsigned low = fri_log_low(problem), high = fri_log_high(problem);
  const fe root = fri_inverse_root(problem->log_size);
  table = fri_constants(table, problem->log_arity);
  /* The lower bits of an output's number are the higher ones of the exponent. */
  table = fri_powers(table, low, fe_one(), fri_power(root, UINT64_C(1) << high));
  fri_powers(table, high, fri_inverse(fri_number(FRI_FIELD.generator)), root);
}

/* quotient.table over an element.h in scalars. The including file defines QUOTIENT_TABLE, the
 * function's name, and QUOTIENT_FIELD, the field's description. */
#include "kernels/poly/quotient.h"

static uint64_t quotient_reverse(uint64_t x, unsigned bits) {
  uint64_t reversed = 0;
  for (unsigned i = 0; i < bits; i++)
    reversed |= (x >> i & 1) << (bits - 1 - i);
  return reversed;
}

static fe quotient_power(fe a, uint64_t exponent) {
  fe r = fe_one();
  for (; exponent != 0; exponent >>= 1, a = fe_square(a))
    if (exponent & 1)
      r = fe_mul(r, a);
  return r;
}
static fe quotient_inverse(fe a) { return quotient_power(a, QUOTIENT_FIELD.modulus[0] - 2); }
static fe quotient_generator(void) { return fe_enter((fe)QUOTIENT_FIELD.generator); }
static fe quotient_root(unsigned log_order) {
  return quotient_power(quotient_generator(), (QUOTIENT_FIELD.modulus[0] - 1) >> log_order);
}

void QUOTIENT_TABLE(const struct quotient_problem *problem, uint32_t *table) {
  const unsigned low = quotient_log_low(problem), high = quotient_log_high(problem);
  const uint64_t size = UINT64_C(1) << problem->log_size;
  const fe root = quotient_root(low + high);
  const fe last_row = quotient_inverse(quotient_root(problem->log_size));
  /* The lower bits of a place are the higher ones of the exponent. */
  fe x = fe_one(), step = quotient_power(root, UINT64_C(1) << high);
  for (uint64_t i = 0; i >> low == 0; i++, x = fe_mul(x, step))
    fe_store(table + quotient_reverse(i, low) * FE_WORDS, x);
  table += (uint64_t)FE_WORDS << low;
  x = quotient_generator();
  for (uint64_t i = 0; i >> high == 0; i++, x = fe_mul(x, root)) {
    const fe inverse = quotient_inverse(fe_sub(quotient_power(x, size), fe_one()));
    const uint64_t place = quotient_reverse(i, high);
    fe_store(table + place * FE_WORDS, fe_mul(x, inverse));
    fe_store(table + (place + (UINT64_C(1) << high)) * FE_WORDS, fe_mul(last_row, inverse));
  }
}

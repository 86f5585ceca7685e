/* The steps of a round, in lane C over one of the *_value.h, which provide
 *
 *   value                           an element, in every lane; canonical, or as the field keeps
 *                                   sums of canonical ones
 *   value_zero, value_add, value_sub
 *   value_collect(sum, a)           sum + a, of a sum of any number of elements
 *   value_mul(a, b)                 a · b / R, R being Montgomery's where the field's form has one
 *   value_factor_of(a), value_multiple(a, f)   a · f for an f that is the same in all lanes
 *   value_restore(a)                canonical a · R^2: what a product of three is to be multiplied
 *   by value_canonical(a)
 *
 * All terms are products of three, so that one factor at the end makes up for R, and the tables
 * need no other form.
 */
#ifndef PROOFMARK_KERNELS_SUMCHECK_ROUND_H
#define PROOFMARK_KERNELS_SUMCHECK_ROUND_H

/* A table at a challenge, of its values where the variable is 0 and 1. */
LANE_FN value sumcheck_bind(value low, value high, value_factor challenge) {
  return value_add(low, value_multiple(value_sub(high, low), challenge));
}

/* Sums of a b c at 0, 1 and 2, and of its coefficient of X^3. */
struct sumcheck_sums {
  value at[3], leading;
};

LANE_FN struct sumcheck_sums sumcheck_no_sums(void) {
  struct sumcheck_sums s;
  s.at[0] = s.at[1] = s.at[2] = s.leading = value_zero();
  return s;
}

LANE_FN struct sumcheck_sums sumcheck_add(struct sumcheck_sums s, struct sumcheck_sums t) {
  LANE_UNROLL
  for (int i = 0; i < 3; i++)
    s.at[i] = value_collect(s.at[i], t.at[i]);
  s.leading = value_collect(s.leading, t.leading);
  return s;
}

/* The term of an index, of the tables' values where the variable is 0 and 1. The product a b, of
 * degree 2 with the leading coefficient l, needs no fourth product: (a b)(2) = 2 (a b)(1) - (a
 * b)(0) + 2 l. */
LANE_FN struct sumcheck_sums sumcheck_term(const value *low, const value *high) {
  struct sumcheck_sums s;
  const value slope = value_sub(high[2], low[2]);
  const value ab0 = value_mul(low[0], low[1]), ab1 = value_mul(high[0], high[1]);
  const value l = value_mul(value_sub(high[0], low[0]), value_sub(high[1], low[1]));
  const value sum = value_add(ab1, l), ab2 = value_sub(value_add(sum, sum), ab0);
  s.at[0] = value_mul(ab0, low[2]);
  s.at[1] = value_mul(ab1, high[2]);
  s.at[2] = value_mul(ab2, value_add(high[2], slope));
  s.leading = value_mul(l, slope);
  return s;
}

/* The round's values at 0, 1, 2 and 3: the third difference of a polynomial of degree 3 is six
 * times its leading coefficient. */
LANE_FN void sumcheck_values(value values[4], struct sumcheck_sums s) {
  const value gap = value_add(value_sub(s.at[2], s.at[1]), value_add(s.leading, s.leading));
  values[0] = value_restore(s.at[0]);
  values[1] = value_restore(s.at[1]);
  values[2] = value_restore(s.at[2]);
  values[3] = value_restore(value_add(s.at[0], value_add(gap, value_add(gap, gap))));
}

#endif

/* The constraints of quotient.h at a point, in lane C over an element.h with an extension. */
#ifndef PROOFMARK_KERNELS_POLY_CONSTRAINT_H
#define PROOFMARK_KERNELS_POLY_CONSTRAINT_H

#include "kernels/field/extension.h"

/* What a column takes from a row: the canonical number, and the field's form of it. With one of
 * each a product is canonical. */
struct quotient_cell {
  fe number, form;
};

LANE_FN struct quotient_cell quotient_cell(fe number) {
  struct quotient_cell cell;
  cell.number = number, cell.form = fe_enter(number);
  return cell;
}

/* next - a^3 - b c; the constants come together in the end. */
LANE_FN fe quotient_constraint(fe next, struct quotient_cell a, struct quotient_cell b,
                               struct quotient_cell c) {
  fe left[2], right[2];
  left[0] = fe_mul(a.number, a.form), right[0] = a.form;
  left[1] = b.number, right[1] = c.form;
  return fe_sub(next, fe_sum_of_products(left, right, 2));
}

/* The sums are taken by four columns. */
#define QUOTIENT_BLOCK 4

/* sum + values[0] powers[0] + ...; the powers are the same in all lanes. */
LANE_FN struct fx quotient_combine(struct fx sum, const fe *values, const struct fx *powers) {
  LANE_UNROLL
  for (int k = 0; k < FX_DEGREE; k++) {
    fe row[QUOTIENT_BLOCK];
    LANE_UNROLL
    for (int j = 0; j < QUOTIENT_BLOCK; j++)
      row[j] = powers[j].c[k];
    sum.c[k] = fe_add(sum.c[k], fe_sum_of_multiples(values, row, QUOTIENT_BLOCK));
  }
  return sum;
}

/* Powers of alpha in the field's form, and the constants' sum, which is canonical. */
LANE_FN struct fx quotient_add_constant(struct fx sum, struct fx power, uint32_t column) {
  fe number = fe_zero();
  number += column + 1;
  LANE_UNROLL
  for (int k = 0; k < FX_DEGREE; k++)
    sum.c[k] = fe_add(sum.c[k], fe_mul(number, power.c[k]));
  return sum;
}

#endif

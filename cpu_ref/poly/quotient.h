/* The quotient polynomial of a STARK (Ben-Sasson, Bentov, Horesh, Riabzev: Scalable, transparent,
 * and post-quantum secure computational integrity, 2018, "ALI"), plainly: the oracle.
 *
 * A trace is a table of N = 2^log_size rows, its rows at the powers of w_N, the field's root of
 * unity of order N. Its columns are polynomials T_j. For each column j, with indices modulo
 * `columns`, every row but the last has
 *
 *   C_j(x) = T_j(w_N x) - T_j(x)^3 - T_(j+1)(x) T_(j+2)(x) - (j + 1) = 0
 *
 * In go the values of the columns on the coset generator · <w_M> with M = 2^(log_size +
 * log_blowup), by rows, the row at generator · w_M^i in place rev(i), rev() reversing the bits of
 * the places; after them an element alpha of the extension. Out come the values, elements of the
 * extension in the same places, of
 *
 *   Q(x) = (x - w_N^-1) / (x^N - 1) · the sum of alpha^j C_j(x)
 */
#ifndef PROOFMARK_CPU_REF_POLY_QUOTIENT_H
#define PROOFMARK_CPU_REF_POLY_QUOTIENT_H

#include "cpu_ref/field/extension.h"

struct ref_quotient {
  const struct ref_field *field;
  unsigned log_size, log_blowup; /* at least 1 */
  uint64_t columns;
};

/* Elements first up to last of the output; `out` is where element `first` goes. */
void ref_quotient(const struct ref_quotient *problem, const uint8_t *in, uint64_t first,
                  uint64_t last, uint8_t *out);

/* The row after `row` in a trace that fulfils the constraints: canonical elements one after
 * another. */
void ref_quotient_next_row(const struct ref_field *field, uint64_t columns, const uint8_t *row,
                           uint8_t *next);

#endif

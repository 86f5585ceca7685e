/* The prover's side of the sumcheck protocol (Lund, Fortnow, Karloff, Nisan: Algebraic methods for
 * interactive proof systems, Journal of the ACM 39, 1992) for a product of three multilinear
 * polynomials, plainly: the oracle.
 *
 * a, b and c are given by their values on {0, 1}^log_size: element i of a table is the value where
 * the variables have the bits of i, the first variable the highest bit. Round i is the univariate
 * polynomial
 *
 *   g_i(X) = the sum of a b c (r_0, ..., r_(i-1), X, x) over all x in {0, 1}^(log_size - 1 - i)
 *
 * Elements are those of the field's extension.
 */
#ifndef PROOFMARK_CPU_REF_SUMCHECK_SUMCHECK_H
#define PROOFMARK_CPU_REF_SUMCHECK_SUMCHECK_H

#include "cpu_ref/field/extension.h"

/* In: the tables of a, b and c, then r_0, r_1, ... Out: g_0(0), g_0(1), g_0(2), g_0(3), g_1(0),
 * ...; then a, b and c at (r_0, r_1, ...). Each round's values are sums of products of three
 * values of lines. False: no memory. */
bool ref_sumcheck(const struct ref_field *field, unsigned log_size, const uint8_t *in,
                  uint8_t *out);

#endif

/* The fold of the FRI protocol (Ben-Sasson, Bentov, Horesh, Riabzev: Fast Reed-Solomon interactive
 * oracle proofs of proximity, ICALP 2018), plainly: the oracle.
 *
 * A polynomial f over the field's extension is the sum of X^j f_j(X^arity), j below the arity.
 * Folding takes it to f' = the sum of beta^j f_j. In go the 2^log_size values of f on the coset
 * generator · <w>, w being the field's root of order 2^log_size, that at generator · w^i in place
 * rev(i), rev() reversing log_size bits, and after them beta. Out come the values of f' on the
 * coset of the powers of the points with exponent arity, in the same order. Elements are those of
 * the extension.
 */
#ifndef PROOFMARK_CPU_REF_FRI_FRI_H
#define PROOFMARK_CPU_REF_FRI_FRI_H

#include "cpu_ref/field/extension.h"

enum { REF_FRI_LOG_ARITY_MAX = 3 };

/* Elements first up to last of the output: every f_j apart, by interpolation on the `arity`
 * points. `out` is where element `first` goes. log_arity is 1 to REF_FRI_LOG_ARITY_MAX, at most
 * log_size. */
void ref_fri_fold(const struct ref_field *field, unsigned log_size, unsigned log_arity,
                  const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out);

#endif

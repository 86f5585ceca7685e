/* The quotient polynomial, plainly: the oracle. */
#ifndef PROOFMARK_KERNELS_POLY_REFERENCE_H
#define PROOFMARK_KERNELS_POLY_REFERENCE_H

#include "kernels/field/extension_reference.h"
#include "kernels/poly/quotient.h"

/* Elements first up to last of the output, by the definition in quotient.h. `in` as in quotient_cpu;
 * `out` is where element `first` goes. */
void quotient_reference(const struct prime_field *field, const struct quotient_problem *problem,
                        const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out);

/* The row after `row` in a trace that fulfils the constraints: canonical elements one after another. */
void quotient_reference_next_row(const struct prime_field *field, uint64_t columns,
                                 const uint8_t *row, uint8_t *next);

#endif

/* The fold, plainly: the oracle. */
#ifndef PROOFMARK_KERNELS_FRI_REFERENCE_H
#define PROOFMARK_KERNELS_FRI_REFERENCE_H

#include "kernels/field/extension_reference.h"
#include "kernels/fri/fri.h"

/* Elements first up to last of the output, by the definition in fri.h: every f_j apart, by interpolation
 * on the `arity` points. `in` as in fri_cpu; `out` is where element `first` goes. */
void fri_reference(const struct prime_field *field, const struct fri_problem *problem,
                   const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out);

#endif

/* Sumcheck, plainly: the oracle. */
#ifndef PROOFMARK_KERNELS_SUMCHECK_REFERENCE_H
#define PROOFMARK_KERNELS_SUMCHECK_REFERENCE_H

#include "kernels/field/extension_reference.h"
#include "kernels/sumcheck/sumcheck.h"

/* By the definition in sumcheck.h: each round's values are sums of products of three values of lines.
 * `in` and `out` as in sumcheck_cpu. false: no memory. */
bool sumcheck_reference(const struct prime_field *field, const struct sumcheck_problem *problem,
                        const uint8_t *in, uint8_t *out);

#endif

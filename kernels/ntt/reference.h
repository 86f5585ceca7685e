/* The transforms, plainly: the oracle. */
#ifndef PROOFMARK_KERNELS_NTT_REFERENCE_H
#define PROOFMARK_KERNELS_NTT_REFERENCE_H

#include "kernels/field/reference.h"
#include "kernels/ntt/ntt.h"

/* As the definition in ntt.h says, a sum of N terms for each value: N^2 products for each column. `in`
 * and `out` as in ntt_cpu. false: no memory. */
bool ntt_reference_sums(const struct prime_field *field, const struct ntt_problem *problem,
                        const uint8_t *in, uint8_t *out);

/* The same by halving: Cooley and Tukey's algorithm with radix 2, its values brought into order
 * afterwards. false: no memory. */
bool ntt_reference(const struct prime_field *field, const struct ntt_problem *problem,
                   const uint8_t *in, uint8_t *out);

/* Where element i of a column of 2^log_size elements lies in an array, in elements. */
uint64_t ntt_reference_place(const struct ntt_problem *problem, unsigned log_size, uint64_t column,
                             uint64_t i);

/* The polynomial that column `column` of an array of coefficients, as forward takes it, has for its
 * coefficients, at `point` (Horner). */
struct field_number ntt_reference_at(const struct prime_field *field,
                                     const struct ntt_problem *problem, const uint8_t *coefficients,
                                     uint64_t column, struct field_number point);

/* The point at which value `i` of the output of forward or lde is taken. */
struct field_number ntt_reference_point(const struct prime_field *field,
                                        const struct ntt_problem *problem, uint64_t i);

#endif

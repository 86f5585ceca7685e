/* The number-theoretic transform over a prime field, and the low-degree extension made of two,
 * plainly: the oracle.
 *
 * A column is 2^log_size canonical elements. With w the field's root of unity of order 2^log_size
 * (ref_field_root) and rev() the reversal of log_size bits:
 *
 *   forward  coefficients of a polynomial in their order -> values, that at w^i in place rev(i)
 *   inverse  values in that order -> coefficients in theirs
 *   lde      values in that order -> the values of the same polynomial on the coset
 *            generator · <root of order 2^(log_size + log_blowup)>, in that order (rev of all
 *            its bits)
 *
 * Columns lie one after another or, by rows, element i of every column before element i + 1 of any.
 */
#ifndef PROOFMARK_CPU_REF_NTT_NTT_H
#define PROOFMARK_CPU_REF_NTT_NTT_H

#include "cpu_ref/field/field.h"

enum ref_ntt_kind { REF_NTT_FORWARD, REF_NTT_INVERSE, REF_NTT_LDE };

struct ref_ntt {
  const struct ref_field *field;
  enum ref_ntt_kind kind;
  bool by_rows;
  unsigned log_size;   /* of the input's columns */
  unsigned log_blowup; /* lde: at least 1; else 0 */
  uint64_t columns;
};

/* Transforms columns first up to last by halving: Cooley and Tukey's algorithm with radix 2, its
 * values brought into order afterwards. `in` and `out` are whole arrays, apart. False: no
 * memory. */
bool ref_ntt(const struct ref_ntt *ntt, const uint8_t *in, uint64_t first, uint64_t last,
             uint8_t *out);

/* The same, every column, as the definition says: a sum of N terms for each value, N^2 products
 * for each column. False: no memory. */
bool ref_ntt_sums(const struct ref_ntt *ntt, const uint8_t *in, uint8_t *out);

/* Where element i of a column of 2^log_size elements lies in an array, in elements. */
uint64_t ref_ntt_place(const struct ref_ntt *ntt, unsigned log_size, uint64_t column, uint64_t i);

/* The polynomial that column `column` of an array of coefficients, as forward takes it, has for its
 * coefficients, at `point` (Horner). */
struct ref_number ref_ntt_at(const struct ref_ntt *ntt, const uint8_t *coefficients,
                             uint64_t column, struct ref_number point);

/* The point at which value `i` of the output of forward or lde is taken. */
struct ref_number ref_ntt_point(const struct ref_ntt *ntt, uint64_t i);

#endif

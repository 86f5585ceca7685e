/* The quotient polynomial of a STARK (Ben-Sasson, Bentov, Horesh, Riabzev: Scalable, transparent,
 * and post-quantum secure computational integrity, 2018, "ALI"; in the form of DEEP-FRI's
 * successors): what the works know of it.
 *
 * A trace is a table of N = 2^log_size rows of `columns` elements, its rows at the powers of w_N,
 * the field's root of unity of order N (prime_field.generator). Its columns are polynomials T_j of
 * degree below N. The constraints are of degree 3: for each column j, with indices modulo
 * `columns`, every row but the last has
 *
 *   C_j(x) = T_j(w_N x) - T_j(x)^3 - T_(j+1)(x) T_(j+2)(x) - (j + 1) = 0
 *
 * In go the values of the columns on the coset generator · <w_M> with M = 2^(log_size +
 * log_blowup), by rows, the row at generator · w_M^i in place rev(i), rev() reversing the bits of
 * the places (as kernels/ntt/ntt.h gives them), and a random element alpha of the extension. Out
 * come the values, in the same places, of
 *
 *   Q(x) = (x - w_N^-1) / (x^N - 1) · the sum of alpha^j C_j(x)
 *
 * which is a polynomial, of degree at most 2 N - 2, if and only if (but for a small chance) the
 * rows fulfil the constraints. The values are defined, and the work is the same, where they do not.
 *
 * An element of the extension is `extension` canonical elements of the field one after another.
 */
#ifndef PROOFMARK_KERNELS_POLY_QUOTIENT_H
#define PROOFMARK_KERNELS_POLY_QUOTIENT_H

#include "kernels/field/field.h"
#include "kernels/lane/stages.h"
#include "kernels/poly/gpu_sizes.h"

enum { QUOTIENT_COLUMNS_STEP = 8, QUOTIENT_COLUMNS = 16 /* by default */ };

struct quotient_problem {
  unsigned log_size;   /* at least 1; log_size + log_blowup at most the field's two-adicity */
  unsigned log_blowup; /* at least 1, 2 for a quotient of that degree */
  uint64_t columns;    /* a multiple of QUOTIENT_COLUMNS_STEP */
};

static inline unsigned quotient_log_points(const struct quotient_problem *p) {
  return p->log_size + p->log_blowup;
}
/* Elements of the field: the rows, then alpha. */
static inline uint64_t quotient_input_elements(const struct prime_field *field,
                                               const struct quotient_problem *p) {
  return (p->columns << quotient_log_points(p)) + field->extension;
}
static inline uint64_t quotient_output_elements(const struct prime_field *field,
                                                const struct quotient_problem *p) {
  return (uint64_t)field->extension << quotient_log_points(p);
}

/* What depends on the problem alone, made before the clock starts. */
struct quotient_plan;

/* A way to compute on the CPU. */
struct quotient_cpu {
  /* NULL: no memory. */
  struct quotient_plan *(*plan)(const struct quotient_problem *problem);
  void (*plan_free)(struct quotient_plan *plan); /* NULL is fine */
  /* `in` and `out` are aligned to an element of the field, and apart from each other. The task of
   * the stages is the plan itself. */
  void (*set)(struct quotient_plan *plan, const uint8_t *in, uint8_t *out);
  struct stages (*stages)(const struct quotient_plan *plan);
};

/* A table of 32-bit words, which hold elements as the field's element.h has them. (x - w_N^-1) /
 * (x^N - 1) is low · high - last. With x in place i = high · 2^QUOTIENT_LOG_LOW + low, the table
 * has a factor of x for each of the lower bits; then, for each of the higher bits, the other factor
 * over x^N - 1 and w_N^-1 over x^N - 1: x^N depends on the highest log_blowup bits only. */
typedef void quotient_table_fn(const struct quotient_problem *problem, uint32_t *table);

enum { QUOTIENT_LOG_LOW = 10 };
static inline unsigned quotient_log_low(const struct quotient_problem *p) {
  return p->log_size < QUOTIENT_LOG_LOW ? p->log_size : QUOTIENT_LOG_LOW;
}
static inline unsigned quotient_log_high(const struct quotient_problem *p) {
  return quotient_log_points(p) - quotient_log_low(p);
}
static inline uint64_t quotient_table_elements(const struct quotient_problem *p) {
  return (UINT64_C(1) << quotient_log_low(p)) + (UINT64_C(2) << quotient_log_high(p));
}

struct quotient {
  const char *name; /* "koalabear": the work is poly/quotient_koalabear */
  const struct prime_field *field;
  const struct quotient_cpu *portable;              /* without lanes; NULL: none */
  const struct quotient_cpu *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is none for an ISA */
  quotient_table_fn *table;
  const struct gpu_program *program;
  /* One group of QUOTIENT_GPU_GROUP, then a work-item for each point in groups of it, over memory
   * that is aligned to 16 bytes:
   *   powers_kernel (in, uint32_t log_points, uint32_t columns, powers)
   *   quotient_kernel (in, table, powers, uint32_t log_size, uint32_t log_blowup, uint32_t columns,
   *                    out)
   * where `powers` has room for columns + 1 elements of the extension. */
  const char *powers_kernel, *quotient_kernel;
};

static inline uint64_t quotient_table_words(const struct quotient *q,
                                            const struct quotient_problem *p) {
  return quotient_table_elements(p) * (q->field->bytes / 4);
}
static inline uint64_t quotient_gpu_power_elements(const struct quotient_problem *p) {
  return p->columns + 1;
}

#define QUOTIENT(name) extern const struct quotient quotient_##name;
#include "kernels/poly/fields.def"
#undef QUOTIENT

#endif

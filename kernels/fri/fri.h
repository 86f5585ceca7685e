/* The fold of the FRI protocol (Ben-Sasson, Bentov, Horesh, Riabzev: Fast Reed-Solomon interactive
 * oracle proofs of proximity, ICALP 2018): what the works know of it.
 *
 * A polynomial f over the field's extension is the sum of X^j f_j(X^arity), j below the arity.
 * Folding takes it to f' = the sum of beta^j f_j, beta being a random element of the extension. In
 * go the values of f on the coset generator · <w>, w being the field's root of order 2^log_size
 * (prime_field.generator), that at generator · w^i in place rev(i), rev() reversing log_size bits,
 * as kernels/ntt/ntt.h gives them. Out come the values of f' on the coset of the powers of the
 * points with exponent arity, in the same order. The `arity` values that become one lie side by
 * side.
 *
 * An element of the extension is `extension` canonical elements of the field one after another.
 */
#ifndef PROOFMARK_KERNELS_FRI_FRI_H
#define PROOFMARK_KERNELS_FRI_FRI_H

#include "kernels/field/field.h"
#include "kernels/fri/gpu_sizes.h"
#include "kernels/lane/stages.h"

enum { FRI_LOG_ARITY_MAX = 3, FRI_ARITY_MAX = 1 << FRI_LOG_ARITY_MAX };

struct fri_problem {
  unsigned log_size;  /* at most the field's two-adicity */
  unsigned log_arity; /* 1 to FRI_LOG_ARITY_MAX, at most log_size */
};

/* Elements of the extension: the values and, after them, beta; what they fold to. */
static inline uint64_t fri_input_elements(const struct fri_problem *p) {
  return (UINT64_C(1) << p->log_size) + 1;
}
static inline uint64_t fri_output_elements(const struct fri_problem *p) {
  return UINT64_C(1) << (p->log_size - p->log_arity);
}

/* What depends on the problem alone, made before the clock starts. */
struct fri_plan;

/* A way to compute on the CPU. */
struct fri_cpu {
  /* NULL: no memory. */
  struct fri_plan *(*plan)(const struct fri_problem *problem);
  void (*plan_free)(struct fri_plan *plan); /* NULL is fine */
  /* `in` and `out` are aligned to an element of the field, and apart from each other. The task of
   * the stages is the plan itself. */
  void (*set)(struct fri_plan *plan, const uint8_t *in, uint8_t *out);
  struct stages (*stages)(const struct fri_plan *plan);
};

/* A table of 32-bit words, which hold elements as the field's element.h has them: FRI_CONSTANTS
 * constants, then the factors whose products are the inverse points (tables.h). */
typedef void fri_table_fn(const struct fri_problem *problem, uint32_t *table);

struct fri {
  const char *name; /* "koalabear": the work is fri/fold_koalabear */
  const struct prime_field *field;
  const struct fri_cpu *portable;              /* without lanes; NULL: none */
  const struct fri_cpu *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  fri_table_fn *table;
  const struct gpu_program *program;
  /* By log_arity. (in, table, uint32_t log_size, out), in global memory and aligned to 16 bytes: a
   * work-item for each element of the output, in groups of FRI_GPU_GROUP. */
  const char *fold_kernel[FRI_LOG_ARITY_MAX + 1];
};

/* Constants of the table: 1 and the inverses of r, s and s^3, where s is the root of unity of order
 * 8 and r = s^2; the inverse of the arity. */
enum { FRI_CONSTANTS = 5 };

/* The inverse points fall apart: output i has the point generator · w^rev(i), rev() reversing the
 * bits of the outputs' numbers. With i = high · 2^FRI_LOG_LOW + low that is the product of a factor
 * of the lower bits, in the table first, and one of the higher bits. */
enum { FRI_LOG_LOW = 10 };
static inline unsigned fri_log_low(const struct fri_problem *p) {
  const unsigned log_outputs = p->log_size - p->log_arity;
  return log_outputs < FRI_LOG_LOW ? log_outputs : FRI_LOG_LOW;
}
static inline unsigned fri_log_high(const struct fri_problem *p) {
  return p->log_size - p->log_arity - fri_log_low(p);
}
static inline uint64_t fri_table_elements(const struct fri_problem *p) {
  return FRI_CONSTANTS + (UINT64_C(1) << fri_log_low(p)) + (UINT64_C(1) << fri_log_high(p));
}
static inline uint64_t fri_table_words(const struct fri *fri, const struct fri_problem *p) {
  return fri_table_elements(p) * (fri->field->bytes / 4);
}

#define FRI(name) extern const struct fri fri_##name;
#include "kernels/fri/fields.def"
#undef FRI

#endif

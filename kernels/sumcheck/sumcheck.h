/* The prover's side of the sumcheck protocol (Lund, Fortnow, Karloff, Nisan: Algebraic methods for
 * interactive proof systems, Journal of the ACM 39, 1992) for a product of three multilinear
 * polynomials: what the works know of it.
 *
 * a, b and c are polynomials in log_size variables, of degree 1 in each, given by their values on
 * {0, 1}^log_size: element i of a table is the value where the variables have the bits of i, the
 * first variable the highest bit. Round i is the univariate polynomial
 *
 *   g_i(X) = the sum of a b c (r_0, ..., r_(i-1), X, x) over all x in {0, 1}^(log_size - 1 - i)
 *
 * of degree 3, which the prover sends as its values at 0, 1, 2 and 3; then the variable is bound to
 * the challenge r_i, which halves the tables. A verifier would draw r_i after it has seen g_i; here
 * the challenges are part of the input, so that a run is a fixed computation. The work of the
 * prover is the same, as it hashes nothing.
 *
 * Elements are those of the field's extension (prime_field.extension; the field itself where that
 * is 1): canonical elements of the field one after another.
 */
#ifndef PROOFMARK_KERNELS_SUMCHECK_SUMCHECK_H
#define PROOFMARK_KERNELS_SUMCHECK_SUMCHECK_H

#include "kernels/field/field.h"
#include "kernels/lane/stages.h"
#include "kernels/sumcheck/gpu_sizes.h"

enum { SUMCHECK_TABLES = 3, SUMCHECK_VALUES = SUMCHECK_TABLES + 1 };

struct sumcheck_problem {
  unsigned log_size; /* at least 1 */
};

/* The tables of a, b and c, then r_0, r_1, ... */
static inline uint64_t sumcheck_input_elements(const struct sumcheck_problem *p) {
  return ((uint64_t)SUMCHECK_TABLES << p->log_size) + p->log_size;
}
/* g_0(0), g_0(1), g_0(2), g_0(3), g_1(0), ...; then a, b and c at (r_0, r_1, ...). */
static inline uint64_t sumcheck_output_elements(const struct sumcheck_problem *p) {
  return (uint64_t)SUMCHECK_VALUES * p->log_size + SUMCHECK_TABLES;
}

/* Scratch memory for one run at a time, taken before the clock starts. */
struct sumcheck_plan;

/* A way to compute on the CPU. */
struct sumcheck_cpu {
  /* NULL: no memory. */
  struct sumcheck_plan *(*plan)(const struct sumcheck_problem *problem);
  void (*plan_free)(struct sumcheck_plan *plan); /* NULL is fine */
  /* `in` and `out` are aligned to an element of the field, and apart from each other; `in` keeps
   * its contents. The task of the stages is the plan itself. */
  void (*set)(struct sumcheck_plan *plan, const uint8_t *in, uint8_t *out);
  struct stages (*stages)(const struct sumcheck_plan *plan);
};

struct sumcheck {
  const char *name; /* "koalabear": the work is sumcheck/koalabear */
  const struct prime_field *field;
  const struct sumcheck_cpu *portable;              /* without lanes; NULL: none */
  const struct sumcheck_cpu *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is none for an ISA */
  const struct gpu_program *program;
  /* In this order, in groups of SUMCHECK_GPU_GROUP, over memory that is aligned to 16 bytes:
   * for each of the sumcheck_gpu_rounds, sumcheck_gpu_groups groups,
   *   round_kernel (in, tables, uint32_t log_size, uint32_t round, parts)
   * where there are any, a group for each,
   *   reduce_kernel (parts, uint32_t log_size, out)
   * and one group, which does the rounds that are left,
   *   tail_kernel (in, tables, uint32_t log_size, out) */
  const char *round_kernel, *reduce_kernel, *tail_kernel;
};

/* Rounds on tables of more than 2^SUMCHECK_GPU_LOG_TAIL elements. */
static inline unsigned sumcheck_gpu_rounds(const struct sumcheck_problem *p) {
  return p->log_size > SUMCHECK_GPU_LOG_TAIL ? p->log_size - SUMCHECK_GPU_LOG_TAIL : 0;
}
static inline uint64_t sumcheck_gpu_groups(const struct sumcheck_problem *p, unsigned round) {
  const unsigned log_groups = p->log_size - 1 - round - SUMCHECK_GPU_LOG_TAIL;
  return UINT64_C(1) << (log_groups < SUMCHECK_GPU_LOG_GROUPS_MAX ? log_groups
                                                                  : SUMCHECK_GPU_LOG_GROUPS_MAX);
}
/* Elements of `tables` and of `parts`. */
static inline uint64_t sumcheck_gpu_table_elements(const struct sumcheck_problem *p) {
  return ((uint64_t)SUMCHECK_TABLES << p->log_size) / 2;
}
static inline uint64_t sumcheck_gpu_part_elements(const struct sumcheck_problem *p) {
  return (uint64_t)SUMCHECK_VALUES * (sumcheck_gpu_rounds(p) + 1) << SUMCHECK_GPU_LOG_GROUPS_MAX;
}

#define SUMCHECK(name) extern const struct sumcheck sumcheck_##name;
#include "kernels/sumcheck/fields.def"
#undef SUMCHECK

#endif

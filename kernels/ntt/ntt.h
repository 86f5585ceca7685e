/* The number-theoretic transform over a prime field, and the low-degree extension made of two: what
 * the works know of them.
 *
 * A column is 2^log_size elements, the coefficients of a polynomial or its values. With w the
 * field's root of unity of order 2^log_size (prime_field.generator) and rev() the reversal of
 * log_size bits:
 *
 *   forward  coefficients in their order -> values, that at w^i in place rev(i)
 *   inverse  values in that order -> coefficients in theirs
 *   lde      values in that order -> the values of the same polynomial on the coset generator ·
 *            <root of order 2^(log_size + log_blowup)>, in that order (rev of all its bits)
 *
 * That order spares provers a permutation: they commit to values and fold them in it. Elements are
 * canonical, columns lie one after another or, by rows, element i of every column before element
 * i + 1 of any.
 */
#ifndef PROOFMARK_KERNELS_NTT_NTT_H
#define PROOFMARK_KERNELS_NTT_NTT_H

#include "kernels/field/field.h"
#include "kernels/lane/stages.h"

enum ntt_kind { NTT_FORWARD, NTT_INVERSE, NTT_LDE };
enum ntt_layout { NTT_BY_COLUMNS, NTT_BY_ROWS };

struct ntt_problem {
  enum ntt_kind kind;
  enum ntt_layout layout;
  unsigned log_size;   /* of the input's columns */
  unsigned log_blowup; /* lde: at least 1; else 0 */
  uint64_t columns;
};

static inline uint64_t ntt_input_elements(const struct ntt_problem *p) {
  return p->columns << p->log_size;
}
static inline uint64_t ntt_output_elements(const struct ntt_problem *p) {
  return p->columns << (p->log_size + p->log_blowup);
}

/* What depends on the problem alone, made before the clock starts: roots of unity, and scratch
 * memory for one run at a time. */
struct ntt_plan;

/* A way to compute on the CPU. */
struct ntt_cpu {
  /* NULL: no memory. */
  struct ntt_plan *(*plan)(const struct ntt_problem *problem);
  void (*plan_free)(struct ntt_plan *plan); /* NULL is fine */
  /* `in` and `out` are arrays of canonical elements, aligned to an element, apart from each other;
   * `in` keeps its contents. The task is the plan itself. */
  void (*set)(struct ntt_plan *plan, const uint8_t *in, uint8_t *out);
  struct stages (*stages)(const struct ntt_plan *plan);
};

/* On a GPU: passes of up to log_tile levels (kernels/ntt/gpu_pass.h says what they do), whose roots
 * are made before the clock starts. */
enum ntt_gpu_roots {
  NTT_GPU_FORWARD, /* one of each block, then 1 / 2^log_size */
  NTT_GPU_INVERSE, /* the inverse ones, in the same way */
  NTT_GPU_COSET    /* forward on the generator's coset: one of each block of each level */
};
static inline uint64_t ntt_gpu_roots_count(enum ntt_gpu_roots kind, unsigned log_size) {
  const uint64_t half = log_size ? UINT64_C(1) << (log_size - 1) : 1;
  return kind == NTT_GPU_COSET ? 2 * half : half + 1;
}
typedef void ntt_gpu_roots_fn(const struct prime_field *field, enum ntt_gpu_roots kind,
                              unsigned log_size, uint32_t *words);

struct ntt_gpu {
  const struct gpu_program *program; /* kernels ntt_forward_pass, ntt_inverse_pass */
  unsigned log_tile;                 /* elements that a group takes */
  unsigned log_columns;              /* neighbours that it reads at once, at most */
  unsigned group;
  ntt_gpu_roots_fn *roots; /* in the form that the passes take, as 32-bit words */
};

struct ntt {
  const char *name; /* "koalabear": the works are ntt/koalabear and lde/koalabear */
  const struct prime_field *field;
  const struct ntt_cpu *portable;              /* without lanes; NULL: none */
  const struct ntt_cpu *batch[LANE_ISA_COUNT]; /* lanes; NULL where there is no code for an ISA */
  struct ntt_gpu gpu;
};

#define NTT(name) extern const struct ntt ntt_##name;
#include "kernels/ntt/fields.def"
#undef NTT

#endif

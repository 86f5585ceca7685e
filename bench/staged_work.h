/* Works that take one array of field elements to another by stages (kernels/lane/stages.h) that are
 * planned before the clock starts: transforms, folds, sumchecks. What they have in common. */
#ifndef PROOFMARK_BENCH_STAGED_WORK_H
#define PROOFMARK_BENCH_STAGED_WORK_H

#include "bench/cpu_variant.h"
#include "bench/model.h"
#include "bench/op/runner.h"
#include "kernels/field/field.h"
#include "kernels/lane/stages.h"

/* A family's code on the CPU (struct ntt_cpu, struct fri_cpu, ...), which differs in its types
 * alone. */
struct staged_code {
  void *(*plan)(const void *code, const void *problem);
  void (*plan_free)(const void *code, void *plan);
  void (*set)(const void *code, void *plan, const uint8_t *in, uint8_t *out);
  struct stages (*stages)(const void *code, const void *plan);
};

/* Defines staged_code <family>_code for `struct <family>_cpu`. */
#define STAGED_CODE(family)                                                                        \
  static void *family##_code_plan(const void *code, const void *problem) {                         \
    return ((const struct family##_cpu *)code)->plan(problem);                                     \
  }                                                                                                \
  static void family##_code_free(const void *code, void *plan) {                                   \
    ((const struct family##_cpu *)code)->plan_free(plan);                                          \
  }                                                                                                \
  static void family##_code_set(const void *code, void *plan, const uint8_t *in, uint8_t *out) {   \
    ((const struct family##_cpu *)code)->set(plan, in, out);                                       \
  }                                                                                                \
  static struct stages family##_code_stages(const void *code, const void *plan) {                  \
    return ((const struct family##_cpu *)code)->stages(plan);                                      \
  }                                                                                                \
  static const struct staged_code family##_code = {family##_code_plan, family##_code_free,         \
                                                   family##_code_set, family##_code_stages}

/* An oracle whose outputs `first` up to `last` take nothing of each other; `out` is that of output
 * 0. */
typedef void staged_oracle_share(const struct pm_work *work, const void *problem, const uint8_t *in,
                                 uint64_t first, uint64_t last, uint8_t *out);
/* Such an oracle for `outputs` outputs on the pool's threads; always true, as
 * staged_family.oracle. */
bool staged_oracle_run(staged_oracle_share *share, uint64_t outputs, const struct pm_work *work,
                       const void *problem, const uint8_t *in, struct pm_pool *pool, uint8_t *out);

/* A family of such works. Input 0 and output 0 of its operation are the arrays; the shape is the
 * family's own problem (struct ntt_problem, ...), which has no padding. A shape whose tables differ
 * from those of batches before it has them made with its first batch. */
struct staged_family {
  const struct staged_code *code;
  size_t problem_bytes;
  /* The code of a way; NULL: none. The reference has none, it is the oracle. */
  const void *(*code_of)(const struct pm_work *work, const struct cpu_variant *variant);
  /* What the work gives of `in`, plainly. False: no memory. */
  bool (*oracle)(const struct pm_work *work, const void *problem, const uint8_t *in,
                 struct pm_pool *pool, uint8_t *out);
};

enum pm_status staged_cpu_open(const struct staged_family *family, const struct pm_work *work,
                               const void *variant, const void *capacity, struct pm_pool *pool,
                               void **state, struct pm_error *error);
enum pm_status staged_cpu_run(void *state, const struct op_batch *batch, struct pm_error *error);
void staged_cpu_close(void *state);

/* Defines a family's operation, <family>_op, from its <family>_staged, its plan for a device
 * (op_plan_fn) and its op_family.refusal. */
#define STAGED_OP(family, plan_, refusal_)                                                         \
  static enum pm_status family##_cpu_open(const struct pm_work *work, const void *variant,         \
                                          const void *capacity, struct pm_pool *pool,              \
                                          void **state, struct pm_error *error) {                  \
    return staged_cpu_open(&family##_staged, work, variant, capacity, pool, state, error);         \
  }                                                                                                \
  const struct op_family family##_op = {                                                           \
      .shape_bytes = sizeof(struct family##_problem),                                              \
      .inputs = 1,                                                                                 \
      .outputs = 1,                                                                                \
      .refusal = (refusal_),                                                                       \
      .plan = (plan_),                                                                             \
      .cpu = {.open = family##_cpu_open, .run = staged_cpu_run, .close = staged_cpu_close}}

/* A problem to be made. */
struct staged_request {
  const struct staged_family *family;
  const struct prime_field *field;
  const void *problem;                /* the family's own, which is copied */
  uint64_t in_elements, out_elements; /* of the field */
  unsigned out_item_elements;         /* a wrong output is named by its index in these */
  const char *item, *operation;       /* as in pm_problem */
  uint64_t items, operations;
  struct lane_cost cost; /* of the problem, at the least */
};

/* pm_work.make: random input, the oracle's output. */
enum pm_status staged_make(const struct pm_work *work, const struct staged_request *request,
                           uint64_t seed, struct pm_pool *pool, struct pm_problem *problem,
                           struct pm_error *error);

/* Defines pm_implementation.available of a family, <family>_available. */
#define STAGED_AVAILABLE(family)                                                                   \
  static bool family##_available(const struct pm_implementation *implementation,                   \
                                 const struct pm_work *work, char *reason, size_t reason_bytes) {  \
    const struct cpu_variant *variant = implementation->variant;                                   \
    const bool exists =                                                                            \
        variant->kind == CPU_REFERENCE || family##_staged.code_of(work, variant) != NULL;          \
    return cpu_variant_available(variant, exists, reason, reason_bytes);                           \
  }

/* staged_family.code_of for a family whose struct has `portable` and `batch`. */
#define STAGED_CODE_OF(type)                                                                       \
  static const void *type##_code_of(const struct pm_work *work,                                    \
                                    const struct cpu_variant *variant) {                           \
    const struct type *f = work->family;                                                           \
    return variant->kind == CPU_REFERENCE  ? NULL                                                  \
           : variant->kind == CPU_PORTABLE ? (const void *)f->portable                             \
                                           : (const void *)f->batch[variant->isa];                 \
  }

#endif

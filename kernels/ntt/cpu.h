/* Defines an ntt_cpu over a field's arithmetic on one target. README.md says what has to be
 * included before. */
#ifndef PROOFMARK_KERNELS_NTT_CPU_H
#define PROOFMARK_KERNELS_NTT_CPU_H

#include "kernels/ntt/stage.h"

static void ntt_set(struct ntt_plan *plan, const uint8_t *in, uint8_t *out) {
  plan->in = in, plan->out = out;
}

static struct stages ntt_stages(const struct ntt_plan *plan) {
  return (struct stages){plan->stages, ntt_pieces, ntt_run_pieces};
}

/* An array of one, so that its name is its address. */
#define NTT_CPU(symbol, prime_field)                                                               \
  static struct ntt_plan *ntt_plan(const struct ntt_problem *problem) {                            \
    return ntt_plan_make(&prime_field, problem);                                                   \
  }                                                                                                \
  extern const struct ntt_cpu symbol[1];                                                           \
  const struct ntt_cpu symbol[1] = {{ntt_plan, ntt_plan_free, ntt_set, ntt_stages}};

#endif

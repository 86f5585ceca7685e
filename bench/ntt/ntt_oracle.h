/* What a transform has to give, by the plain one, a column at a time. */
#ifndef PROOFMARK_BENCH_NTT_NTT_ORACLE_H
#define PROOFMARK_BENCH_NTT_NTT_ORACLE_H

#include "host/topology/pool.h"
#include "kernels/ntt/ntt.h"

/* `out` takes ntt_output_elements(problem) elements. False: no memory. */
bool ntt_oracle(const struct prime_field *field, const struct ntt_problem *problem,
                const uint8_t *in, struct pm_pool *pool, uint8_t *out);

#endif

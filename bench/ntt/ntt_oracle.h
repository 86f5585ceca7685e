/* A transform as its oracle (cpu_ref/ntt/) knows it. */
#ifndef PROOFMARK_BENCH_NTT_NTT_ORACLE_H
#define PROOFMARK_BENCH_NTT_NTT_ORACLE_H

#include "bench/field/field_oracle.h"
#include "cpu_ref/ntt/ntt.h"
#include "kernels/ntt/ntt.h"

static inline struct ref_ntt ntt_oracle(const struct prime_field *field,
                                        const struct ntt_problem *problem) {
  static const enum ref_ntt_kind kinds[] = {
      [NTT_FORWARD] = REF_NTT_FORWARD, [NTT_INVERSE] = REF_NTT_INVERSE, [NTT_LDE] = REF_NTT_LDE};
  return (struct ref_ntt){.field = field_oracle(field),
                          .kind = kinds[problem->kind],
                          .by_rows = problem->layout == NTT_BY_ROWS,
                          .log_size = problem->log_size,
                          .log_blowup = problem->log_blowup,
                          .columns = problem->columns};
}

#endif

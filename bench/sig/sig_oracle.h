/* The oracle of each signature scheme: ref_<name> of cpu_ref/ for sig_<name>, on batches. */
#ifndef PROOFMARK_BENCH_SIG_SIG_ORACLE_H
#define PROOFMARK_BENCH_SIG_SIG_ORACLE_H

#include "cpu_ref/sig/sig.h"
#include "kernels/sig/sig.h"

const struct ref_sig *sig_oracle(const struct sig_scheme *scheme);

/* The oracle's output for signatures first up to last, whose keys are as they are on the wire; as
 * sig_batch_fn. */
bool sig_judge(const struct sig_scheme *scheme, const struct sig_batch *batch, uint64_t first,
               uint64_t last, uint8_t *output);

/* The same with the verdicts of another than the oracle. False where one is REF_FAILED. */
typedef enum ref_verdict sig_verdict_fn(const struct sig_scheme *scheme,
                                        const struct ref_signature *signature);
bool sig_judge_by(sig_verdict_fn *verdict, const struct sig_scheme *scheme,
                  const struct sig_batch *batch, uint64_t first, uint64_t last, uint8_t *output);

#endif

/* Runners that verify one batch of signatures; the verdicts or addresses are the output. */
#ifndef PROOFMARK_BENCH_SIG_SIG_RUNNER_H
#define PROOFMARK_BENCH_SIG_SIG_RUNNER_H

#include "bench/sig/cpu_verifier.h"
#include "host/work/work.h"

/* What the batch points to (and the pool, the device) outlives the runner. PM_UNAVAILABLE where the
 * verifier does not implement the batch's policy, or does not take prepared keys. */
enum pm_status sig_runner_open_cpu(const struct sig_scheme *scheme,
                                   const struct cpu_verifier *verifier,
                                   const struct sig_batch *batch, struct pm_pool *pool,
                                   struct pm_runner *runner, struct pm_error *error);

enum pm_status sig_runner_open_device(const struct sig_scheme *scheme,
                                      const struct sig_batch *batch, struct pm_device *device,
                                      struct pm_runner *runner, struct pm_error *error);

#endif

/* The ways to verify on the CPU: the plain reference, the core a lane at a time, the lanes of each
 * instruction set, the libraries. Every sig/ work offers each of them as an implementation. */
#ifndef PROOFMARK_BENCH_SIG_CPU_VERIFIER_H
#define PROOFMARK_BENCH_SIG_CPU_VERIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/work/work.h"
#include "kernels/sig/sig.h"

struct cpu_verifier {
  /* As pm_implementation.available. */
  bool (*available)(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                    char *reason, size_t reason_bytes);
  /* Whether it decides as the scheme's policy says, for every input; if not, why, in `reason`.
   * NULL: it takes every policy. */
  bool (*takes_policy)(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                       unsigned policy, char *reason, size_t reason_bytes);
  /* As sig_batch_fn; only where available, and with a policy that it takes. */
  bool (*batch)(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                const struct sig_batch *batch, uint64_t first, uint64_t last, uint8_t *output);
  bool takes_prepared_keys;
  enum lane_isa isa; /* of a lanes verifier */
};

/* The project's own (cpu_verifier.c). */
extern const struct cpu_verifier cpu_verifier_reference, cpu_verifier_portable, cpu_verifier_sse2,
    cpu_verifier_avx2, cpu_verifier_avx512, cpu_verifier_avx512_ifma, cpu_verifier_neon;

/* The libraries' (library_verifier.c). */
extern const struct cpu_verifier cpu_verifier_secp256k1, cpu_verifier_sodium, cpu_verifier_openssl;

/* One batch over all threads of the pool. */
enum pm_status cpu_verifier_run(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, struct pm_pool *pool,
                                const struct sig_batch *batch, uint8_t *output,
                                struct pm_error *error);

#endif

/* libsecp256k1 as a CPU verifier of the three schemes over its curve, of which it is the oracle too. */
#include "bench/sig/cpu_verifier.h"
#include "bench/sig/secp256k1_oracle.h"

static sig_batch_fn *batch_of(const struct sig_scheme *scheme) {
  if (scheme == &sig_ecdsa_secp256k1)
    return ecdsa_secp256k1_oracle;
  if (scheme == &sig_ecrecover)
    return ecrecover_oracle;
  return scheme == &sig_schnorr_bip340 ? schnorr_bip340_oracle : NULL;
}

static bool secp256k1_available(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, char *reason,
                                size_t reason_bytes) {
  (void)verifier, (void)reason_bytes;
  *reason = '\0';
  return batch_of(scheme) != NULL;
}

static bool secp256k1_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                            const struct sig_batch *batch, uint64_t first, uint64_t last,
                            uint8_t *output) {
  (void)verifier;
  return batch_of(scheme)(batch, first, last, output);
}

const struct cpu_verifier cpu_verifier_secp256k1 = {.available = secp256k1_available,
                                                    .batch = secp256k1_batch};

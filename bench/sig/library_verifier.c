/* The libraries' verdicts (cpu_ref/library/) as CPU verifiers. */
#include <stdio.h>
#include <string.h>

#include "bench/sig/cpu_verifier.h"
#include "bench/sig/sig_oracle.h"
#include "cpu_ref/library/library.h"

static bool takes_only(const char *library, const char *policy, const struct sig_scheme *scheme,
                       unsigned asked, char *reason, size_t reason_bytes) {
  if (strcmp(scheme->policies[asked], policy) == 0)
    return true;
  snprintf(reason, reason_bytes, "%s decides as policy %s does, not as %s", library, policy,
           scheme->policies[asked]);
  return false;
}

/* OpenSSL of Ed25519 and ML-DSA. A scheme's title is its name there. */

static bool openssl_available(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                              char *reason, size_t reason_bytes) {
  (void)verifier;
  const bool known = scheme == &sig_ed25519 || scheme == &sig_ml_dsa_44 ||
                     scheme == &sig_ml_dsa_65 || scheme == &sig_ml_dsa_87;
  *reason = '\0';
  return known && ref_openssl_has_signature(scheme->title, reason, reason_bytes);
}

static bool openssl_takes_policy(const struct cpu_verifier *verifier,
                                 const struct sig_scheme *scheme, unsigned policy, char *reason,
                                 size_t reason_bytes) {
  (void)verifier;
  return scheme != &sig_ed25519 ||
         takes_only("OpenSSL", "ref10", scheme, policy, reason, reason_bytes);
}

static enum ref_verdict openssl_verdict(const struct sig_scheme *scheme,
                                        const struct ref_signature *signature) {
  return ref_openssl_verify(scheme->title, scheme->signature_bytes, signature);
}

static bool openssl_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                          const struct sig_batch *batch, uint64_t first, uint64_t last,
                          uint8_t *output) {
  (void)verifier;
  return sig_judge_by(openssl_verdict, scheme, batch, first, last, output);
}

const struct cpu_verifier cpu_verifier_openssl = {
    .available = openssl_available, .takes_policy = openssl_takes_policy, .batch = openssl_batch};

/* libsodium of Ed25519. */

static bool sodium_available(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                             char *reason, size_t reason_bytes) {
  (void)verifier;
  *reason = '\0';
  return scheme == &sig_ed25519 && ref_sodium_is_ready(reason, reason_bytes);
}

static bool sodium_takes_policy(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, unsigned policy, char *reason,
                                size_t reason_bytes) {
  (void)verifier;
  return takes_only("libsodium", "strict", scheme, policy, reason, reason_bytes);
}

static enum ref_verdict sodium_verdict(const struct sig_scheme *scheme,
                                       const struct ref_signature *signature) {
  (void)scheme;
  return ref_sodium_verify(signature);
}

static bool sodium_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                         const struct sig_batch *batch, uint64_t first, uint64_t last,
                         uint8_t *output) {
  (void)verifier;
  return sig_judge_by(sodium_verdict, scheme, batch, first, last, output);
}

const struct cpu_verifier cpu_verifier_sodium = {
    .available = sodium_available, .takes_policy = sodium_takes_policy, .batch = sodium_batch};

/* libsecp256k1 of the schemes whose oracle it is. */

static bool secp256k1_available(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, char *reason,
                                size_t reason_bytes) {
  (void)verifier, (void)reason_bytes;
  const char *library = sig_oracle(scheme)->library;
  *reason = '\0';
  return library && strcmp(library, "libsecp256k1") == 0;
}

static bool secp256k1_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                            const struct sig_batch *batch, uint64_t first, uint64_t last,
                            uint8_t *output) {
  (void)verifier;
  return sig_judge(scheme, batch, first, last, output);
}

const struct cpu_verifier cpu_verifier_secp256k1 = {.available = secp256k1_available,
                                                    .batch = secp256k1_batch};

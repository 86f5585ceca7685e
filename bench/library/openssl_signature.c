/* OpenSSL as a CPU verifier of Ed25519 and, from 3.5 on, of ML-DSA: algorithms are asked for by name, so
 * that headers of 3.0 do. A signature costs what it costs a user of the library with a key that he has
 * not seen: the key's object, and one EVP_DigestVerify.
 *
 * Of Ed25519 it refuses S >= L, reads A leniently and compares R's bytes, without the cofactor
 * (ossl_ed25519_verify in crypto/ec/curve25519.c): the policy `ref10`.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdio.h>
#include <string.h>

#include "bench/sig/cpu_verifier.h"

/* OpenSSL's name, NULL where it has none. A scheme's title is that. */
static const char *algorithm_of(const struct sig_scheme *scheme) {
  const bool known = scheme == &sig_ed25519 || scheme == &sig_ml_dsa_44 ||
                     scheme == &sig_ml_dsa_65 || scheme == &sig_ml_dsa_87;
  return known ? scheme->title : NULL;
}

static bool openssl_available(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                              char *reason, size_t reason_bytes) {
  (void)verifier;
  const char *algorithm = algorithm_of(scheme);
  *reason = '\0';
  if (!algorithm)
    return false;
  ERR_set_mark();
  EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, algorithm, NULL);
  ERR_pop_to_mark();
  if (!signature)
    snprintf(reason, reason_bytes, "OpenSSL %u.%u has no %s%s", OPENSSL_version_major(),
             OPENSSL_version_minor(), algorithm,
             scheme == &sig_ed25519 ? "" : " (3.5 and newer do)");
  EVP_SIGNATURE_free(signature);
  return signature != NULL;
}

static bool openssl_takes_policy(const struct cpu_verifier *verifier,
                                 const struct sig_scheme *scheme, unsigned policy, char *reason,
                                 size_t reason_bytes) {
  (void)verifier;
  if (scheme != &sig_ed25519 || strcmp(scheme->policies[policy], "ref10") == 0)
    return true;
  snprintf(reason, reason_bytes, "OpenSSL decides as policy ref10 does, not as %s",
           scheme->policies[policy]);
  return false;
}

enum verdict { INVALID, VALID, FAILED };

static enum verdict verify_one(const struct sig_scheme *scheme, const struct sig_batch *batch,
                               const OSSL_PARAM *parameters, uint64_t i) {
  ERR_set_mark(); /* an invalid signature leaves an error behind */
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key_ex(
      NULL, algorithm_of(scheme), NULL, batch->keys + i * batch->key_bytes, batch->key_bytes);
  EVP_MD_CTX *verification = EVP_MD_CTX_new();
  enum verdict verdict = FAILED;
  if (key && verification &&
      EVP_DigestVerifyInit_ex(verification, NULL, NULL, NULL, NULL, key, parameters) == 1)
    verdict = EVP_DigestVerify(verification, batch->signatures + i * scheme->signature_bytes,
                               scheme->signature_bytes, batch->messages + i * batch->message_bytes,
                               batch->message_bytes) == 1
                  ? VALID
                  : INVALID;
  EVP_MD_CTX_free(verification);
  EVP_PKEY_free(key);
  ERR_pop_to_mark();
  return verdict;
}

static bool openssl_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                          const struct sig_batch *batch, uint64_t first, uint64_t last,
                          uint8_t *output) {
  (void)verifier;
  const OSSL_PARAM context[] = {
      OSSL_PARAM_octet_string("context-string", (void *)batch->context, batch->context_bytes),
      OSSL_PARAM_END};
  bool ok = true;
  memset(output + first / 8, 0, (last - first + 7) / 8);
  for (uint64_t i = first; ok && i < last; i++) {
    const enum verdict verdict =
        verify_one(scheme, batch, batch->context_bytes ? context : NULL, i);
    ok = verdict != FAILED;
    output[i / 8] |= (uint8_t)((verdict == VALID) << i % 8);
  }
  return ok;
}

const struct cpu_verifier cpu_verifier_openssl = {
    .available = openssl_available, .takes_policy = openssl_takes_policy, .batch = openssl_batch};

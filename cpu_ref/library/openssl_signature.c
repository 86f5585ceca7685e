/* OpenSSL as a verifier of Ed25519 and, from 3.5 on, of ML-DSA: algorithms are asked for by name, so that headers
 * of 3.0 do. A signature costs what it costs a user of the library with a key that he has not seen: the key's
 * object, and one EVP_DigestVerify.
 *
 * Of Ed25519 it refuses S >= L, reads A leniently and compares R's bytes, without the cofactor
 * (ossl_ed25519_verify in crypto/ec/curve25519.c).
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdio.h>
#include <string.h>

#include "cpu_ref/library/library.h"

bool ref_openssl_has_signature(const char *algorithm, char *reason, size_t reason_bytes) {
  *reason = '\0';
  ERR_set_mark();
  EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, algorithm, NULL);
  ERR_pop_to_mark();
  if (!signature)
    snprintf(reason, reason_bytes, "OpenSSL %u.%u has no %s%s", OPENSSL_version_major(),
             OPENSSL_version_minor(), algorithm,
             strncmp(algorithm, "ML-DSA", 6) == 0 ? " (3.5 and newer do)" : "");
  EVP_SIGNATURE_free(signature);
  return signature != NULL;
}

enum ref_verdict ref_openssl_verify(const char *algorithm, size_t signature_bytes,
                                    const struct ref_signature *record) {
  const OSSL_PARAM context[] = {
      OSSL_PARAM_octet_string("context-string", (void *)record->context, record->context_bytes),
      OSSL_PARAM_END};
  ERR_set_mark(); /* an invalid signature leaves an error behind */
  EVP_PKEY *key =
      EVP_PKEY_new_raw_public_key_ex(NULL, algorithm, NULL, record->key, record->key_bytes);
  EVP_MD_CTX *verification = EVP_MD_CTX_new();
  enum ref_verdict verdict = REF_FAILED;
  if (key && verification &&
      EVP_DigestVerifyInit_ex(verification, NULL, NULL, NULL, NULL, key,
                              record->context_bytes ? context : NULL) == 1)
    verdict = EVP_DigestVerify(verification, record->signature, signature_bytes, record->message,
                               record->message_bytes) == 1
                  ? REF_VALID
                  : REF_INVALID;
  EVP_MD_CTX_free(verification);
  EVP_PKEY_free(key);
  ERR_pop_to_mark();
  return verdict;
}

/* OpenSSL's digests as a CPU hasher, called in the cheapest way OpenSSL offers: SHA-256 through its
 * own context functions (deprecated since 3.0, and three times cheaper per short message than EVP),
 * the others through one EVP context per share that is never freed in between. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <stdio.h>
#include <string.h>

#include "bench/hash/cpu_hasher.h"

static bool openssl_available(const struct cpu_hasher *hasher,
                              const struct hash_algorithm *algorithm, char *reason,
                              size_t reason_bytes) {
  (void)hasher;
  if (!algorithm->openssl_digest) {
    *reason = '\0';
    return false;
  }
  EVP_MD *digest = EVP_MD_fetch(NULL, algorithm->openssl_digest, NULL);
  if (!digest)
    snprintf(reason, reason_bytes, "%s has no %s", OpenSSL_version(OPENSSL_VERSION),
             algorithm->openssl_digest);
  EVP_MD_free(digest);
  return digest != NULL;
}

static void sha256_once(const uint8_t *message, size_t length, uint8_t *digest) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, message, length);
  SHA256_Final(digest, &context);
}

static bool sha256_share(const struct hash_algorithm *algorithm,
                         const struct hash_messages *messages, uint64_t first, uint64_t last,
                         uint8_t *digests) {
  for (uint64_t i = first; i < last; i++) {
    uint8_t *digest = digests + HASH_DIGEST_BYTES * i;
    sha256_once(messages->bytes + hash_message_start(messages, i), hash_message_length(messages, i),
                digest);
    if (algorithm->openssl_twice)
      sha256_once(digest, HASH_DIGEST_BYTES, digest);
  }
  return true;
}

static bool evp_share(const struct hash_algorithm *algorithm, const struct hash_messages *messages,
                      uint64_t first, uint64_t last, uint8_t *digests) {
  EVP_MD *digest = EVP_MD_fetch(NULL, algorithm->openssl_digest, NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool ok = digest && context;
  for (uint64_t i = first; ok && i < last; i++)
    ok = EVP_DigestInit_ex2(context, i == first ? digest : NULL, NULL) &&
         EVP_DigestUpdate(context, messages->bytes + hash_message_start(messages, i),
                          hash_message_length(messages, i)) &&
         EVP_DigestFinal_ex(context, digests + HASH_DIGEST_BYTES * i, NULL);
  EVP_MD_CTX_free(context);
  EVP_MD_free(digest);
  return ok;
}

static bool openssl_batch(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                          const struct hash_messages *messages, uint64_t first, uint64_t last,
                          uint8_t *digests) {
  (void)hasher;
  bool is_sha256 = strcmp(algorithm->openssl_digest, "SHA256") == 0;
  return (is_sha256 ? sha256_share : evp_share)(algorithm, messages, first, last, digests);
}

const struct cpu_hasher cpu_hasher_openssl = {.available = openssl_available,
                                              .batch = openssl_batch};

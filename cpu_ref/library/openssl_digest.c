/* OpenSSL's digests, called in the cheapest way OpenSSL offers: SHA-256 through its own context functions
 * (deprecated since 3.0, and three times cheaper per short message than EVP), the others through one EVP
 * context per share that is never freed in between. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <stdio.h>
#include <string.h>

#include "cpu_ref/library/library.h"

bool ref_openssl_has_digest(const char *name, char *reason, size_t reason_bytes) {
  EVP_MD *digest = EVP_MD_fetch(NULL, name, NULL);
  if (!digest)
    snprintf(reason, reason_bytes, "%s has no %s", OpenSSL_version(OPENSSL_VERSION), name);
  EVP_MD_free(digest);
  return digest != NULL;
}

static void sha256_once(const uint8_t *message, size_t length, uint8_t *digest) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, message, length);
  SHA256_Final(digest, &context);
}

static bool sha256_share(bool twice, const struct ref_messages *messages, uint64_t first,
                         uint64_t last, uint8_t *digests) {
  for (uint64_t i = first; i < last; i++) {
    uint8_t *digest = digests + REF_DIGEST_BYTES * i;
    sha256_once(messages->bytes + ref_message_start(messages, i), ref_message_length(messages, i),
                digest);
    if (twice)
      sha256_once(digest, REF_DIGEST_BYTES, digest);
  }
  return true;
}

static bool evp_share(const char *name, const struct ref_messages *messages, uint64_t first,
                      uint64_t last, uint8_t *digests) {
  EVP_MD *digest = EVP_MD_fetch(NULL, name, NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool ok = digest && context;
  for (uint64_t i = first; ok && i < last; i++)
    ok = EVP_DigestInit_ex2(context, i == first ? digest : NULL, NULL) &&
         EVP_DigestUpdate(context, messages->bytes + ref_message_start(messages, i),
                          ref_message_length(messages, i)) &&
         EVP_DigestFinal_ex(context, digests + REF_DIGEST_BYTES * i, NULL);
  EVP_MD_CTX_free(context);
  EVP_MD_free(digest);
  return ok;
}

bool ref_openssl_digests(const char *name, bool twice, const struct ref_messages *messages,
                         uint64_t first, uint64_t last, uint8_t *digests) {
  return strcmp(name, "SHA256") == 0 ? sha256_share(twice, messages, first, last, digests)
                                     : evp_share(name, messages, first, last, digests);
}

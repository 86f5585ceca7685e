/* The libraries that users would reach for, each called in its cheapest way: baselines to compare
 * with.
 *
 * What says whether a library has something gives the reason where it has not; it may be called
 * often, and by any thread.
 */
#ifndef PROOFMARK_CPU_REF_LIBRARY_LIBRARY_H
#define PROOFMARK_CPU_REF_LIBRARY_LIBRARY_H

#include <stddef.h>

#include "cpu_ref/hash/hash.h"
#include "cpu_ref/sig/sig.h"

/* Message i is bytes[offsets[i]] up to bytes[offsets[i + 1]] or, where offsets is NULL, `length`
 * bytes from i × length on. */
struct ref_messages {
  const uint8_t *bytes;
  const uint64_t *offsets;
  uint64_t length;
};

static inline uint64_t ref_message_start(const struct ref_messages *m, uint64_t i) {
  return m->offsets ? m->offsets[i] : i * m->length;
}
static inline uint64_t ref_message_length(const struct ref_messages *m, uint64_t i) {
  return m->offsets ? m->offsets[i + 1] - m->offsets[i] : m->length;
}

/* Digests of messages first up to last, that of message i to digests + 32 × i. `name` is EVP's;
 * `twice`, the digest of the digest, goes with SHA256 alone. False: the library failed. */
bool ref_openssl_has_digest(const char *name, char *reason, size_t reason_bytes);
bool ref_openssl_digests(const char *name, bool twice, const struct ref_messages *messages,
                         uint64_t first, uint64_t last, uint8_t *digests);

bool ref_sodium_is_ready(char *reason, size_t reason_bytes);
/* BLAKE2b of 32 bytes, without a key. */
bool ref_sodium_digests(const struct ref_messages *messages, uint64_t first, uint64_t last,
                        uint8_t *digests);

/* `algorithm` is OpenSSL's name: Ed25519, ML-DSA-44. Of Ed25519 it decides as REF_ED25519_REF10. */
bool ref_openssl_has_signature(const char *algorithm, char *reason, size_t reason_bytes);
enum ref_verdict ref_openssl_verify(const char *algorithm, size_t signature_bytes,
                                    const struct ref_signature *signature);

/* Ed25519, as REF_ED25519_STRICT. */
ref_verify_fn ref_sodium_verify;

#endif

/* The libraries' digests (cpu_ref/library/) as CPU hashers. */
#include "bench/hash/cpu_hasher.h"
#include "cpu_ref/library/library.h"

static struct ref_messages messages_of(const struct hash_messages *messages) {
  return (struct ref_messages){messages->bytes, messages->offsets, messages->length};
}

static bool openssl_available(const struct cpu_hasher *hasher,
                              const struct hash_algorithm *algorithm, char *reason,
                              size_t reason_bytes) {
  (void)hasher;
  *reason = '\0';
  return algorithm->openssl_digest &&
         ref_openssl_has_digest(algorithm->openssl_digest, reason, reason_bytes);
}

static bool openssl_batch(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                          const struct hash_messages *messages, uint64_t first, uint64_t last,
                          uint8_t *digests) {
  (void)hasher;
  const struct ref_messages m = messages_of(messages);
  return ref_openssl_digests(algorithm->openssl_digest, algorithm->openssl_twice, &m, first, last,
                             digests);
}

static bool sodium_available(const struct cpu_hasher *hasher,
                             const struct hash_algorithm *algorithm, char *reason,
                             size_t reason_bytes) {
  (void)hasher;
  *reason = '\0';
  return algorithm->sodium_generichash && ref_sodium_is_ready(reason, reason_bytes);
}

static bool sodium_batch(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                         const struct hash_messages *messages, uint64_t first, uint64_t last,
                         uint8_t *digests) {
  (void)hasher, (void)algorithm;
  const struct ref_messages m = messages_of(messages);
  return ref_sodium_digests(&m, first, last, digests);
}

const struct cpu_hasher cpu_hasher_openssl = {.available = openssl_available,
                                              .batch = openssl_batch},
                        cpu_hasher_sodium = {.available = sodium_available, .batch = sodium_batch};

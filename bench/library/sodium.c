/* libsodium's BLAKE2b (crypto_generichash, 32-byte output, no key) as a CPU hasher. */
#include <sodium.h>

#include <stdio.h>

#include "bench/hash/cpu_hasher.h"

static bool sodium_available(const struct cpu_hasher *hasher,
                             const struct hash_algorithm *algorithm, char *reason,
                             size_t reason_bytes) {
  (void)hasher;
  if (!algorithm->sodium_generichash)
    *reason = '\0';
  else if (sodium_init() < 0) /* picks its code for this processor; may be called often */
    snprintf(reason, reason_bytes, "libsodium could not be initialised");
  else
    return true;
  return false;
}

static bool sodium_batch(const struct cpu_hasher *hasher, const struct hash_algorithm *algorithm,
                         const struct hash_messages *messages, uint64_t first, uint64_t last,
                         uint8_t *digests) {
  (void)hasher, (void)algorithm;
  for (uint64_t i = first; i < last; i++)
    if (crypto_generichash(digests + HASH_DIGEST_BYTES * i, HASH_DIGEST_BYTES,
                           messages->bytes + hash_message_start(messages, i),
                           hash_message_length(messages, i), NULL, 0) != 0)
      return false;
  return true;
}

const struct cpu_hasher cpu_hasher_sodium = {.available = sodium_available, .batch = sodium_batch};

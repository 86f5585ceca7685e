/* libsodium's BLAKE2b (crypto_generichash, 32-byte output, no key). */
#include <sodium.h>

#include <stdio.h>

#include "cpu_ref/library/library.h"

bool ref_sodium_is_ready(char *reason, size_t reason_bytes) {
  if (sodium_init() >= 0) /* picks its code for this processor; may be called often */
    return true;
  snprintf(reason, reason_bytes, "libsodium could not be initialised");
  return false;
}

bool ref_sodium_digests(const struct ref_messages *messages, uint64_t first, uint64_t last,
                        uint8_t *digests) {
  for (uint64_t i = first; i < last; i++)
    if (crypto_generichash(digests + REF_DIGEST_BYTES * i, REF_DIGEST_BYTES,
                           messages->bytes + ref_message_start(messages, i),
                           ref_message_length(messages, i), NULL, 0) != 0)
      return false;
  return true;
}

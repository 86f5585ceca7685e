/* libsodium's crypto_sign_verify_detached as a CPU verifier of Ed25519.
 *
 * It refuses S >= L, an A or R of small order and an A that is not canonical, and compares R's bytes,
 * without the cofactor: the policy `strict`. Where `strict` reads a point that is not canonical and
 * not of small order, nobody can make a signature: that takes the point's discrete logarithm.
 */
#include <sodium.h>

#include <stdio.h>
#include <string.h>

#include "bench/sig/cpu_verifier.h"

enum { KEY_BYTES = 32, SIGNATURE_BYTES = 64 };

static bool sodium_available(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                             char *reason, size_t reason_bytes) {
  (void)verifier;
  if (scheme != &sig_ed25519)
    *reason = '\0';
  else if (sodium_init() < 0) /* picks its code for this processor; may be called often */
    snprintf(reason, reason_bytes, "libsodium could not be initialised");
  else
    return true;
  return false;
}

static bool sodium_takes_policy(const struct cpu_verifier *verifier,
                                const struct sig_scheme *scheme, unsigned policy, char *reason,
                                size_t reason_bytes) {
  (void)verifier;
  if (strcmp(scheme->policies[policy], "strict") == 0)
    return true;
  snprintf(reason, reason_bytes, "libsodium decides as policy strict does, not as %s",
           scheme->policies[policy]);
  return false;
}

static bool sodium_batch(const struct cpu_verifier *verifier, const struct sig_scheme *scheme,
                         const struct sig_batch *batch, uint64_t first, uint64_t last,
                         uint8_t *output) {
  (void)verifier, (void)scheme;
  memset(output + first / 8, 0, (last - first + 7) / 8);
  for (uint64_t i = first; i < last; i++) {
    const bool valid =
        crypto_sign_verify_detached(batch->signatures + i * SIGNATURE_BYTES,
                                    batch->messages + i * batch->message_bytes,
                                    batch->message_bytes, batch->keys + i * KEY_BYTES) == 0;
    output[i / 8] |= (uint8_t)(valid << i % 8);
  }
  return true;
}

const struct cpu_verifier cpu_verifier_sodium = {
    .available = sodium_available, .takes_policy = sodium_takes_policy, .batch = sodium_batch};

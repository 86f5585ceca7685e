/* libsodium's crypto_sign_verify_detached as a verifier of Ed25519.
 *
 * It refuses S >= L, an A or R of small order and an A that is not canonical, and compares R's bytes,
 * without the cofactor. Where the policy `strict` reads a point that is not canonical and not of small
 * order, nobody can make a signature: that takes the point's discrete logarithm.
 */
#include <sodium.h>

#include "cpu_ref/library/library.h"

enum ref_verdict ref_sodium_verify(const struct ref_signature *record) {
  return crypto_sign_verify_detached(record->signature, record->message, record->message_bytes,
                                     record->key) == 0
             ? REF_VALID
             : REF_INVALID;
}

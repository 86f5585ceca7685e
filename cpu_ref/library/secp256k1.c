/* libsecp256k1 as the oracle of the schemes over its curve, and as a baseline: its verdicts, and the rules
 * of the policies on s and v. */

#include <string.h>

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>

#include "cpu_ref/hash/hash.h"
#include "cpu_ref/sig/sig.h"

extern const struct ref_sig ref_ecdsa_secp256k1, ref_schnorr_bip340;

enum { SIGNATURE_BYTES = 64 };

/* SEC 1 v2.0, section 2.3.4, has the forms that begin with 2, 3 and 4; libsecp256k1 takes the hybrid
 * ones of X9.62 too, 6 and 7. */
static bool has_sec1_form(const uint8_t *key) { return key[0] >= 2 && key[0] <= 4; }

/* libsecp256k1 refuses an s above n/2, so such a signature is brought down first where the policy
 * lets it pass. */
static enum ref_verdict verify_ecdsa(const struct ref_signature *record) {
  const secp256k1_context *library = secp256k1_context_static;
  secp256k1_ecdsa_signature signature;
  secp256k1_pubkey key;
  if (!secp256k1_ecdsa_signature_parse_compact(library, &signature, record->signature) ||
      !has_sec1_form(record->key) ||
      !secp256k1_ec_pubkey_parse(library, &key, record->key, record->key_bytes))
    return REF_INVALID;
  if (record->policy == REF_ECDSA_ANY_S)
    secp256k1_ecdsa_signature_normalize(library, &signature, &signature);
  return secp256k1_ecdsa_verify(library, &signature, record->message, &key) ? REF_VALID
                                                                            : REF_INVALID;
}

static enum ref_verdict verify_schnorr(const struct ref_signature *record) {
  const secp256k1_context *library = secp256k1_context_static;
  secp256k1_xonly_pubkey key;
  return secp256k1_xonly_pubkey_parse(library, &key, record->key) &&
                 secp256k1_schnorrsig_verify(library, record->signature, record->message,
                                             record->message_bytes, &key)
             ? REF_VALID
             : REF_INVALID;
}

static bool has_low_s(const secp256k1_ecdsa_recoverable_signature *recoverable) {
  secp256k1_ecdsa_signature signature;
  secp256k1_ecdsa_recoverable_signature_convert(secp256k1_context_static, &signature, recoverable);
  return !secp256k1_ecdsa_signature_normalize(secp256k1_context_static, NULL, &signature);
}

/* The Ethereum yellow paper, appendices E and F. */
static void recover(const struct ref_signature *record, uint8_t address[REF_ADDRESS_BYTES]) {
  const secp256k1_context *library = secp256k1_context_static;
  const uint8_t v = record->signature[SIGNATURE_BYTES];
  uint8_t point[65], digest[REF_DIGEST_BYTES];
  size_t point_bytes = sizeof point;
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey key;
  memset(address, 0, REF_ADDRESS_BYTES);
  if ((v != 27 && v != 28) ||
      !secp256k1_ecdsa_recoverable_signature_parse_compact(library, &signature, record->signature,
                                                           v - 27) ||
      (record->policy == REF_ECRECOVER_TRANSACTION && !has_low_s(&signature)) ||
      !secp256k1_ecdsa_recover(library, &key, &signature, record->message))
    return;
  secp256k1_ec_pubkey_serialize(library, point, &point_bytes, &key, SECP256K1_EC_UNCOMPRESSED);
  ref_keccak256(point + 1, 64, digest);
  memcpy(address, digest + REF_DIGEST_BYTES - REF_ADDRESS_BYTES, REF_ADDRESS_BYTES);
}

const struct ref_sig ref_ecdsa_secp256k1 = {.verify = verify_ecdsa, .library = "libsecp256k1"};
const struct ref_sig ref_schnorr_bip340 = {.verify = verify_schnorr, .library = "libsecp256k1"};
const struct ref_sig ref_ecrecover = {.recover = recover, .library = "libsecp256k1"};

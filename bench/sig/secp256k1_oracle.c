#include "bench/sig/secp256k1_oracle.h"

#include <string.h>

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>

#include "kernels/hash/hash.h"

enum { SIGNATURE_BYTES = 64, RECOVERABLE_BYTES = 65, XONLY_BYTES = 32 };

typedef bool verdict_fn(const struct sig_batch *batch, uint64_t i);

static bool fill_bitmap(const struct sig_batch *batch, uint64_t first, uint64_t last,
                        uint8_t *output, verdict_fn *verdict) {
  memset(output + first / 8, 0, (last - first + 7) / 8);
  for (uint64_t i = first; i < last; i++)
    output[i / 8] |= (uint8_t)(verdict(batch, i) << i % 8);
  return true;
}

/* SEC 1 v2.0, section 2.3.4, has the forms that begin with 2, 3 and 4; libsecp256k1 takes the hybrid
 * ones of X9.62 too, 6 and 7. */
static bool has_sec1_form(const uint8_t *key) { return key[0] >= 2 && key[0] <= 4; }

/* libsecp256k1 refuses an s above n/2, so such a signature is brought down first where the policy
 * lets it pass. */
static bool ecdsa_verdict(const struct sig_batch *batch, uint64_t i) {
  const secp256k1_context *library = secp256k1_context_static;
  secp256k1_ecdsa_signature signature;
  secp256k1_pubkey key;
  const uint8_t *key_record = batch->keys + i * batch->key_bytes;
  if (!secp256k1_ecdsa_signature_parse_compact(library, &signature,
                                               batch->signatures + i * SIGNATURE_BYTES) ||
      !has_sec1_form(key_record) ||
      !secp256k1_ec_pubkey_parse(library, &key, key_record, batch->key_bytes))
    return false;
  if (batch->policy == ECDSA_ANY_S)
    secp256k1_ecdsa_signature_normalize(library, &signature, &signature);
  return secp256k1_ecdsa_verify(library, &signature, batch->messages + i * batch->message_bytes,
                                &key);
}

bool ecdsa_secp256k1_oracle(const struct sig_batch *batch, uint64_t first, uint64_t last,
                            uint8_t *output) {
  return fill_bitmap(batch, first, last, output, ecdsa_verdict);
}

static bool schnorr_verdict(const struct sig_batch *batch, uint64_t i) {
  const secp256k1_context *library = secp256k1_context_static;
  secp256k1_xonly_pubkey key;
  return secp256k1_xonly_pubkey_parse(library, &key, batch->keys + i * XONLY_BYTES) &&
         secp256k1_schnorrsig_verify(library, batch->signatures + i * SIGNATURE_BYTES,
                                     batch->messages + i * batch->message_bytes,
                                     batch->message_bytes, &key);
}

bool schnorr_bip340_oracle(const struct sig_batch *batch, uint64_t first, uint64_t last,
                           uint8_t *output) {
  return fill_bitmap(batch, first, last, output, schnorr_verdict);
}

static bool has_low_s(const secp256k1_ecdsa_recoverable_signature *recoverable) {
  secp256k1_ecdsa_signature signature;
  secp256k1_ecdsa_recoverable_signature_convert(secp256k1_context_static, &signature, recoverable);
  return !secp256k1_ecdsa_signature_normalize(secp256k1_context_static, NULL, &signature);
}

/* The Ethereum yellow paper, appendices E and F. */
static void recover(const struct sig_batch *batch, uint64_t i, uint8_t address[SIG_ADDRESS_BYTES]) {
  const secp256k1_context *library = secp256k1_context_static;
  const uint8_t *wire = batch->signatures + i * RECOVERABLE_BYTES;
  uint8_t v = wire[SIGNATURE_BYTES], point[65], digest[HASH_DIGEST_BYTES];
  size_t point_bytes = sizeof point;
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey key;
  memset(address, 0, SIG_ADDRESS_BYTES);
  if ((v != 27 && v != 28) ||
      !secp256k1_ecdsa_recoverable_signature_parse_compact(library, &signature, wire, v - 27) ||
      (batch->policy == ECRECOVER_TRANSACTION && !has_low_s(&signature)) ||
      !secp256k1_ecdsa_recover(library, &key, &signature,
                               batch->messages + i * batch->message_bytes))
    return;
  secp256k1_ec_pubkey_serialize(library, point, &point_bytes, &key, SECP256K1_EC_UNCOMPRESSED);
  hash_keccak256.reference(point + 1, 64, digest);
  memcpy(address, digest + HASH_DIGEST_BYTES - SIG_ADDRESS_BYTES, SIG_ADDRESS_BYTES);
}

bool ecrecover_oracle(const struct sig_batch *batch, uint64_t first, uint64_t last,
                      uint8_t *output) {
  for (uint64_t i = first; i < last; i++)
    recover(batch, i, output + i * SIG_ADDRESS_BYTES);
  return true;
}

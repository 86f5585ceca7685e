/* sig/ecrecover: keys and signatures by libsecp256k1, which is the oracle too; addresses by the
 * reference Keccak-256. */
#include <string.h>

#include <secp256k1_recovery.h>

#include "bench/sig/secp256k1_signing.h"
#include "bench/sig/sig_defects.h"
#include "bench/sig/sig_work.h"
#include "cpu_ref/hash/hash.h"
#include "cpu_ref/sig/sig.h"

enum { SECRET_BYTES = 32, S_OFFSET = 32, V_OFFSET = 64 };
enum { V_EVEN = 27, V_ODD = 28 }; /* Ethereum yellow paper, appendix F */

static bool make_key(const struct sig_making *making, const uint8_t *random, uint8_t *secret,
                     uint8_t *address) {
  secp256k1_pubkey point;
  uint8_t bytes[65], digest[REF_DIGEST_BYTES];
  size_t count = sizeof bytes;
  memcpy(secret, random, SECRET_BYTES);
  if (!secp256k1_ec_pubkey_create(making->tool, &point, secret))
    return false;
  secp256k1_ec_pubkey_serialize(making->tool, bytes, &count, &point, SECP256K1_EC_UNCOMPRESSED);
  ref_keccak256(bytes + 1, count - 1, digest);
  memcpy(address, digest + REF_DIGEST_BYTES - SIG_ADDRESS_BYTES, SIG_ADDRESS_BYTES);
  return true;
}

static bool sign(const struct sig_making *making, const struct sig_record *record) {
  secp256k1_ecdsa_recoverable_signature signature;
  int parity;
  if (!secp256k1_ecdsa_sign_recoverable(making->tool, &signature, record->message, record->secret,
                                        NULL, NULL))
    return false;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(making->tool, record->signature, &parity,
                                                          &signature);
  record->signature[V_OFFSET] = (uint8_t)(V_EVEN + parity);
  return true;
}

static bool sign_beyond_order(const struct sig_making *making, const struct sig_record *record) {
  bool y_odd;
  bool ok = secp256k1_sign_beyond_order(making, record, &y_odd);
  record->signature[V_OFFSET] = y_odd ? V_ODD : V_EVEN;
  return ok;
}

static bool policy_is_transaction(const struct sig_batch *batch) {
  return batch->policy == REF_ECRECOVER_TRANSACTION;
}

/* The nonce's point changes sign with s, and v with it. */
static bool raise_s(const struct sig_making *making, const struct sig_record *record) {
  record->signature[V_OFFSET] ^= V_EVEN ^ V_ODD;
  return secp256k1_raise_s(making, record->signature + S_OFFSET);
}

/* To the recovery id that others write, or to the one of an x beyond the order. */
static bool spoil_v(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  uint8_t *v = &record->signature[V_OFFSET];
  *v = (uint8_t)(record->damage_random[0] & 1 ? *v - V_EVEN : *v + 2);
  return true;
}

static const struct sig_defect defects[] = {
    SIG_DEFECT_SIGNATURE_BIT,
    SIG_DEFECT_MESSAGE_BIT,
    {.name = "s + n in the place of s", .damage = sign_beyond_order},
    {.name = "n - s in the place of s", .possible = policy_is_transaction, .damage = raise_s},
    {.name = "a v that is neither 27 nor 28", .damage = spoil_v},
    {.name = NULL},
};

/* What is published are the precompile's tests. */
static unsigned vectors_policy(const struct vector_batch *published) {
  (void)published;
  return REF_ECRECOVER_PRECOMPILE;
}

static const struct sig_maker maker = {
    .scheme = &sig_ecrecover,
    .begin = secp256k1_signing_begin,
    .end = secp256k1_signing_end,
    .make_key = make_key,
    .sign = sign,
    .defects = defects,
    .vectors_policy = vectors_policy,
};

static const char *const policies[] = {
    [REF_ECRECOVER_TRANSACTION] = "transaction", [REF_ECRECOVER_PRECOMPILE] = "precompile", NULL};

enum { BATCH, INVALID, KEYS, POLICY };

static const struct pm_parameter parameters[] = {
    [BATCH] = SIG_PARAMETER_BATCH,
    [INVALID] = SIG_PARAMETER_INVALID("a flipped bit of the signature, of the digest; s + n; n - s "
                                      "(transaction); a v that is neither 27 nor 28"),
    [KEYS] = SIG_PARAMETER_KEYS,
    [POLICY] = SIG_PARAMETER_POLICY(policies, "s up to n/2 (EIP-2), or up to n"),
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_FULL, {[BATCH] = 256, [INVALID] = 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {[BATCH] = 1 << 10, [INVALID] = 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {[BATCH] = 1 << 14, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 17, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1, [INVALID] = 0}},
    {PM_SUITE_FULL, {[BATCH] = 32, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 20, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 17, [INVALID] = 10, [POLICY] = REF_ECRECOVER_PRECOMPILE}},
};

SIG_WORK(ecrecover, "the Ethereum addresses of those who signed 32-byte digests",
         "Ethereum yellow paper, appendices E and F; SEC 1 v2.0, section 4.1.6", parameters, points,
         maker);

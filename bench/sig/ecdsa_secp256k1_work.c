/* sig/ecdsa_secp256k1: keys and signatures by libsecp256k1, which is the oracle too. */
#include <string.h>

#include "bench/sig/secp256k1_signing.h"
#include "bench/sig/sig_defects.h"
#include "bench/sig/sig_work.h"
#include "bench/sig/vectors.h"
#include "cpu_ref/sig/sig.h"

enum { SECRET_BYTES = 32, HALF_BYTES = 32, COMPRESSED_BYTES = 33 };

static bool make_key(const struct sig_making *making, const uint8_t *random, uint8_t *secret,
                     uint8_t *key) {
  secp256k1_pubkey point;
  size_t bytes = making->batch->key_bytes;
  memcpy(secret, random, SECRET_BYTES);
  return secp256k1_ec_pubkey_create(making->tool, &point, secret) &&
         secp256k1_ec_pubkey_serialize(making->tool, key, &bytes, &point,
                                       bytes == COMPRESSED_BYTES ? SECP256K1_EC_COMPRESSED
                                                                 : SECP256K1_EC_UNCOMPRESSED);
}

static bool sign(const struct sig_making *making, const struct sig_record *record) {
  secp256k1_ecdsa_signature signature;
  return secp256k1_ecdsa_sign(making->tool, &signature, record->message, record->secret, NULL,
                              NULL) &&
         secp256k1_ecdsa_signature_serialize_compact(making->tool, record->signature, &signature);
}

static bool sign_beyond_order(const struct sig_making *making, const struct sig_record *record) {
  bool y_odd;
  return secp256k1_sign_beyond_order(making, record, &y_odd);
}

static bool policy_is_low_s(const struct sig_batch *batch) {
  return batch->policy == REF_ECDSA_LOW_S;
}

static bool raise_s(const struct sig_making *making, const struct sig_record *record) {
  return secp256k1_raise_s(making, record->signature + HALF_BYTES);
}

/* The hybrid form of X9.62, which SEC 1 v2.0, section 2.3.4, does not have: the same point. A
 * compressed key gets a first byte that no form has. */
static bool change_key_form(const struct sig_making *making, const struct sig_record *record) {
  uint64_t bytes = making->batch->key_bytes;
  record->key[0] = bytes == COMPRESSED_BYTES ? 5 : 6 | (record->key[bytes - 1] & 1);
  return true;
}

static const struct sig_defect defects[] = {
    SIG_DEFECT_SIGNATURE_BIT,
    SIG_DEFECT_MESSAGE_BIT,
    SIG_DEFECT_KEY_BIT,
    {.name = "s + n in the place of s", .damage = sign_beyond_order},
    {.name = "n - s in the place of s", .possible = policy_is_low_s, .damage = raise_s},
    {.name = "a key in another form", .damage = change_key_form},
    {.name = NULL},
};

static unsigned vectors_policy(const struct vector_batch *published) {
  return published->low_s ? REF_ECDSA_LOW_S : REF_ECDSA_ANY_S;
}

static const struct sig_maker maker = {
    .scheme = &sig_ecdsa_secp256k1,
    .begin = secp256k1_signing_begin,
    .end = secp256k1_signing_end,
    .make_key = make_key,
    .sign = sign,
    .defects = defects,
    .vectors_policy = vectors_policy,
};

static const char *const policies[] = {
    [REF_ECDSA_ANY_S] = "any_s", [REF_ECDSA_LOW_S] = "low_s", NULL};

enum { BATCH, INVALID, KEYS, POLICY, KEY_FORMAT };

static const struct pm_parameter parameters[] = {
    [BATCH] = SIG_PARAMETER_BATCH,
    [INVALID] =
        SIG_PARAMETER_INVALID("a flipped bit of the signature, of the digest, of the key; "
                              "s + n; n - s (low_s); a key in a form that SEC 1 does not have"),
    [KEYS] = SIG_PARAMETER_KEYS,
    [POLICY] = SIG_PARAMETER_POLICY(policies, "whether s may be above n/2"),
    [KEY_FORMAT] = SIG_PARAMETER_KEY_FORMAT,
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_FULL, {[BATCH] = 256, [INVALID] = 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {[BATCH] = 1 << 10, [INVALID] = 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {[BATCH] = 1 << 14, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 17, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1, [INVALID] = 0}},
    {PM_SUITE_FULL, {[BATCH] = 32, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 20, [INVALID] = 10}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 17, [INVALID] = 10, [POLICY] = REF_ECDSA_LOW_S}},
    {PM_SUITE_FULL, {[BATCH] = 1 << 17, [INVALID] = 10, [KEY_FORMAT] = SIG_KEY_UNCOMPRESSED}},
};

SIG_WORK(ecdsa_secp256k1, "verdicts on ECDSA signatures of 32-byte digests over secp256k1",
         "SEC 1 v2.0, section 4.1.4", parameters, points, maker);

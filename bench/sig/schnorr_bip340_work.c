/* sig/schnorr_bip340: keys and signatures by libsecp256k1, which is the oracle too. */
#include <string.h>

#include <secp256k1_schnorrsig.h>

#include "bench/sig/secp256k1_signing.h"
#include "bench/sig/sig_defects.h"
#include "bench/sig/sig_work.h"

enum { R_OFFSET = 0, S_OFFSET = 32 };

static bool make_key(const struct sig_making *making, const uint8_t *random, uint8_t *secret,
                     uint8_t *key) {
  secp256k1_keypair pair;
  secp256k1_xonly_pubkey point;
  if (!secp256k1_keypair_create(making->tool, &pair, random))
    return false;
  memcpy(secret, &pair, sizeof pair);
  return secp256k1_keypair_xonly_pub(making->tool, &point, NULL, &pair) &&
         secp256k1_xonly_pubkey_serialize(making->tool, key, &point);
}

/* The randomness goes to the nonce function of BIP 340 ("auxiliary random data"). */
static bool sign(const struct sig_making *making, const struct sig_record *record) {
  secp256k1_keypair pair;
  secp256k1_schnorrsig_extraparams parameters = SECP256K1_SCHNORRSIG_EXTRAPARAMS_INIT;
  uint8_t random[SIG_SEED_BYTES];
  memcpy(random, record->sign_random, sizeof random);
  memcpy(&pair, record->secret, sizeof pair);
  parameters.ndata = random;
  return secp256k1_schnorrsig_sign_custom(making->tool, record->signature, record->message,
                                          making->batch->message_bytes, &pair, &parameters);
}

/* Numbers whose first 16 bytes are 0xff are above n, those whose first 31 are above p too. */
static void set_beyond(uint8_t number[32], int leading_bytes) {
  memset(number, 0xff, (size_t)leading_bytes);
}

static bool s_beyond_order(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  set_beyond(record->signature + S_OFFSET, 16);
  return true;
}

static bool r_beyond_field(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  set_beyond(record->signature + R_OFFSET, 31);
  return true;
}

static bool key_beyond_field(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  set_beyond(record->key, 31);
  return true;
}

static const struct sig_defect defects[] = {
    SIG_DEFECT_SIGNATURE_BIT,
    SIG_DEFECT_MESSAGE_BIT,
    SIG_DEFECT_KEY_BIT,
    {.name = "an s above n", .damage = s_beyond_order},
    {.name = "an r above p", .damage = r_beyond_field},
    {.name = "a key above p", .damage = key_beyond_field},
    {.name = NULL},
};

static const struct sig_maker maker = {
    .scheme = &sig_schnorr_bip340,
    .begin = secp256k1_signing_begin,
    .end = secp256k1_signing_end,
    .make_key = make_key,
    .sign = sign,
    .defects = defects,
};

enum { BATCH, MESSAGE, INVALID, KEYS };

static const struct pm_parameter parameters[] = {
    [BATCH] = SIG_PARAMETER_BATCH,
    [MESSAGE] = SIG_PARAMETER_MESSAGE,
    [INVALID] = SIG_PARAMETER_INVALID("a flipped bit of the signature, of the message, of the key; "
                                      "s above n; r above p; a key above p"),
    [KEYS] = SIG_PARAMETER_KEYS,
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_FULL, {256, 32, 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 10, 32, 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 14, 32, 10}},
    {PM_SUITE_FULL, {1 << 17, 32, 10}},
    {PM_SUITE_FULL, {1, 32, 0}},
    {PM_SUITE_FULL, {32, 32, 10}},
    {PM_SUITE_FULL, {1 << 20, 32, 10}},
};

SIG_WORK(schnorr_bip340, "verdicts on Schnorr signatures over secp256k1 as Taproot has them",
         "BIP 340", parameters, points, maker);

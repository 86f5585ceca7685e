#include "bench/sig/secp256k1_signing.h"

#include <string.h>

bool secp256k1_signing_begin(void **tool) {
  *tool = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
  return *tool != NULL;
}

void secp256k1_signing_end(void *tool) { secp256k1_context_destroy(tool); }

/* The order of the group (SEC 2 v2.0, section 2.4.1). */
static const uint8_t order[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                                  0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41};

static void add_order(uint8_t number[32]) {
  unsigned carry = 0;
  for (int i = 31; i >= 0; i--) {
    carry += number[i] + order[i];
    number[i] = (uint8_t)carry;
    carry >>= 8;
  }
}

/* r = x(kG); false where k is no scalar, or r would not be x itself (once in 2^128). */
static bool nonce_point(const secp256k1_context *tool, const uint8_t k[32], uint8_t r[32],
                        bool *y_odd) {
  secp256k1_pubkey point;
  uint8_t compressed[33];
  size_t bytes = sizeof compressed;
  if (!secp256k1_ec_pubkey_create(tool, &point, k))
    return false;
  secp256k1_ec_pubkey_serialize(tool, compressed, &bytes, &point, SECP256K1_EC_COMPRESSED);
  *y_odd = compressed[0] == 3;
  memcpy(r, compressed + 1, 32);
  return secp256k1_ec_seckey_verify(tool, r);
}

/* s = (z + r·d) / k (SEC 1 v2.0, section 4.1.3), solved for z: k and s may then be chosen. */
static bool message_of(const secp256k1_context *tool, const uint8_t d[32], const uint8_t k[32],
                       const uint8_t r[32], const uint8_t s[32], uint8_t z[32]) {
  uint8_t rd[32];
  memcpy(z, k, 32);
  memcpy(rd, d, 32);
  return secp256k1_ec_seckey_tweak_mul(tool, z, s) && secp256k1_ec_seckey_tweak_mul(tool, rd, r) &&
         secp256k1_ec_seckey_negate(tool, rd) && secp256k1_ec_seckey_tweak_add(tool, z, rd);
}

bool secp256k1_sign_beyond_order(const struct sig_making *making, const struct sig_record *record,
                                 bool *y_odd) {
  const uint8_t *k = record->sign_random;
  uint8_t *r = record->signature, *s = record->signature + 32;
  memset(s, 0, 16); /* 2^256 − n is a little more than 2^128 */
  memcpy(s + 16, record->damage_random, 16);
  if (!nonce_point(making->tool, k, r, y_odd) ||
      !message_of(making->tool, record->secret, k, r, s, record->message))
    return false;
  add_order(s);
  return true;
}

bool secp256k1_raise_s(const struct sig_making *making, uint8_t s[32]) {
  return secp256k1_ec_seckey_negate(making->tool, s);
}

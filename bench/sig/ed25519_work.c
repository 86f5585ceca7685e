/* sig/ed25519: keys and signatures by libsodium, the oracle is the reference. */
#include <string.h>

#include <sodium.h>

#include "bench/sig/sig_defects.h"
#include "bench/sig/sig_work.h"

enum { POINT_BYTES = 32, SCALAR_BYTES = 32, S_OFFSET = 32 };

static bool begin(void **tool) {
  *tool = NULL;
  return sodium_init() >= 0; /* may be called often, by any thread */
}

static bool make_key(const struct sig_making *making, const uint8_t *random, uint8_t *secret,
                     uint8_t *key) {
  (void)making;
  return crypto_sign_seed_keypair(key, secret, random) == 0;
}

static bool sign(const struct sig_making *making, const struct sig_record *record) {
  return crypto_sign_detached(record->signature, NULL, record->message,
                              making->batch->message_bytes, record->secret) == 0;
}

/* 64 bytes as a number modulo the order L, from 32 random bytes or from a secret number. */
static void scalar_of(const uint8_t bytes[SCALAR_BYTES], uint8_t scalar[SCALAR_BYTES]) {
  uint8_t wide[crypto_core_ed25519_NONREDUCEDSCALARBYTES] = {0};
  memcpy(wide, bytes, SCALAR_BYTES);
  crypto_core_ed25519_scalar_reduce(scalar, wide);
}

/* S = r + k·a with k = SHA-512(R ‖ A ‖ M) (RFC 8032, section 5.1.6), for an R that the signature
 * already has and whatever r. */
static void respond(const struct sig_making *making, const struct sig_record *record,
                    const uint8_t r[SCALAR_BYTES]) {
  crypto_hash_sha512_state hash;
  uint8_t digest[crypto_hash_sha512_BYTES], k[SCALAR_BYTES], a[SCALAR_BYTES];
  crypto_hash_sha512_init(&hash);
  crypto_hash_sha512_update(&hash, record->signature, POINT_BYTES);
  crypto_hash_sha512_update(&hash, record->key, POINT_BYTES);
  crypto_hash_sha512_update(&hash, record->message, making->batch->message_bytes);
  crypto_hash_sha512_final(&hash, digest);
  crypto_core_ed25519_scalar_reduce(k, digest);
  crypto_sign_ed25519_sk_to_curve25519(a, record->secret);
  scalar_of(a, a);
  crypto_core_ed25519_scalar_mul(k, k, a);
  crypto_core_ed25519_scalar_add(record->signature + S_OFFSET, r, k);
}

/* L = 2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032, section 5.1). */
static const uint8_t order[SCALAR_BYTES] = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

static bool add_order(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  unsigned carry = 0;
  for (int i = 0; i < SCALAR_BYTES; i++) {
    carry += record->signature[S_OFFSET + i] + order[i];
    record->signature[S_OFFSET + i] = (uint8_t)carry;
    carry >>= 8;
  }
  return true;
}

/* The policies, numbered as the scheme numbers them, and what each refuses. */
enum { STRICT, RFC8032, ZIP215, REF10, SIMD0376A };

static bool refuses_small_order(const struct sig_batch *batch) {
  return batch->policy == STRICT || batch->policy == SIMD0376A;
}
static bool refuses_noncanonical_key(const struct sig_batch *batch) {
  return batch->policy != ZIP215 && batch->policy != REF10; /* strict: it is of small order */
}
static bool refuses_noncanonical_r(const struct sig_batch *batch) {
  return batch->policy != ZIP215; /* strict: it is of small order */
}
static bool has_no_cofactor(const struct sig_batch *batch) {
  return batch->policy != ZIP215 && batch->policy != SIMD0376A;
}

/* The neutral element has y = 1, and y = 1 + p in the same 255 bits. */
static void set_neutral(uint8_t point[POINT_BYTES], bool canonical) {
  memset(point, canonical ? 0 : 0xff, POINT_BYTES);
  point[0] = canonical ? 1 : 0xee;
  point[POINT_BYTES - 1] = canonical ? 0 : 0x7f;
}

/* With a neutral key every S and R = S·B satisfy the equation, whatever the message. */
static bool sign_for_neutral_key(const struct sig_record *record, bool canonical) {
  set_neutral(record->key, canonical);
  scalar_of(record->damage_random, record->signature + S_OFFSET);
  return crypto_scalarmult_ed25519_base_noclamp(record->signature, record->signature + S_OFFSET) ==
         0;
}

static bool small_order_key(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  return sign_for_neutral_key(record, true);
}

static bool noncanonical_key(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  return sign_for_neutral_key(record, false);
}

static bool noncanonical_r(const struct sig_making *making, const struct sig_record *record) {
  static const uint8_t zero[SCALAR_BYTES];
  set_neutral(record->signature, false);
  respond(making, record, zero);
  return true;
}

/* R with a point of order 8 on top (x is even): the equation holds only after multiplication by the
 * cofactor. */
static bool torsion_in_r(const struct sig_making *making, const struct sig_record *record) {
  static const uint8_t order_8[POINT_BYTES] = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
                                               0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
                                               0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
                                               0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};
  uint8_t r[SCALAR_BYTES], point[POINT_BYTES];
  scalar_of(record->damage_random, r);
  if (crypto_scalarmult_ed25519_base_noclamp(point, r) != 0 ||
      crypto_core_ed25519_add(record->signature, point, order_8) != 0)
    return false;
  respond(making, record, r);
  return true;
}

/* No point of the curve has y = 2. */
static bool no_point(const struct sig_making *making, const struct sig_record *record) {
  (void)making;
  memset(record->key, 0, POINT_BYTES);
  record->key[0] = 2;
  return true;
}

static const struct sig_defect defects[] = {
    SIG_DEFECT_SIGNATURE_BIT,
    SIG_DEFECT_MESSAGE_BIT,
    SIG_DEFECT_KEY_BIT,
    {.name = "S + L in the place of S", .damage = add_order},
    {.name = "a key that is no point", .damage = no_point},
    {.name = "a key of small order", .possible = refuses_small_order, .damage = small_order_key},
    {.name = "a key not in canonical form",
     .possible = refuses_noncanonical_key,
     .damage = noncanonical_key},
    {.name = "an R not in canonical form",
     .possible = refuses_noncanonical_r,
     .damage = noncanonical_r},
    {.name = "an R with torsion", .possible = has_no_cofactor, .damage = torsion_in_r},
    {.name = NULL},
};

/* Wycheproof's tests. */
static const char *vectors_unfit(unsigned policy) {
  return policy == ZIP215 ? "the verdicts are RFC 8032's, which refuses what zip215 accepts" : NULL;
}

static const struct sig_maker maker = {
    .scheme = &sig_ed25519,
    .begin = begin,
    .make_key = make_key,
    .sign = sign,
    .defects = defects,
    .vectors_unfit = vectors_unfit,
    .judged_max = 1 << 13, /* the reference takes a millisecond for each */
};

static const char *const policies[] = {
    [STRICT] = "strict", [RFC8032] = "rfc8032",     [ZIP215] = "zip215",
    [REF10] = "ref10",   [SIMD0376A] = "simd0376a", NULL};

enum { BATCH, MESSAGE, INVALID, KEYS, POLICY };

static const struct pm_parameter parameters[] = {
    [BATCH] = SIG_PARAMETER_BATCH,
    [MESSAGE] = SIG_PARAMETER_MESSAGE,
    [INVALID] = SIG_PARAMETER_INVALID(
        "a flipped bit of the signature, of the message, of the key; S + L; a key that is no "
        "point; and what the policy refuses: small order, another form of a point, torsion"),
    [KEYS] = SIG_PARAMETER_KEYS,
    [POLICY] = SIG_PARAMETER_POLICY(policies, "which signatures are good"),
};

static const struct pm_point points[] = {
    {PM_SUITE_QUICK | PM_SUITE_FULL, {256, 32, 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 10, 32, 10}},
    {PM_SUITE_STANDARD | PM_SUITE_FULL, {1 << 14, 32, 10}},
    {PM_SUITE_FULL, {1 << 17, 32, 10}},
    {PM_SUITE_FULL, {1, 32, 0}},
    {PM_SUITE_FULL, {32, 32, 10}},
    {PM_SUITE_FULL, {1 << 20, 32, 10}},
    {PM_SUITE_FULL, {1 << 17, 1024, 10}},
    {PM_SUITE_FULL, {1 << 17, 32, 10, 0, RFC8032}},
    {PM_SUITE_FULL, {1 << 17, 32, 10, 0, ZIP215}},
};

SIG_WORK(ed25519, "verdicts on Ed25519 signatures", "RFC 8032, section 5.1.7", parameters, points,
         maker);

/* The schemes over secp256k1 against their published vectors, and the project's core against
 * libsecp256k1: batches of all sizes, valid, damaged and at the edges of what is allowed. */
#include <cjson/cJSON.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/sig/cpu_verifier.h"
#include "cpu_ref/hash/hash.h"
#include "host/base/file.h"
#include "tests/support/vectors.h"

enum { ANY_S, LOW_S };
enum { TRANSACTION, PRECOMPILE };

static const uint8_t order[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                                  0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41};
static const uint8_t prime[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xfc, 0x2f};
static const uint8_t half_order[32] = {
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};

static secp256k1_context *library;

static int setup(void **state) {
  (void)state;
  library = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
  return library ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  secp256k1_context_destroy(library);
  return 0;
}

/* r = a + delta for big-endian numbers, modulo 2^256. */
static void number_add(uint8_t r[32], const uint8_t a[32], int delta) {
  for (int i = 31; i >= 0; i--) {
    const int sum = a[i] + delta;
    r[i] = (uint8_t)sum;
    delta = sum >> 8;
  }
}

static void number_sub(uint8_t r[32], const uint8_t a[32], const uint8_t b[32]) {
  int borrow = 0;
  for (int i = 31; i >= 0; i--) {
    const int difference = a[i] - b[i] - borrow;
    r[i] = (uint8_t)difference;
    borrow = difference < 0;
  }
}

static uint64_t random_state = 20;

static uint32_t random_below(uint32_t bound) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((random_state >> 33) % bound);
}

static void random_bytes(uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    bytes[i] = (uint8_t)random_below(256);
}

/* One signature and its surroundings, in the largest form of every part. */
struct record {
  uint8_t key[65], message[32], signature[65];
};

static bool bit_of(const uint8_t *bitmap, uint64_t i) { return bitmap[i / 8] >> (i % 8) & 1; }

/* Both implementations of one batch; their outputs must be the same. The output is the caller's to
 * free. */
static uint8_t *verify_both(const struct sig_scheme *scheme, const struct sig_batch *batch) {
  const size_t bytes = scheme->recovers ? SIG_ADDRESS_BYTES * batch->count : (batch->count + 7) / 8;
  const struct cpu_verifier *oracle = &cpu_verifier_secp256k1;
  char reason[64];
  uint8_t *got = malloc(bytes + 1), *want = malloc(bytes + 1);
  memset(got, 0xa5, bytes + 1);
  memset(want, 0xa5, bytes + 1);
  assert_true(oracle->available(oracle, scheme, reason, sizeof reason));
  assert_true(scheme->portable(batch, 0, batch->count, got));
  assert_true(oracle->batch(oracle, scheme, batch, 0, batch->count, want));
  assert_memory_equal(got, want, bytes + 1);
  free(want);
  return got;
}

/* The records as a batch with keys of key_bytes. */
static uint8_t *verify_records(const struct sig_scheme *scheme, const struct record *records,
                               size_t count, size_t key_bytes, unsigned policy) {
  uint8_t *keys = malloc(count * 65 + 1), *messages = malloc(count * 32 + 1);
  uint8_t *signatures = malloc(count * 65 + 1);
  for (size_t i = 0; i < count; i++) {
    memcpy(keys + i * key_bytes, records[i].key, key_bytes);
    memcpy(messages + i * 32, records[i].message, 32);
    memcpy(signatures + i * scheme->signature_bytes, records[i].signature, scheme->signature_bytes);
  }
  const struct sig_batch batch = {.keys = scheme->recovers ? NULL : keys,
                                  .messages = messages,
                                  .signatures = signatures,
                                  .key_bytes = key_bytes,
                                  .message_bytes = 32,
                                  .count = count,
                                  .policy = policy};
  uint8_t *output = verify_both(scheme, &batch);
  free(keys);
  free(messages);
  free(signatures);
  return output;
}

static bool verify_record(const struct sig_scheme *scheme, const struct record *record,
                          size_t key_bytes, unsigned policy) {
  uint8_t *output = verify_records(scheme, record, 1, key_bytes, policy);
  const bool valid = scheme->recovers
                         ? memcmp(output, (uint8_t[SIG_ADDRESS_BYTES]){0}, SIG_ADDRESS_BYTES) != 0
                         : *output == 1;
  free(output);
  return valid;
}

static void write_key(struct record *record, const secp256k1_pubkey *key, size_t key_bytes) {
  assert_true(secp256k1_ec_pubkey_serialize(library, record->key, &key_bytes, key,
                                            key_bytes == 33 ? SECP256K1_EC_COMPRESSED
                                                            : SECP256K1_EC_UNCOMPRESSED));
}

/* A valid record; the signature is r, s and v, of which ECDSA leaves v unread. */
static void make_ecdsa(struct record *record, size_t key_bytes) {
  uint8_t secret[32];
  int recovery;
  secp256k1_pubkey key;
  secp256k1_ecdsa_recoverable_signature signature;
  random_bytes(secret, sizeof secret);
  random_bytes(record->message, sizeof record->message);
  assert_true(secp256k1_ec_pubkey_create(library, &key, secret));
  assert_true(
      secp256k1_ecdsa_sign_recoverable(library, &signature, record->message, secret, NULL, NULL));
  secp256k1_ecdsa_recoverable_signature_serialize_compact(library, record->signature, &recovery,
                                                          &signature);
  record->signature[64] = (uint8_t)(27 + recovery);
  write_key(record, &key, key_bytes);
}

static void make_schnorr(struct record *record) {
  uint8_t secret[32];
  secp256k1_keypair pair;
  secp256k1_xonly_pubkey key;
  random_bytes(secret, sizeof secret);
  random_bytes(record->message, sizeof record->message);
  assert_true(secp256k1_keypair_create(library, &pair, secret));
  assert_true(secp256k1_keypair_xonly_pub(library, &key, NULL, &pair));
  assert_true(secp256k1_xonly_pubkey_serialize(library, record->key, &key));
  assert_true(
      secp256k1_schnorrsig_sign32(library, record->signature, record->message, &pair, NULL));
}

static void make(const struct sig_scheme *scheme, struct record *record, size_t key_bytes) {
  if (scheme == &sig_schnorr_bip340)
    make_schnorr(record);
  else
    make_ecdsa(record, key_bytes ? key_bytes : 33); /* ecrecover is given no key */
}

static void flip_bit(uint8_t *bytes, size_t count) {
  bytes[random_below((uint32_t)count)] ^= (uint8_t)(1 << random_below(8));
}

/* A number at an edge of its range. */
static void edge_number(uint8_t r[32]) {
  const uint8_t *const centres[] = {order, prime, half_order, (const uint8_t[32]){0}};
  number_add(r, centres[random_below(4)], (int)random_below(5) - 2);
}

/* n - s is as good as s where a high s is allowed (and v then changes). */
static void negate_s(struct record *record) {
  number_sub(record->signature + 32, order, record->signature + 32);
  record->signature[64] ^= 27 ^ 28;
}

static void damage(struct record *record, const struct sig_scheme *scheme, size_t key_bytes) {
  switch (random_below(9)) {
  case 0:
    flip_bit(record->signature, scheme->signature_bytes);
    break;
  case 1:
    flip_bit(record->message, 32);
    break;
  case 2:
    flip_bit(record->key, key_bytes ? key_bytes : 1);
    break;
  case 3:
    edge_number(record->signature);
    break;
  case 4:
    edge_number(record->signature + 32);
    break;
  case 5:
    negate_s(record);
    break;
  case 6:
    edge_number(record->key + (key_bytes == 32 ? 0 : 1));
    break;
  case 7:
    edge_number(record->message);
    break;
  default:
    record->key[0] = (uint8_t)random_below(9);
    record->signature[64] = (uint8_t)(25 + random_below(6));
  }
}

enum { DAMAGE_NONE, DAMAGE_SOME, DAMAGE_ALL };

static void random_batch(const struct sig_scheme *scheme, size_t key_bytes, unsigned policy,
                         size_t count, int damaged) {
  struct record *records = calloc(count, sizeof *records);
  for (size_t i = 0; i < count; i++) {
    make(scheme, &records[i], key_bytes);
    if (damaged == DAMAGE_ALL || (damaged == DAMAGE_SOME && random_below(2)))
      damage(&records[i], scheme, key_bytes);
  }
  uint8_t *output = verify_records(scheme, records, count, key_bytes, policy);
  for (size_t i = 0; i < count && damaged == DAMAGE_NONE && !scheme->recovers; i++)
    assert_true(bit_of(output, i));
  free(output);
  free(records);
}

static void random_batches(const struct sig_scheme *scheme, size_t key_bytes) {
  for (unsigned policy = 0; scheme->policies[policy]; policy++) {
    for (size_t count = 1; count <= 300; count += count < 70 ? 1 : 115)
      random_batch(scheme, key_bytes, policy, count, DAMAGE_SOME);
    random_batch(scheme, key_bytes, policy, 300, DAMAGE_ALL);
    random_batch(scheme, key_bytes, policy, 257, DAMAGE_NONE);
  }
}

static void test_random_ecdsa(void **state) {
  (void)state;
  random_batches(&sig_ecdsa_secp256k1, 33);
  random_batches(&sig_ecdsa_secp256k1, 65);
}

static void test_random_ecrecover(void **state) {
  (void)state;
  random_batches(&sig_ecrecover, 0);
}

static void test_random_schnorr(void **state) {
  (void)state;
  random_batches(&sig_schnorr_bip340, 32);
}

/* Any range that starts at a multiple of 8 writes its own bits and no other byte. */
static void test_ranges(void **state) {
  (void)state;
  enum { COUNT = 21 };
  struct record records[COUNT];
  uint8_t keys[COUNT * 33], messages[COUNT * 32], signatures[COUNT * 64], output[4];
  for (int i = 0; i < COUNT; i++) {
    make_ecdsa(&records[i], 33);
    memcpy(keys + 33 * i, records[i].key, 33);
    memcpy(messages + 32 * i, records[i].message, 32);
    memcpy(signatures + 64 * i, records[i].signature, 64);
  }
  messages[32 * 9] ^= 1;
  const struct sig_batch batch = {.keys = keys,
                                  .messages = messages,
                                  .signatures = signatures,
                                  .key_bytes = 33,
                                  .message_bytes = 32,
                                  .count = COUNT};
  memset(output, 0xa5, sizeof output);
  assert_true(sig_ecdsa_secp256k1.portable(&batch, 8, 16, output));
  assert_memory_equal(output, ((uint8_t[]){0xa5, 0xfd, 0xa5, 0xa5}), 4);
  assert_true(sig_ecdsa_secp256k1.portable(&batch, 16, COUNT, output));
  assert_memory_equal(output, ((uint8_t[]){0xa5, 0xfd, 0x1f, 0xa5}), 4);
}

/* r and s at the edges of [1, n - 1]; a signature whose s + n, or r + n, fits 32 bytes stays invalid. */
static void test_ecdsa_range(void **state) {
  (void)state;
  for (int delta = -1; delta <= 1; delta++)
    for (int place = 0; place < 64; place += 32) {
      struct record record;
      make_ecdsa(&record, 33);
      assert_true(verify_record(&sig_ecdsa_secp256k1, &record, 33, ANY_S));
      number_add(record.signature + place, order, delta);
      assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 33, ANY_S));
      verify_record(&sig_ecrecover, &record, 0, PRECOMPILE);
      number_add(record.signature + place, (uint8_t[32]){0}, delta);
      assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 33, ANY_S));
      verify_record(&sig_ecrecover, &record, 0, PRECOMPILE);
    }
}

static void test_low_s(void **state) {
  (void)state;
  struct record record;
  make_ecdsa(&record, 33); /* the library signs with a low s */
  assert_true(verify_record(&sig_ecdsa_secp256k1, &record, 33, LOW_S));
  assert_true(verify_record(&sig_ecrecover, &record, 0, TRANSACTION));
  negate_s(&record);
  assert_true(verify_record(&sig_ecdsa_secp256k1, &record, 33, ANY_S));
  assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 33, LOW_S));
  assert_true(verify_record(&sig_ecrecover, &record, 0, PRECOMPILE));
  assert_false(verify_record(&sig_ecrecover, &record, 0, TRANSACTION));
}

/* The key that makes (r, s) of recovery id `recovery` a valid signature. */
static bool key_of_signature(struct record *record, int recovery, size_t key_bytes) {
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey key;
  if (!secp256k1_ecdsa_recoverable_signature_parse_compact(library, &signature, record->signature,
                                                           recovery) ||
      !secp256k1_ecdsa_recover(library, &key, &signature, record->message))
    return false;
  write_key(record, &key, key_bytes);
  return true;
}

/* s = n/2 is the last low one, s = n/2 + 1 (n is odd) the first high one. */
static void test_low_s_boundary(void **state) {
  (void)state;
  for (int delta = -1; delta <= 1; delta++) {
    struct record record;
    make_ecdsa(&record, 33);
    number_add(record.signature + 32, half_order, delta);
    assert_true(key_of_signature(&record, record.signature[64] - 27, 33));
    assert_true(verify_record(&sig_ecdsa_secp256k1, &record, 33, ANY_S));
    assert_int_equal(verify_record(&sig_ecdsa_secp256k1, &record, 33, LOW_S), delta <= 0);
    assert_int_equal(verify_record(&sig_ecrecover, &record, 0, TRANSACTION), delta <= 0);
  }
}

/* Signatures whose point has an x from n up to p: r is x - n, and x = r is another point or none. */
static void test_x_above_order(void **state) {
  (void)state;
  unsigned made = 0;
  for (int r = 1; r < 40; r++)
    for (int recovery = 0; recovery < 4; recovery++) {
      struct record record;
      make_ecdsa(&record, 65);
      number_add(record.signature, (uint8_t[32]){0}, r);
      record.signature[64] = (uint8_t)(27 + recovery);
      verify_record(&sig_ecrecover, &record, 0, TRANSACTION);
      if (!key_of_signature(&record, recovery, 65))
        continue;
      made += recovery >= 2;
      assert_true(verify_record(&sig_ecdsa_secp256k1, &record, 65, ANY_S));
      record.signature[31]++;
      assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 65, ANY_S));
    }
  assert_true(made > 10);
  /* r = p - n - 1, p - n and p - n + 1: the last x below p, and then none. */
  for (int delta = -3; delta <= 2; delta++)
    for (int recovery = 2; recovery < 4; recovery++) {
      struct record record;
      uint8_t difference[32];
      make_ecdsa(&record, 65);
      number_sub(difference, prime, order);
      number_add(record.signature, difference, delta);
      if (key_of_signature(&record, recovery, 65))
        assert_true(verify_record(&sig_ecdsa_secp256k1, &record, 65, ANY_S));
      else
        assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 65, ANY_S));
    }
}

/* digest = -r d makes u1 G + u2 Q the neutral element; digest = r d makes both summands equal; d = 1
 * and d = n - 1 let the sum meet its addends on the way. */
static void test_neutral_element(void **state) {
  (void)state;
  for (int i = 0; i < 60; i++) {
    struct record record;
    uint8_t secret[32] = {0};
    secp256k1_pubkey key;
    make_ecdsa(&record, 65);
    if (i % 3 == 0)
      random_bytes(secret, sizeof secret);
    else
      number_add(secret, i % 3 == 1 ? order : secret, i % 3 == 1 ? -1 - i / 6 : 1 + i / 6);
    assert_true(secp256k1_ec_pubkey_create(library, &key, secret));
    write_key(&record, &key, 65);
    memcpy(record.message, secret, 32);
    assert_true(secp256k1_ec_seckey_tweak_mul(library, record.message, record.signature));
    if (i % 2 == 0)
      assert_true(secp256k1_ec_seckey_negate(library, record.message));
    assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 65, ANY_S));
  }
}

/* The key recovered would be the neutral element: with R = k G, s k = digest. */
static void test_recovers_neutral_element(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    struct record record;
    secp256k1_pubkey point;
    uint8_t nonce[32], bytes[33];
    size_t length = sizeof bytes;
    random_bytes(nonce, sizeof nonce);
    assert_true(secp256k1_ec_pubkey_create(library, &point, nonce));
    secp256k1_ec_pubkey_serialize(library, bytes, &length, &point, SECP256K1_EC_COMPRESSED);
    make_ecdsa(&record, 33);
    memcpy(record.signature, bytes + 1, 32);
    record.signature[64] = (uint8_t)(27 + (bytes[0] & 1));
    memcpy(record.message, nonce, 32);
    assert_true(secp256k1_ec_seckey_tweak_mul(library, record.message, record.signature + 32));
    assert_false(verify_record(&sig_ecrecover, &record, 0, PRECOMPILE));
    record.signature[64] ^= 27 ^ 28; /* R = -k G: twice the summand */
    assert_true(verify_record(&sig_ecrecover, &record, 0, PRECOMPILE));
  }
}

/* Keys: the prefixes, coordinates of p and above, points that are not on the curve. */
static void test_keys(void **state) {
  (void)state;
  for (size_t key_bytes = 33; key_bytes <= 65; key_bytes += 32) {
    for (int prefix = 0; prefix < 256; prefix++) {
      struct record record;
      make_ecdsa(&record, key_bytes);
      const uint8_t right = record.key[0];
      record.key[0] = (uint8_t)prefix;
      assert_int_equal(verify_record(&sig_ecdsa_secp256k1, &record, key_bytes, ANY_S),
                       prefix == right);
    }
    for (int delta = -3; delta <= 3; delta++)
      for (size_t place = 1; place + 32 <= key_bytes; place += 32) {
        struct record record;
        make_ecdsa(&record, key_bytes);
        number_add(record.key + place, prime, delta);
        assert_false(verify_record(&sig_ecdsa_secp256k1, &record, key_bytes, ANY_S));
      }
  }
  struct record record;
  make_ecdsa(&record, 65);
  number_sub(record.key + 33, prime, record.key + 33); /* the opposite point */
  assert_false(verify_record(&sig_ecdsa_secp256k1, &record, 65, ANY_S));
}

/* Every v. */
static void test_recovery_ids(void **state) {
  (void)state;
  struct record record;
  make_ecdsa(&record, 33);
  for (int v = 0; v < 256; v++) {
    record.signature[64] = (uint8_t)v;
    verify_record(&sig_ecrecover, &record, 0, PRECOMPILE);
  }
}

/* Schnorr messages of any length. */
static void test_schnorr_lengths(void **state) {
  (void)state;
  for (size_t length = 0; length < 300; length += length < 140 ? 1 : 53) {
    enum { COUNT = 3 };
    uint8_t keys[COUNT * 32], signatures[COUNT * 64], *messages = malloc(COUNT * length + 1);
    random_bytes(messages, COUNT * length);
    for (int i = 0; i < COUNT; i++) {
      uint8_t secret[32];
      secp256k1_keypair pair;
      secp256k1_xonly_pubkey key;
      random_bytes(secret, sizeof secret);
      assert_true(secp256k1_keypair_create(library, &pair, secret));
      assert_true(secp256k1_keypair_xonly_pub(library, &key, NULL, &pair));
      assert_true(secp256k1_xonly_pubkey_serialize(library, keys + 32 * i, &key));
      assert_true(secp256k1_schnorrsig_sign_custom(
          library, signatures + 64 * i, messages + length * (size_t)i, length, &pair, NULL));
    }
    signatures[64] ^= 1;
    const struct sig_batch batch = {.keys = keys,
                                    .messages = messages,
                                    .signatures = signatures,
                                    .key_bytes = 32,
                                    .message_bytes = length,
                                    .count = COUNT};
    uint8_t *output = verify_both(&sig_schnorr_bip340, &batch);
    assert_int_equal(*output, 5);
    free(output);
    free(messages);
  }
}

static char *read_text(const char *name) {
  enum { LIMIT_BYTES = 1 << 24 };
  struct pm_error error;
  char *text = NULL;
  size_t length;
  assert_int_equal(pm_file_read(vector_path(name), LIMIT_BYTES, &text, &length, &error), PM_OK);
  return text;
}

static void copy_hex(uint8_t *to, size_t bytes, const char *hex) {
  size_t count;
  uint8_t *from = vector_hex(hex, &count);
  assert_int_equal(count, bytes);
  memcpy(to, from, bytes);
  free(from);
}

static const char *string_of(const cJSON *object, const char *name) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
  assert_true(cJSON_IsString(item));
  return item->valuestring;
}

/* A DER INTEGER (X.690, section 8.3 and 10.1) that fits 32 bytes, not negative and in the shortest
 * form, to 32 bytes; NULL, or what follows it. */
static const uint8_t *der_integer(const uint8_t *at, const uint8_t *end, uint8_t number[32]) {
  if (end - at < 3 || at[0] != 2 || at[1] == 0 || at[1] > 33 || end - at < 2 + at[1])
    return NULL;
  size_t length = at[1];
  at += 2;
  if (at[0] & 0x80 || (length > 1 && at[0] == 0 && !(at[1] & 0x80)))
    return NULL;
  if (length == 33 && at[0] != 0)
    return NULL;
  const size_t skip = length == 33;
  memset(number, 0, 32);
  memcpy(number + 32 - (length - skip), at + skip, length - skip);
  return at + length;
}

/* A DER SEQUENCE of two such numbers, and nothing else. */
static bool der_signature(const uint8_t *der, size_t length, uint8_t signature[64]) {
  const uint8_t *end = der + length;
  if (length < 2 || der[0] != 0x30 || der[1] >= 0x80 || der[1] != length - 2)
    return false;
  const uint8_t *at = der_integer(der + 2, end, signature);
  at = at ? der_integer(at, end, signature + 32) : NULL;
  return at == end;
}

static bool wycheproof_case(const cJSON *test, struct record *record, unsigned policy) {
  size_t message_bytes, der_bytes;
  uint8_t *message = vector_hex(string_of(test, "msg"), &message_bytes);
  uint8_t *der = vector_hex(string_of(test, "sig"), &der_bytes);
  ref_sha256(message, message_bytes, record->message);
  bool valid = der_signature(der, der_bytes, record->signature) &&
               verify_record(&sig_ecdsa_secp256k1, record, 65, policy);
  free(message);
  free(der);
  return valid;
}

static void wycheproof_file(const char *name, unsigned policy) {
  char *text = read_text(name);
  cJSON *file = cJSON_Parse(text);
  const cJSON *group, *test;
  unsigned failed = 0, count = 0;
  cJSON_ArrayForEach(group, cJSON_GetObjectItemCaseSensitive(file, "testGroups")) {
    struct record record;
    const cJSON *key = cJSON_GetObjectItemCaseSensitive(group, "publicKey");
    copy_hex(record.key, 65, string_of(key, "uncompressed"));
    cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(group, "tests")) {
      const bool valid = wycheproof_case(test, &record, policy);
      count++;
      if (valid == (strcmp(string_of(test, "result"), "valid") == 0))
        continue;
      failed++;
      print_error("%s, tcId %d: %s\n", name,
                  cJSON_GetObjectItemCaseSensitive(test, "tcId")->valueint,
                  string_of(test, "comment"));
    }
  }
  assert_int_equal(failed, 0);
  assert_true(count > 400);
  cJSON_Delete(file);
  free(text);
}

static void test_wycheproof(void **state) {
  (void)state;
  vectors_or_skip();
  wycheproof_file("ecdsa/ecdsa_secp256k1_sha256_test.json", ANY_S);
  wycheproof_file("ecdsa/ecdsa_secp256k1_sha256_bitcoin_test.json", LOW_S);
}

/* index, secret key, public key, aux_rand, message, signature, verification result, comment */
static void bip340_row(char *row) {
  enum { KEY = 2, MESSAGE = 4, SIGNATURE = 5, RESULT = 6, FIELDS = 8 };
  char *fields[FIELDS] = {0};
  for (int i = 0; i < FIELDS && row; i++)
    fields[i] = strsep(&row, ",");
  uint8_t key[32], signature[64];
  size_t message_bytes;
  copy_hex(key, 32, fields[KEY]);
  copy_hex(signature, 64, fields[SIGNATURE]);
  uint8_t *message = vector_hex(fields[MESSAGE], &message_bytes);
  const struct sig_batch batch = {.keys = key,
                                  .messages = message,
                                  .signatures = signature,
                                  .key_bytes = 32,
                                  .message_bytes = message_bytes,
                                  .count = 1};
  uint8_t *output = verify_both(&sig_schnorr_bip340, &batch);
  assert_int_equal(*output, strcmp(fields[RESULT], "TRUE") == 0);
  free(output);
  free(message);
}

static void test_bip340(void **state) {
  (void)state;
  vectors_or_skip();
  char *text = read_text("bip340/test-vectors.csv"), *rest = text, *row;
  unsigned count = 0;
  strsep(&rest, "\n"); /* the header */
  while ((row = strsep(&rest, "\n")))
    if (*row) {
      bip340_row(row);
      count++;
    }
  assert_int_equal(count, 19);
  free(text);
}

/* The precompile's input is digest, v, r, s, each of 32 bytes; a v above one byte has no answer. Bytes
 * beyond are not read, and bytes that lack are zero. */
static void ecrecover_case(const cJSON *test) {
  enum { INPUT_BYTES = 128 };
  uint8_t input[INPUT_BYTES] = {0}, high_v = 0;
  size_t input_bytes, expected_bytes;
  uint8_t *given = vector_hex(string_of(test, "Input"), &input_bytes);
  memcpy(input, given, input_bytes < INPUT_BYTES ? input_bytes : INPUT_BYTES);
  for (int i = 32; i < 63; i++)
    high_v |= input[i];
  struct record record = {0};
  memcpy(record.message, input, 32);
  memcpy(record.signature, input + 64, 64);
  record.signature[64] = high_v ? 0 : input[63];
  uint8_t *output = verify_records(&sig_ecrecover, &record, 1, 0, PRECOMPILE);
  uint8_t *expected = vector_hex(string_of(test, "Expected"), &expected_bytes);
  const uint8_t none[SIG_ADDRESS_BYTES] = {0};
  assert_memory_equal(output, expected_bytes ? expected + 12 : none, SIG_ADDRESS_BYTES);
  free(expected);
  free(output);
  free(given);
}

static void test_ecrecover_cases(void **state) {
  (void)state;
  vectors_or_skip();
  char *text = read_text("ecrecover/go-ethereum_ecRecover.json");
  cJSON *file = cJSON_Parse(text);
  const cJSON *test;
  assert_true(cJSON_GetArraySize(file) > 0);
  cJSON_ArrayForEach(test, file) ecrecover_case(test);
  cJSON_Delete(file);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_wycheproof),
      cmocka_unit_test(test_bip340),
      cmocka_unit_test(test_ecrecover_cases),
      cmocka_unit_test(test_random_ecdsa),
      cmocka_unit_test(test_random_ecrecover),
      cmocka_unit_test(test_random_schnorr),
      cmocka_unit_test(test_ranges),
      cmocka_unit_test(test_ecdsa_range),
      cmocka_unit_test(test_low_s),
      cmocka_unit_test(test_low_s_boundary),
      cmocka_unit_test(test_x_above_order),
      cmocka_unit_test(test_neutral_element),
      cmocka_unit_test(test_recovers_neutral_element),
      cmocka_unit_test(test_keys),
      cmocka_unit_test(test_recovery_ids),
      cmocka_unit_test(test_schnorr_lengths),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}

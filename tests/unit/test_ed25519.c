/* Ed25519's verdicts under every policy: the reference, the portable core, the lanes that this
 * machine has and, where they implement a policy, the libraries. */
#include <cjson/cJSON.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/sig/cpu_verifier.h"
#include "bench/sig/sig_oracle.h"
#include "host/base/file.h"
#include "kernels/sig/sig.h"
#include "tests/support/vectors.h"

enum { POLICIES = 5, STRICT = 0 };
enum { KEY_BYTES = 32, SIGNATURE_BYTES = 64, MESSAGE_MAX = 2048 };

static const struct cpu_verifier *const verifiers[] = {
    &cpu_verifier_reference,   &cpu_verifier_portable, &cpu_verifier_avx2,   &cpu_verifier_avx512,
    &cpu_verifier_avx512_ifma, &cpu_verifier_neon,     &cpu_verifier_sodium, &cpu_verifier_openssl,
};
enum { VERIFIERS = sizeof verifiers / sizeof *verifiers };

static int setup(void **state) {
  (void)state;
  return sodium_init() >= 0 ? 0 : -1;
}

static bool decides(const struct cpu_verifier *verifier, unsigned policy) {
  char reason[256];
  return verifier->available(verifier, &sig_ed25519, reason, sizeof reason) &&
         (!verifier->takes_policy ||
          verifier->takes_policy(verifier, &sig_ed25519, policy, reason, sizeof reason));
}

/* --- batches ---------------------------------------------------------------------------------------- */

/* Signatures over messages of one length; add() takes no more than CAPACITY. */
enum { CAPACITY = 600 };

struct records {
  struct sig_batch batch;
  uint8_t keys[CAPACITY * KEY_BYTES], signatures[CAPACITY * SIGNATURE_BYTES];
  uint8_t *messages;
};

static struct records *records_new(uint64_t message_bytes) {
  struct records *r = calloc(1, sizeof *r);
  assert_non_null(r);
  r->messages = malloc(CAPACITY * message_bytes + 1);
  assert_non_null(r->messages);
  r->batch = (struct sig_batch){.keys = r->keys,
                                .messages = r->messages,
                                .signatures = r->signatures,
                                .key_bytes = KEY_BYTES,
                                .message_bytes = message_bytes};
  return r;
}

static void records_free(struct records *r) {
  free(r->messages);
  free(r);
}

static void add(struct records *r, const uint8_t *key, const uint8_t *message,
                const uint8_t *signature) {
  const uint64_t i = r->batch.count++, bytes = r->batch.message_bytes;
  assert_true(i < CAPACITY);
  memcpy(r->keys + i * KEY_BYTES, key, KEY_BYTES);
  memcpy(r->messages + i * bytes, message, bytes);
  memcpy(r->signatures + i * SIGNATURE_BYTES, signature, SIGNATURE_BYTES);
}

static bool bit_of(const uint8_t *bitmap, uint64_t i) { return bitmap[i / 8] >> i % 8 & 1; }

/* Every implementation's bitmap under the policy is the reference's, and unused bits are 0; returns
 * the number of signatures that are valid. `valid`, unless NULL, takes the bitmap. */
static uint64_t assert_agreement(const struct sig_batch *made, unsigned policy, uint8_t *valid) {
  struct sig_batch batch = *made;
  uint8_t want[CAPACITY / 8 + 1], got[CAPACITY / 8 + 1];
  const size_t bytes = (batch.count + 7) / 8;
  batch.policy = policy;
  memset(want, 0xa5, sizeof want);
  assert_true(sig_judge(&sig_ed25519, &batch, 0, batch.count, want));
  for (size_t v = 0; v < VERIFIERS; v++) {
    if (!decides(verifiers[v], policy))
      continue;
    memset(got, 0xa5, sizeof got);
    assert_true(verifiers[v]->batch(verifiers[v], &sig_ed25519, &batch, 0, batch.count, got));
    for (uint64_t i = 0; i < batch.count; i++)
      if (bit_of(got, i) != bit_of(want, i))
        fail_msg("verifier %zu, policy %s, signature %llu of %llu: %d", v,
                 sig_ed25519.policies[policy], (unsigned long long)i,
                 (unsigned long long)batch.count, bit_of(got, i));
    assert_memory_equal(got, want, sizeof got);
  }
  uint64_t count = 0;
  for (uint64_t i = 0; i < batch.count; i++)
    count += bit_of(want, i);
  if (valid)
    memcpy(valid, want, bytes);
  return count;
}

/* --- published rows --------------------------------------------------------------------------------- */

static cJSON *read_json(const char *name) {
  char *text;
  size_t size;
  struct pm_error error;
  assert_int_equal(pm_file_read(vector_path(name), 16 << 20, &text, &size, &error), PM_OK);
  cJSON *json = cJSON_Parse(text);
  assert_non_null(json);
  free(text);
  return json;
}

static const cJSON *member(const cJSON *object, const char *name) {
  const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
  assert_non_null(found);
  return found;
}

/* A row alone, under every policy, against the published verdicts; a signature of another length is
 * no record: `false` is what a reader says of it. */
static void check_row(const char *key_hex, const char *message_hex, const char *signature_hex,
                      const cJSON *verdicts) {
  size_t key_bytes, message_bytes, signature_bytes;
  uint8_t *key = vector_hex(key_hex, &key_bytes);
  uint8_t *message = vector_hex(message_hex, &message_bytes);
  uint8_t *signature = vector_hex(signature_hex, &signature_bytes);
  assert_int_equal(key_bytes, KEY_BYTES);
  for (unsigned policy = 0; policy < POLICIES; policy++) {
    const bool want = cJSON_IsTrue(member(verdicts, sig_ed25519.policies[policy]));
    if (signature_bytes != SIGNATURE_BYTES) {
      assert_false(want);
      continue;
    }
    struct records *r = records_new(message_bytes);
    add(r, key, message, signature);
    assert_int_equal(assert_agreement(&r->batch, policy, NULL), want);
    records_free(r);
  }
  free(key);
  free(message);
  free(signature);
}

static void wycheproof_under_every_policy(void **state) {
  (void)state;
  vectors_or_skip();
  cJSON *tests = read_json("ed25519/ed25519_test.json");
  cJSON *expected = read_json("ed25519/policy_expected_verdicts.json");
  const cJSON *verdict = member(member(expected, "verdicts"), "wycheproof ed25519_test")->child;
  const cJSON *group, *test;
  unsigned rows = 0;
  cJSON_ArrayForEach(group, member(tests, "testGroups")) {
    const char *key = cJSON_GetStringValue(member(member(group, "publicKey"), "pk"));
    cJSON_ArrayForEach(test, member(group, "tests")) {
      assert_non_null(verdict);
      check_row(key, cJSON_GetStringValue(member(test, "msg")),
                cJSON_GetStringValue(member(test, "sig")), verdict);
      verdict = verdict->next;
      rows++;
    }
  }
  assert_null(verdict);
  assert_int_equal(rows, 151);
  cJSON_Delete(tests);
  cJSON_Delete(expected);
}

static void speccheck_under_every_policy(void **state) {
  (void)state;
  vectors_or_skip();
  cJSON *cases = read_json("ed25519/speccheck_cases.json");
  cJSON *expected = read_json("ed25519/policy_expected_verdicts.json");
  const cJSON *verdict = member(member(expected, "verdicts"), "speccheck cases")->child;
  const cJSON *row;
  cJSON_ArrayForEach(row, cases) {
    assert_non_null(verdict);
    check_row(cJSON_GetStringValue(member(row, "pub_key")),
              cJSON_GetStringValue(member(row, "message")),
              cJSON_GetStringValue(member(row, "signature")), verdict);
    verdict = verdict->next;
  }
  assert_null(verdict);
  cJSON_Delete(cases);
  cJSON_Delete(expected);
}

/* RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc). */
static void rfc8032_examples(void **state) {
  (void)state;
  static const struct {
    const char *key, *message, *signature;
  } examples[] = {
      {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
       "f9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
       "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
       "4dc6594a7c15e9716ed28dc027beceea1ec40a"},
      {"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3"
       "feebbd454d4423643ce80e2a9ac94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c664"
       "31e0303dca179c138ac17ad9bef1177331a704"}};
  for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
    size_t count, message_bytes;
    uint8_t *key = vector_hex(examples[i].key, &count);
    uint8_t *message = vector_hex(examples[i].message, &message_bytes);
    uint8_t *signature = vector_hex(examples[i].signature, &count);
    struct records *r = records_new(message_bytes);
    add(r, key, message, signature);
    signature[63] ^= 1;
    add(r, key, message, signature);
    for (unsigned policy = 0; policy < POLICIES; policy++)
      assert_int_equal(assert_agreement(&r->batch, policy, NULL), 1);
    records_free(r);
    free(key);
    free(message);
    free(signature);
  }
}

/* --- made rows -------------------------------------------------------------------------------------- */

static uint64_t random_state = 25519;

static uint32_t random_below(uint32_t bound) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((random_state >> 33) % bound);
}

static void random_fill(uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    bytes[i] = (uint8_t)random_below(256);
}

static void add_signed(struct records *r, bool damaged) {
  uint8_t seed[32], secret[64], key[KEY_BYTES], signature[SIGNATURE_BYTES], message[MESSAGE_MAX];
  const uint64_t bytes = r->batch.message_bytes;
  random_fill(seed, sizeof seed);
  random_fill(message, bytes);
  crypto_sign_seed_keypair(key, secret, seed);
  crypto_sign_detached(signature, NULL, message, bytes, secret);
  uint8_t *const parts[] = {key, signature, signature + 32, message};
  if (damaged)
    parts[random_below(bytes ? 4 : 3)][random_below(bytes && bytes < 32 ? (uint32_t)bytes : 32)] ^=
        (uint8_t)(1 << random_below(8));
  add(r, key, message, signature);
}

static void every_size_and_share(void **state) {
  (void)state;
  static const unsigned percents[] = {0, 30, 100};
  for (uint64_t size = 1; size <= 70; size += size < 18 ? 1 : 13)
    for (size_t p = 0; p < 3; p++) {
      struct records *r = records_new(32);
      uint64_t damaged = 0;
      for (uint64_t i = 0; i < size; i++) {
        const bool damage = random_below(100) < percents[p];
        add_signed(r, damage);
        damaged += damage;
      }
      assert_int_equal(assert_agreement(&r->batch, STRICT, NULL), size - damaged);
      records_free(r);
    }
}

/* All the ways in which a message ends in SHA-512's blocks: libsodium signed it, so nobody needs the
 * reference to know the verdict. */
static void every_message_length(void **state) {
  (void)state;
  static const uint64_t long_ones[] = {1000, 2047, MESSAGE_MAX};
  for (uint64_t n = 0; n <= 303; n++) {
    const uint64_t bytes = n <= 300 ? n : long_ones[n - 301];
    struct records *r = records_new(bytes);
    add_signed(r, false);
    if (bytes) { /* another last byte */
      add(r, r->keys, r->messages, r->signatures);
      r->messages[2 * bytes - 1] ^= 1;
    }
    for (size_t v = 0; v < VERIFIERS; v++)
      for (unsigned policy = 0; policy < POLICIES; policy++) {
        uint8_t got = 0xa5;
        if (!decides(verifiers[v], policy) || (verifiers[v] == &cpu_verifier_reference && policy))
          continue;
        r->batch.policy = policy;
        assert_true(
            verifiers[v]->batch(verifiers[v], &sig_ed25519, &r->batch, 0, r->batch.count, &got));
        if (got != 1)
          fail_msg("verifier %zu, policy %s, message of %llu bytes: %x", v,
                   sig_ed25519.policies[policy], (unsigned long long)bytes, got);
      }
    records_free(r);
  }
}

/* Shares of one bitmap, as the threads of a pool take them. */
static void shares_fill_one_bitmap(void **state) {
  (void)state;
  struct records *r = records_new(5);
  uint8_t want[CAPACITY / 8 + 1], got[CAPACITY / 8 + 1];
  for (int i = 0; i < 77; i++)
    add_signed(r, i % 3 == 1);
  assert_agreement(&r->batch, STRICT, want);
  for (size_t v = 0; v < VERIFIERS; v++) {
    if (!decides(verifiers[v], STRICT))
      continue;
    memset(got, 0, sizeof got);
    for (uint64_t first = 0; first < 77; first += 24)
      assert_true(verifiers[v]->batch(verifiers[v], &sig_ed25519, &r->batch, first,
                                      first + 24 < 77 ? first + 24 : 77, got));
    assert_memory_equal(got, want, 10);
  }
  records_free(r);
}

/* Encodings at which decoders differ: every y from p - 2 to 2^255 - 1 and from 0 to 20, with either
 * sign, and the points of order 8. */
enum { ODD_ENCODINGS = 2 * (21 + 21 + 2) };

/* Those of small order: y = 0, 1, -1 and the two of order 8, with either sign, and 0 and 1 as p and
 * p + 1. Canonical ones are below p, and have no sign where y is 1 or -1. */
enum { SMALL = 14, SMALL_CANONICAL = 8, NEUTRAL = 4, NEUTRAL_CANONICAL = 1 };

static void odd_encoding(unsigned which, uint8_t encoding[32]) {
  static const uint8_t order_8[2][32] = {
      {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
       0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
       0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
      {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
       0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
       0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05}};
  const unsigned y = which / 2;
  if (y < 21) {
    memset(encoding, 0, 32);
    encoding[0] = (uint8_t)y;
  } else if (y < 42) {
    memset(encoding, 0xff, 32);
    encoding[0] = (uint8_t)(0xeb + y - 21); /* p - 2 is 2^255 - 21 */
    encoding[31] = 0x7f;
  } else {
    memcpy(encoding, order_8[y - 42], 32);
  }
  encoding[31] |= (uint8_t)(which % 2 << 7);
}

/* k of RFC 8032, section 5.1.7, step 2. */
static void challenge(uint8_t k[32], const uint8_t R[32], const uint8_t A[32],
                      const uint8_t *message, uint64_t message_bytes) {
  uint8_t digest[64];
  crypto_hash_sha512_state hash;
  crypto_hash_sha512_init(&hash);
  crypto_hash_sha512_update(&hash, R, 32);
  crypto_hash_sha512_update(&hash, A, 32);
  crypto_hash_sha512_update(&hash, message, message_bytes);
  crypto_hash_sha512_final(&hash, digest);
  crypto_core_ed25519_scalar_reduce(k, digest);
}

/* A message for the key and the signature with a k that 8 divides, or an odd one. */
static void find_message(uint8_t message[4], const uint8_t *key, const uint8_t *signature,
                         bool odd) {
  uint8_t k[32];
  do {
    random_fill(message, 4);
    challenge(k, signature, key, message, 4);
  } while (odd ? k[0] % 2 == 0 : k[0] % 8 != 0);
}

/* As a key, with S = s and R = s B: right where k times the key is the neutral element, which it is for
 * any key of small order where 8 divides k, and for none but the neutral element where k is odd. */
static void odd_keys(void **state) {
  (void)state;
  uint64_t accepted[POLICIES];
  struct records *r = records_new(4);
  for (unsigned n = 0; n < 2 * ODD_ENCODINGS; n++) {
    uint8_t key[32], wide[64] = {0}, signature[64], message[4];
    odd_encoding(n / 2, key);
    random_fill(wide, 32);
    crypto_core_ed25519_scalar_reduce(signature + 32, wide);
    assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(signature, signature + 32), 0);
    find_message(message, key, signature, n % 2 != 0);
    add(r, key, message, signature);
  }
  for (unsigned policy = 0; policy < POLICIES; policy++)
    accepted[policy] = assert_agreement(&r->batch, policy, NULL);
  records_free(r);
  assert_int_equal(accepted[STRICT], 0);
  assert_int_equal(accepted[1], SMALL_CANONICAL + NEUTRAL_CANONICAL);
  assert_int_equal(accepted[2], 2 * SMALL);
  assert_int_equal(accepted[3], SMALL + NEUTRAL);
  assert_int_equal(accepted[4], 0);
}

/* point += n T, where T is of order 8. */
static void add_torsion(uint8_t point[32], unsigned n) {
  uint8_t torsion[32];
  odd_encoding(ODD_ENCODINGS - 1, torsion);
  while (n-- > 0)
    assert_int_equal(crypto_core_ed25519_add(point, point, torsion), 0);
}

/* As R, with S = k a (mod L) for an honest key: right where R is the neutral element, and with a
 * cofactor for any R of small order. */
static void odd_nonces(void **state) {
  (void)state;
  uint64_t accepted[POLICIES];
  struct records *r = records_new(3);
  for (unsigned which = 0; which < ODD_ENCODINGS; which++) {
    uint8_t seed[32], secret[64], key[32], signature[64], k[32], a[64] = {0};
    const uint8_t message[3] = {7, 8, 9};
    random_fill(seed, sizeof seed);
    crypto_sign_seed_keypair(key, secret, seed);
    odd_encoding(which, signature);
    challenge(k, signature, key, message, sizeof message);
    crypto_sign_ed25519_sk_to_curve25519(a, secret);
    crypto_core_ed25519_scalar_reduce(a, a);
    crypto_core_ed25519_scalar_mul(signature + 32, k, a);
    add(r, key, message, signature);
  }
  for (unsigned policy = 0; policy < POLICIES; policy++)
    accepted[policy] = assert_agreement(&r->batch, policy, NULL);
  records_free(r);
  assert_int_equal(accepted[STRICT], 0);
  assert_int_equal(accepted[1], NEUTRAL_CANONICAL);
  assert_int_equal(accepted[2], SMALL);
  assert_int_equal(accepted[3], NEUTRAL_CANONICAL);
  assert_int_equal(accepted[4], 0);
}

/* S = r + k a for A = a B + i T and R = r B + j T: k A + R is S B + (k i + j) T, so that the cofactored
 * policies take it, and the others where 8 divides k i + j, with the k that is below L. */
static bool add_with_torsion(struct records *r, unsigned i, unsigned j) {
  uint8_t a[32], nonce[32], k[32], wide[64] = {0}, A[32], signature[64], message[16];
  random_fill(message, sizeof message);
  random_fill(wide, 32);
  crypto_core_ed25519_scalar_reduce(a, wide);
  random_fill(wide, 32);
  crypto_core_ed25519_scalar_reduce(nonce, wide);
  assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(A, a), 0);
  assert_int_equal(crypto_scalarmult_ed25519_base_noclamp(signature, nonce), 0);
  add_torsion(A, i);
  add_torsion(signature, j);
  challenge(k, signature, A, message, sizeof message);
  crypto_core_ed25519_scalar_mul(signature + 32, k, a);
  crypto_core_ed25519_scalar_add(signature + 32, signature + 32, nonce);
  add(r, A, message, signature);
  return (k[0] * i + j) % 8 == 0;
}

static void torsion(void **state) {
  (void)state;
  for (int round = 0; round < 3; round++) {
    struct records *r = records_new(16);
    uint8_t cancels[8] = {0}, all[8], valid[CAPACITY / 8 + 1];
    memset(all, 0xff, sizeof all);
    for (unsigned n = 0; n < 64; n++)
      cancels[n / 8] |= (uint8_t)(add_with_torsion(r, n / 8, n % 8) << n % 8);
    for (unsigned policy = 0; policy < POLICIES; policy++) {
      const bool cofactored = policy == 2 || policy == 4;
      assert_agreement(&r->batch, policy, valid);
      assert_memory_equal(valid, cofactored ? all : cancels, sizeof all);
    }
    records_free(r);
  }
}

/* S at the edges of its range: a good S plus multiples of L, and L itself. */
static void scalars_beyond_the_order(void **state) {
  (void)state;
  static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                    0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                    0,    0,    0,    0,    0,    0,    0,    0,
                                    0,    0,    0,    0,    0,    0,    0,    0x10};
  struct records *r = records_new(6);
  for (int i = 0; i < 4; i++)
    add_signed(r, false);
  for (uint64_t i = 0; i < 4; i++) {
    uint8_t signature[64];
    memcpy(signature, r->signatures + 64 * i, 64);
    for (int times = 1; times < 15; times++) {
      unsigned carry = 0;
      for (int j = 0; j < 32; j++) {
        carry += signature[32 + j] + order[j];
        signature[32 + j] = (uint8_t)carry;
        carry >>= 8;
      }
      add(r, r->keys + 32 * i, r->messages + 6 * i, signature);
    }
    memcpy(signature + 32, order, 32);
    add(r, r->keys + 32 * i, r->messages + 6 * i, signature);
  }
  for (unsigned policy = 0; policy < POLICIES; policy++)
    assert_int_equal(assert_agreement(&r->batch, policy, NULL), 4);
  records_free(r);
}

/* Bytes that nobody signed. */
static void noise_is_refused(void **state) {
  (void)state;
  struct records *r = records_new(8);
  for (int i = 0; i < 100; i++) {
    uint8_t key[32], message[8], signature[64];
    random_fill(key, sizeof key);
    random_fill(message, sizeof message);
    random_fill(signature, sizeof signature);
    signature[63] &= 0x0f;
    add(r, key, message, signature);
  }
  for (unsigned policy = 0; policy < POLICIES; policy++)
    assert_int_equal(assert_agreement(&r->batch, policy, NULL), 0);
  records_free(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wycheproof_under_every_policy),
      cmocka_unit_test(speccheck_under_every_policy),
      cmocka_unit_test(rfc8032_examples),
      cmocka_unit_test(every_size_and_share),
      cmocka_unit_test(every_message_length),
      cmocka_unit_test(shares_fill_one_bitmap),
      cmocka_unit_test(odd_keys),
      cmocka_unit_test(odd_nonces),
      cmocka_unit_test(torsion),
      cmocka_unit_test(scalars_beyond_the_order),
      cmocka_unit_test(noise_is_refused),
  };
  return cmocka_run_group_tests(tests, setup, NULL);
}

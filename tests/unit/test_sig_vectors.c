/* bench/sig/der and bench/sig/vectors: signatures in DER and in what only looks like it, and files
 * of test vectors. What is read from the published files, libsecp256k1 and OpenSSL verify. */
#include <openssl/evp.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/chain/hex.h"
#include "bench/sig/der.h"
#include "bench/sig/vectors.h"
#include "cpu_ref/hash/hash.h"
#include "tests/support/vectors.h"

/* As much of the schemes as the reader looks at. */
static const struct sig_scheme ecdsa = {
    .name = "ecdsa_secp256k1", .key_bytes = 33, .signature_bytes = 64, .message_bytes = 32};
static const struct sig_scheme ecrecover = {
    .name = "ecrecover", .signature_bytes = 65, .message_bytes = 32, .recovers = true};
static const struct sig_scheme schnorr = {
    .name = "schnorr_bip340", .key_bytes = 32, .signature_bytes = 64};
static const struct sig_scheme ed25519 = {
    .name = "ed25519", .key_bytes = 32, .signature_bytes = 64};
static const struct sig_scheme ml_dsa[] = {
    {.name = "ml_dsa_44", .key_bytes = 1312, .signature_bytes = 2420},
    {.name = "ml_dsa_65", .key_bytes = 1952, .signature_bytes = 3309},
    {.name = "ml_dsa_87", .key_bytes = 2592, .signature_bytes = 4627}};

#define TIMES_4(byte) byte byte byte byte
#define TIMES_31(byte)                                                                             \
  TIMES_4(TIMES_4(byte)) TIMES_4(byte) TIMES_4(byte) TIMES_4(byte) byte byte byte
#define TIMES_32(byte) TIMES_31(byte) byte

/* DER */

/* Decodes hex from memory of exactly its size. */
static enum pm_status decode(const char *hex, uint8_t signature[DER_SIGNATURE_BYTES],
                             struct pm_error *error) {
  size_t size = strlen(hex) / 2;
  uint8_t *der = malloc(size ? size : 1);
  assert_int_equal(strlen(hex) % 2, 0);
  assert_int_equal(hex_decode(hex, 2 * size, der), 2 * size);
  enum pm_status status = der_decode_signature(der, size, signature, error);
  free(der);
  return status;
}

static void der_is_decoded(void **state) {
  (void)state;
  static const struct {
    const char *der, *signature;
  } cases[] = {
      {"3006020101020102", TIMES_31("00") "01" TIMES_31("00") "02"},
      {"3006020100020100", TIMES_32("00") TIMES_32("00")},
      {"300602017f020109", TIMES_31("00") "7f" TIMES_31("00") "09"},
      {"300702020080020101", TIMES_31("00") "80" TIMES_31("00") "01"},
      {"30440220" TIMES_32("11") "0220" TIMES_32("7f"), TIMES_32("11") TIMES_32("7f")},
      {"3046022100" TIMES_32("ff") "022100" TIMES_32("80"), TIMES_32("ff") TIMES_32("80")}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t signature[DER_SIGNATURE_BYTES], expected[DER_SIGNATURE_BYTES];
    struct pm_error error = {0};
    if (decode(cases[i].der, signature, &error) != PM_OK)
      fail_msg("%s: %s", cases[i].der, error.text);
    hex_decode(cases[i].signature, 2 * sizeof expected, expected);
    assert_memory_equal(signature, expected, sizeof expected);
  }
}

static void what_is_not_der_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *der, *reason;
  } cases[] = {
      {"", "offset 0: the sequence is cut off"},
      {"30", "offset 0: the sequence is cut off"},
      {"3000", "offset 2: r is cut off"},
      {"3106020101020102", "offset 0: the sequence has the tag 0x31 where 0x30 is expected"},
      {"308106020101020102", "offset 1: the length of the sequence is in the long form"},
      {"30820006020101020102", "offset 1: the length of the sequence is in the long form"},
      {"30800201010201020000", "offset 1: the length of the sequence is in the long form"},
      {"30ff020101020102", "offset 1: the length of the sequence is in the long form"},
      {"3007020101020102", "offset 2: the sequence of 7 bytes goes past the end (6 are left)"},
      {"300602010102010200", "offset 8: 1 bytes follow the sequence"},
      {"300702010102010200", "offset 8: 1 bytes follow s"},
      {"3003020101", "offset 5: s is cut off"},
      {"30050201010201", "offset 7: s of 1 bytes goes past the end (0 are left)"},
      {"3006030101020102", "offset 2: r has the tag 0x03 where 0x02 is expected"},
      {"3006020101040102", "offset 5: s has the tag 0x04 where 0x02 is expected"},
      {"300702810101020102", "offset 3: the length of r is in the long form"},
      {"30050200020102", "offset 4: r has no bytes"},
      {"30050201010200", "offset 7: s has no bytes"},
      {"3006020181020102", "offset 4: r is negative"},
      {"30060201010201ff", "offset 7: s is negative"},
      {"30070202007f020102", "offset 4: r has a zero in front that it does not need"},
      {"300702020000020102", "offset 4: r has a zero in front that it does not need"},
      {"3026022101" TIMES_32("00") "020102", "offset 4: r has 33 bytes, more than 32"},
      {"3027022200ff" TIMES_32("00") "020102", "offset 5: r has 33 bytes, more than 32"},
      {"3026020101022101" TIMES_32("00"), "offset 7: s has 33 bytes, more than 32"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t signature[DER_SIGNATURE_BYTES];
    struct pm_error error = {0};
    assert_int_equal(decode(cases[i].der, signature, &error), PM_USAGE);
    if (strncmp(error.text, cases[i].reason, strlen(cases[i].reason)) != 0)
      fail_msg("%s: '%s' is not '%s'", cases[i].der, error.text, cases[i].reason);
  }
}

/* The published files */

/* Whether a library calls a signature of a batch valid. */
typedef bool verdict_fn(const struct vector_batch *batch, uint64_t index);

static secp256k1_context *curve;

static const uint8_t *key_of(const struct sig_batch *b, uint64_t i) {
  return b->keys + i * b->key_bytes;
}

static const uint8_t *message_of(const struct sig_batch *b, uint64_t i) {
  return b->messages + i * b->message_bytes;
}

static bool ecdsa_verdict(const struct vector_batch *batch, uint64_t i) {
  const struct sig_batch *b = &batch->batch;
  secp256k1_pubkey key;
  secp256k1_ecdsa_signature signature;
  assert_int_equal(b->message_bytes, 32);
  if (!secp256k1_ec_pubkey_parse(curve, &key, key_of(b, i), b->key_bytes) ||
      !secp256k1_ecdsa_signature_parse_compact(curve, &signature, b->signatures + 64 * i))
    return false;
  if (secp256k1_ecdsa_signature_normalize(curve, &signature, &signature) && batch->low_s)
    return false;
  return secp256k1_ecdsa_verify(curve, &signature, message_of(b, i), &key);
}

static bool schnorr_verdict(const struct vector_batch *batch, uint64_t i) {
  const struct sig_batch *b = &batch->batch;
  secp256k1_xonly_pubkey key;
  return secp256k1_xonly_pubkey_parse(curve, &key, key_of(b, i)) &&
         secp256k1_schnorrsig_verify(curve, b->signatures + 64 * i, message_of(b, i),
                                     b->message_bytes, &key);
}

static bool ed25519_verdict(const struct vector_batch *batch, uint64_t i) {
  const struct sig_batch *b = &batch->batch;
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key_of(b, i), b->key_bytes);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool valid = key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
               EVP_DigestVerify(context, b->signatures + 64 * i, 64, message_of(b, i),
                                b->message_bytes) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  return valid;
}

/* Also the address must be the file's. */
static bool ecrecover_verdict(const struct vector_batch *batch, uint64_t i) {
  const uint8_t *signature = batch->batch.signatures + 65 * i;
  secp256k1_ecdsa_recoverable_signature parsed;
  secp256k1_pubkey key;
  uint8_t point[65], hash[REF_DIGEST_BYTES];
  size_t point_bytes = sizeof point;
  if (signature[64] < 27 || signature[64] > 28 ||
      !secp256k1_ecdsa_recoverable_signature_parse_compact(curve, &parsed, signature,
                                                           signature[64] - 27) ||
      !secp256k1_ecdsa_recover(curve, &key, &parsed, message_of(&batch->batch, i)))
    return false;
  secp256k1_ec_pubkey_serialize(curve, point, &point_bytes, &key, SECP256K1_EC_UNCOMPRESSED);
  ref_keccak256(point + 1, 64, hash);
  assert_memory_equal(hash + 12, batch->addresses + SIG_ADDRESS_BYTES * i, SIG_ADDRESS_BYTES);
  return true;
}

static void read_file(const char *name, const struct sig_scheme *scheme, struct vector_set *set) {
  struct pm_error error = {0};
  vectors_or_skip();
  if (vectors_read(vector_path(name), scheme, set, &error) != PM_OK)
    fail_msg("%s", error.text);
}

/* The batches cover the tests that are not refused, and each place in the file is met once. */
static void check_set(const struct vector_set *set, const struct sig_scheme *scheme) {
  size_t first = 0;
  uint8_t *met = calloc(set->test_count + set->skipped + 1, 1);
  for (size_t i = 0; i < set->batch_count; i++) {
    const struct sig_batch *b = &set->batches[i].batch;
    assert_ptr_equal(set->batches[i].tests, set->tests + first);
    assert_true(b->count > 0 && b->context_bytes <= 255);
    assert_true(!scheme->message_bytes || b->message_bytes == scheme->message_bytes);
    assert_int_equal(b->keys == NULL, scheme->recovers);
    assert_int_equal(set->batches[i].addresses != NULL, scheme->recovers);
    first += b->count;
  }
  assert_ptr_equal(set->refused, set->tests + first);
  assert_int_equal(first + set->refused_count, set->test_count);
  for (size_t i = 0; i < set->test_count; i++) {
    const struct vector_test *test = &set->tests[i];
    assert_int_equal(test->refusal != NULL, i >= first);
    assert_true(!test->refusal || (*test->refusal && vector_agrees(test, false)));
    assert_true(test->order < set->test_count + set->skipped && !met[test->order]++);
  }
  free(met);
}

static void check_verdicts(const struct vector_set *set, verdict_fn *verdict) {
  for (size_t b = 0; b < set->batch_count; b++)
    for (uint64_t i = 0; i < set->batches[b].batch.count; i++) {
      const struct vector_test *test = &set->batches[b].tests[i];
      if (!vector_agrees(test, verdict(&set->batches[b], i)))
        fail_msg("test %ju (%s; %s)", (uintmax_t)test->id, test->comment, test->flags);
    }
}

/* How many there are, and how many of them no record can have: counted with Python, ECDSA's with
 * the `der` of ecdsa 0.19.2, where encoding what was decoded has to give the same bytes. */
static const struct {
  const char *name;
  const struct sig_scheme *scheme;
  verdict_fn *verdict; /* NULL: no library has the scheme */
  size_t tests, refused, batches;
} files[] = {{"ecdsa/ecdsa_secp256k1_sha256_test.json", &ecdsa, ecdsa_verdict, 476, 234, 1},
             {"ecdsa/ecdsa_secp256k1_sha256_bitcoin_test.json", &ecdsa, ecdsa_verdict, 463, 232, 1},
             {"bip340/test-vectors.csv", &schnorr, schnorr_verdict, 19, 0, 5},
             {"ecrecover/go-ethereum_ecRecover.json", &ecrecover, ecrecover_verdict, 5, 3, 1},
             {"ed25519/ed25519_test.json", &ed25519, ed25519_verdict, 151, 12, 26},
             {"mldsa/mldsa_44_verify_test.json", &ml_dsa[0], NULL, 180, 12, 7},
             {"mldsa/mldsa_65_verify_test.json", &ml_dsa[1], NULL, 210, 12, 7},
             {"mldsa/mldsa_87_verify_test.json", &ml_dsa[2], NULL, 241, 12, 7}};
enum { FILE_COUNT = sizeof files / sizeof *files };

static void published_files_are_read(void **state) {
  (void)state;
  curve = secp256k1_context_create(SECP256K1_CONTEXT_VERIFY);
  for (size_t i = 0; i < FILE_COUNT; i++) {
    struct vector_set set;
    read_file(files[i].name, files[i].scheme, &set);
    check_set(&set, files[i].scheme);
    assert_int_equal(set.test_count, files[i].tests);
    assert_int_equal(set.refused_count, files[i].refused);
    assert_int_equal(set.batch_count, files[i].batches);
    assert_int_equal(set.skipped, 0);
    if (files[i].verdict)
      check_verdicts(&set, files[i].verdict);
    vectors_free(&set);
  }
  secp256k1_context_destroy(curve);
}

static void files_of_other_schemes_are_skipped(void **state) {
  (void)state;
  for (size_t i = 0; i < FILE_COUNT; i++) {
    const struct sig_scheme *scheme = files[(i + 3) % FILE_COUNT].scheme;
    struct vector_set set;
    read_file(files[i].name, scheme, &set);
    check_set(&set, scheme);
    assert_int_equal(set.test_count, 0);
    assert_int_equal(set.skipped, files[i].tests);
    assert_true(*set.skip_reason);
    vectors_free(&set);
  }
}

static void the_bitcoin_file_asks_for_low_s(void **state) {
  (void)state;
  struct vector_set set;
  read_file("ecdsa/ecdsa_secp256k1_sha256_bitcoin_test.json", &ecdsa, &set);
  for (size_t i = 0; i < set.batch_count; i++)
    assert_true(set.batches[i].low_s);
  vectors_free(&set);
  read_file("ecdsa/ecdsa_secp256k1_sha256_test.json", &ecdsa, &set);
  for (size_t i = 0; i < set.batch_count; i++)
    assert_false(set.batches[i].low_s);
  vectors_free(&set);
}

/* Small files */

#define FILE_OF(type, key, tests)                                                                  \
  "{\"algorithm\":\"ML-DSA-44\",\"testGroups\":[{\"type\":\"" type "\",\"sha\":\"SHA-256\"," key   \
  ",\"tests\":[" tests "]}]}"
#define EC_KEY(form, bytes) "\"publicKey\":{\"curve\":\"secp256k1\",\"" form "\":\"" bytes "\"}"
#define ED_KEY(bytes) "\"publicKey\":{\"curve\":\"edwards25519\",\"pk\":\"" bytes "\"}"
#define TEST_WITH(id, sig, more) "{\"tcId\":" id ",\"msg\":\"6d\",\"sig\":\"" sig "\"" more "}"
#define TEST(id, sig, result) TEST_WITH(id, sig, ",\"result\":\"" result "\"")
#define SIGNATURE TIMES_32("11") TIMES_32("22")
#define COMPRESSED "02" TIMES_32("33")
#define UNCOMPRESSED "04" TIMES_32("33") TIMES_32("44")

#define FIXED_GROUP                                                                                \
  EC_KEY("uncompressed", UNCOMPRESSED) ",\"tests\":[" TEST("1", SIGNATURE, "valid") "]}"

/* Parses a text from memory of exactly its size. */
static enum pm_status parse_bytes(const char *text, size_t size, const struct sig_scheme *scheme,
                                  struct vector_set *set, struct pm_error *error) {
  char *copy = malloc(size + 1);
  memcpy(copy, text, size);
  copy[size] = '\0';
  enum pm_status status = vectors_parse(copy, size, scheme, set, error);
  free(copy);
  return status;
}

static void parse(const char *text, const struct sig_scheme *scheme, struct vector_set *set) {
  struct pm_error error = {0};
  if (parse_bytes(text, strlen(text), scheme, set, &error) != PM_OK)
    fail_msg("%s", error.text);
  check_set(set, scheme);
}

static void fixed_signatures_and_both_key_forms(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t key_bytes;
  } cases[] = {{FILE_OF("EcdsaP1363Verify", EC_KEY("uncompressed", UNCOMPRESSED),
                        TEST("1", SIGNATURE, "valid") "," TEST("2", SIGNATURE "00", "invalid")),
                65},
               {FILE_OF("EcdsaP1363Verify", EC_KEY("compressed", COMPRESSED),
                        TEST("1", SIGNATURE, "valid") "," TEST("2", "", "acceptable")),
                33}};
  uint8_t digest[EVP_MAX_MD_SIZE];
  EVP_Digest("m", 1, digest, NULL, EVP_sha256(), NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct vector_set set;
    parse(cases[i].text, &ecdsa, &set);
    assert_int_equal(set.batch_count, 1);
    const struct sig_batch *b = &set.batches->batch;
    assert_int_equal(b->count, 1);
    assert_int_equal(b->key_bytes, cases[i].key_bytes);
    assert_int_equal(b->keys[1], 0x33);
    assert_memory_equal(b->messages, digest, 32);
    assert_int_equal(b->signatures[0], 0x11);
    assert_int_equal(b->signatures[63], 0x22);
    assert_int_equal(set.refused_count, 1);
    assert_int_equal(set.refused->id, 2);
    vectors_free(&set);
  }
}

/* The digest of "m" as a record has it. */
static void digest_of_m(const char *hash, size_t bytes, uint8_t record[32]) {
  uint8_t digest[64];
  size_t fill = bytes < 32 ? 32 - bytes : 0;
  const EVP_MD *md = EVP_get_digestbyname(hash);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_DigestInit(context, md);
  EVP_DigestUpdate(context, "m", 1);
  if (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF)
    EVP_DigestFinalXOF(context, digest, bytes);
  else
    EVP_DigestFinal(context, digest, NULL);
  EVP_MD_CTX_free(context);
  memset(record, 0, fill);
  memcpy(record + fill, digest, 32 - fill);
}

/* A digest that is longer than the order is cut, a shorter one filled up. */
static void hashes_other_than_sha_256(void **state) {
  (void)state;
  static const struct {
    const char *name;
    size_t bytes; /* 0: the reader does not know it */
  } hashes[] = {{"SHA-512", 64},  {"SHA-224", 28},  {"SHA3-256", 32},
                {"SHAKE128", 32}, {"SHAKE256", 64}, {"MD5", 0}};
  for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
    char text[1024];
    uint8_t expected[32];
    struct vector_set set;
    snprintf(text, sizeof text,
             "{\"testGroups\":[{\"type\":\"EcdsaP1363Verify\",\"sha\":\"%s\"," FIXED_GROUP "]}",
             hashes[i].name);
    parse(text, &ecdsa, &set);
    assert_int_equal(set.skipped, !hashes[i].bytes);
    assert_int_equal(set.batch_count, hashes[i].bytes > 0);
    if (hashes[i].bytes) {
      digest_of_m(hashes[i].name, hashes[i].bytes, expected);
      assert_memory_equal(set.batches->batch.messages, expected, 32);
    }
    vectors_free(&set);
  }
}

static void texts_and_verdicts_are_kept(void **state) {
  (void)state;
  struct vector_set set;
  parse(FILE_OF("EddsaVerify", ED_KEY(TIMES_32("55")),
                TEST_WITH("7", SIGNATURE,
                          ",\"result\":\"acceptable\",\"comment\":\"both\",\"flags\":[\"A\",\"Bc\","
                          "\"D\"]") "," TEST("8", SIGNATURE, "invalid")),
        &ed25519, &set);
  assert_int_equal(set.test_count, 2);
  assert_int_equal(set.tests[0].id, 7);
  assert_string_equal(set.tests[0].comment, "both");
  assert_string_equal(set.tests[0].flags, "A, Bc, D");
  assert_int_equal(set.tests[0].expected, VECTOR_ACCEPTABLE);
  assert_true(vector_agrees(&set.tests[0], true) && vector_agrees(&set.tests[0], false));
  assert_int_equal(set.tests[1].order, 1);
  assert_string_equal(set.tests[1].comment, "");
  assert_string_equal(set.tests[1].flags, "");
  assert_false(vector_agrees(&set.tests[1], true));
  assert_true(vector_agrees(&set.tests[1], false));
  vectors_free(&set);
}

static void batches_have_one_length_and_one_context(void **state) {
  (void)state;
  static const struct sig_scheme small = {
      .name = "ml_dsa_44", .key_bytes = 2, .signature_bytes = 1};
  struct vector_set set;
#define FIRST(id, message, context)                                                                \
  "{\"tcId\":" id ",\"msg\":\"" message "\",\"ctx\":\"" context "\",\"sig\":\"0" id "\","          \
  "\"result\":\"valid\"}"
#define THEN(id, message, context) "," FIRST(id, message, context)
#define TWO_LENGTHS FIRST("1", "00", "") THEN("2", "0000", "")
#define TWO_CONTEXTS THEN("3", "00", "cc") THEN("4", "00", "dd") THEN("5", "00", "cc")
#define NO_CONTEXT THEN("6", "01", "") THEN("7", "", "")
  parse(FILE_OF("MlDsaVerify", "\"publicKey\":\"abcd\"", TWO_LENGTHS TWO_CONTEXTS NO_CONTEXT),
        &small, &set);
  static const uint8_t ids[] = {7, 1, 6, 3, 5, 4, 2};
  static const uint64_t counts[] = {1, 2, 2, 1, 1};
  assert_int_equal(set.batch_count, 5);
  for (size_t i = 0, test = 0; i < 5; i++) {
    const struct sig_batch *b = &set.batches[i].batch;
    assert_int_equal(b->count, counts[i]);
    assert_int_equal(b->context_bytes, i == 2 || i == 3);
    assert_int_equal(b->context == NULL, i != 2 && i != 3);
    for (uint64_t j = 0; j < b->count; j++, test++) {
      assert_int_equal(set.tests[test].id, ids[test]);
      assert_int_equal(b->signatures[j], ids[test]);
      assert_int_equal(b->keys[2 * j], 0xab);
    }
  }
  assert_int_equal(set.batches[2].batch.context[0], 0xcc);
  vectors_free(&set);
}

/* The names until 0.6, and until 0.9. */
static void older_versions_of_wycheproof(void **state) {
  (void)state;
#define OLD_KEY "\"key\":{\"curve\":\"edwards25519\",\"pk\":\"" TIMES_32("55") "\"}"
  static const char *const texts[] = {
      FILE_OF("EDDSAVer", OLD_KEY, TEST("1", SIGNATURE, "valid")),
      FILE_OF("EddsaVerify", "\"jwk\":{\"x\":\"VQ\"}," OLD_KEY, TEST("1", SIGNATURE, "valid"))};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct vector_set set;
    parse(texts[i], &ed25519, &set);
    assert_int_equal(set.batch_count, 1);
    assert_int_equal(set.batches->batch.keys[31], 0x55);
    vectors_free(&set);
  }
}

#define GROUP(type, curve, tests)                                                                  \
  "{\"type\":\"" type "\",\"publicKey\":{\"curve\":\"" curve "\"},\"tests\":[" tests "]}"
#define ONE_TEST TEST("1", "", "invalid")

static void what_is_skipped_has_a_reason(void **state) {
  (void)state;
  static const struct {
    const char *groups;
    size_t skipped;
    const char *reason;
  } cases[] = {
      {"", 0, ""},
      {GROUP("EddsaVerify", "edwards448", ""), 0, ""},
      {GROUP("EddsaVerify", "edwards448", ONE_TEST "," ONE_TEST), 2,
       "edwards448 is not sig/ed25519"},
      {GROUP("EddsaVerify", "edwards448", ONE_TEST) "," GROUP("EddsaVerify", "edwards448",
                                                              ONE_TEST),
       2, "edwards448 is not sig/ed25519"},
      {GROUP("EddsaVerify", "edwards448", ONE_TEST) "," GROUP("EcdsaVerify", "secp256r1", ONE_TEST),
       2, "edwards448 is not sig/ed25519; and others"},
      {GROUP("MlDsaSign", "", ONE_TEST), 1, "the type MlDsaSign is none that sig/ed25519 verifies"},
      /* what a terminal would obey */
      {GROUP("\\u001b[2J\\n", "", ONE_TEST), 1,
       "the type ?[2J? is none that sig/ed25519 verifies"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[1024];
    struct vector_set set;
    snprintf(text, sizeof text, "{\"testGroups\":[%s]}", cases[i].groups);
    parse(text, &ed25519, &set);
    assert_int_equal(set.test_count, 0);
    assert_int_equal(set.skipped, cases[i].skipped);
    assert_string_equal(set.skip_reason, cases[i].reason);
    vectors_free(&set);
  }
}

/* However long they are. */
static void long_reasons_are_cut(void **state) {
  (void)state;
  char type[300], text[2048];
  struct vector_set set;
  memset(type, 'x', sizeof type);
  type[sizeof type - 1] = '\0';
  for (int same = 0; same < 2; same++) {
    snprintf(text, sizeof text,
             "{\"testGroups\":[{\"type\":\"%s\",\"tests\":[" ONE_TEST "]},"
             "{\"type\":\"%s\",\"tests\":[" ONE_TEST "]}]}",
             type, same ? type : "y");
    parse(text, &ed25519, &set);
    assert_int_equal(set.skipped, 2);
    assert_true(strlen(set.skip_reason) < sizeof set.skip_reason);
    assert_int_equal(strstr(set.skip_reason, "; and others") == NULL, same);
    vectors_free(&set);
  }
}

static void keys_of_a_wrong_length_are_refused(void **state) {
  (void)state;
  struct vector_set set;
  parse(FILE_OF("EddsaVerify", ED_KEY(TIMES_31("55")), TEST("1", SIGNATURE, "invalid")), &ed25519,
        &set);
  assert_int_equal(set.refused_count, 1);
  assert_string_equal(set.refused->refusal, "a key of 31 bytes, where it has 32");
  vectors_free(&set);
  parse(FILE_OF("EcdsaP1363Verify", EC_KEY("uncompressed", "04"), TEST("1", SIGNATURE, "invalid")),
        &ecdsa, &set);
  assert_string_equal(set.refused->refusal, "a key of 1 bytes, where it has 65");
  vectors_free(&set);
}

#define CSV "index,secret key,public key,aux_rand,message,signature,verification result,comment\n"

static void damage_is_named(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const struct sig_scheme *scheme;
    const char *message;
  } cases[] = {
      {"", &ed25519, "no test vectors: neither JSON nor a first line `index,"},
      {"[1", &ed25519, "no JSON: it goes wrong at offset 2"},
      {"{\"testGroups\":[]}x", &ed25519, "no JSON: it goes wrong at offset 17"},
      {"{}", &ed25519, "no test vectors: there is no array `testGroups`"},
      {"{\"a\":\"\\u0000\"}", &ed25519, "no JSON: a NUL at offset 6"},
      {"{\"testGroups\":[{\"a\":[{\"sig\":1,\"b\":2,\"sig\":3}]}]}", &ed25519,
       "an object has the name `sig` twice"},
      {"{\"testGroups\":[{\"type\":\"EddsaVerify\"}]}", &ed25519,
       "group 0, there is no string `type` or no array `tests`"},
      {FILE_OF("EddsaVerify", ED_KEY("5"), ""), &ed25519, "group 0, pk: an odd number"},
      {FILE_OF("EddsaVerify", "\"publicKey\":{\"curve\":\"edwards25519\"}", ""), &ed25519,
       "group 0, there is no string `pk`"},
      {FILE_OF("EcdsaVerify", EC_KEY("wx", "55"), ""), &ecdsa,
       "group 0, there is no string `uncompressed`"},
      {FILE_OF("EddsaVerify", ED_KEY("55"), TEST("1", "11", "valid") "," TEST("42", "1g", "valid")),
       &ed25519, "group 0, test 1 (tcId 42): sig, character 1: 'g' is no hex digit"},
      {FILE_OF("EddsaVerify", ED_KEY("55"), TEST("42", "1\xc3\xa4", "valid")), &ed25519,
       "group 0, test 0 (tcId 42): sig, character 1: the byte 0xc3 is no hex digit"},
      {FILE_OF("EddsaVerify", ED_KEY("55"), TEST("3", "11", "maybe")), &ed25519,
       "group 0, test 0 (tcId 3): `result` is none of"},
      {FILE_OF("EddsaVerify", ED_KEY("55"),
               TEST_WITH("3", "11", ",\"result\":\"valid\",\"flags\":[1]")),
       &ed25519, "group 0, test 0 (tcId 3): `flags` has something"},
      {FILE_OF("EddsaVerify", ED_KEY("55"), "{\"result\":\"valid\",\"msg\":\"\"}"), &ed25519,
       "group 0, test 0 (tcId 0): there is no string `sig`"},
      {FILE_OF("EddsaVerify", ED_KEY("55"), "null"), &ed25519,
       "group 0, test 0 (tcId 0): `result`"},
      {"[{\"Input\":\"\"}]", &ecrecover, "case 0: there is no string `Input` or"},
      {"[{\"Input\":\"x\",\"Expected\":\"\"}]", &ecrecover, "case 0: Input, character 0: 'x'"},
      {"[{\"Input\":\"\",\"Expected\":\"00\"}]", &ecrecover, "case 0: `Expected` is no address"},
      {"[{\"Input\":\"\",\"Expected\":\"" TIMES_32("11") "\"}]", &ecrecover,
       "case 0: `Expected` is no address"},
      {CSV "0,,11,,22,33,TRUE", &schnorr, "line 2: 7 columns, where there are 8"},
      {CSV "0,,11,,22,33,TRUE,\n1,,11,,22,33,true,", &schnorr, "line 3: the verification result"},
      {CSV "0,,11,,2,33,TRUE,", &schnorr, "line 2: message: an odd number of hex digits, 1"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct vector_set set;
    struct pm_error error = {0};
    assert_int_equal(
        parse_bytes(cases[i].text, strlen(cases[i].text), cases[i].scheme, &set, &error), PM_USAGE);
    if (strncmp(error.text, cases[i].message, strlen(cases[i].message)) != 0)
      fail_msg("%zu: '%s' is not '%s'", i, error.text, cases[i].message);
  }
}

static void errors_name_the_file(void **state) {
  (void)state;
  struct vector_set set;
  struct pm_error error = {0};
  assert_int_equal(vectors_read("tests/no_such_file.json", &ed25519, &set, &error), PM_IO);
  assert_non_null(strstr(error.text, "tests/no_such_file.json"));
  assert_int_equal(vectors_read("README.md", &ed25519, &set, &error), PM_USAGE);
  assert_int_equal(strncmp(error.text, "README.md: no test vectors", 26), 0);
}

static void a_byte_order_mark_is_stepped_over(void **state) {
  (void)state;
  static const char json[] =
      "\xef\xbb\xbf" FILE_OF("EddsaVerify", ED_KEY(TIMES_32("55")), TEST("1", SIGNATURE, "valid"));
  static const char csv[] = "\xef\xbb\xbf" CSV "0,,11,,22,33,FALSE,\n";
  struct vector_set set;
  parse(json, &ed25519, &set);
  assert_int_equal(set.test_count, 1);
  vectors_free(&set);
  parse(csv, &schnorr, &set);
  assert_int_equal(set.test_count, 1);
  vectors_free(&set);
}

/* What takes more memory than its size lets expect, or more stack. */
static void hostile_texts_are_refused(void **state) {
  (void)state;
  enum { DEPTH = 100000, VALUES = 5 << 20 };
  char *text = malloc(2 * VALUES + 1);
  struct vector_set set;
  struct pm_error error;
  memset(text, '[', DEPTH);
  text[DEPTH] = '\0';
  assert_int_equal(vectors_parse(text, DEPTH, &ed25519, &set, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "no JSON: it goes wrong at offset 1000"));
  for (size_t i = 0; i < VALUES; i++)
    memcpy(text + 2 * i, i ? ",0" : "[0", 2);
  text[2 * VALUES] = '\0';
  assert_int_equal(vectors_parse(text, 2 * VALUES, &ed25519, &set, &error), PM_USAGE);
  assert_non_null(strstr(error.text, "more than 4194304 JSON values"));
  free(text);
}

/* Every beginning of a file is refused, or it is read without its last tests. */
static void a_cut_off_file(void **state) {
  (void)state;
  static const char json[] =
      FILE_OF("EddsaVerify", ED_KEY(TIMES_32("55")), TEST("1", SIGNATURE, "valid"));
  static const char csv[] = CSV "0,,11,,22,33,TRUE,\n1,,11,,22,33,FALSE,why, not\r\n";
  static const char cases[] = "[{\"Input\":\"11\",\"Expected\":\"\"}]";
  const struct {
    const char *text;
    const struct sig_scheme *scheme;
  } texts[] = {{json, &ed25519}, {csv, &schnorr}, {cases, &ecrecover}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t size = 0; size < strlen(texts[i].text); size++) {
      struct vector_set set;
      struct pm_error error = {0};
      if (parse_bytes(texts[i].text, size, texts[i].scheme, &set, &error) == PM_OK)
        vectors_free(&set);
      else
        assert_true(error.status == PM_USAGE && *error.text);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(der_is_decoded),
                                     cmocka_unit_test(what_is_not_der_is_refused),
                                     cmocka_unit_test(published_files_are_read),
                                     cmocka_unit_test(files_of_other_schemes_are_skipped),
                                     cmocka_unit_test(the_bitcoin_file_asks_for_low_s),
                                     cmocka_unit_test(fixed_signatures_and_both_key_forms),
                                     cmocka_unit_test(hashes_other_than_sha_256),
                                     cmocka_unit_test(texts_and_verdicts_are_kept),
                                     cmocka_unit_test(batches_have_one_length_and_one_context),
                                     cmocka_unit_test(older_versions_of_wycheproof),
                                     cmocka_unit_test(what_is_skipped_has_a_reason),
                                     cmocka_unit_test(long_reasons_are_cut),
                                     cmocka_unit_test(keys_of_a_wrong_length_are_refused),
                                     cmocka_unit_test(damage_is_named),
                                     cmocka_unit_test(errors_name_the_file),
                                     cmocka_unit_test(a_byte_order_mark_is_stepped_over),
                                     cmocka_unit_test(hostile_texts_are_refused),
                                     cmocka_unit_test(a_cut_off_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

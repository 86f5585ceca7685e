/* Every CPU implementation of every hash algorithm against published answers and, at the lengths
 * where blocks, padding and trees change, against the reference; the reference itself against the
 * published answers alone. */
#include <cjson/cJSON.h>
#include <ctype.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/hash/cpu_hasher.h"
#include "cpu_ref/hash/merkle.h"
#include "host/base/file.h"
#include "host/base/random.h"
#include "kernels/hash/hash.h"
#include "tests/support/vectors.h"

static const struct hash_algorithm *const algorithms[] = {
#define HASH(name) &hash_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
};
enum { ALGORITHM_COUNT = sizeof algorithms / sizeof *algorithms };

static const struct {
  const char *name;
  const struct cpu_hasher *hasher;
} hashers[] = {
    {"reference", &cpu_hasher_reference}, {"sse2", &cpu_hasher_sse2},
    {"avx2", &cpu_hasher_avx2},           {"avx512", &cpu_hasher_avx512},
    {"neon", &cpu_hasher_neon},           {"sha-ni", &cpu_hasher_sha_ni},
    {"openssl", &cpu_hasher_openssl},     {"libsodium", &cpu_hasher_sodium},
};
enum { HASHER_COUNT = sizeof hashers / sizeof *hashers };

static bool usable(size_t hasher, const struct hash_algorithm *algorithm) {
  char reason[256] = "";
  bool available =
      hashers[hasher].hasher->available(hashers[hasher].hasher, algorithm, reason, sizeof reason);
  if (!available && *reason)
    print_message("skipped: %s by %s: %s\n", algorithm->name, hashers[hasher].name, reason);
  return available;
}

static void batch(size_t hasher, const struct hash_algorithm *algorithm,
                  const struct hash_messages *messages, uint8_t *digests) {
  const struct cpu_hasher *h = hashers[hasher].hasher;
  assert_true(h->batch(h, algorithm, messages, 0, messages->count, digests));
}

static void one(size_t hasher, const struct hash_algorithm *algorithm, const uint8_t *message,
                uint64_t length, uint8_t digest[HASH_DIGEST_BYTES]) {
  struct hash_messages messages = {.bytes = message, .length = length, .count = 1};
  batch(hasher, algorithm, &messages, digest);
}

static void assert_digest(const char *hex, const uint8_t digest[HASH_DIGEST_BYTES]) {
  char got[2 * HASH_DIGEST_BYTES + 1];
  for (int i = 0; i < HASH_DIGEST_BYTES; i++)
    snprintf(got + 2 * i, 3, "%02x", digest[i]);
  assert_string_equal(got, hex);
}

static void known_answer(const struct hash_algorithm *algorithm,
                         const struct hash_known_answer *answer) {
  size_t length = strlen(answer->message);
  uint8_t *message = malloc(length * answer->repeat + 1);
  for (uint64_t i = 0; i < answer->repeat; i++)
    memcpy(message + i * length, answer->message, length);
  for (size_t h = 0; h < HASHER_COUNT; h++) {
    uint8_t digest[HASH_DIGEST_BYTES];
    if (!usable(h, algorithm))
      continue;
    one(h, algorithm, message, length * answer->repeat, digest);
    assert_digest(answer->digest_hex, digest);
  }
  free(message);
}

static void test_known_answers(void **state) {
  (void)state;
  for (int a = 0; a < ALGORITHM_COUNT; a++) {
    const struct hash_known_answer *answers = algorithms[a]->known_answers;
    assert_non_null(answers);
    assert_non_null(answers[0].message);
    for (const struct hash_known_answer *k = answers; k->message; k++) {
      assert_non_null(k->source);
      known_answer(algorithms[a], k);
    }
  }
}

/* A published row, hashed by every implementation. */
static void check_row(const struct hash_algorithm *algorithm, const uint8_t *message, size_t length,
                      const char *digest_hex) {
  for (size_t h = 0; h < HASHER_COUNT; h++) {
    uint8_t digest[HASH_DIGEST_BYTES];
    char reason[256] = "";
    const struct cpu_hasher *hasher = hashers[h].hasher;
    if (!hasher->available(hasher, algorithm, reason, sizeof reason))
      continue;
    one(h, algorithm, message, length, digest);
    assert_digest(digest_hex, digest);
  }
}

/* CAVP response files: "Len = bits", "Msg = hex", "MD = hex". */
static size_t check_cavp(const struct hash_algorithm *algorithm, const char *name) {
  char *text, *rest = NULL;
  size_t count, rows = 0, bits = 0, length = 0;
  uint8_t *message = NULL;
  assert_int_equal(pm_file_read(vector_path(name), 64 << 20, &text, &count, NULL), PM_OK);
  for (char *line = strtok_r(text, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
    char *value = strstr(line, " = ");
    if (!value)
      continue;
    value += 3;
    if (strncmp(line, "Len", 3) == 0) {
      bits = strtoul(value, NULL, 10);
    } else if (strncmp(line, "Msg", 3) == 0) {
      free(message);
      message = vector_hex(value, &length);
      assert_int_equal(bits % 8, 0);
      length = bits / 8;
    } else if (strncmp(line, "MD", 2) == 0) {
      check_row(algorithm, message, length, value);
      rows++;
    }
  }
  free(message);
  free(text);
  return rows;
}

static void test_cavp(void **state) {
  (void)state;
  vectors_or_skip();
  assert_int_equal(check_cavp(&hash_sha256, "cavp/SHA256ShortMsg.rsp"), 65);
  assert_int_equal(check_cavp(&hash_sha256, "cavp/SHA256LongMsg.rsp"), 64);
  assert_int_equal(check_cavp(&hash_sha3_256, "cavp/SHA3_256ShortMsg.rsp"), 137);
  assert_int_equal(check_cavp(&hash_sha3_256, "cavp/SHA3_256LongMsg.rsp"), 100);
}

static void test_blake3_vectors(void **state) {
  (void)state;
  vectors_or_skip();
  char *text;
  size_t count;
  assert_int_equal(
      pm_file_read(vector_path("blake3/test_vectors.json"), 64 << 20, &text, &count, NULL), PM_OK);
  cJSON *root = cJSON_Parse(text);
  const cJSON *cases = cJSON_GetObjectItem(root, "cases"), *row;
  assert_int_equal(cJSON_GetArraySize(cases), 35);
  cJSON_ArrayForEach(row, cases) {
    size_t length = (size_t)cJSON_GetObjectItem(row, "input_len")->valuedouble;
    uint8_t *message = malloc(length + 1);
    for (size_t i = 0; i < length; i++)
      message[i] = (uint8_t)(i % 251);
    char digest_hex[2 * HASH_DIGEST_BYTES + 1] = "";
    strncat(digest_hex, cJSON_GetObjectItem(row, "hash")->valuestring, 2 * HASH_DIGEST_BYTES);
    check_row(&hash_blake3, message, length, digest_hex);
    free(message);
  }
  cJSON_Delete(root);
  free(text);
}

/* Each length that a block, a padding or a tree boundary makes special. */
static const uint64_t special_lengths[] = {0,
                                           1,
                                           31,
                                           32,
                                           55,
                                           56,
                                           63,
                                           64,
                                           65,
                                           111,
                                           112,
                                           119,
                                           120,
                                           127,
                                           128,
                                           129,
                                           135,
                                           136,
                                           137,
                                           191,
                                           271,
                                           272,
                                           273,
                                           1023,
                                           1024,
                                           1025,
                                           2048,
                                           2049,
                                           4096,
                                           16385,
                                           (1 << 20) - 1,
                                           1 << 20,
                                           (1 << 20) + 1};

static void compare_with_reference(const struct hash_algorithm *algorithm,
                                   const struct hash_messages *messages) {
  uint8_t *expected = malloc(messages->count * HASH_DIGEST_BYTES + 1);
  uint8_t *got = malloc(messages->count * HASH_DIGEST_BYTES + 1);
  batch(0, algorithm, messages, expected);
  for (size_t h = 1; h < HASHER_COUNT; h++) {
    char reason[256] = "";
    const struct cpu_hasher *hasher = hashers[h].hasher;
    if (!hasher->available(hasher, algorithm, reason, sizeof reason))
      continue;
    memset(got, 0xa5, messages->count * HASH_DIGEST_BYTES);
    batch(h, algorithm, messages, got);
    for (uint64_t i = 0; i < messages->count; i++)
      if (memcmp(expected + HASH_DIGEST_BYTES * i, got + HASH_DIGEST_BYTES * i, HASH_DIGEST_BYTES))
        fail_msg("%s by %s: message %" PRIu64 " of %" PRIu64 ", %" PRIu64 " bytes", algorithm->name,
                 hashers[h].name, i, messages->count, hash_message_length(messages, i));
  }
  free(expected);
  free(got);
}

/* Messages lie in memory of exactly their size, so that AddressSanitizer sees a read beyond it. */
static void test_special_lengths(void **state) {
  (void)state;
  for (size_t k = 0; k < sizeof special_lengths / sizeof *special_lengths; k++) {
    uint64_t length = special_lengths[k];
    uint64_t count = length > 4096 ? 3 : 37;
    uint8_t *bytes = malloc(length * count + 1);
    pm_random_bytes(7, k, 0, bytes, length * count);
    struct hash_messages messages = {.bytes = bytes, .length = length, .count = count};
    for (int a = 0; a < ALGORITHM_COUNT; a++)
      compare_with_reference(algorithms[a], &messages);
    free(bytes);
  }
}

static void test_every_batch_size(void **state) {
  (void)state;
  for (uint64_t count = 1; count <= 70; count++)
    for (uint64_t length = 64; length <= 65; length++) {
      uint8_t *bytes = malloc(length * count);
      pm_random_bytes(11, count, 0, bytes, length * count);
      struct hash_messages messages = {.bytes = bytes, .length = length, .count = count};
      for (int a = 0; a < ALGORITHM_COUNT; a++)
        compare_with_reference(algorithms[a], &messages);
      free(bytes);
    }
}

/* Ragged batches: random lengths, mostly short, some empty, a few long; every alignment. */
static void test_random_ragged(void **state) {
  (void)state;
  for (uint64_t round = 0; round < 40; round++) {
    uint64_t count = 1 + pm_random_word(3, round, 0) % 80;
    uint64_t offsets[81];
    offsets[0] = round % 16;
    for (uint64_t i = 0; i < count; i++) {
      uint64_t r = pm_random_word(5, round, i);
      uint64_t limit = r % 16 == 0 ? 20000 : r % 5 == 0 ? 1500 : 200;
      offsets[i + 1] = offsets[i] + (r >> 8) % limit;
    }
    uint8_t *bytes = malloc(offsets[count] + 1);
    pm_random_bytes(13, round, 0, bytes, offsets[count]);
    struct hash_messages messages = {.bytes = bytes, .offsets = offsets, .count = count};
    for (int a = 0; a < ALGORITHM_COUNT; a++)
      compare_with_reference(algorithms[a], &messages);
    free(bytes);
  }
}

/* A share of a batch writes its own digests and no others. */
static void test_share_stays_in_its_place(void **state) {
  (void)state;
  enum { COUNT = 50, FIRST = 7, LAST = 41 };
  uint8_t bytes[COUNT * 100], expected[COUNT * HASH_DIGEST_BYTES], got[sizeof expected];
  pm_random_bytes(17, 0, 0, bytes, sizeof bytes);
  struct hash_messages messages = {.bytes = bytes, .length = 100, .count = COUNT};
  for (int a = 0; a < ALGORITHM_COUNT; a++)
    for (size_t h = 0; h < HASHER_COUNT; h++) {
      char reason[256] = "";
      const struct cpu_hasher *hasher = hashers[h].hasher;
      if (!hasher->available(hasher, algorithms[a], reason, sizeof reason))
        continue;
      memset(expected, 0x5a, sizeof expected);
      memset(got, 0x5a, sizeof got);
      cpu_hasher_reference.batch(&cpu_hasher_reference, algorithms[a], &messages, FIRST, LAST,
                                 expected);
      assert_true(hasher->batch(hasher, algorithms[a], &messages, FIRST, LAST, got));
      assert_memory_equal(got, expected, sizeof got);
    }
}

/* The work model: what a message costs in primitives, by the padding rules. */
static void test_primitives(void **state) {
  (void)state;
  static const struct {
    const struct hash_algorithm *algorithm;
    uint64_t length, primitives;
  } rows[] = {
      {&hash_sha256, 0, 1},        {&hash_sha256, 55, 1},     {&hash_sha256, 56, 2},
      {&hash_sha256, 64, 2},       {&hash_sha256d, 64, 3},    {&hash_keccak256, 135, 1},
      {&hash_keccak256, 136, 2},   {&hash_sha3_256, 0, 1},    {&hash_blake3, 0, 1},
      {&hash_blake3, 64, 1},       {&hash_blake3, 65, 2},     {&hash_blake3, 1024, 16},
      {&hash_blake3, 1025, 18},    {&hash_blake2b_256, 0, 1}, {&hash_blake2b_256, 128, 1},
      {&hash_blake2b_256, 129, 2},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_int_equal(rows[i].algorithm->primitives(rows[i].length), rows[i].primitives);
}

/* The oracle's roots of up to five leaves, put together by hand as the trees are defined. */
static void pair(const uint8_t *left, const uint8_t *right, uint8_t *parent) {
  uint8_t both[2 * HASH_DIGEST_BYTES];
  memcpy(both, left, HASH_DIGEST_BYTES);
  memcpy(both + HASH_DIGEST_BYTES, right, HASH_DIGEST_BYTES);
  ref_sha256d(both, sizeof both, parent);
}

static void test_merkle_roots(void **state) {
  (void)state;
  uint8_t leaf[5][HASH_DIGEST_BYTES], ab[32], cd[32], cc[32], ee[32], abcd[32], root[32], want[32];
  for (int i = 0; i < 5; i++)
    memset(leaf[i], i + 1, HASH_DIGEST_BYTES);
  pair(leaf[0], leaf[1], ab);
  pair(leaf[2], leaf[3], cd);
  pair(leaf[2], leaf[2], cc);
  pair(leaf[4], leaf[4], ee);
  pair(ab, cd, abcd);
  for (int doubles = 0; doubles < 2; doubles++) {
    ref_merkle_root(ref_sha256d, doubles, leaf[0], 1, root);
    assert_memory_equal(root, leaf[0], 32);
    ref_merkle_root(ref_sha256d, doubles, leaf[0], 2, root);
    assert_memory_equal(root, ab, 32);
    pair(ab, doubles ? cc : leaf[2], want);
    ref_merkle_root(ref_sha256d, doubles, leaf[0], 3, root);
    assert_memory_equal(root, want, 32);
    ref_merkle_root(ref_sha256d, doubles, leaf[0], 4, root);
    assert_memory_equal(root, abcd, 32);
    pair(ee, ee, want);
    pair(abcd, doubles ? want : leaf[4], want);
    ref_merkle_root(ref_sha256d, doubles, leaf[0], 5, root);
    assert_memory_equal(root, want, 32);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_known_answers),
      cmocka_unit_test(test_cavp),
      cmocka_unit_test(test_blake3_vectors),
      cmocka_unit_test(test_special_lengths),
      cmocka_unit_test(test_every_batch_size),
      cmocka_unit_test(test_random_ragged),
      cmocka_unit_test(test_share_stays_in_its_place),
      cmocka_unit_test(test_primitives),
      cmocka_unit_test(test_merkle_roots),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

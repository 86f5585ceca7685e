/* The C interface (lib/): what it takes, what it refuses and in which words, against the oracles.
 * That it can be installed and linked is tested by tests/install. */
#include "include/proofmark/proofmark.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cpu_ref/hash/hash.h"

enum {
  WORKS = 0
#define HASH(name) +2 /* hash/ and merkle/ */
#include "kernels/hash/algorithms.def"
#undef HASH
#define SIG(name) +1
#include "kernels/sig/schemes.def"
#undef SIG
};

static struct proofmark_context *cpu;

static int open_cpu(void **state) {
  (void)state;
  const struct proofmark_context_options options = {.size = sizeof options, .threads = 1};
  return proofmark_context_open(&options, &cpu, NULL);
}

static int close_cpu(void **state) {
  (void)state;
  proofmark_context_close(cpu);
  return 0;
}

static void refused(enum proofmark_status status, enum proofmark_status expected,
                    const struct proofmark_error *error, const char *words) {
  assert_int_equal(status, expected);
  assert_int_equal(error->status, expected);
  if (!strstr(error->message, words))
    fail_msg("\"%s\" is not in \"%s\"", words, error->message);
}

static struct proofmark_operation *opened(const char *work,
                                          const struct proofmark_capacity *capacity) {
  struct proofmark_operation *operation;
  struct proofmark_error error = {.message = "no error"};
  if (proofmark_operation_open(cpu, work, capacity, &operation, &error) != PROOFMARK_OK)
    fail_msg("%s: %s", work, error.message);
  return operation;
}

static void not_opened(const char *work, const struct proofmark_capacity *capacity,
                       enum proofmark_status expected, const char *words) {
  struct proofmark_operation *operation = (void *)cpu;
  struct proofmark_error error = {0};
  refused(proofmark_operation_open(cpu, work, capacity, &operation, &error), expected, &error,
          words);
  assert_null(operation);
}

/* Contexts and devices ------------------------------------------------------------------------ */

static void test_contexts(void **state) {
  (void)state;
  struct proofmark_context *context = cpu;
  struct proofmark_error error = {0};
  struct proofmark_context_options options = {.size = sizeof options, .device = "cuda:99"};
  refused(proofmark_context_open(&options, &context, &error), PROOFMARK_UNAVAILABLE, &error,
          "there is no device cuda:99");
  assert_null(context);
  options.threads = 1;
  refused(proofmark_context_open(&options, &context, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "has no threads");
  options = (struct proofmark_context_options){.size = sizeof options, .threads = 1u << 20};
  refused(proofmark_context_open(&options, &context, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "1048576 threads were asked for");
  options = (struct proofmark_context_options){.threads = 1};
  refused(proofmark_context_open(&options, &context, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "`size`");
  assert_int_equal(proofmark_context_open(NULL, &context, NULL), PROOFMARK_OK);
  proofmark_context_close(context);
  proofmark_context_close(NULL);
}

static void test_devices(void **state) {
  (void)state;
  struct proofmark_devices *devices;
  assert_int_equal(proofmark_devices_list(&devices, NULL), PROOFMARK_OK);
  const size_t count = proofmark_devices_count(devices);
  for (size_t i = 0; i < count; i++) {
    assert_non_null(proofmark_device_id(devices, i));
    assert_non_null(proofmark_device_name(devices, i));
    assert_true(proofmark_device_memory_bytes(devices, i) > 0);
  }
  assert_null(proofmark_device_id(devices, count));
  assert_null(proofmark_device_name(devices, count));
  assert_int_equal(proofmark_device_is_gpu(devices, count), 0);
  proofmark_devices_free(devices);
  proofmark_devices_free(NULL);
  assert_non_null(proofmark_backend_unavailable("metal"));
  assert_non_null(proofmark_backend_unavailable(NULL));
}

/* Works --------------------------------------------------------------------------------------- */

static void test_every_work_is_described_and_opens(void **state) {
  (void)state;
  size_t count = 0;
  for (; proofmark_work_name(count); count++) {
    struct proofmark_work_info info = {.size = sizeof info};
    struct proofmark_capacity capacity = {.size = sizeof capacity, .count = 3};
    const char *name = proofmark_work_name(count);
    assert_int_equal(proofmark_work_query(name, &info, NULL), PROOFMARK_OK);
    assert_true(info.count_max >= 3 && info.policies);
    const bool signs = strncmp(name, "sig/", 4) == 0;
    assert_int_equal(signs, info.kind >= PROOFMARK_WORK_VERIFY);
    assert_int_equal(signs, info.policies[0] != NULL);
    assert_int_equal(signs, info.signature_bytes != 0);
    capacity.bytes = info.kind == PROOFMARK_WORK_HASH ? 64 : 0;
    proofmark_operation_close(opened(name, &capacity));
  }
  assert_int_equal(count, WORKS);
  struct proofmark_work_info info = {.size = sizeof info};
  assert_int_equal(proofmark_work_query("sig/ecdsa_secp256k1", &info, NULL), PROOFMARK_OK);
  assert_int_equal(info.key_bytes, 33);
  assert_int_equal(info.other_key_bytes, 65);
  assert_int_equal(info.message_bytes_min, 32);
  assert_int_equal(info.message_bytes_max, 32);
  struct proofmark_error error = {0};
  refused(proofmark_work_query("hash/md5", &info, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "there is no work hash/md5");
  refused(proofmark_work_query(NULL, &info, &error), PROOFMARK_INVALID_ARGUMENT, &error, "NULL");
}

static void test_capacities(void **state) {
  (void)state;
  const enum proofmark_status invalid = PROOFMARK_INVALID_ARGUMENT;
  not_opened("hash/sha256", NULL, invalid, "the capacity is NULL");
#define CAPACITY(...)                                                                              \
  &(struct proofmark_capacity){.size = sizeof(struct proofmark_capacity), __VA_ARGS__}
  not_opened("hash/sha256", CAPACITY(.count = 0), invalid, "count is 0");
  not_opened("hash/sha256", CAPACITY(.count = UINT64_MAX), invalid, "count");
  not_opened("hash/sha256", CAPACITY(.count = 1, .bytes = UINT64_MAX), invalid, "bytes");
  not_opened("hash/sha256", CAPACITY(.count = 1, .levels = 2), invalid, "levels does not concern");
  not_opened("hash/sha256", CAPACITY(.count = 1, .in_flight = 9), invalid, "in_flight");
  not_opened("hash/sha256", CAPACITY(.count = 1, .implementation = "cpu/abacus"),
             PROOFMARK_UNAVAILABLE, "no implementation cpu/abacus");
  not_opened("merkle/sha256", CAPACITY(.count = 8, .bytes = 1), invalid, "bytes does not concern");
  not_opened("merkle/sha256", CAPACITY(.count = 8, .levels = 1), invalid, "level 0");
  not_opened("merkle/sha256", CAPACITY(.count = 8, .levels = 16), invalid, "above the root");
  not_opened("sig/ed25519", CAPACITY(.count = 1, .policy = "lax"), invalid, "no policy lax");
  not_opened("sig/ed25519", CAPACITY(.count = 1, .key_bytes = 65), invalid, "key_bytes is 65");
  not_opened("sig/ed25519", CAPACITY(.count = 1, .context_bytes = 1), invalid, "context_bytes");
  not_opened("sig/ml_dsa_44", CAPACITY(.count = 1, .context_bytes = 256), invalid, "0 up to 255");
  not_opened("sig/ml_dsa_44", CAPACITY(.count = 1, .key_bytes = 1 << 20), invalid, "key_bytes");
  not_opened("sig/ecrecover", CAPACITY(.count = 1, .message_bytes = 31), invalid, "message_bytes");
  not_opened("sig/ecrecover", CAPACITY(.count = 1, .key_bytes = 33), invalid, "key_bytes is 33");
  struct proofmark_error error = {0};
  struct proofmark_operation *operation;
  refused(proofmark_operation_open(NULL, "hash/sha256", NULL, &operation, &error), invalid, &error,
          "the context is NULL");
}

/* A program that was built with a newer header has a larger struct, one with an older a smaller. */
static void test_structs_of_other_versions(void **state) {
  (void)state;
  struct {
    struct proofmark_capacity known;
    uint64_t newer;
  } larger = {.known = {.size = sizeof larger, .count = 1, .bytes = 1}};
  proofmark_operation_close(opened("hash/sha256", &larger.known));
  larger.newer = 1;
  not_opened("hash/sha256", &larger.known, PROOFMARK_INVALID_ARGUMENT, "a newer one is needed");
  struct proofmark_capacity smaller = {.size = offsetof(struct proofmark_capacity, levels),
                                       .count = 1,
                                       .bytes = 1,
                                       .levels = UINT64_MAX};
  proofmark_operation_close(opened("hash/sha256", &smaller));
}

/* Batches ------------------------------------------------------------------------------------- */

static void test_hashes(void **state) {
  (void)state;
  static const uint8_t bytes[] = "the quick brown fox";
  static const uint64_t offsets[] = {1, 1, 4, 19}, descending[] = {4, 2, 8, 9};
  uint8_t digests[4][32], expected[32];
  struct proofmark_error error = {0};
  struct proofmark_ticket *ticket;
  struct proofmark_operation *keccak = opened("hash/keccak256", CAPACITY(.count = 4, .bytes = 20));
  struct proofmark_hash_batch batch = {
      .size = sizeof batch, .messages = bytes, .offsets = offsets, .count = 3, .digests = digests};
  assert_int_equal(proofmark_hash_submit(keccak, &batch, &ticket, &error), PROOFMARK_OK);
  assert_int_equal(proofmark_wait(&ticket, &error), PROOFMARK_OK);
  for (int i = 0; i < 3; i++) {
    ref_keccak256(bytes + offsets[i], offsets[i + 1] - offsets[i], expected);
    assert_memory_equal(digests[i], expected, 32);
  }
  refused(proofmark_wait(&ticket, &error), PROOFMARK_INVALID_ARGUMENT, &error, "waited for before");
  batch.offsets = descending;
  refused(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "message 0 ends before it begins");
  batch.offsets = NULL;
  for (batch.length = 0; batch.length <= 5; batch.length += 5) {
    batch.count = 4;
    assert_int_equal(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_OK);
    for (int i = 0; i < 4; i++) {
      ref_keccak256(bytes + i * batch.length, batch.length, expected);
      assert_memory_equal(digests[i], expected, 32);
    }
  }
  batch.length = 6;
  refused(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "more bytes than the operation was opened for");
  batch.length = UINT64_C(1) << 62;
  refused(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "at most 17179869184 bytes");
  batch.length = 1;
  batch.count = 5;
  refused(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "more messages than the operation was opened for");
  batch.count = 0;
  refused(proofmark_hash_submit(keccak, &batch, &ticket, &error), PROOFMARK_INVALID_ARGUMENT,
          &error, "it has no messages");
  assert_null(ticket);
  batch.count = 1;
  batch.digests = NULL;
  refused(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "digests are NULL");
  batch.digests = digests;
  batch.messages = NULL;
  refused(proofmark_hash_run(keccak, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "messages are NULL");
  batch.length = 0;
  assert_int_equal(proofmark_hash_run(keccak, &batch, NULL), PROOFMARK_OK);
  refused(proofmark_merkle_run(keccak, NULL, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "does not take such a batch");
  refused(proofmark_hash_run(NULL, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "the operation is NULL");
  assert_non_null(strstr(proofmark_operation_reason(keccak), "fastest"));
  proofmark_operation_close(keccak);
  proofmark_operation_close(NULL);
}

static void test_merkle_trees(void **state) {
  (void)state;
  enum { LEAVES = 5 };
  uint8_t leaves[LEAVES][32], level1[3][32], level2[2][32], root[32], expected[32];
  void *nodes[] = {level1, level2};
  for (int i = 0; i < LEAVES; i++)
    memset(leaves[i], i + 1, 32);
  struct proofmark_operation *tree =
      opened("merkle/blake3", CAPACITY(.count = LEAVES, .levels = 6));
  struct proofmark_merkle_batch batch = {.size = sizeof batch,
                                         .leaves = leaves,
                                         .count = LEAVES,
                                         .root = root,
                                         .levels = 6,
                                         .nodes = nodes};
  struct proofmark_error error = {0};
  assert_int_equal(proofmark_merkle_nodes(LEAVES, 1), 3);
  assert_int_equal(proofmark_merkle_nodes(LEAVES, 2), 2);
  assert_int_equal(proofmark_merkle_nodes(LEAVES, 3), 1);
  assert_int_equal(proofmark_merkle_nodes(LEAVES, UINT32_MAX), 1);
  assert_int_equal(proofmark_merkle_run(tree, &batch, &error), PROOFMARK_OK);
  ref_blake3(leaves[0], 64, expected);
  assert_memory_equal(level1[0], expected, 32);
  assert_memory_equal(level1[2], leaves[4], 32); /* it rises */
  ref_blake3(level1[0], 64, expected);
  assert_memory_equal(level2[0], expected, 32);
  assert_memory_equal(level2[1], leaves[4], 32);
  ref_blake3(level2[0], 64, expected);
  assert_memory_equal(root, expected, 32);
  nodes[1] = NULL;
  refused(proofmark_merkle_run(tree, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "nodes of a level that it asks for are NULL");
  batch.levels = 8;
  refused(proofmark_merkle_run(tree, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "a level that the operation was not opened for");
  batch.levels = 0;
  batch.count = 1;
  assert_int_equal(proofmark_merkle_run(tree, &batch, &error), PROOFMARK_OK);
  assert_memory_equal(root, leaves[0], 32);
  batch.count = LEAVES + 1;
  refused(proofmark_merkle_run(tree, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "more leaves");
  proofmark_operation_close(tree);
}

/* Bytes from hex. */
static void decode(const char *hex, uint8_t *bytes) {
  for (; *hex; hex += 2)
    *bytes++ = (uint8_t)strtoul((const char[]){hex[0], hex[1], 0}, NULL, 16);
}

/* RFC 8032, section 7.1, TEST 3; the second signature is that with another message. */
static void test_signatures(void **state) {
  (void)state;
  uint8_t keys[2][32], signatures[2][64], verdicts = 0xff;
  uint8_t messages[2][2] = {{0xaf, 0x82}, {0xaf, 0x83}};
  for (int i = 0; i < 2; i++) {
    decode("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", keys[i]);
    decode("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
           "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
           signatures[i]);
  }
  struct proofmark_operation *ed25519 =
      opened("sig/ed25519", CAPACITY(.count = 2, .message_bytes = 2, .policy = "zip215"));
  struct proofmark_signature_batch batch = {.size = sizeof batch,
                                            .keys = keys,
                                            .messages = messages,
                                            .message_bytes = 2,
                                            .signatures = signatures,
                                            .count = 2,
                                            .output = &verdicts};
  struct proofmark_error error = {0};
  assert_int_equal(proofmark_signature_run(ed25519, &batch, &error), PROOFMARK_OK);
  assert_int_equal(verdicts, 1);
  batch.keys = NULL;
  refused(proofmark_signature_run(ed25519, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "keys are NULL");
  batch.keys = keys;
  batch.message_bytes = 3;
  refused(proofmark_signature_run(ed25519, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "longer than the operation was opened for");
  batch.message_bytes = 2;
  batch.count = 3;
  refused(proofmark_signature_run(ed25519, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "more signatures");
  proofmark_operation_close(ed25519);
  struct proofmark_operation *recover = opened("sig/ecrecover", CAPACITY(.count = 1));
  batch.count = 1;
  batch.message_bytes = 0;
  refused(proofmark_signature_run(recover, &batch, &error), PROOFMARK_INVALID_ARGUMENT, &error,
          "takes no keys");
  proofmark_operation_close(recover);
}

/* The transaction of EIP-155's example, whose hash was signed by the key 0x4646...46. */
static void test_addresses(void **state) {
  (void)state;
  uint8_t digest[32], signature[65], expected[20], addresses[20];
  decode("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53", digest);
  decode("28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
         "67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
         "1b",
         signature);
  decode("9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f", expected);
  struct proofmark_operation *recover =
      opened("sig/ecrecover", CAPACITY(.count = 1, .message_bytes = 32));
  const struct proofmark_signature_batch batch = {.size = sizeof batch,
                                                  .messages = digest,
                                                  .signatures = signature,
                                                  .count = 1,
                                                  .output = addresses};
  assert_int_equal(proofmark_signature_run(recover, &batch, NULL), PROOFMARK_OK);
  assert_memory_equal(addresses, expected, 20);
  proofmark_operation_close(recover);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_contexts),
      cmocka_unit_test(test_devices),
      cmocka_unit_test(test_every_work_is_described_and_opens),
      cmocka_unit_test(test_capacities),
      cmocka_unit_test(test_structs_of_other_versions),
      cmocka_unit_test(test_hashes),
      cmocka_unit_test(test_merkle_trees),
      cmocka_unit_test(test_signatures),
      cmocka_unit_test(test_addresses),
  };
  return cmocka_run_group_tests(tests, open_cpu, close_cpu);
}

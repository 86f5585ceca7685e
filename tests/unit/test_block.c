/* bench/block: the parsers on real blocks and on damaged ones, and the three works on every
 * implementation. */
#define _GNU_SOURCE 1 /* setenv, mkstemp */

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/block/bitcoin_batch.h"
#include "bench/block/bitcoin_input.h"
#include "bench/block/block_work.h"
#include "bench/chain/block_file.h"
#include "bench/chain/ethereum_payload.h"
#include "cpu_ref/block/bitcoin.h"
#include "cpu_ref/hash/merkle.h"
#include "host/base/digest.h"
#include "host/base/file.h"
#include "host/measure/measure.h"
#include "tests/support/machine.h"
#include "tests/unit/ethereum_header.h"

#define BITCOIN_HASH "000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae"
#define BITCOIN_FILE "bitcoin-mainnet-" BITCOIN_HASH ".raw"
#define ETHEREUM_FILE "ethereum-mainnet-19431837.json"

static void to_hex(const uint8_t *bytes, size_t count, char *hex) {
  for (size_t i = 0; i < count; i++)
    snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

static void reversed_hex(const uint8_t *hash, char hex[65]) {
  uint8_t reversed[32];
  for (int i = 0; i < 32; i++)
    reversed[i] = hash[31 - i];
  to_hex(reversed, 32, hex);
}

/* Skips the test where the vectors are not there. */
static void find_vector(const char *name, char path[BLOCK_FILE_PATH_MAX]) {
  struct pm_error error;
  if (block_file_find(NULL, name, path, &error) != PM_OK) {
    print_message("skipped: %s\n", error.text);
    skip();
  }
}

/* Small blocks, written as hex. */

#define ZEROS_8 "0000000000000000"
#define ZEROS_32 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8
#define HEADER ZEROS_32 ZEROS_32 ZEROS_8 ZEROS_8
#define OUTPOINT ZEROS_32 "00000000"
#define INPUT                                                                                      \
  OUTPOINT "02aabb"                                                                                \
           "ffffffff"
#define OUTPUT ZEROS_8 "0151"
#define VERSION "02000000"
#define LOCK_TIME "11223344"
#define LEGACY VERSION "01" INPUT "01" OUTPUT LOCK_TIME
/* A witness of two items for the first input, none for the second. */
#define SEGWIT                                                                                     \
  VERSION "0001"                                                                                   \
          "02" INPUT INPUT "02" OUTPUT OUTPUT "02"                                                 \
          "03010203"                                                                               \
          "00"                                                                                     \
          "00" LOCK_TIME

struct bytes {
  uint8_t *bytes;
  size_t size;
};

/* In memory of exactly this size, so that a sanitizer sees what is read beyond. */
static struct bytes from_hex(const char *hex) {
  struct bytes block = {malloc(strlen(hex) / 2), strlen(hex) / 2};
  assert_int_equal(hex_decode(hex, strlen(hex), block.bytes), strlen(hex));
  return block;
}

static struct bytes copy_of(const uint8_t *bytes, size_t size) {
  struct bytes copy = {malloc(size ? size : 1), size};
  memcpy(copy.bytes, bytes, size);
  return copy;
}

static void assert_refused(const uint8_t *bytes, size_t size, const char *reason) {
  struct bitcoin_block block = {0};
  struct pm_error error = {0};
  assert_int_equal(bitcoin_block_parse(bytes, size, &block, &error), PM_USAGE);
  assert_true(block.damage <= size);
  char offset[48];
  snprintf(offset, sizeof offset, "offset %zu: ", block.damage);
  if (strncmp(error.text, offset, strlen(offset)) != 0 || !strstr(error.text, reason))
    fail_msg("'%s' has no '%s%s'", error.text, offset, reason);
  bitcoin_block_free(&block);
}

static void a_small_block_is_taken_apart(void **state) {
  (void)state;
  struct bytes raw = from_hex(HEADER "02" LEGACY SEGWIT);
  struct bitcoin_block block = {0};
  struct pm_error error;
  uint64_t offsets[4];
  assert_int_equal(bitcoin_block_parse(raw.bytes, raw.size, &block, &error), PM_OK);
  assert_int_equal(block.count, 2);
  assert_int_equal(block.transactions[0].span_count, 1);
  assert_int_equal(block.transactions[1].span_count, 3);
  bitcoin_batch_offsets(&block, offsets);
  struct bytes expected =
      from_hex(LEGACY VERSION "02" INPUT INPUT "02" OUTPUT OUTPUT LOCK_TIME HEADER);
  assert_int_equal(offsets[3], expected.size);
  assert_int_equal(offsets[1], strlen(LEGACY) / 2);
  assert_int_equal(offsets[3] - offsets[2], BITCOIN_HEADER_BYTES);
  uint8_t *packed = malloc(expected.size);
  bitcoin_batch_gather(raw.bytes, &block, offsets, 0, 3, packed);
  assert_memory_equal(packed, expected.bytes, expected.size);
  free(packed);
  free(expected.bytes);
  free(raw.bytes);
  bitcoin_block_free(&block);
}

static void a_cut_off_block_is_refused(void **state) {
  (void)state;
  struct bytes raw = from_hex(HEADER "03" LEGACY SEGWIT LEGACY);
  for (size_t size = 0; size < raw.size; size++) {
    struct bytes cut = copy_of(raw.bytes, size);
    assert_refused(cut.bytes, size, "");
    free(cut.bytes);
  }
  free(raw.bytes);
}

static void damage_is_named(void **state) {
  (void)state;
  static const struct {
    const char *hex, *reason;
  } damaged[] = {
      {"", "a block header of 80 bytes goes past the end (0 bytes are left)"},
      {HEADER, "the number of transactions is missing"},
      {HEADER "00", "a block without transactions"},
      {HEADER "01" LEGACY "00", "1 bytes follow the last transaction"},
      {HEADER "02" LEGACY, "the number of transactions is 2, of at least 60 bytes each, and 63"},
      {HEADER "ffffffffffffffffff" LEGACY, "is 18446744073709551615, of at least 60 bytes each"},
      {HEADER "fd0100" LEGACY, "CompactSize of the number of transactions has 2 bytes for 1, more"},
      {HEADER "feffff0000" LEGACY, "has 4 bytes for 65535, more"},
      {HEADER "ffffffffff00000000" LEGACY, "has 8 bytes for 4294967295, more"},
      {HEADER "fd01", "the 2-byte CompactSize of the number of transactions goes past the end"},
      {HEADER "02" LEGACY VERSION "0000" LEGACY, "transaction 1 of 2: after a segwit marker"},
      {HEADER "01" VERSION "0002" INPUT OUTPUT LOCK_TIME, "a flag of 2 where 1 is expected"},
      {HEADER "01" VERSION "000100" INPUT OUTPUT LOCK_TIME, "a transaction without inputs"},
      {HEADER "01" VERSION "01" INPUT "00" OUTPUT OUTPUT LOCK_TIME,
       "a transaction without outputs"},
      {HEADER "01" VERSION "fdffff" INPUT OUTPUT LOCK_TIME, "the number of inputs is 65535, of at"},
      {HEADER "01" VERSION "01" INPUT "09" OUTPUT LOCK_TIME, "the number of outputs is 9, of at"},
      {HEADER "01" VERSION "01" OUTPOINT "fd0228"
              "ffffffff"
              "01" OUTPUT LOCK_TIME,
       "transaction 0 of 1, input 0: a script of 10242 bytes goes past the end (19 bytes are "
       "left)"},
      {HEADER "01" VERSION "01" INPUT "02" OUTPUT ZEROS_8 "fe00000001" LOCK_TIME,
       "transaction 0 of 1, output 1: a script of 16777216 bytes goes past the end"},
      {HEADER "01" VERSION "01" INPUT "01" ZEROS_8 "fdfc00" LOCK_TIME, "has 2 bytes for 252, more"},
      {HEADER "01" VERSION "0001"
              "01" INPUT "01" OUTPUT "00" LOCK_TIME,
       "no input has a witness"},
      {HEADER "01" VERSION "0001"
              "01" INPUT "01" OUTPUT "09" LOCK_TIME,
       "transaction 0 of 1, witness of input 0: the number of witness items is 9"},
      {HEADER "01" VERSION "0001"
              "01" INPUT "01" OUTPUT "0107" LOCK_TIME,
       "witness of input 0: a witness item of 7 bytes goes past the end (4 bytes are left)"},
      {HEADER "01" VERSION "0001"
              "01" INPUT "01" OUTPUT "01fd0400" LOCK_TIME,
       "2 bytes for 4, more"},
      {HEADER "01" VERSION "01" INPUT "01" OUTPUT "112233", "a lock time of 4 bytes goes past"},
  };
  for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
    struct bytes raw = from_hex(damaged[i].hex);
    assert_refused(raw.bytes, raw.size, damaged[i].reason);
    free(raw.bytes);
  }
}

/* A parse after a failed one, and a small block after a large one, in the same memory. */
static void a_block_is_used_again(void **state) {
  (void)state;
  struct bytes three = from_hex(HEADER "03" LEGACY SEGWIT LEGACY),
               one = from_hex(HEADER "01" SEGWIT);
  struct bitcoin_block block = {0};
  struct pm_error error;
  assert_int_equal(bitcoin_block_parse(one.bytes, one.size, &block, &error), PM_OK);
  assert_int_equal(bitcoin_block_parse(three.bytes, three.size - 1, &block, &error), PM_USAGE);
  assert_int_equal(block.count, 0);
  assert_int_equal(bitcoin_block_parse(three.bytes, three.size, &block, &error), PM_OK);
  assert_int_equal(block.count, 3);
  assert_int_equal(bitcoin_block_parse(one.bytes, one.size, &block, &error), PM_OK);
  assert_int_equal(block.count, 1);
  assert_int_equal(block.capacity, 3);
  bitcoin_block_free(&block);
  free(three.bytes);
  free(one.bytes);
}

/* The real block. */

/* SHA-256 of the 2,500 transaction ids one after another, and the first id, computed by a separate
 * Python program with hashlib. */
static const char ids_digest[] = "0c84730e3a4dff2615bd0fdcf9b72ba7a672e7669cf09ddbf958eeed20ca45da";
static const char coinbase_id[] =
    "764b60c3d9a2c3c5bb6fe7141d9ca6e6778122df75f19366a2c5cb948d1d7d84";

static void the_real_block_is_right(void **state) {
  (void)state;
  char path[BLOCK_FILE_PATH_MAX], hex[65];
  find_vector(BITCOIN_FILE, path);
  struct bitcoin_input input;
  struct pm_error error;
  assert_int_equal(bitcoin_input_read(path, &input, &error), PM_OK);
  assert_int_equal(input.count, 2500);
  assert_int_equal(input.packed.count, 2501);
  uint8_t *hashes = malloc(32 * 2501), root[32], digest[32];
  for (uint64_t i = 0; i < 2501; i++)
    ref_sha256d(input.packed.bytes + hash_message_start(&input.packed, i),
                hash_message_length(&input.packed, i), hashes + 32 * i);
  assert_memory_equal(hashes, input.expected, 32 * 2500);
  reversed_hex(hashes, hex);
  assert_string_equal(hex, coinbase_id);
  ref_sha256(hashes, 32 * 2500, digest);
  to_hex(digest, 32, hex);
  assert_string_equal(hex, ids_digest);
  ref_merkle_root(ref_sha256d, true, hashes, 2500, root);
  assert_memory_equal(root, input.bytes + BITCOIN_HEADER_ROOT_OFFSET, 32);
  assert_memory_equal(root, input.expected + 32 * 2500, 32);
  reversed_hex(hashes + 32 * 2500, hex);
  assert_string_equal(hex, BITCOIN_HASH);
  assert_memory_equal(hashes + 32 * 2500, input.expected + 32 * 2501, 32);
  free(hashes);
  bitcoin_input_free(&input);
}

static void the_real_block_cut_off_is_refused(void **state) {
  (void)state;
  char path[BLOCK_FILE_PATH_MAX];
  find_vector(BITCOIN_FILE, path);
  char *bytes;
  size_t size;
  struct pm_error error;
  assert_int_equal(pm_file_read(path, SIZE_MAX / 2, &bytes, &size, &error), PM_OK);
  for (size_t cut = size % 397; cut < size; cut += 397)
    assert_refused((const uint8_t *)bytes, cut, "");
  free(bytes);
}

/* Writes a file of its own in the temporary folder; the caller removes it. */
static void write_temporary(char path[64], const void *bytes, size_t size) {
  strcpy(path, "/tmp/proofmark-test-block-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(write(file, bytes, size), size);
  close(file);
}

static void assert_unreadable(const void *bytes, size_t size, const char *const reasons[]) {
  char path[64];
  struct bitcoin_input input;
  struct pm_error error;
  write_temporary(path, bytes, size);
  assert_int_equal(bitcoin_input_read(path, &input, &error), PM_USAGE);
  assert_non_null(strstr(error.text, path));
  for (size_t i = 0; reasons[i]; i++)
    if (!strstr(error.text, reasons[i]))
      fail_msg("'%s' has no '%s'", error.text, reasons[i]);
  bitcoin_input_free(&input);
  unlink(path);
}

static void a_wrong_root_is_refused(void **state) {
  (void)state;
  char path[BLOCK_FILE_PATH_MAX], stated[65], computed[65];
  find_vector(BITCOIN_FILE, path);
  char *bytes;
  size_t size;
  struct pm_error error;
  assert_int_equal(pm_file_read(path, SIZE_MAX / 2, &bytes, &size, &error), PM_OK);
  uint8_t *root = (uint8_t *)bytes + BITCOIN_HEADER_ROOT_OFFSET;
  reversed_hex(root, computed);
  root[5] ^= 0x10;
  reversed_hex(root, stated);
  assert_unreadable(bytes, size, (const char *const[]){stated, computed, NULL});
  root[5] ^= 0x10;
  bytes[size - 1] ^= 1; /* the last transaction's lock time */
  assert_unreadable(bytes, size, (const char *const[]){computed, "the file was changed", NULL});
  free(bytes);
}

/* A block of one transaction, with its Merkle root: the transaction's id. */
static struct bytes honest_block(const char *hex) {
  struct bytes block = from_hex(hex);
  uint8_t *hashes;
  uint64_t count;
  assert_int_equal(ref_bitcoin_block(block.bytes, block.size, &hashes, &count), REF_OK);
  memcpy(block.bytes + BITCOIN_HEADER_ROOT_OFFSET, hashes + 32 * count, 32);
  free(hashes);
  return block;
}

static void hex_text_is_read(void **state) {
  (void)state;
  struct bytes block = honest_block(HEADER "02" LEGACY SEGWIT);
  size_t digits = 2 * block.size;
  char *text = malloc(digits + 3), path[64];
  to_hex(block.bytes, block.size, text);
  strcpy(text + digits, "\n");
  write_temporary(path, text, digits + 1);
  struct bitcoin_input input;
  struct pm_error error;
  assert_int_equal(bitcoin_input_read(path, &input, &error), PM_OK);
  assert_int_equal(input.size, block.size);
  assert_memory_equal(input.bytes, block.bytes, block.size);
  bitcoin_input_free(&input);
  unlink(path);
  strcpy(text + digits, "7\n");
  assert_unreadable(text, digits + 2, (const char *const[]){"odd number of digits", NULL});
  text[200] = 'g';
  assert_unreadable(text, digits, (const char *const[]){"character 200", "no hex digit", NULL});
  free(text);
  free(block.bytes);
}

static void unreadable_files_are_named(void **state) {
  (void)state;
  struct bitcoin_input input;
  struct pm_error error;
  assert_unreadable("", 0, (const char *const[]){"offset 0", "a block header of 80 bytes", NULL});
  assert_int_equal(bitcoin_input_read("/nonexistent/block", &input, &error), PM_IO);
  bitcoin_input_free(&input);
  struct pm_problem problem;
  uint64_t none[PM_PARAMETERS_MAX] = {0};
  const char *vectors = getenv("PROOFMARK_VECTORS");
  char *kept = vectors ? strdup(vectors) : NULL;
  setenv("PROOFMARK_VECTORS", "/nonexistent", 1);
  assert_int_equal(pm_problem_make(&block_work_bitcoin, none, 1, NULL, NULL, &problem, &error),
                   PM_UNAVAILABLE);
  assert_non_null(strstr(error.text, "/nonexistent/blocks/" BITCOIN_FILE));
  assert_int_equal(pm_problem_make(&block_work_ethereum, none, 1, NULL, NULL, &problem, &error),
                   PM_UNAVAILABLE);
  if (kept)
    setenv("PROOFMARK_VECTORS", kept, 1);
  else
    unsetenv("PROOFMARK_VECTORS");
  free(kept);
}

/* Ethereum. */

static char *read_payload_file(size_t *size) {
  char path[BLOCK_FILE_PATH_MAX];
  find_vector(ETHEREUM_FILE, path);
  char *json;
  struct pm_error error;
  assert_int_equal(pm_file_read(path, SIZE_MAX / 2, &json, size, &error), PM_OK);
  return json;
}

static void the_real_payload_is_read(void **state) {
  (void)state;
  size_t size;
  char *json = read_payload_file(&size);
  struct ethereum_payload payload;
  struct pm_error error;
  assert_int_equal(ethereum_payload_parse(json, size, &payload, &error), PM_OK);
  assert_int_equal(payload.count, 322);
  unsigned types[256] = {0}, legacy = 0;
  for (uint64_t i = 0; i < payload.count; i++) {
    uint8_t first = payload.bytes[payload.offsets[i]];
    types[first]++;
    legacy += first >= 0xc0;
  }
  assert_int_equal(legacy, 25);
  assert_int_equal(types[1], 1);
  assert_int_equal(types[2], 295);
  assert_int_equal(types[3], 1);
  assert_int_equal(payload.offsets[322], 413467);
  ethereum_payload_free(&payload);
  free(json);
}

/* The root of the beacon block before, which the header holds and the payload does not: parent_root
 * in go-ethereum's beacon/types/testdata/block_deneb.json, the beacon block of this payload. */
static const char parent_beacon_root[] =
    "5a585679198d1bae7f337f987496d22c9f0db95fb1bcd4d8069a74be0e76a5ae";

static void the_real_payload_has_its_block_hash(void **state) {
  (void)state;
  size_t size;
  char *json = read_payload_file(&size);
  struct ethereum_payload payload;
  struct pm_error error;
  assert_int_equal(ethereum_payload_parse(json, size, &payload, &error), PM_OK);
  struct trie_item *items = calloc(payload.count, sizeof *items);
  for (uint64_t i = 0; i < payload.count; i++) {
    items[i].value = payload.bytes + payload.offsets[i];
    items[i].value_bytes = payload.offsets[i + 1] - payload.offsets[i];
  }
  uint8_t root[32], beacon_root[32], hash[32], stated[32];
  trie_root(items, payload.count, root);
  cJSON *document = cJSON_Parse(json);
  hex_decode(parent_beacon_root, 64, beacon_root);
  ethereum_block_hash(document, root, beacon_root, hash);
  assert_int_equal(payload_bytes(document, "block_hash", stated), 32);
  assert_memory_equal(hash, stated, 32);
  cJSON_Delete(document);
  free(items);
  ethereum_payload_free(&payload);
  free(json);
}

static void payload_forms_are_read(void **state) {
  (void)state;
  static const char *const forms[] = {
      "{\"transactions\":[\"0x02f9\",\"0xC0\"]}",
      " {\"executionPayload\": {\"transactions\": [\"0x02f9\",\"0xc0\"]}}\n",
      "{\"result\":{\"execution_payload\":{\"transactions\":[\"0x02F9\",\"0xc0\"]}}}",
      "{\"method\":\"engine_newPayloadV3\",\"params\":[{\"transactions\":[\"0x02f9\",\"0xc0\"]},[]]"
      "}",
  };
  static const uint8_t expected[] = {0x02, 0xf9, 0xc0};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    struct ethereum_payload payload;
    struct pm_error error;
    if (ethereum_payload_parse(forms[i], strlen(forms[i]), &payload, &error) != PM_OK)
      fail_msg("%s: %s", forms[i], error.text);
    assert_int_equal(payload.count, 2);
    assert_int_equal(payload.offsets[1], 2);
    assert_int_equal(payload.offsets[2], 3);
    assert_memory_equal(payload.bytes, expected, 3);
    ethereum_payload_free(&payload);
  }
}

static void payload_damage_is_named(void **state) {
  (void)state;
  static const struct {
    const char *json, *reason;
  } damaged[] = {
      {"", "no JSON: it goes wrong at offset 0"},
      {"{\"transactions\":[\"0x02\"", "no JSON: it goes wrong at offset 23"},
      {"{\"transactions\":[\"0x02\"]} x", "no JSON: it goes wrong at offset 26"},
      {"{\"transactions\" [\"0x02\"]}", "no JSON: it goes wrong at offset 16"},
      {"{\"transactions\":[\"0x02\\u0000ff\"]}", "no JSON: a NUL at offset 22"},
      {"{\"transactions\":[\"0x02\"],\"transactions\":[]}",
       "an object has the name `transactions` twice"},
      {"[]", "there is no array `transactions`"},
      {"{}", "there is no array `transactions`"},
      {"{\"params\":[]}", "there is no array `transactions`"},
      {"{\"transactions\":7}", "there is no array `transactions`"},
      {"{\"transactions\":[]}", "the payload has no transactions"},
      {"{\"transactions\":[\"0x02\",{\"hash\":\"0x1\"}]}", "transaction 1 is no string"},
      {"{\"transactions\":[\"02ff\"]}", "transaction 0, character 0: 0x is expected"},
      {"{\"transactions\":[\"\"]}", "transaction 0, character 0: 0x is expected"},
      {"{\"transactions\":[\"0x02\",\"0x\"]}", "transaction 1 is empty"},
      {"{\"transactions\":[\"0x02f\"]}",
       "transaction 0, character 5: an odd number of hex digits, 3"},
      {"{\"transactions\":[\"0x02\",\"0x02fg\"]}",
       "transaction 1, character 5: 'g' is no hex digit"},
      {"{\"transactions\":[\"0x02\\n2\"]}", "transaction 0, character 4: the byte 0x0a is no hex"},
      {"{\"transactions\":[\"0x80\"]}", "0x80 begins neither a typed transaction"},
  };
  for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
    struct ethereum_payload payload;
    struct pm_error error;
    assert_int_equal(
        ethereum_payload_parse(damaged[i].json, strlen(damaged[i].json), &payload, &error),
        PM_USAGE);
    if (!strstr(error.text, damaged[i].reason))
      fail_msg("%s: '%s' has no '%s'", damaged[i].json, error.text, damaged[i].reason);
  }
}

/* The works. */

static void verify_problem(const struct pm_problem *problem) {
  const struct pm_work *work = problem->work;
  for (size_t i = 0; i < work->implementation_count; i++) {
    char reason[256];
    const struct pm_implementation *implementation = &work->implementations[i];
    if (!implementation->on_device &&
        implementation->available(implementation, work, reason, sizeof reason))
      assert_true(machine_verify(problem, implementation, NULL));
  }
}

static void verify_work(const struct pm_work *work, const uint64_t *values,
                        const char *input_path) {
  struct pm_problem problem;
  struct pm_error error;
  if (pm_problem_make(work, values, 7, input_path, machine_pool, &problem, &error) != PM_OK)
    fail_msg("%s: %s", work->name, error.text);
  verify_problem(&problem);
  problem.close(&problem);
}

static void real_blocks_hash_on_every_cpu_implementation(void **state) {
  (void)state;
  char path[BLOCK_FILE_PATH_MAX];
  uint64_t none[PM_PARAMETERS_MAX] = {0};
  find_vector(BITCOIN_FILE, path);
  verify_work(&block_work_bitcoin, none, NULL);
  verify_work(&block_work_ethereum, none, NULL);
}

/* Blocks of `count` transactions, of both kinds in turn; among the counts are levels with a lone
 * last node, and more leaves than a share of the tree has. */
static void bitcoin_blocks_of_any_count_hash(void **state) {
  (void)state;
  static const unsigned counts[] = {1, 2, 3, 7, 250, 4097};
  uint64_t none[PM_PARAMETERS_MAX] = {0};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    char *hex = malloc(strlen(HEADER) + 7 + counts[i] * strlen(SEGWIT)), *at = hex, path[64];
    at += sprintf(at, "%s", HEADER);
    at += counts[i] < 0xfd ? sprintf(at, "%02x", counts[i])
                           : sprintf(at, "fd%02x%02x", counts[i] & 255, counts[i] >> 8);
    for (unsigned k = 0; k < counts[i]; k++) {
      char *version = at;
      at += sprintf(at, "%s", k % 3 ? SEGWIT : LEGACY);
      for (int digit = 0; digit < 4; digit++) /* no two alike */
        version[digit] = "0123456789abcdef"[k >> 4 * digit & 15];
    }
    struct bytes block = honest_block(hex);
    write_temporary(path, block.bytes, block.size);
    verify_work(&block_work_bitcoin, none, path);
    unlink(path);
    free(block.bytes);
    free(hex);
  }
}

static void synthetic_blocks_hash(void **state) {
  (void)state;
  static const uint64_t sizes[][2] = {{1, 1}, {2, 250}, {33, 136}, {1000, 250}, {40, 3000}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (uint64_t hash = 0; block_work_synthetic.parameters[2].choices[hash]; hash++) {
      uint64_t values[PM_PARAMETERS_MAX] = {sizes[i][0], sizes[i][1], hash};
      verify_work(&block_work_synthetic, values, NULL);
    }
}

/* The expected output is what the head of cpu_ref/block/synthetic.h says. */
static void a_synthetic_block_is_what_it_says(void **state) {
  (void)state;
  uint64_t values[PM_PARAMETERS_MAX] = {3, 100, 3};
  assert_string_equal(block_work_synthetic.parameters[2].choices[3], "sha3_256");
  struct pm_problem problem, same, other;
  struct pm_error error;
  assert_int_equal(
      pm_problem_make(&block_work_synthetic, values, 7, NULL, machine_pool, &problem, &error),
      PM_OK);
  assert_string_equal(problem.id, "block/synthetic[transactions=3,size=100,tx_hash=sha3_256]");
  assert_int_equal(problem.output_bytes, 5 * 32);
  uint8_t body[32];
  ref_blake3(problem.expected, 3 * 32, body);
  assert_memory_equal(body, problem.expected + 3 * 32, 32);
  /* Three messages of one permutation, a compression of 64 bytes and one of 32, a permutation. */
  assert_int_equal(problem.operations, 3 + 2 + 1);
  assert_int_equal(
      pm_problem_make(&block_work_synthetic, values, 7, NULL, machine_pool, &same, &error), PM_OK);
  assert_int_equal(
      pm_problem_make(&block_work_synthetic, values, 8, NULL, machine_pool, &other, &error), PM_OK);
  assert_string_equal(problem.input_digest, same.input_digest);
  assert_string_not_equal(problem.input_digest, other.input_digest);
  assert_memory_not_equal(problem.expected + 4 * 32, other.expected + 4 * 32, 32);
  problem.close(&problem);
  same.close(&same);
  other.close(&other);
}

/* One device each of the APIs there are. */
static void blocks_hash_on_devices(void **state) {
  (void)state;
  char path[BLOCK_FILE_PATH_MAX];
  find_vector(BITCOIN_FILE, path);
  static const struct pm_work *const works[] = {&block_work_bitcoin, &block_work_ethereum,
                                                &block_work_synthetic};
  struct pm_device_info *devices = NULL;
  size_t count = 0;
  struct pm_error error;
  assert_int_equal(pm_devices_list(&devices, &count, &error), PM_OK);
  for (size_t d = 0; d < count; d++) {
    struct pm_device *device;
    if (pm_device_open(&devices[d], &device, &error) != PM_OK)
      fail_msg("%s", error.text);
    for (size_t w = 0; w < sizeof works / sizeof *works; w++) {
      struct pm_problem problem;
      assert_int_equal(pm_problem_make(works[w], works[w]->points[0].values, 7, NULL, machine_pool,
                                       &problem, &error),
                       PM_OK);
      for (size_t i = 0; i < works[w]->implementation_count; i++)
        if (works[w]->implementations[i].on_device &&
            works[w]->implementations[i].api == devices[d].api)
          assert_true(machine_verify(&problem, &works[w]->implementations[i], device));
      problem.close(&problem);
    }
    pm_device_close(device);
  }
  free(devices);
  if (!count) {
    print_message("skipped: there is no device here\n");
    skip();
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_small_block_is_taken_apart),
      cmocka_unit_test(a_cut_off_block_is_refused),
      cmocka_unit_test(damage_is_named),
      cmocka_unit_test(a_block_is_used_again),
      cmocka_unit_test(the_real_block_is_right),
      cmocka_unit_test(the_real_block_cut_off_is_refused),
      cmocka_unit_test(a_wrong_root_is_refused),
      cmocka_unit_test(hex_text_is_read),
      cmocka_unit_test(unreadable_files_are_named),
      cmocka_unit_test(the_real_payload_is_read),
      cmocka_unit_test(the_real_payload_has_its_block_hash),
      cmocka_unit_test(payload_forms_are_read),
      cmocka_unit_test(payload_damage_is_named),
      cmocka_unit_test(real_blocks_hash_on_every_cpu_implementation),
      cmocka_unit_test(bitcoin_blocks_of_any_count_hash),
      cmocka_unit_test(synthetic_blocks_hash),
      cmocka_unit_test(a_synthetic_block_is_what_it_says),
      cmocka_unit_test(blocks_hash_on_devices),
  };
  return cmocka_run_group_tests_name("block", tests, machine_open, machine_close);
}

/* bench/chain/rlp and bench/chain/ethereum_transaction: transactions of every kind, whose senders
 * libsecp256k1 recovers from what was decoded; damaged ones; and a real block's. */
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/chain/block_file.h"
#include "bench/chain/ethereum_payload.h"
#include "bench/chain/ethereum_transaction.h"
#include "bench/chain/hex.h"
#include "cpu_ref/hash/hash.h"
#include "host/base/file.h"
#include "tests/unit/ethereum_signed.h"

enum { ADDRESS_BYTES = 20 };

struct bytes {
  uint8_t *bytes;
  size_t size;
};

/* In memory of exactly this size, so that a sanitizer sees what is read beyond. */
static struct bytes copy_of(const uint8_t *bytes, size_t size) {
  struct bytes copy = {malloc(size ? size : 1), size};
  if (size)
    memcpy(copy.bytes, bytes, size);
  return copy;
}

static struct bytes from_hex(const char *hex) {
  struct bytes made = {malloc(strlen(hex) / 2 + 1), strlen(hex) / 2};
  assert_int_equal(strlen(hex) % 2, 0);
  assert_int_equal(hex_decode(hex, strlen(hex), made.bytes), strlen(hex));
  return made;
}

static void to_hex(const uint8_t *bytes, size_t count, char *hex) {
  for (size_t i = 0; i < count; i++)
    snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

/* A list of items that are given in hex, after a prefix, in hex. Freed with free(). */
static char *list_hex(const char *prefix, const char *items) {
  size_t count = strlen(items) / 2;
  char head[8], *hex = malloc(strlen(prefix) + strlen(items) + sizeof head);
  snprintf(head, sizeof head,
           count < 56    ? "%02zx"
           : count < 256 ? "f8%02zx"
                         : "f9%04zx",
           count < 56 ? 0xc0 + count : count);
  sprintf(hex, "%s%s%s", prefix, head, items);
  return hex;
}

/* The Keccak-256 of what was signed. */
static void signing_hash(const struct bytes *raw, const struct ethereum_transaction *transaction,
                         uint8_t hash[REF_DIGEST_BYTES]) {
  size_t count = ethereum_preimage_bytes(transaction);
  assert_true(count <= raw->size);
  uint8_t *preimage = malloc(count);
  ethereum_preimage_gather(raw->bytes, transaction, preimage);
  ref_keccak256(preimage, count, hash);
  free(preimage);
}

/* The address is the end of the Keccak-256 of the key (Yellow Paper, appendix F). */
static void sender(const secp256k1_context *context, const struct bytes *raw,
                   uint8_t address[ADDRESS_BYTES]) {
  struct ethereum_transaction transaction;
  struct pm_error error = {0};
  secp256k1_ecdsa_recoverable_signature signature;
  secp256k1_pubkey key;
  uint8_t hash[REF_DIGEST_BYTES], point[65];
  size_t point_bytes = sizeof point;
  if (ethereum_transaction_decode(raw->bytes, raw->size, &transaction, &error) != PM_OK)
    fail_msg("%s", error.text);
  signing_hash(raw, &transaction, hash);
  assert_true(secp256k1_ecdsa_recoverable_signature_parse_compact(
      context, &signature, transaction.signature, transaction.signature[64] - 27));
  assert_true(secp256k1_ecdsa_recover(context, &key, &signature, hash));
  secp256k1_ec_pubkey_serialize(context, point, &point_bytes, &key, SECP256K1_EC_UNCOMPRESSED);
  ref_keccak256(point + 1, 64, hash);
  memcpy(address, hash + REF_DIGEST_BYTES - ADDRESS_BYTES, ADDRESS_BYTES);
}

static void every_kind_is_decoded(void **state) {
  (void)state;
  secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_VERIFY);
  for (size_t i = 0; i < SIGNED_COUNT; i++) {
    struct bytes raw = from_hex(signed_transactions[i].hex);
    struct ethereum_transaction transaction;
    uint8_t address[ADDRESS_BYTES];
    char hex[2 * ADDRESS_BYTES + 1];
    assert_int_equal(ethereum_transaction_decode(raw.bytes, raw.size, &transaction, NULL), PM_OK);
    assert_int_equal(transaction.type, signed_transactions[i].type);
    assert_int_equal(transaction.replay_protected, signed_transactions[i].replay_protected);
    sender(context, &raw, address);
    to_hex(address, sizeof address, hex);
    assert_string_equal(hex, SIGNER);
    free(raw.bytes);
  }
  secp256k1_context_destroy(context);
}

/* EIP-155, "Example". */
static void the_example_of_eip_155(void **state) {
  (void)state;
  struct bytes raw = from_hex(signed_transactions[0].hex);
  struct ethereum_transaction transaction;
  uint8_t hash[REF_DIGEST_BYTES];
  char hex[2 * REF_DIGEST_BYTES + 1];
  assert_int_equal(ethereum_transaction_decode(raw.bytes, raw.size, &transaction, NULL), PM_OK);
  signing_hash(&raw, &transaction, hash);
  to_hex(hash, sizeof hash, hex);
  assert_string_equal(hex, "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  assert_int_equal(transaction.signature[64], 27);
  free(raw.bytes);
}

static void assert_refused(const uint8_t *bytes, size_t size, const char *reason) {
  struct ethereum_transaction transaction;
  struct pm_error error = {0};
  struct bytes raw = copy_of(bytes, size);
  size_t offset = SIZE_MAX;
  assert_int_equal(ethereum_transaction_decode(raw.bytes, size, &transaction, &error), PM_USAGE);
  assert_int_equal(sscanf(error.text, "offset %zu: ", &offset), 1);
  assert_true(offset <= size);
  if (!strstr(error.text, reason))
    fail_msg("'%s' has no '%s'", error.text, reason);
  free(raw.bytes);
}

static void a_cut_off_transaction_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < SIGNED_COUNT; i++) {
    struct bytes raw = from_hex(signed_transactions[i].hex);
    for (size_t size = 0; size < raw.size; size++)
      assert_refused(raw.bytes, size, "");
    uint8_t *longer = calloc(raw.size + 1, 1);
    memcpy(longer, raw.bytes, raw.size);
    assert_refused(longer, raw.size + 1, "the transaction: 1 bytes too many");
    free(longer);
    free(raw.bytes);
  }
}

/* Fields before and after those that are damaged below. */
#define LEGACY "0901825208" TO "8080"
#define BEFORE_TO "010901825208"
#define TYPED "01090102825208" TO "8080"
#define SIGNED "010203"

static void damage_is_named(void **state) {
  (void)state;
  static const struct {
    const char *type, *fields, *reason;
  } cases[] = {
      /* RLP: Yellow Paper, appendix B */
      {"", "8109", "offset 1: nonce: a byte below 0x80 has a head"},
      {"", "b838", "offset 1: nonce: it goes past the end"},
      {"", "b801", "offset 1: nonce: its length is in the long form without need"},
      {"", "b90001", "offset 1: nonce: its length begins with a zero"},
      {"", "b9", "offset 1: nonce: its length goes past the end"},
      {"", "bfffffffffffffffff", "offset 1: nonce: it goes past the end"},
      {"", "83ffff", "offset 1: nonce: it goes past the end"},
      {"", "", "offset 1: nonce: it is missing"},
      {"", "c0", "offset 1: nonce: a list, where a string is expected"},
      /* fields of a legacy transaction */
      {"", "000180808080801b0203", "offset 1: nonce: the number begins with a zero"},
      {"", "89ffffffffffffffffff", "nonce: 9 bytes, where the number has at most 8"},
      {"", "09a100" BYTES_32("11"), "gas price: 33 bytes, where the number has at most 32"},
      {"", "090182520893" BYTES_20("35"), "offset 7: to: 19 bytes, where an address has 20"},
      {"", LEGACY "800203", "v: 0, where it is 27, 28, or at least 35"},
      {"", LEGACY "1a0203", "v: 26, where"},
      {"", LEGACY "1d0203", "v: 29, where"},
      {"", LEGACY "220203", "v: 34, where"},
      {"", LEGACY "89ffffffffffffffffff0203", "v: 9 bytes, where the number has at most 8"},
      {"", LEGACY "1b82000203", "r: the number begins with a zero"},
      {"", LEGACY "1b02a1" BYTES_32("11") "11", "s: 33 bytes, where the number has at most 32"},
      {"", LEGACY "1b020304", "the fields: 1 bytes too many"},
      {"", LEGACY "1b02", "s: it is missing"},
      /* typed ones */
      {"00", SIGNED, "offset 0: 0x00 begins neither"},
      {"05", SIGNED, "offset 0: 0x05 begins neither"},
      {"bf", SIGNED, "offset 0: 0xbf begins neither"},
      {"01", BEFORE_TO TO "8080c0020203", "y parity: it is neither 0 nor 1"},
      {"01", BEFORE_TO TO "8080c0000203", "y parity: the number begins with a zero"},
      {"01", BEFORE_TO TO "8080c082ffff0203", "y parity: it is neither 0 nor 1"},
      {"01", BEFORE_TO TO "808080" SIGNED, "access list: a string, where a list is expected"},
      {"01", BEFORE_TO TO "8080c180" SIGNED, "access list: a string, where a list is expected"},
      {"01", BEFORE_TO TO "8080c2c180" SIGNED, "address of the access list: 0 bytes"},
      {"01", BEFORE_TO TO "8080d6d594" BYTES_20("de") SIGNED, "storage keys of the access list"},
      {"01", BEFORE_TO TO "8080d9d894" BYTES_20("de") "c281ff" SIGNED,
       "storage keys of the access list: 1 bytes, where each has 32"},
      {"01", BEFORE_TO TO "8080d8d794" BYTES_20("de") "c080" SIGNED,
       "access list: 1 bytes too many"},
      {"03", "01090102825208808080c007c0" SIGNED, "to: 0 bytes, where an address has 20"},
      {"03", TYPED "c007c101" SIGNED, "blob versioned hashes: 1 bytes, where each has 32"},
      /* with its blobs, as nodes send it to each other */
      {"03", "c0c0c0c0", "chain id: a list, where a string is expected"},
      {"04", "01090102825208808080c0c0" SIGNED, "to: 0 bytes, where an address has 20"},
      {"04", TYPED "c0c180" SIGNED, "authorization list: a string, where a list is expected"},
      {"04", TYPED "c0dad901" DELEGATED_TO "0a8002" SIGNED, "s of an authorization: it is missing"},
      {"04", TYPED "c0dddc01" DELEGATED_TO "0a8201000203" SIGNED,
       "parity of an authorization: 2 bytes"},
      {"04", TYPED "c0dcdb01" DELEGATED_TO "0a80020304" SIGNED,
       "authorization list: 1 bytes too many"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *hex = list_hex(cases[i].type, cases[i].fields);
    struct bytes raw = from_hex(hex);
    assert_refused(raw.bytes, raw.size, cases[i].reason);
    free(raw.bytes);
    free(hex);
  }
  assert_refused(NULL, 0, "without bytes");
  assert_refused((const uint8_t *)"\x80", 1, "offset 0: 0x80 begins neither");
  assert_refused((const uint8_t *)"\x02\x80", 2, "offset 1: the transaction: a string");
}

#define MOST "a0" BYTES_32("ff")

/* The least and the most that the forms allow. */
static void edges_are_accepted(void **state) {
  (void)state;
  static const struct {
    const char *type, *fields;
    uint8_t v;
    const char *tail;
  } cases[] = {{"", "8080808080801b8080", 27, ""},
               {"", "8080808080801c8080", 28, ""},
               {"", "808080808080238080", 27, "808080"},
               {"", "808080808080248080", 28, "808080"},
               {"", "8080808080808201238080", 27, "81808080"},
               {"", "80808080808088ffffffffffffffff8080", 27, "887fffffffffffffee8080"},
               {"", "88ffffffffffffffff" MOST "8080" MOST "801b" MOST MOST, 27, ""},
               {"01", "80808080808080c0808080", 27, ""},
               {"02", MOST "80808080808080c0018080", 28, ""},
               {"03", "8080808080" TO "8080c080c0018080", 28, ""},
               {"04", "8080808080" TO "8080c0c0808080", 27, ""},
               {"04", "8080808080" TO "8080c0dcdb80" DELEGATED_TO "8081ff8080018080", 28, ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ethereum_transaction transaction;
    struct pm_error error = {0};
    char *hex = list_hex(cases[i].type, cases[i].fields), tail[2 * ETHEREUM_PREIMAGE_TAIL_MAX + 1];
    struct bytes raw = from_hex(hex);
    if (ethereum_transaction_decode(raw.bytes, raw.size, &transaction, &error) != PM_OK)
      fail_msg("%zu: %s", i, error.text);
    assert_int_equal(transaction.signature[64], cases[i].v);
    tail[0] = '\0';
    to_hex(transaction.tail, transaction.tail_bytes, tail);
    assert_string_equal(tail, cases[i].tail);
    assert_true(ethereum_preimage_bytes(&transaction) <= raw.size);
    free(raw.bytes);
    free(hex);
  }
}

static void lengths_have_their_shortest_head(void **state) {
  (void)state;
  static const struct {
    size_t count;
    const char *hex;
  } heads[] = {{0, "c0"},       {55, "f7"},        {56, "f838"},        {255, "f8ff"},
               {256, "f90100"}, {65535, "f9ffff"}, {65536, "fa010000"}, {0xffffffff, "fbffffffff"}};
  static const struct {
    uint64_t number;
    const char *hex;
  } numbers[] = {{0, "80"},     {1, "01"},       {127, "7f"},
                 {128, "8180"}, {256, "820100"}, {UINT64_MAX, "88ffffffffffffffff"}};
  uint8_t bytes[RLP_HEAD_BYTES_MAX];
  char hex[2 * RLP_HEAD_BYTES_MAX + 1];
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    to_hex(bytes, rlp_encode_list_head(heads[i].count, bytes), hex);
    assert_string_equal(hex, heads[i].hex);
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    to_hex(bytes, rlp_encode_number(numbers[i].number, bytes), hex);
    assert_string_equal(hex, numbers[i].hex);
  }
}

static void read_block(struct ethereum_payload *payload) {
  char path[BLOCK_FILE_PATH_MAX], *json;
  size_t size;
  struct pm_error error;
  if (block_file_find(NULL, "ethereum-mainnet-19431837.json", path, &error) != PM_OK) {
    print_message("skipped: %s\n", error.text);
    skip();
  }
  assert_int_equal(pm_file_read(path, SIZE_MAX / 2, &json, &size, &error), PM_OK);
  assert_int_equal(ethereum_payload_parse(json, size, payload, &error), PM_OK);
  free(json);
}

static void the_senders_of_a_real_block(void **state) {
  (void)state;
  struct ethereum_payload payload;
  uint8_t digest[SHA256_DIGEST_LENGTH];
  char hex[2 * SHA256_DIGEST_LENGTH + 1];
  read_block(&payload);
  assert_int_equal(payload.count, 322);
  secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_VERIFY);
  uint8_t *addresses = malloc(payload.count * ADDRESS_BYTES);
  for (uint64_t i = 0; i < payload.count; i++) {
    struct bytes raw =
        copy_of(payload.bytes + payload.offsets[i], payload.offsets[i + 1] - payload.offsets[i]);
    sender(context, &raw, addresses + i * ADDRESS_BYTES);
    free(raw.bytes);
  }
  SHA256(addresses, payload.count * ADDRESS_BYTES, digest);
  to_hex(digest, sizeof digest, hex);
  assert_string_equal(hex, SENDERS_DIGEST);
  free(addresses);
  secp256k1_context_destroy(context);
  ethereum_payload_free(&payload);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_is_decoded),
                                     cmocka_unit_test(the_example_of_eip_155),
                                     cmocka_unit_test(a_cut_off_transaction_is_refused),
                                     cmocka_unit_test(damage_is_named),
                                     cmocka_unit_test(edges_are_accepted),
                                     cmocka_unit_test(lengths_have_their_shortest_head),
                                     cmocka_unit_test(the_senders_of_a_real_block)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

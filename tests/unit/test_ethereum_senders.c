/* block/ethereum_senders: the real block and made-up payloads on every implementation, and payloads
 * that cannot be taken apart. */
#define _GNU_SOURCE 1 /* mkstemp */

#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/block/block_work.h"
#include "bench/block/ethereum_senders.h"
#include "bench/chain/block_file.h"
#include "bench/chain/hex.h"
#include "cpu_ref/block/ethereum.h"
#include "host/base/file.h"
#include "host/measure/measure.h"
#include "tests/support/machine.h"
#include "tests/unit/ethereum_signed.h"

/* Payloads */

/* EIP-155's example with n - s in the place of s and the other parity: the same sender, were it not
 * for EIP-2. */
#define HIGH_S                                                                                     \
  "f86c098504a817c800825208" TO "880de0b6b3a76400008026"                                           \
  "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"                             \
  "a098341627668089e51348fccfb4c7ff31c55912f2d2e47ef09652acf665fad3be"
/* The same with r = 0. */
#define NO_R                                                                                       \
  "f84c098504a817c800825208" TO "880de0b6b3a7640000802580"                                         \
  "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
/* An address of 19 bytes. */
#define DAMAGED                                                                                    \
  "dc090182520893" BYTES_4("35") BYTES_4("35") BYTES_4("35") BYTES_4("35") "353535808001"

enum { PLACE_HIGH_S = SIGNED_COUNT, PLACE_NO_R, KINDS };

static const char *kind_hex(unsigned kind) {
  if (kind == PLACE_HIGH_S)
    return HIGH_S;
  return kind == PLACE_NO_R ? NO_R : signed_transactions[kind].hex;
}

/* A file with `count` transactions of all kinds in turn; `damaged` names one to be damaged. */
static void write_payload(char path[64], unsigned count, unsigned damaged) {
  enum { ROOM = 2048 };
  char *json = malloc((count + 1) * (size_t)ROOM), *at = json;
  at += sprintf(at, "{\"transactions\":[");
  for (unsigned i = 0; i < count; i++)
    at += sprintf(at, "%s\"0x%s\"", i ? "," : "", i == damaged ? DAMAGED : kind_hex(i % KINDS));
  at += sprintf(at, "]}");
  strcpy(path, "/tmp/proofmark-test-XXXXXX");
  int file = mkstemp(path);
  assert_true(file >= 0);
  assert_int_equal(write(file, json, (size_t)(at - json)), at - json);
  close(file);
  free(json);
}

enum { NONE_DAMAGED = 0x7fffffff };

static enum pm_status make_problem(const char *path, struct pm_problem *problem,
                                   struct pm_error *error) {
  uint64_t none[PM_PARAMETERS_MAX] = {0};
  return pm_problem_make(&block_work_ethereum_senders, none, 7, path, machine_pool, problem, error);
}

/* Implementations */

static void verify_on_cpu(const struct pm_problem *problem) {
  const struct pm_work *work = problem->work;
  unsigned ran = 0;
  for (size_t i = 0; i < work->implementation_count; i++) {
    char reason[256];
    const struct pm_implementation *implementation = &work->implementations[i];
    if (implementation->on_device ||
        !implementation->available(implementation, work, reason, sizeof reason))
      continue;
    assert_true(machine_verify(problem, implementation, NULL));
    ran++;
  }
  assert_true(ran > 0);
}

static void the_real_block_has_its_senders(void **state) {
  (void)state;
  struct pm_problem problem;
  struct pm_error error;
  uint8_t digest[SHA256_DIGEST_LENGTH], expected[SHA256_DIGEST_LENGTH];
  enum pm_status status = make_problem(NULL, &problem, &error);
  if (status == PM_UNAVAILABLE) {
    print_message("skipped: %s\n", error.text);
    skip();
  }
  assert_int_equal(status, PM_OK);
  assert_string_equal(problem.id, "block/ethereum_senders");
  assert_int_equal(problem.items, 322);
  assert_int_equal(problem.output_bytes, 322 * SIG_ADDRESS_BYTES);
  SHA256(problem.expected, problem.output_bytes, digest);
  hex_decode(SENDERS_DIGEST, strlen(SENDERS_DIGEST), expected);
  assert_memory_equal(digest, expected, sizeof expected);
  verify_on_cpu(&problem);
  problem.close(&problem);
}

/* In payloads of any size, those who sign with s above n/2 or with r = 0 have no address. */
static void every_kind_has_its_sender(void **state) {
  (void)state;
  static const unsigned counts[] = {1, KINDS, 17, 100};
  static const uint8_t nobody[SIG_ADDRESS_BYTES];
  uint8_t signer[SIG_ADDRESS_BYTES];
  hex_decode(SIGNER, strlen(SIGNER), signer);
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    struct pm_problem problem;
    struct pm_error error;
    char path[64];
    write_payload(path, counts[c], NONE_DAMAGED);
    if (make_problem(path, &problem, &error) != PM_OK)
      fail_msg("%s", error.text);
    assert_int_equal(problem.items, counts[c]);
    for (unsigned i = 0; i < counts[c]; i++)
      assert_memory_equal(problem.expected + i * SIG_ADDRESS_BYTES,
                          i % KINDS < SIGNED_COUNT ? signer : nobody, SIG_ADDRESS_BYTES);
    verify_on_cpu(&problem);
    problem.close(&problem);
    unlink(path);
  }
}

static void devices_find_the_same(void **state) {
  (void)state;
  struct pm_device_info *devices = NULL;
  size_t count = 0;
  struct pm_problem problem;
  struct pm_error error;
  char path[64];
  const struct pm_work *work = &block_work_ethereum_senders;
  assert_int_equal(pm_devices_list(&devices, &count, &error), PM_OK);
  if (!count) {
    free(devices);
    print_message("skipped: there is no device here\n");
    skip();
  }
  write_payload(path, 100, NONE_DAMAGED);
  assert_int_equal(make_problem(path, &problem, &error), PM_OK);
  for (size_t d = 0; d < count; d++) {
    struct pm_device *device;
    if (pm_device_open(&devices[d], &device, &error) != PM_OK)
      fail_msg("%s", error.text);
    for (size_t i = 0; i < work->implementation_count; i++)
      if (work->implementations[i].on_device && work->implementations[i].api == devices[d].api)
        assert_true(machine_verify(&problem, &work->implementations[i], device));
    pm_device_close(device);
  }
  problem.close(&problem);
  unlink(path);
  free(devices);
}

/* What cannot be taken apart */

static void the_damaged_transaction_is_named(void **state) {
  (void)state;
  struct pm_problem problem;
  struct pm_error error;
  char path[64], expected[192];
  write_payload(path, 100, 77);
  assert_int_equal(make_problem(path, &problem, &error), PM_USAGE);
  snprintf(expected, sizeof expected,
           "%s: transaction 77, offset 7: to: 19 bytes, where an address has 20", path);
  assert_string_equal(error.text, expected);
  unlink(path);
}

/* Whichever thread is the first to meet one. */
static void the_first_of_several_is_named(void **state) {
  (void)state;
  enum { COUNT = 100, BYTES = 2 };
  uint8_t bytes[COUNT * BYTES];
  uint64_t offsets[COUNT + 1];
  struct ethereum_payload payload = {bytes, offsets, COUNT};
  struct pm_runner runner;
  struct pm_error error;
  uint8_t sender[REF_ADDRESS_BYTES];
  for (unsigned i = 0; i <= COUNT; i++)
    offsets[i] = i * BYTES;
  memset(bytes, 0xc0, sizeof bytes);
  assert_int_equal(
      ethereum_senders_open_cpu(&payload, &cpu_verifier_portable, machine_pool, &runner, &error),
      PM_USAGE);
  assert_string_equal(error.text, "transaction 0, offset 1: the transaction: 1 bytes too many");
  assert_int_equal(ref_ethereum_sender(bytes, BYTES, sender), REF_UNREADABLE);
}

/* The oracle reads what it is given by itself: cut off anywhere, it must say so or stay inside. */
static void the_oracle_reads_no_further(void **state) {
  (void)state;
  for (size_t i = 0; i < SIGNED_COUNT; i++) {
    size_t whole = strlen(signed_transactions[i].hex) / 2;
    for (size_t size = 1; size <= whole; size++) {
      uint8_t *bytes = malloc(size), sender[REF_ADDRESS_BYTES];
      hex_decode(signed_transactions[i].hex, 2 * size, bytes);
      assert_int_equal(ref_ethereum_sender(bytes, size, sender),
                       size == whole ? REF_OK : REF_UNREADABLE);
      free(bytes);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_real_block_has_its_senders),
      cmocka_unit_test(every_kind_has_its_sender),
      cmocka_unit_test(devices_find_the_same),
      cmocka_unit_test(the_damaged_transaction_is_named),
      cmocka_unit_test(the_first_of_several_is_named),
      cmocka_unit_test(the_oracle_reads_no_further),
  };
  return cmocka_run_group_tests_name("ethereum senders", tests, machine_open, machine_close);
}

/* bench/sig: the inputs of the sig/ works and all that decides them. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/sig/sig_input.h"
#include "bench/sig/sig_oracle.h"
#include "bench/sig/sig_work.h"
#include "host/measure/measure.h"
#include "tests/support/machine.h"
#include "tests/support/vectors.h"

static const struct pm_work *const works[] = {
#define SIG(name) &sig_work_##name,
#include "kernels/sig/schemes.def"
#undef SIG
};
enum { WORK_COUNT = sizeof works / sizeof *works };

/* Sets a parameter, and says whether the work has it. */
static bool set_value(const struct pm_work *work, uint64_t *values, const char *name,
                      uint64_t value) {
  for (size_t i = 0; i < work->parameter_count; i++)
    if (strcmp(work->parameters[i].name, name) == 0) {
      values[i] = value;
      return true;
    }
  return false;
}

static void default_values(const struct pm_work *work, uint64_t values[PM_PARAMETERS_MAX],
                           uint64_t batch, uint64_t invalid) {
  memcpy(values, work->points[0].values, PM_PARAMETERS_MAX * sizeof *values);
  assert_true(set_value(work, values, "batch", batch));
  assert_true(set_value(work, values, "invalid", invalid));
}

static size_t choices_of(const struct pm_work *work, const char *name) {
  size_t count = 0;
  for (size_t i = 0; i < work->parameter_count; i++)
    if (strcmp(work->parameters[i].name, name) == 0)
      while (work->parameters[i].choices[count])
        count++;
  return count;
}

static struct pm_problem make_problem(const struct pm_work *work, const uint64_t *values,
                                      uint64_t seed) {
  struct pm_problem problem;
  struct pm_error error;
  if (pm_problem_make(work, values, seed, NULL, machine_pool, &problem, &error) != PM_OK)
    fail_msg("%s: %s", work->name, error.text);
  return problem;
}

static bool runs_here(const struct pm_implementation *implementation, const struct pm_work *work) {
  char reason[256];
  return implementation->available(implementation, work, reason, sizeof reason);
}

static void verify_on_cpu(const struct pm_work *work, const uint64_t *values) {
  struct pm_problem problem = make_problem(work, values, 7);
  for (size_t i = 0; i < work->implementation_count; i++)
    if (!work->implementations[i].on_device && runs_here(&work->implementations[i], work))
      machine_verify(&problem, &work->implementations[i], NULL);
  problem.close(&problem);
}

static void every_size_is_decided(void **state) {
  (void)state;
  static const uint64_t sizes[] = {1, 2, 7, 31, 32, 33, 127, 129, 300};
  uint64_t values[PM_PARAMETERS_MAX];
  for (size_t w = 0; w < WORK_COUNT; w++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      default_values(works[w], values, sizes[i], 10);
      verify_on_cpu(works[w], values);
    }
}

static void all_valid_and_all_invalid_are_decided(void **state) {
  (void)state;
  uint64_t values[PM_PARAMETERS_MAX];
  for (size_t w = 0; w < WORK_COUNT; w++)
    for (uint64_t invalid = 0; invalid <= 100; invalid += 100) {
      default_values(works[w], values, 65, invalid);
      verify_on_cpu(works[w], values);
    }
}

/* Each choice, and lengths that are no multiple of anything. */
static void every_parameter_is_decided(void **state) {
  (void)state;
  static const char *const chosen[] = {"policy", "key_format", "key_cache"};
  static const uint64_t lengths[] = {0, 1, 33, 255};
  uint64_t values[PM_PARAMETERS_MAX];
  for (size_t w = 0; w < WORK_COUNT; w++) {
    for (size_t c = 0; c < sizeof chosen / sizeof *chosen; c++)
      for (uint64_t choice = 1; choice < choices_of(works[w], chosen[c]); choice++) {
        default_values(works[w], values, 70, 50);
        assert_true(set_value(works[w], values, chosen[c], choice));
        verify_on_cpu(works[w], values);
      }
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
      default_values(works[w], values, 35, 50);
      bool has_message = set_value(works[w], values, "message", lengths[i]);
      if (set_value(works[w], values, "context", lengths[i]) || has_message)
        verify_on_cpu(works[w], values);
    }
  }
}

/* One device of each API. */
static void devices_decide(void **state) {
  (void)state;
  static const uint64_t sizes[] = {1, 33, 129, 300};
  struct pm_device_info *devices = NULL;
  size_t count = 0, verified = 0;
  struct pm_error error;
  uint64_t values[PM_PARAMETERS_MAX];
  assert_int_equal(pm_devices_list(&devices, &count, &error), PM_OK);
  for (size_t d = 0; d < count; d++) {
    struct pm_device *device;
    if (pm_device_open(&devices[d], &device, &error) != PM_OK)
      fail_msg("%s", error.text);
    for (size_t k = 0; k < WORK_COUNT * sizeof sizes / sizeof *sizes; k++) {
      const struct pm_work *work = works[k % WORK_COUNT];
      default_values(work, values, sizes[k / WORK_COUNT], 30);
      struct pm_problem problem = make_problem(work, values, 7);
      for (size_t i = 0; i < work->implementation_count; i++)
        if (work->implementations[i].on_device && work->implementations[i].api == devices[d].api &&
            runs_here(&work->implementations[i], work)) {
          machine_verify(&problem, &work->implementations[i], device);
          verified++;
        }
      problem.close(&problem);
    }
    pm_device_close(device);
  }
  free(devices);
  if (!verified) {
    print_message("skipped: there is no device here\n");
    skip();
  }
}

/* The choices are the scheme's policies, in its order. */
static void policies_are_the_schemes(void **state) {
  (void)state;
  for (size_t w = 0; w < WORK_COUNT; w++) {
    const struct sig_maker *maker = works[w]->family;
    const char *const *policies = maker->scheme->policies;
    for (size_t i = 0; i < works[w]->parameter_count; i++) {
      if (strcmp(works[w]->parameters[i].name, "policy") != 0)
        continue;
      const char *const *choices = works[w]->parameters[i].choices;
      for (; *choices && *policies; choices++, policies++)
        assert_string_equal(*choices, *policies);
      assert_ptr_equal(*choices, *policies);
    }
    char name[64];
    snprintf(name, sizeof name, "sig/%s", maker->scheme->name);
    assert_string_equal(works[w]->name, name);
  }
}

static void the_seed_makes_the_input(void **state) {
  (void)state;
  uint64_t values[PM_PARAMETERS_MAX];
  for (size_t w = 0; w < WORK_COUNT; w++) {
    default_values(works[w], values, 130, 20);
    struct pm_problem problem = make_problem(works[w], values, 7),
                      same = make_problem(works[w], values, 7),
                      other = make_problem(works[w], values, 8);
    assert_string_equal(problem.input_digest, same.input_digest);
    assert_memory_equal(problem.expected, same.expected, problem.output_bytes);
    assert_string_not_equal(problem.input_digest, other.input_digest);
    assert_memory_not_equal(problem.expected, other.expected, problem.output_bytes);
    problem.close(&problem);
    same.close(&same);
    other.close(&other);
  }
}

/* Where keys sign in turn, there are as many as were asked for. */
static void keys_sign_in_turn(void **state) {
  (void)state;
  enum { BATCH = 22, KEYS = 5 };
  uint64_t values[PM_PARAMETERS_MAX];
  for (size_t w = 0; w < WORK_COUNT; w++) {
    default_values(works[w], values, BATCH, 0);
    assert_true(set_value(works[w], values, "keys", KEYS));
    verify_on_cpu(works[w], values);
    struct pm_problem problem = make_problem(works[w], values, 7);
    const struct sig_input *input = problem.data;
    const uint8_t *who = input->signers ? input->signers : input->keys;
    size_t bytes = input->signers ? SIG_ADDRESS_BYTES : input->batch.key_bytes;
    for (size_t i = 0; i < BATCH; i++)
      for (size_t j = 0; j < i; j++)
        assert_int_equal(memcmp(who + i * bytes, who + j * bytes, bytes) == 0,
                         i % KEYS == j % KEYS);
    problem.close(&problem);
  }
}

static struct sig_input *make_input(const struct pm_work *work, const struct sig_request *request) {
  struct sig_input *input;
  struct pm_error error;
  if (sig_input_make(work->family, request, machine_pool, &input, &error) != PM_OK)
    fail_msg("%s: %s", work->name, error.text);
  return input;
}

static struct sig_request request_of(const struct pm_work *work, uint64_t count, uint64_t percent) {
  const struct sig_maker *maker = work->family;
  const struct sig_scheme *scheme = maker->scheme;
  return (struct sig_request){.count = count,
                              .key_bytes = scheme->key_bytes,
                              .message_bytes = scheme->message_bytes ? scheme->message_bytes : 32,
                              .invalid_percent = percent,
                              .seed = 11};
}

/* As many are damaged as were asked for, every kind about as often as another. */
static void defects_are_spread_evenly(void **state) {
  (void)state;
  for (size_t w = 0; w < WORK_COUNT; w++) {
    struct sig_request request = request_of(works[w], 203, 33);
    struct sig_input *input = make_input(works[w], &request);
    unsigned counts[UINT8_MAX + 1] = {0}, least = UINT32_MAX, most = 0, damaged = 0;
    for (uint64_t i = 0; i < request.count; i++)
      counts[input->defects[i]]++;
    for (unsigned kind = 1; input->maker->defects[kind - 1].name; kind++) {
      const struct sig_defect *defect = &input->maker->defects[kind - 1];
      bool possible = !defect->possible || defect->possible(&input->batch);
      assert_int_equal(possible, counts[kind] > 0);
      damaged += counts[kind];
      if (possible && counts[kind] < least)
        least = counts[kind];
      if (counts[kind] > most)
        most = counts[kind];
    }
    assert_int_equal(damaged, 67); /* 66.99 */
    assert_in_range(most - least, 0, 1);
    sig_input_free(input);
  }
}

static const struct pm_work *find_work(const char *name) {
  for (size_t w = 0; w < WORK_COUNT; w++)
    if (strcmp(works[w]->name, name) == 0)
      return works[w];
  print_message("skipped: there is no %s\n", name);
  skip();
  return NULL;
}

static bool has_defect(const struct sig_input *input, uint64_t i, const char *name) {
  uint8_t defect = input->defects[i];
  return defect && strcmp(input->maker->defects[defect - 1].name, name) == 0;
}

/* The oracle's verdict on signature i alone. */
static bool accepts(const struct sig_input *input, uint64_t i, unsigned policy) {
  const struct sig_maker *maker = input->maker;
  struct sig_batch single = input->batch;
  single.keys += i * single.key_bytes;
  single.messages += i * single.message_bytes;
  single.signatures += i * maker->scheme->signature_bytes;
  single.count = 1;
  single.policy = policy;
  uint8_t output;
  assert_true(sig_judge(maker->scheme, &single, 0, 1, &output));
  return output & 1;
}

static void subtract(uint8_t number[32], const uint8_t order[32]) {
  int borrow = 0;
  for (int i = 31; i >= 0; i--) {
    int difference = number[i] - order[i] - borrow;
    borrow = difference < 0;
    number[i] = (uint8_t)difference;
  }
  assert_false(borrow);
}

/* With s for s + n the signature is good: only a check of the range refuses it. */
static void ecdsa_beyond_the_order_is_good_within(void **state) {
  (void)state;
  const struct pm_work *work = find_work("sig/ecdsa_secp256k1");
  size_t count;
  uint8_t *order =
      vector_hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", &count);
  struct sig_request request = request_of(work, 100, 50);
  request.policy = 1;
  struct sig_input *input = make_input(work, &request);
  for (uint64_t i = 0; i < request.count; i++) {
    if (has_defect(input, i, "n - s in the place of s"))
      assert_true(accepts(input, i, 0));
    if (!has_defect(input, i, "s + n in the place of s"))
      continue;
    assert_false(accepts(input, i, 1));
    subtract(input->signatures + 64 * i + 32, order);
    assert_true(accepts(input, i, 1));
  }
  sig_input_free(input);
  free(order);
}

/* What only a policy refuses, another accepts. */
static void ed25519_policies_differ_on_the_defects(void **state) {
  (void)state;
  enum { STRICT, RFC8032, ZIP215 };
  const struct pm_work *work = find_work("sig/ed25519");
  static const char *const accepted[] = {"a key of small order", "a key not in canonical form",
                                         "an R not in canonical form", "an R with torsion"};
  struct sig_request request = request_of(work, 90, 50);
  struct sig_input *input = make_input(work, &request);
  unsigned seen = 0;
  for (uint64_t i = 0; i < request.count; i++)
    for (size_t k = 0; k < 4; k++)
      if (has_defect(input, i, accepted[k])) {
        assert_false(accepts(input, i, STRICT));
        assert_true(accepts(input, i, ZIP215));
        seen |= 1u << k;
      }
  assert_int_equal(seen, 15);
  sig_input_free(input);
}

/* Every implementation's verdicts are the file's, where the file has tests of the work. */
static void published_tests_pass(void **state) {
  (void)state;
  static const char *const files[] = {"ecdsa/ecdsa_secp256k1_sha256_test.json",
                                      "ecdsa/ecdsa_secp256k1_sha256_bitcoin_test.json",
                                      "bip340/test-vectors.csv",
                                      "ecrecover/go-ethereum_ecRecover.json",
                                      "ed25519/ed25519_test.json",
                                      "mldsa/mldsa_44_verify_test.json",
                                      "mldsa/mldsa_65_verify_test.json",
                                      "mldsa/mldsa_87_verify_test.json"};
  vectors_or_skip();
  for (size_t f = 0; f < sizeof files / sizeof *files; f++)
    for (size_t k = 0; k < WORK_COUNT * SIG_IMPLEMENTATION_COUNT; k++) {
      const struct pm_work *work = works[k / SIG_IMPLEMENTATION_COUNT];
      const struct pm_implementation *implementation =
          &work->implementations[k % SIG_IMPLEMENTATION_COUNT];
      struct pm_vector_counts counts = {0};
      struct pm_error error;
      if (implementation->on_device || !runs_here(implementation, work))
        continue;
      if (work->check_vectors(work, work->points[0].values, implementation, vector_path(files[f]),
                              machine_pool, NULL, &counts, &error) != PM_OK)
        fail_msg("%s", error.text);
      if (counts.failed)
        fail_msg("%s, %s, %s: %s", files[f], work->name, implementation->name,
                 counts.first_failure);
      if (counts.passed)
        print_message("%s, %s, %s: %" PRIu64 " passed, %" PRIu64 " skipped\n", files[f], work->name,
                      implementation->name, counts.passed, counts.skipped);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(policies_are_the_schemes),
      cmocka_unit_test(every_size_is_decided),
      cmocka_unit_test(all_valid_and_all_invalid_are_decided),
      cmocka_unit_test(every_parameter_is_decided),
      cmocka_unit_test(devices_decide),
      cmocka_unit_test(the_seed_makes_the_input),
      cmocka_unit_test(keys_sign_in_turn),
      cmocka_unit_test(defects_are_spread_evenly),
      cmocka_unit_test(ecdsa_beyond_the_order_is_good_within),
      cmocka_unit_test(ed25519_policies_differ_on_the_defects),
      cmocka_unit_test(published_tests_pass),
  };
  return cmocka_run_group_tests(tests, machine_open, machine_close);
}

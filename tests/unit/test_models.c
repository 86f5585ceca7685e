/* Every work says what it takes of a machine, and what it says is what its standard asks for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/registry.h"
#include "kernels/field/field.h"
#include "kernels/hash/hash.h"
#include "kernels/poseidon2/poseidon2.h"
#include "kernels/sig/sig.h"
#include "tests/support/machine.h"

static double operations_of(const struct pm_model *model) {
  double sum = 0;
  for (int i = PM_RESOURCE_ADD; i < PM_RESOURCE_OPERATIONS; i++)
    sum += model->amounts[i];
  return sum;
}

static void check_problem(const struct pm_problem *problem) {
  const double *const amounts = problem->model.amounts;
  for (int i = 0; i < PM_RESOURCE_COUNT; i++)
    if (!isfinite(amounts[i]) || amounts[i] < 0)
      fail_msg("%s: %s is %g", problem->id, pm_resource_name((enum pm_resource)i), amounts[i]);
  const double operations = amounts[PM_RESOURCE_OPERATIONS];
  if (fabs(operations - operations_of(&problem->model)) > 1e-9 * operations)
    fail_msg("%s: %g operations, %g by class", problem->id, operations,
             operations_of(&problem->model));
  if (problem->measures != PM_RESOURCE_NONE) {
    /* Of memory: as often as it is touched. */
    if (fmod((double)problem->items, amounts[problem->measures]) != 0 ||
        (problem->measures != PM_RESOURCE_MEMORY &&
         amounts[problem->measures] != (double)problem->items))
      fail_msg("%s measures %s, but takes %g of it by %ju items", problem->id,
               pm_resource_name(problem->measures), amounts[problem->measures],
               (uintmax_t)problem->items);
    return;
  }
  if (strncmp(problem->work->name, "system/", strlen("system/")) == 0)
    return; /* kernels that do nothing, transfers both ways at once */
  if (operations <= 0 || amounts[PM_RESOURCE_LAUNCH] < 1)
    fail_msg("%s: %g operations, %g launches", problem->id, operations,
             amounts[PM_RESOURCE_LAUNCH]);
  if (amounts[PM_RESOURCE_MEMORY] < (double)problem->output_bytes)
    fail_msg("%s: %g bytes of memory", problem->id, amounts[PM_RESOURCE_MEMORY]);
  if (amounts[PM_RESOURCE_UPLOAD] > (double)problem->bytes ||
      amounts[PM_RESOURCE_DOWNLOAD] != (double)problem->output_bytes)
    fail_msg("%s: %g bytes up, %g down", problem->id, amounts[PM_RESOURCE_UPLOAD],
             amounts[PM_RESOURCE_DOWNLOAD]);
}

/* The points of the quick suite: the inputs of others take minutes to make. A work on a file that is not
 * there makes no problem. */
static void every_work_has_a_model(void **state) {
  (void)state;
  unsigned checked = 0;
  for (size_t i = 0; i < bench_registry.count; i++) {
    const struct pm_work *const work = bench_registry.works[i];
    for (size_t p = 0; p < work->point_count; p++) {
      struct pm_problem problem;
      struct pm_error error;
      if (!(work->points[p].suites & PM_SUITE_QUICK))
        continue;
      const enum pm_status status =
          pm_problem_make(work, work->points[p].values, 7, NULL, machine_pool, &problem, &error);
      if (status != PM_OK && work->input_file)
        continue;
      if (status != PM_OK)
        fail_msg("%s: %s", work->name, error.text);
      check_problem(&problem);
      problem.close(&problem);
      checked++;
    }
  }
  assert_true(checked > 50);
}

/* What is the project's own in lanes, without them, or on a device is modelled; what a library or an
 * instruction of its own does is not, nor is an oracle. */
static void own_code_is_modelled(void **state) {
  (void)state;
  static const char *const others[] = {"cpu/reference", "cpu/sha-ni", "cpu/openssl",
                                       "cpu/libsodium", "cpu/libsecp256k1"};
  for (size_t i = 0; i < bench_registry.count; i++) {
    const struct pm_work *const work = bench_registry.works[i];
    for (size_t j = 0; j < work->implementation_count; j++) {
      const struct pm_implementation *const implementation = &work->implementations[j];
      bool other = false;
      for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        other = other || strcmp(implementation->name, others[k]) == 0;
      if (implementation->modelled == other)
        fail_msg("%s on %s is %smodelled", work->name, implementation->name, other ? "" : "not ");
    }
  }
}

static void assert_cost(struct lane_cost is, double add, double logic3, double shift,
                        double multiply, double multiply_wide) {
  if (is.add != add || is.logic3 != logic3 || is.shift != shift || is.multiply != multiply ||
      is.multiply_wide != multiply_wide)
    fail_msg("%g %g %g %g %g", is.add, is.logic3, is.shift, is.multiply, is.multiply_wide);
}

static struct lane_cost minus(struct lane_cost a, struct lane_cost b) {
  return cost_sum(a, cost_times(-1, b));
}

/* What a block more costs, counted by hand from the standards. */
static void hashes_cost_what_their_standards_say(void **state) {
  (void)state;
  /* FIPS 180-4, 6.2.2: 64 rounds of 7 additions, 2 + 2 logic, 6 rotations; 48 steps of 3 additions, 2 XORs,
   * 4 rotations and 2 half shifts; 8 additions. */
  assert_cost(minus(hash_sha256.cost(1088), hash_sha256.cost(1024)), 64 * 7 + 48 * 3 + 8,
              64 * 4 + 48 * 2, 64 * 6 + 48 * 5, 0, 0);
  /* Of 64 bytes: 4 rounds and the second schedule are constant. */
  assert_cost(hash_sha256.cost(64), 124 * 6 + 16 + 48 * 4 + 16, 124 * 4 + 48 * 2, 124 * 6 + 48 * 5,
              0, 0);
  /* Each of the digest's own compressions: 60 rounds, 32 steps, 8 words of message. */
  assert_cost(minus(hash_sha256d.cost(64), hash_sha256.cost(64)), 60 * 6 + 8 + 32 * 4 + 8,
              60 * 4 + 32 * 2, 60 * 6 + 32 * 5, 0, 0);
  /* FIPS 202: 24 rounds of 60 functions of three words, 29 rotations, one XOR, of 64 bits each. nvcc 13.0
   * makes 244 LOP3 of two rounds (kernels/lane/lane_cuda.h): these 2 · 2 · 61. */
  const struct lane_cost permutation = minus(hash_keccak256.cost(272), hash_keccak256.cost(136));
  assert_cost(permutation, 24 * 2, 24 * 120, 24 * 58, 0, 0);
  assert_int_equal((permutation.add + permutation.logic3) / 12, 244);
  /* BLAKE3: 7 rounds of 8 G, which are 6 additions, 4 XORs, 4 rotations; a chunk more has 16 blocks and a
   * parent. */
  assert_cost(minus(hash_blake3.cost(4096), hash_blake3.cost(3072)), 17 * 560, 0, 17 * 224, 0, 0);
  /* A block with half as many words of message: 7 · 8 additions less. */
  assert_cost(minus(hash_blake3.cost(64), hash_blake3.cost(32)), 56, 0, 0, 0, 0);
  /* RFC 7693: 12 rounds of 8 G on 64 bits, one of the rotations being by 32. */
  assert_cost(minus(hash_blake2b_256.cost(512), hash_blake2b_256.cost(384)), 2 * 960, 16, 2 * 288,
              0, 0);
}

static void no_message_costs_less_than_nothing(void **state) {
  (void)state;
  static const struct hash_algorithm *const algorithms[] = {
#define HASH(name) &hash_##name,
#include "kernels/hash/algorithms.def"
#undef HASH
  };
  for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
    double before = 0;
    for (uint64_t length = 0; length < 3000; length++) {
      const struct lane_cost cost = algorithms[i]->cost(length);
      const double all = cost.add + cost.logic3 + cost.shift;
      assert_true(cost.add > 0 && cost.shift > 0 && cost.logic3 >= 0);
      /* A byte more may complete a block whose schedule then counts no more, but never much. */
      if (all < 0.75 * before)
        fail_msg("%s: %ju bytes cost %g, one less %g", algorithms[i]->name, (uintmax_t)length, all,
                 before);
      before = all;
    }
  }
}

/* The project's targets count 969 products and 717 squares for ECDSA and 1,412 and 1,264 for Ed25519, 73 wide
 * products each: more than the least, since squares and folds cost less, but not twice as much. For
 * ML-DSA-44, -65 and -87 they have 99, 174 and 311 permutations; 23 rounds of each count. */
static void signatures_cost_what_is_known_of_them(void **state) {
  (void)state;
  const double ecdsa = sig_ecdsa_secp256k1.cost.multiply_wide;
  const double ed25519 = sig_ed25519.cost.multiply_wide;
  assert_true(ecdsa < (969 + 717) * 73.0 && ecdsa > (969 + 717) * 73.0 / 2);
  assert_true(ed25519 < (1412 + 1264) * 73.0 && ed25519 > (1412 + 1264) * 73.0 / 2);
  assert_int_equal(sig_ml_dsa_44.cost.logic3, 99 * 23 * 120);
  assert_int_equal(sig_ml_dsa_65.cost.logic3, 174 * 23 * 120);
  assert_int_equal(sig_ml_dsa_87.cost.logic3, 311 * 23 * 120);
}

static void field_products_cost_their_words(void **state) {
  (void)state;
  assert_cost(field_product_cost(&field_koalabear), 0, 0, 0, 1, 2);
  assert_cost(field_product_cost(&field_goldilocks), 4, 0, 0, 0, 4);
  assert_cost(field_product_cost(&field_bn254_fr), 0, 0, 0, 8, 128);
  assert_cost(field_square_cost(&field_bn254_fr), 0, 0, 0, 8, 36 + 64);
  assert_cost(field_product_cost(&field_bls12_381_fq), 0, 0, 0, 12, 288);
  assert_cost(field_extension_product_cost(&field_koalabear), 0, 0, 0, 4, 16 + 4);
}

/* The paper's rounds: 8 full and 20 partial ones of x^3 over KoalaBear with a width of 16. */
static void permutations_cost_their_powers(void **state) {
  (void)state;
  const struct lane_cost cost = poseidon2_cost(&poseidon2_koalabear_16);
  const double powers = 8 * 16 + 20;
  assert_true(cost.multiply_wide == powers * 2 * 2 && cost.multiply == powers * 2);
  /* External: 4 · 8 sums, 12 and 16; internal: 15 and 16; one for each constant. */
  assert_true(cost.add == 8 * 60 + 20 * 31 + powers);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_work_has_a_model),
      cmocka_unit_test(own_code_is_modelled),
      cmocka_unit_test(hashes_cost_what_their_standards_say),
      cmocka_unit_test(no_message_costs_less_than_nothing),
      cmocka_unit_test(signatures_cost_what_is_known_of_them),
      cmocka_unit_test(field_products_cost_their_words),
      cmocka_unit_test(permutations_cost_their_powers),
  };
  return cmocka_run_group_tests_name("models", tests, machine_open, machine_close);
}

/* Multi-scalar multiplication against go-ethereum's test vectors of the precompiles of EIP-196 (addition
 * and multiplication on BN254 G1) and EIP-2537 (multi-exponentiation on BLS12-381 G1): the reference, and
 * every way to compute. Their numbers are big-endian, of 32 bytes, or of 64 where they are coordinates of
 * BLS12-381. */
#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/msm/msm_oracle.h"
#include "host/base/file.h"
#include "tests/support/vectors.h"

enum { FILE_BYTES_MAX = 64 << 20, ADDITION_BYTES = 128, NUMBER_BYTES = 32 };

/* One vector as msm.h has its points and scalars. */
struct vector {
  const char *name;
  uint64_t count;
  uint8_t *points, *scalars;
  uint8_t expected[MSM_POINT_BYTES_MAX];
};

static void reverse(const uint8_t *from, size_t count, uint8_t *to) {
  for (size_t i = 0; i < count; i++)
    to[i] = from[count - 1 - i];
}

/* A coordinate of `encoded` bytes; more than the field's have to be 0. */
static void read_coordinate(const struct msm_curve *curve, const uint8_t *from, size_t encoded,
                            uint8_t *to) {
  const size_t above = encoded - curve->field->bytes;
  for (size_t i = 0; i < above; i++)
    assert_int_equal(from[i], 0);
  reverse(from + above, curve->field->bytes, to);
}

static void read_point(const struct msm_curve *curve, const uint8_t *from, size_t encoded,
                       uint8_t *to) {
  read_coordinate(curve, from, encoded, to);
  read_coordinate(curve, from + encoded, encoded, to + curve->field->bytes);
}

static size_t coordinate_bytes(const struct msm_curve *curve) {
  return curve->field->bytes == NUMBER_BYTES ? NUMBER_BYTES : 2 * NUMBER_BYTES;
}

static struct vector vector_of(const struct msm_curve *curve, const cJSON *test, uint64_t count) {
  struct vector vector = {.count = count};
  vector.name = cJSON_GetStringValue(cJSON_GetObjectItem(test, "Name"));
  vector.points = calloc(count, msm_point_bytes(curve));
  vector.scalars = calloc(count, MSM_SCALAR_BYTES);
  assert_true(vector.name && vector.points && vector.scalars);
  size_t size;
  uint8_t *const expected =
      vector_hex(cJSON_GetStringValue(cJSON_GetObjectItem(test, "Expected")), &size);
  assert_int_equal(size, 2 * coordinate_bytes(curve));
  read_point(curve, expected, coordinate_bytes(curve), vector.expected);
  free(expected);
  return vector;
}

static uint8_t *input_of(const cJSON *test, size_t *size) {
  return vector_hex(cJSON_GetStringValue(cJSON_GetObjectItem(test, "Input")), size);
}

/* EIP-196, ADD: what is missing of two points is 0, what is beyond them is not read. */
static struct vector read_addition(const struct msm_curve *curve, const cJSON *test) {
  struct vector vector = vector_of(curve, test, 2);
  uint8_t bytes[ADDITION_BYTES] = {0};
  size_t size;
  uint8_t *const input = input_of(test, &size);
  memcpy(bytes, input, size < sizeof bytes ? size : sizeof bytes);
  free(input);
  for (unsigned i = 0; i < 2; i++) {
    read_point(curve, bytes + 64 * i, NUMBER_BYTES, vector.points + i * msm_point_bytes(curve));
    vector.scalars[i * MSM_SCALAR_BYTES] = 1;
  }
  return vector;
}

/* EIP-196, MUL, and EIP-2537, G1MSM: points with their scalars. */
static struct vector read_products(const struct msm_curve *curve, const cJSON *test) {
  const size_t encoded = coordinate_bytes(curve), pair = 2 * encoded + NUMBER_BYTES;
  size_t size;
  uint8_t *const input = input_of(test, &size);
  assert_int_equal(size % pair, 0);
  struct vector vector = vector_of(curve, test, size / pair);
  for (uint64_t i = 0; i < vector.count; i++) {
    const uint8_t *const from = input + i * pair;
    read_point(curve, from, encoded, vector.points + i * msm_point_bytes(curve));
    reverse(from + 2 * encoded, NUMBER_BYTES, vector.scalars + i * MSM_SCALAR_BYTES);
  }
  free(input);
  return vector;
}

static void check_reference(const struct msm_curve *curve, const struct vector *vector) {
  enum { COUNT_MAX = 64 }; /* it takes its time */
  if (vector->count > COUNT_MAX)
    return;
  uint8_t result[MSM_POINT_BYTES_MAX];
  struct ref_point point;
  for (uint64_t i = 0; i < vector->count; i++)
    assert_true(
        ref_point_read(msm_oracle(curve), vector->points + i * msm_point_bytes(curve), &point));
  const struct ref_point sum =
      ref_msm(msm_oracle(curve), vector->points, vector->scalars, vector->count);
  ref_point_write(msm_oracle(curve), &sum, result);
  if (memcmp(result, vector->expected, msm_point_bytes(curve)) != 0)
    fail_msg("%s, %s: the reference does not agree", curve->name, vector->name);
}

static void check_addition(const struct msm_curve *curve, const struct vector *vector) {
  struct ref_point a, b;
  uint8_t result[MSM_POINT_BYTES_MAX];
  assert_true(ref_point_read(msm_oracle(curve), vector->points, &a));
  assert_true(ref_point_read(msm_oracle(curve), vector->points + msm_point_bytes(curve), &b));
  const struct ref_point sum = ref_point_add(msm_oracle(curve), &a, &b);
  ref_point_write(msm_oracle(curve), &sum, result);
  assert_memory_equal(result, vector->expected, msm_point_bytes(curve));
}

static void check_code(const struct msm_curve *curve, const struct msm_cpu *cpu, const char *code,
                       const struct vector *vector) {
  const struct msm_problem problem = {vector->count, MSM_POINTS_FRESH};
  struct msm_plan *const plan = cpu->plan(&problem, NULL);
  uint8_t result[MSM_POINT_BYTES_MAX];
  assert_non_null(plan);
  cpu->set(plan, vector->points, vector->scalars, result);
  const struct stages stages = cpu->stages(plan);
  for (unsigned stage = 0; stage < stages.count; stage++)
    stages.run(plan, stage, 0, stages.pieces(plan, stage));
  cpu->plan_free(plan);
  if (memcmp(result, vector->expected, msm_point_bytes(curve)) != 0)
    fail_msg("%s, %s: %s does not agree", curve->name, vector->name, code);
}

static void check_vector(const struct msm_curve *curve, const struct vector *vector) {
  check_reference(curve, vector);
  check_code(curve, curve->portable, "portable", vector);
  for (unsigned isa = 0; isa < LANE_ISA_COUNT; isa++)
    if (curve->batch[isa] && lane_isa_supported((enum lane_isa)isa))
      check_code(curve, curve->batch[isa], lane_isa_name((enum lane_isa)isa), vector);
}

typedef struct vector read_fn(const struct msm_curve *curve, const cJSON *test);

static void check_file(const char *name, const struct msm_curve *curve, read_fn *read,
                       int tests_min) {
  vectors_or_skip();
  char *text;
  size_t size;
  struct pm_error error;
  if (pm_file_read(vector_path(name), FILE_BYTES_MAX, &text, &size, &error) != PM_OK)
    fail_msg("%s", error.text);
  cJSON *const tests = cJSON_ParseWithLength(text, size);
  assert_true(cJSON_GetArraySize(tests) >= tests_min);
  const cJSON *test;
  cJSON_ArrayForEach(test, tests) {
    struct vector vector = read(curve, test);
    check_vector(curve, &vector);
    if (read == read_addition)
      check_addition(curve, &vector);
    free(vector.points), free(vector.scalars);
  }
  cJSON_Delete(tests);
  free(text);
}

static void bn254_additions(void **state) {
  (void)state;
  check_file("precompiles/bn256Add.json", &msm_bn254_g1, read_addition, 16);
}

static void bn254_multiplications(void **state) {
  (void)state;
  check_file("precompiles/bn256ScalarMul.json", &msm_bn254_g1, read_products, 19);
}

static void bls12_381_multi_exponentiations(void **state) {
  (void)state;
  check_file("precompiles/blsG1MultiExp.json", &msm_bls12_381_g1, read_products, 154);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bn254_additions),
      cmocka_unit_test(bn254_multiplications),
      cmocka_unit_test(bls12_381_multi_exponentiations),
  };
  return cmocka_run_group_tests_name("msm_vectors", tests, NULL, NULL);
}

/* Poseidon2: the constants and known answers of the vector file, every way to permute against the
 * oracle, and leaves and nodes of the trees against its sponge and its compression. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "bench/field/field_oracle.h"
#include "bench/poseidon2/poseidon2_oracle.h"
#include "host/base/file.h"
#include "host/base/random.h"
#include "tests/support/vectors.h"

static const struct poseidon2 *const instances[] = {
#define POSEIDON2(name) &poseidon2_##name,
#define POSEIDON2_TREE(name)
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE
};
static const struct poseidon2_tree *const trees[] = {
#define POSEIDON2(name)
#define POSEIDON2_TREE(name) &poseidon2_tree_##name,
#include "kernels/poseidon2/instances.def"
#undef POSEIDON2
#undef POSEIDON2_TREE
};
enum {
  INSTANCES = sizeof instances / sizeof *instances,
  TREES = sizeof trees / sizeof *trees,
  STATE_BYTES_MAX = 8 * POSEIDON2_WIDTH_MAX,
  COUNT = 40,     /* states: two groups of the widest lanes and a part of a third */
  EXTREMES = 400, /* states of numbers near 0 and near the prime, and of random ones */
  GUARD = 64,
  POISON = 0xa5,
};

/* The oracles of the instances and of the trees. */
static struct ref_poseidon2 oracles[INSTANCES];
static struct ref_poseidon2_tree tree_oracles[TREES];

static int make_oracles(void **state) {
  (void)state;
  for (int i = 0; i < INSTANCES; i++)
    ref_poseidon2_init(&oracles[i], poseidon2_oracle(instances[i]));
  for (int t = 0; t < TREES; t++)
    ref_poseidon2_tree_init(&tree_oracles[t], poseidon2_tree_oracle(trees[t]));
  return 0;
}

/* The ways to compute: the ISAs, and one more for the code without lanes. */
enum { IMPLEMENTATIONS = LANE_ISA_COUNT + 1 };

static bool runs(int variant) {
  return variant == LANE_ISA_COUNT || lane_isa_supported((enum lane_isa)variant);
}

static const char *way_name(int variant) {
  return variant == LANE_ISA_COUNT ? "portable" : lane_isa_name((enum lane_isa)variant);
}

static poseidon2_permute_fn *permute_of(const struct poseidon2 *instance, int variant) {
  return !runs(variant)              ? NULL
         : variant == LANE_ISA_COUNT ? instance->portable
                                     : instance->batch[variant];
}

static poseidon2_permute_fn *compress_of(const struct poseidon2_tree *tree, int variant) {
  return !runs(variant)              ? NULL
         : variant == LANE_ISA_COUNT ? tree->compress_portable
                                     : tree->compress[variant];
}

static poseidon2_hash_fn *hash_of(const struct poseidon2_tree *tree, int variant) {
  return !runs(variant) ? NULL : variant == LANE_ISA_COUNT ? tree->portable : tree->batch[variant];
}

static size_t state_bytes(const struct poseidon2 *instance) {
  return (size_t)instance->field->bytes * instance->constants->width;
}

/* A number that is likely to be an extreme one: 0, 1, 2, p - 1, p - 2, a power of two, or random. */
static void write_number(const struct ref_field *field, uint64_t index, uint8_t *bytes) {
  const uint64_t choice = pm_random_word(1, 0, index);
  const struct ref_number zero = ref_field_small(0), two = ref_field_small(2);
  struct ref_number a = ref_field_small(choice / 16 % 3);
  if (choice % 4 == 1)
    a = ref_field_sub(field, zero, a);
  if (choice % 4 == 2)
    a = ref_field_pow_small(field, two, choice / 16 % (8 * field->bytes));
  if (choice % 4 == 3)
    a = ref_field_pow_small(field, ref_field_small(field->generator), choice);
  ref_field_write(field, &a, bytes);
}

static void fill(const struct prime_field *field, uint8_t *bytes, size_t elements, uint64_t from) {
  for (size_t i = 0; i < elements; i++)
    write_number(field_oracle(field), from + i, bytes + i * field->bytes);
}

/* Known answers */

static cJSON *vector_file(void) {
  vectors_or_skip();
  char *text = NULL;
  size_t bytes;
  struct pm_error error;
  const char *path = vector_path("poseidon2/poseidon2.json");
  assert_int_equal(pm_file_read(path, 1 << 20, &text, &bytes, &error), PM_OK);
  cJSON *document = cJSON_Parse(text);
  free(text);
  assert_non_null(document);
  return document;
}

static const cJSON *member(const cJSON *object, const char *name) {
  const cJSON *item = cJSON_GetObjectItem(object, name);
  assert_non_null(item);
  return item;
}

/* "0x1f" as words of 32 bits, the lowest first. */
static void parse_words(const char *hex, unsigned words, uint32_t *out) {
  const size_t digits = strlen(hex + 2);
  assert_true(digits <= 8 * (size_t)words);
  memset(out, 0, 4 * words);
  for (size_t i = 0; i < digits; i++) {
    const char digit[2] = {hex[2 + digits - 1 - i], 0};
    out[i / 8] |= (uint32_t)strtoul(digit, NULL, 16) << 4 * (i % 8);
  }
}

/* The numbers of an array, or of an array of arrays, one after another. Returns how many. */
static unsigned parse_numbers(const cJSON *array, unsigned words, uint32_t *out) {
  unsigned count = 0;
  const cJSON *item;
  cJSON_ArrayForEach(item, array) {
    if (cJSON_IsArray(item))
      count += parse_numbers(item, words, out + (size_t)count * words);
    else
      parse_words(cJSON_GetStringValue(item), words, out + (size_t)count++ * words);
  }
  return count;
}

static void check_table(const struct poseidon2 *instance, const cJSON *vectors, const char *name,
                        const uint32_t *table, unsigned count) {
  uint32_t expected[8 * 8 * POSEIDON2_WIDTH_MAX];
  const unsigned words = instance->field->bytes / 4;
  assert_int_equal(parse_numbers(member(vectors, name), words, expected), count);
  assert_memory_equal(table, expected, 4 * words * count);
}

static void check_known_answer(int index, const cJSON *vectors) {
  const struct poseidon2 *instance = instances[index];
  const struct poseidon2_constants *c = instance->constants;
  const unsigned words = instance->field->bytes / 4;
  assert_int_equal(member(vectors, "width")->valueint, c->width);
  assert_int_equal(member(vectors, "alpha")->valueint, c->alpha);
  assert_int_equal(member(vectors, "full_rounds")->valueint, c->full_rounds);
  assert_int_equal(member(vectors, "partial_rounds")->valueint, c->partial_rounds);
  check_table(instance, vectors, "external_rc", c->external, c->full_rounds * c->width);
  check_table(instance, vectors, "internal_rc", c->internal, c->partial_rounds);
  check_table(instance, vectors, "internal_diag", c->diagonal, c->width);

  uint32_t in[STATE_BYTES_MAX / 4], out[STATE_BYTES_MAX / 4], expected[STATE_BYTES_MAX / 4];
  const cJSON *answer = member(vectors, "kat");
  assert_int_equal(parse_numbers(member(answer, "input"), words, in), c->width);
  assert_int_equal(parse_numbers(member(answer, "output"), words, expected), c->width);
  ref_poseidon2_permute(&oracles[index], (const uint8_t *)in, (uint8_t *)out);
  assert_memory_equal(out, expected, state_bytes(instance));
  for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
    poseidon2_permute_fn *permute = permute_of(instance, variant);
    if (!permute)
      continue;
    permute((const uint8_t *)in, 0, 1, (uint8_t *)out);
    assert_memory_equal(out, expected, state_bytes(instance));
  }
}

static void known_answers(void **state) {
  (void)state;
  cJSON *document = vector_file();
  for (int i = 0; i < INSTANCES; i++) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, "poseidon2-%s", instances[i]->name);
    *strrchr(wanted, '_') = '-';
    const cJSON *vectors = NULL, *item;
    cJSON_ArrayForEach(item, document) if (strcmp(cJSON_GetStringValue(member(item, "instance")),
                                                  wanted) == 0) vectors = item;
    assert_non_null(vectors);
    check_known_answer(i, vectors);
  }
  cJSON_Delete(document);
}

static void assert_numbers(const struct poseidon2 *instance, const uint32_t *table,
                           const struct ref_number *derived, unsigned count) {
  const unsigned bytes = instance->field->bytes;
  for (unsigned i = 0; i < count; i++) {
    uint8_t number[FIELD_BYTES_MAX];
    ref_field_write(field_oracle(instance->field), &derived[i], number);
    assert_memory_equal((const uint8_t *)table + i * bytes, number, bytes);
  }
}

/* The kernels' tables are what the generator of their publishers gives. */
static void constants_are_generated(void **state) {
  (void)state;
  for (int i = 0; i < INSTANCES; i++) {
    const struct poseidon2_constants *c = instances[i]->constants;
    const struct ref_poseidon2 *oracle = &oracles[i];
    assert_int_equal(oracle->parameters->width, c->width);
    assert_int_equal(oracle->parameters->alpha, c->alpha);
    assert_int_equal(oracle->parameters->full_rounds, c->full_rounds);
    assert_int_equal(oracle->parameters->partial_rounds, c->partial_rounds);
    const unsigned row_words = c->width * instances[i]->field->bytes / 4;
    for (unsigned round = 0; round < c->full_rounds; round++)
      assert_numbers(instances[i], c->external + round * row_words, oracle->external[round],
                     c->width);
    assert_numbers(instances[i], c->internal, oracle->internal, c->partial_rounds);
    assert_numbers(instances[i], c->diagonal, oracle->diagonal, c->width);
  }
}

/* Permutations */

static uint8_t *permuted(int index, const uint8_t *in, size_t count) {
  const size_t bytes = state_bytes(instances[index]);
  uint8_t *out = malloc(count * bytes);
  assert_non_null(out);
  for (size_t i = 0; i < count; i++)
    ref_poseidon2_permute(&oracles[index], in + i * bytes, out + i * bytes);
  return out;
}

static void assert_poison(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    assert_int_equal(bytes[i], POISON);
}

/* States `first` up to `last`, at an odd address, apart or in place; nothing else is written. */
static void check_range(const struct poseidon2 *instance, poseidon2_permute_fn *permute,
                        const uint8_t *in, const uint8_t *expected, size_t first, size_t last,
                        bool in_place) {
  const size_t bytes = state_bytes(instance), all = COUNT * bytes;
  uint8_t *from = malloc(all + 1), *to = malloc(GUARD + 1 + all + GUARD);
  assert_non_null(from);
  assert_non_null(to);
  uint8_t *const out = to + GUARD + 1;
  memset(to, POISON, GUARD + 1 + all + GUARD);
  memcpy(from + 1, in, all);
  if (in_place)
    memcpy(out + first * bytes, in + first * bytes, (last - first) * bytes);
  permute(in_place ? out : from + 1, first, last, out);
  assert_poison(to, GUARD + 1 + first * bytes);
  assert_memory_equal(out + first * bytes, expected + first * bytes, (last - first) * bytes);
  assert_poison(out + last * bytes, all + GUARD - last * bytes);
  free(from);
  free(to);
}

static void all_counts(void **state) {
  (void)state;
  for (int i = 0; i < INSTANCES; i++) {
    const struct poseidon2 *instance = instances[i];
    uint8_t in[COUNT * STATE_BYTES_MAX];
    fill(instance->field, in, COUNT * instance->constants->width, 0);
    uint8_t *expected = permuted(i, in, COUNT);
    for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
      poseidon2_permute_fn *permute = permute_of(instance, variant);
      for (size_t count = 0; permute && count <= COUNT; count++) {
        check_range(instance, permute, in, expected, 0, count, count % 2);
        check_range(instance, permute, in, expected, COUNT - count, COUNT, count % 3 == 0);
      }
    }
    free(expected);
  }
}

static void extreme_numbers(void **state) {
  (void)state;
  for (int i = 0; i < INSTANCES; i++) {
    const struct poseidon2 *instance = instances[i];
    const size_t bytes = state_bytes(instance);
    uint8_t *in = malloc(EXTREMES * bytes), *out = malloc(EXTREMES * bytes);
    assert_non_null(in);
    assert_non_null(out);
    fill(instance->field, in, EXTREMES * instance->constants->width, 1 << 20);
    uint8_t *expected = permuted(i, in, EXTREMES);
    for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
      poseidon2_permute_fn *permute = permute_of(instance, variant);
      if (!permute)
        continue;
      permute(in, 0, EXTREMES, out);
      if (memcmp(out, expected, EXTREMES * bytes) != 0)
        fail_msg("%s, %s: a wrong permutation", instance->name, way_name(variant));
    }
    free(in);
    free(out);
    free(expected);
  }
}

/* Trees */

static void check_leaves(int index, size_t elements, size_t count) {
  const struct poseidon2_tree *tree = trees[index];
  const size_t bytes = tree->sponge->field->bytes, digest = tree->digest * bytes;
  const size_t row = elements * bytes;
  uint8_t *rows = malloc(count * row + 1), *out = malloc(count * digest + GUARD);
  uint8_t *expected = malloc(count * digest);
  assert_true(rows && out && expected);
  fill(tree->sponge->field, rows + 1, count * elements, 77);
  for (size_t i = 0; i < count; i++)
    ref_poseidon2_leaf(&tree_oracles[index], rows + 1 + i * row, elements, expected + i * digest);
  for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
    poseidon2_hash_fn *hash = hash_of(tree, variant);
    if (!hash)
      continue;
    memset(out, POISON, count * digest + GUARD);
    hash(rows + 1, elements, count / 3, count, out);
    assert_poison(out, count / 3 * digest);
    hash(rows + 1, elements, 0, count / 3, out);
    assert_memory_equal(out, expected, count * digest);
    assert_poison(out + count * digest, GUARD);
  }
  free(rows);
  free(out);
  free(expected);
}

static void leaves(void **state) {
  (void)state;
  for (int t = 0; t < TREES; t++) {
    const unsigned rate = trees[t]->rate;
    const unsigned elements[] = {0, 1, rate - 1, rate, rate + 1, 2 * rate + 3, 4 * rate};
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
      for (size_t count = 1; count <= COUNT; count += i < 4 ? 13 : 3)
        check_leaves(t, elements[i], count);
  }
}

static void nodes(void **state) {
  (void)state;
  for (int t = 0; t < TREES; t++) {
    const struct poseidon2_tree *tree = trees[t];
    const size_t digest = tree->digest * tree->compression->field->bytes;
    uint8_t in[1 + 2 * COUNT * 32], out[COUNT * 32 + GUARD], expected[COUNT * 32];
    assert_true(digest <= 32);
    fill(tree->compression->field, in + 1, 2 * COUNT * tree->digest, 7);
    for (size_t i = 0; i < COUNT; i++)
      ref_poseidon2_node(&tree_oracles[t], in + 1 + 2 * i * digest, expected + i * digest);
    for (int variant = 0; variant < IMPLEMENTATIONS; variant++) {
      poseidon2_permute_fn *compress = compress_of(tree, variant);
      for (size_t count = 0; compress && count <= COUNT; count++) {
        memset(out, POISON, sizeof out);
        compress(in + 1, count / 2, count, out);
        compress(in + 1, 0, count / 2, out);
        assert_memory_equal(out, expected, count * digest);
        assert_poison(out + count * digest, GUARD);
      }
    }
  }
}

/* The oracle's root of four rows, and of their digests, is that of its leaves and nodes. */
static void roots(void **state) {
  (void)state;
  enum { ROWS = 4, ELEMENTS = 17 };
  for (int t = 0; t < TREES; t++) {
    const struct ref_poseidon2_tree *tree = &tree_oracles[t];
    const struct prime_field *field = trees[t]->sponge->field;
    const size_t row = ELEMENTS * field->bytes, digest = ref_poseidon2_digest_bytes(tree);
    uint8_t rows[ROWS * ELEMENTS * 32], digests[ROWS * 32], above[2 * 32], want[32], root[32];
    fill(field, rows, ROWS * ELEMENTS, 3);
    for (size_t i = 0; i < ROWS; i++)
      ref_poseidon2_leaf(tree, rows + i * row, ELEMENTS, digests + i * digest);
    ref_poseidon2_node(tree, digests, above);
    ref_poseidon2_node(tree, digests + 2 * digest, above + digest);
    ref_poseidon2_node(tree, above, want);
    ref_poseidon2_root(tree, rows, ELEMENTS, 2, root);
    assert_memory_equal(root, want, digest);
    ref_poseidon2_join(tree, digests, 2, root);
    assert_memory_equal(root, want, digest);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(constants_are_generated),
      cmocka_unit_test(known_answers),
      cmocka_unit_test(all_counts),
      cmocka_unit_test(extreme_numbers),
      cmocka_unit_test(leaves),
      cmocka_unit_test(nodes),
      cmocka_unit_test(roots),
  };
  return cmocka_run_group_tests(tests, make_oracles, NULL);
}

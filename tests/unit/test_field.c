/* The fields: their description, the plain arithmetic, and the products of every way to compute. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "bench/field/field_oracle.h"
#include "host/base/random.h"

static const struct prime_field *const fields[] = {
#define FIELD(name) &field_##name,
#include "kernels/field/fields.def"
#undef FIELD
};
enum { FIELDS = sizeof fields / sizeof *fields, COUNT = 300 };

/* Edge values first: 0, 1, 2, p - 1, p - 2, (p - 1) / 2, a half of the bits, then random ones. */
static struct ref_number number(const struct ref_field *field, uint64_t which) {
  struct ref_number a = ref_field_small(which);
  const struct ref_number zero = ref_field_small(0);
  if (which < 3)
    return a;
  if (which < 6)
    return ref_field_sub(field, zero, ref_field_small(which - 2));
  if (which == 6)
    return ref_field_inverse(field, ref_field_small(2));
  do {
    pm_random_bytes(3, field->modulus[0], which * FIELD_BYTES_MAX, (uint8_t *)a.limb, field->bytes);
    const uint64_t top = field->modulus[ref_field_limbs(field) - 1];
    a.limb[ref_field_limbs(field) - 1] &= UINT64_MAX >> __builtin_clzll(top);
    which += 1000;
    uint8_t bytes[FIELD_BYTES_MAX];
    ref_field_write(field, &a, bytes);
    if (ref_field_read(field, bytes, &a))
      return a;
  } while (true);
}

/* The oracle's numbers, which are written apart, are the kernels'. */
static void descriptions_agree(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++) {
    const struct prime_field *field = fields[f];
    const struct ref_field *oracle = field_oracle(field);
    assert_int_equal(oracle->bytes, field->bytes);
    assert_memory_equal(oracle->modulus, field->modulus, sizeof field->modulus);
    assert_int_equal(oracle->generator, field->generator);
    assert_int_equal(oracle->extension, field->extension);
    assert_int_equal(oracle->non_residue, field->non_residue);
  }
}

static void descriptions_are_true(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++) {
    const struct ref_field *field = field_oracle(fields[f]);
    const unsigned two_adicity = fields[f]->two_adicity;
    const struct ref_number one = ref_field_small(1);
    const struct ref_number minus_one = ref_field_sub(field, ref_field_small(0), one);
    assert_int_equal(field->modulus[0] & 1, 1);
    /* 2^two_adicity divides p - 1, and no higher power does. */
    uint64_t low = field->modulus[0] - 1;
    assert_int_equal(low ? __builtin_ctzll(low) : 64, two_adicity);
    /* The generator is no square, and so is of the full power of 2. */
    if (two_adicity > 1) {
      struct ref_number root = ref_field_root(field, two_adicity);
      for (unsigned i = 1; i < two_adicity; i++)
        root = ref_field_mul(field, root, root);
      assert_true(ref_field_equal(&root, &minus_one));
    }
    /* X^extension - w has no root where w is no power of degree extension's factor 2. */
    if (field->extension > 1) {
      struct ref_number exponent = minus_one;
      for (unsigned i = 0; i < FIELD_LIMBS_MAX; i++)
        exponent.limb[i] =
            exponent.limb[i] >> 1 | (i + 1 < FIELD_LIMBS_MAX ? exponent.limb[i + 1] << 63 : 0);
      const struct ref_number symbol =
          ref_field_pow(field, ref_field_small(field->non_residue), exponent.limb);
      assert_true(ref_field_equal(&symbol, &minus_one));
    }
  }
}

static void arithmetic_has_its_laws(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++) {
    const struct ref_field *field = field_oracle(fields[f]);
    const struct ref_number one = ref_field_small(1);
    for (uint64_t i = 0; i < 40; i++) {
      const struct ref_number a = number(field, i);
      const struct ref_number inverse = ref_field_inverse(field, a);
      struct ref_number product = ref_field_mul(field, a, inverse);
      if (i)
        assert_true(ref_field_equal(&product, &one));
      for (uint64_t j = 0; j < 40; j++) {
        const struct ref_number b = number(field, j), c = number(field, i + j);
        const struct ref_number left = ref_field_mul(field, a, ref_field_add(field, b, c));
        const struct ref_number right =
            ref_field_add(field, ref_field_mul(field, a, b), ref_field_mul(field, a, c));
        assert_true(ref_field_equal(&left, &right));
        const struct ref_number back = ref_field_sub(field, ref_field_add(field, a, b), b);
        assert_true(ref_field_equal(&back, &a));
      }
    }
  }
}

static void what_is_not_canonical_is_refused(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++) {
    uint8_t bytes[FIELD_BYTES_MAX];
    const struct ref_field *field = field_oracle(fields[f]);
    struct ref_number a, modulus;
    memcpy(modulus.limb, field->modulus, sizeof modulus.limb);
    ref_field_write(field, &modulus, bytes);
    assert_false(ref_field_read(field, bytes, &a));
    bytes[0]--;
    assert_true(ref_field_read(field, bytes, &a));
    memset(bytes, 0xff, sizeof bytes);
    assert_false(ref_field_read(field, bytes, &a));
  }
}

/* Every chain, and every count of a share with its begin, as the reference has it. */
static void check_products(const struct ref_field *field, field_products_fn *batch) {
  static uint8_t a[COUNT * FIELD_BYTES_MAX + 1], b[COUNT * FIELD_BYTES_MAX + 1];
  static uint8_t expected[COUNT * FIELD_BYTES_MAX + 1], got[COUNT * FIELD_BYTES_MAX + 1];
  for (uint64_t i = 0; i < COUNT; i++) {
    const struct ref_number x = number(field, i % 20), y = number(field, i / 15);
    ref_field_write(field, &x, a + 1 + i * field->bytes);
    ref_field_write(field, &y, b + 1 + i * field->bytes);
  }
  static const uint64_t chains[] = {0, 1, 2, 3, 17};
  for (unsigned c = 0; c < 5; c++) {
    const struct field_products products = {a + 1, b + 1, chains[c], COUNT};
    for (uint64_t first = 0; first < 3; first++)
      for (uint64_t last = first; last <= COUNT; last += last < 20 ? 1 : 31) {
        memset(expected, 0xa5, sizeof expected);
        memset(got, 0xa5, sizeof got);
        for (uint64_t i = first; i < last; i++)
          ref_field_product(field, products.a + i * field->bytes, products.b + i * field->bytes,
                            chains[c], expected + 1 + i * field->bytes);
        batch(&products, first, last, got + 1);
        assert_memory_equal(expected, got, sizeof got);
      }
  }
}

static void every_way_multiplies(void **state) {
  (void)state;
  for (int f = 0; f < FIELDS; f++) {
    unsigned ways = 0;
    if (fields[f]->portable)
      check_products(field_oracle(fields[f]), fields[f]->portable), ways++;
    for (enum lane_isa isa = 0; isa < LANE_ISA_COUNT; isa++)
      if (fields[f]->batch[isa] && lane_isa_supported(isa))
        check_products(field_oracle(fields[f]), fields[f]->batch[isa]), ways++;
    assert_true(ways);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(descriptions_agree),      cmocka_unit_test(descriptions_are_true),
      cmocka_unit_test(arithmetic_has_its_laws), cmocka_unit_test(what_is_not_canonical_is_refused),
      cmocka_unit_test(every_way_multiplies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

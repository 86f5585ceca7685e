#include "cpu_ref/sumcheck/sumcheck.h"

#include <stdlib.h>

enum { TABLES = 3, VALUES = TABLES + 1 };

/* Element i of table t; tables are `stride` elements apart. */
static struct ref_extension get(const struct ref_field *field, const uint8_t *tables,
                                uint64_t stride, unsigned t, uint64_t i) {
  struct ref_extension a;
  ref_extension_read(field, tables + (t * stride + i) * ref_extension_bytes(field), &a);
  return a;
}

/* The value at x of the line through low at 0 and high at 1. */
static struct ref_extension line(const struct ref_field *field, struct ref_extension low,
                                 struct ref_extension high, struct ref_extension x) {
  return ref_extension_add(field, low,
                           ref_extension_mul(field, ref_extension_sub(field, high, low), x));
}

/* g(x) of tables of `size` elements, `stride` apart. */
static struct ref_extension sum(const struct ref_field *field, const uint8_t *tables,
                                uint64_t stride, uint64_t size, struct ref_extension x) {
  struct ref_extension total = ref_extension_small(0);
  for (uint64_t i = 0; i < size / 2; i++) {
    struct ref_extension product = ref_extension_small(1);
    for (unsigned t = 0; t < TABLES; t++) {
      const struct ref_extension low = get(field, tables, stride, t, i);
      const struct ref_extension high = get(field, tables, stride, t, i + size / 2);
      product = ref_extension_mul(field, product, line(field, low, high, x));
    }
    total = ref_extension_add(field, total, product);
  }
  return total;
}

static void bind(const struct ref_field *field, uint8_t *tables, uint64_t stride, uint64_t size,
                 struct ref_extension challenge) {
  for (unsigned t = 0; t < TABLES; t++)
    for (uint64_t i = 0; i < size / 2; i++) {
      const struct ref_extension low = get(field, tables, stride, t, i);
      const struct ref_extension high = get(field, tables, stride, t, i + size / 2);
      const struct ref_extension bound = line(field, low, high, challenge);
      ref_extension_write(field, &bound, tables + (t * stride + i) * ref_extension_bytes(field));
    }
}

bool ref_sumcheck(const struct ref_field *field, unsigned log_size, const uint8_t *in,
                  uint8_t *out) {
  const uint64_t stride = UINT64_C(1) << log_size;
  const size_t bytes = ref_extension_bytes(field), tables_bytes = TABLES * stride * bytes;
  uint8_t *const tables = malloc(tables_bytes);
  if (!tables)
    return false;
  for (size_t i = 0; i < tables_bytes; i++)
    tables[i] = in[i];
  for (unsigned round = 0; round < log_size; round++) {
    for (uint64_t x = 0; x < VALUES; x++, out += bytes) {
      const struct ref_extension value =
          sum(field, tables, stride, stride >> round, ref_extension_small(x));
      ref_extension_write(field, &value, out);
    }
    struct ref_extension challenge;
    ref_extension_read(field, in + tables_bytes + round * bytes, &challenge);
    bind(field, tables, stride, stride >> round, challenge);
  }
  for (unsigned t = 0; t < TABLES; t++, out += bytes) {
    const struct ref_extension value = get(field, tables, stride, t, 0);
    ref_extension_write(field, &value, out);
  }
  free(tables);
  return true;
}

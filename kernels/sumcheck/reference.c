#include "kernels/sumcheck/reference.h"

#include <stdlib.h>

/* Element i of table t; tables are `stride` elements apart. */
static struct extension_number get(const struct prime_field *field, const uint8_t *tables,
                                   uint64_t stride, unsigned t, uint64_t i) {
  struct extension_number a;
  extension_read(field, tables + (t * stride + i) * extension_bytes(field), &a);
  return a;
}

/* The value at x of the line through low at 0 and high at 1. */
static struct extension_number line(const struct prime_field *field, struct extension_number low,
                                    struct extension_number high, struct extension_number x) {
  return extension_add(field, low, extension_mul(field, extension_sub(field, high, low), x));
}

/* g(x) of tables of `size` elements, `stride` apart. */
static struct extension_number sum(const struct prime_field *field, const uint8_t *tables,
                                   uint64_t stride, uint64_t size, struct extension_number x) {
  struct extension_number total = extension_small(0);
  for (uint64_t i = 0; i < size / 2; i++) {
    struct extension_number product = extension_small(1);
    for (unsigned t = 0; t < SUMCHECK_TABLES; t++) {
      const struct extension_number low = get(field, tables, stride, t, i);
      const struct extension_number high = get(field, tables, stride, t, i + size / 2);
      product = extension_mul(field, product, line(field, low, high, x));
    }
    total = extension_add(field, total, product);
  }
  return total;
}

static void bind(const struct prime_field *field, uint8_t *tables, uint64_t stride, uint64_t size,
                 struct extension_number challenge) {
  for (unsigned t = 0; t < SUMCHECK_TABLES; t++)
    for (uint64_t i = 0; i < size / 2; i++) {
      const struct extension_number low = get(field, tables, stride, t, i);
      const struct extension_number high = get(field, tables, stride, t, i + size / 2);
      const struct extension_number bound = line(field, low, high, challenge);
      extension_write(field, &bound, tables + (t * stride + i) * extension_bytes(field));
    }
}

bool sumcheck_reference(const struct prime_field *field, const struct sumcheck_problem *problem,
                        const uint8_t *in, uint8_t *out) {
  const uint64_t stride = UINT64_C(1) << problem->log_size;
  const size_t bytes = extension_bytes(field), tables_bytes = SUMCHECK_TABLES * stride * bytes;
  uint8_t *const tables = malloc(tables_bytes);
  if (!tables)
    return false;
  for (size_t i = 0; i < tables_bytes; i++)
    tables[i] = in[i];
  for (unsigned round = 0; round < problem->log_size; round++) {
    for (uint64_t x = 0; x < SUMCHECK_VALUES; x++, out += bytes) {
      const struct extension_number value =
          sum(field, tables, stride, stride >> round, extension_small(x));
      extension_write(field, &value, out);
    }
    struct extension_number challenge;
    extension_read(field, in + tables_bytes + round * bytes, &challenge);
    bind(field, tables, stride, stride >> round, challenge);
  }
  for (unsigned t = 0; t < SUMCHECK_TABLES; t++, out += bytes) {
    const struct extension_number value = get(field, tables, stride, t, 0);
    extension_write(field, &value, out);
  }
  free(tables);
  return true;
}

#include "kernels/poly/reference.h"

static struct field_number cell(const struct prime_field *field, uint64_t columns,
                                const uint8_t *row, uint64_t column) {
  struct field_number a;
  field_read(field, row + column % columns * field->bytes, &a);
  return a;
}

/* What T_j(w_N x) has to be. */
static struct field_number next_cell(const struct prime_field *field, uint64_t columns,
                                     const uint8_t *row, uint64_t j) {
  const struct field_number a = cell(field, columns, row, j);
  const struct field_number cube = field_mul(field, field_mul(field, a, a), a);
  const struct field_number product =
      field_mul(field, cell(field, columns, row, j + 1), cell(field, columns, row, j + 2));
  return field_add(field, field_add(field, cube, product), field_small(j + 1));
}

void quotient_reference_next_row(const struct prime_field *field, uint64_t columns,
                                 const uint8_t *row, uint8_t *next) {
  for (uint64_t j = 0; j < columns; j++) {
    const struct field_number a = next_cell(field, columns, row, j);
    field_write(field, &a, next + j * field->bytes);
  }
}

/* The sum of alpha^j C_j by Horner's rule. */
static struct extension_number combined(const struct prime_field *field, uint64_t columns,
                                        const uint8_t *row, const uint8_t *next,
                                        struct extension_number alpha) {
  struct extension_number sum = extension_small(0);
  for (uint64_t j = columns; j-- > 0;) {
    const struct field_number constraint =
        field_sub(field, cell(field, columns, next, j), next_cell(field, columns, row, j));
    sum = extension_add(field, extension_mul(field, sum, alpha), extension_of(constraint));
  }
  return sum;
}

static uint64_t reverse(uint64_t x, unsigned bits) {
  uint64_t reversed = 0;
  for (; bits > 0; bits--, x >>= 1)
    reversed = reversed << 1 | (x & 1);
  return reversed;
}

void quotient_reference(const struct prime_field *field, const struct quotient_problem *problem,
                        const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {
  const unsigned bits = quotient_log_points(problem);
  const uint64_t points = UINT64_C(1) << bits, row_bytes = problem->columns * field->bytes;
  const struct field_number one = field_small(1), root = field_root(field, bits);
  const struct field_number last_row = field_inverse(field, field_root(field, problem->log_size));
  struct field_number vanishing = field_small(0), inverse = vanishing; /* long the same */
  struct extension_number alpha;
  extension_read(field, in + points * row_bytes, &alpha);
  for (uint64_t i = first; i < last; i++, out += extension_bytes(field)) {
    const uint64_t exponent = reverse(i, bits);
    const uint64_t next = reverse((exponent + (points >> problem->log_size)) % points, bits);
    const struct field_number x =
        field_mul(field, field_small(field->generator), field_pow_small(field, root, exponent));
    const struct field_number there =
        field_sub(field, field_pow_small(field, x, UINT64_C(1) << problem->log_size), one);
    if (!field_equal(&there, &vanishing))
      vanishing = there, inverse = field_inverse(field, there);
    const struct field_number factor = field_mul(field, field_sub(field, x, last_row), inverse);
    const struct extension_number value = extension_scale(
        field, combined(field, problem->columns, in + i * row_bytes, in + next * row_bytes, alpha),
        factor);
    extension_write(field, &value, out);
  }
}

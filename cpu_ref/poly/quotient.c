#include "cpu_ref/poly/quotient.h"

static struct ref_number cell(const struct ref_field *field, uint64_t columns, const uint8_t *row,
                              uint64_t column) {
  struct ref_number a;
  ref_field_read(field, row + column % columns * field->bytes, &a);
  return a;
}

/* What T_j(w_N x) has to be. */
static struct ref_number next_cell(const struct ref_field *field, uint64_t columns,
                                   const uint8_t *row, uint64_t j) {
  const struct ref_number a = cell(field, columns, row, j);
  const struct ref_number cube = ref_field_mul(field, ref_field_mul(field, a, a), a);
  const struct ref_number product =
      ref_field_mul(field, cell(field, columns, row, j + 1), cell(field, columns, row, j + 2));
  return ref_field_add(field, ref_field_add(field, cube, product), ref_field_small(j + 1));
}

void ref_quotient_next_row(const struct ref_field *field, uint64_t columns, const uint8_t *row,
                           uint8_t *next) {
  for (uint64_t j = 0; j < columns; j++) {
    const struct ref_number a = next_cell(field, columns, row, j);
    ref_field_write(field, &a, next + j * field->bytes);
  }
}

/* The sum of alpha^j C_j by Horner's rule. */
static struct ref_extension combined(const struct ref_field *field, uint64_t columns,
                                     const uint8_t *row, const uint8_t *next,
                                     struct ref_extension alpha) {
  struct ref_extension sum = ref_extension_small(0);
  for (uint64_t j = columns; j-- > 0;) {
    const struct ref_number constraint =
        ref_field_sub(field, cell(field, columns, next, j), next_cell(field, columns, row, j));
    sum = ref_extension_add(field, ref_extension_mul(field, sum, alpha),
                            ref_extension_of(constraint));
  }
  return sum;
}

static uint64_t reverse(uint64_t x, unsigned bits) {
  uint64_t reversed = 0;
  for (; bits > 0; bits--, x >>= 1)
    reversed = reversed << 1 | (x & 1);
  return reversed;
}

void ref_quotient(const struct ref_quotient *problem, const uint8_t *in, uint64_t first,
                  uint64_t last, uint8_t *out) {
  const struct ref_field *const field = problem->field;
  const unsigned bits = problem->log_size + problem->log_blowup;
  const uint64_t points = UINT64_C(1) << bits, row_bytes = problem->columns * field->bytes;
  const struct ref_number one = ref_field_small(1), root = ref_field_root(field, bits);
  const struct ref_number last_row =
      ref_field_inverse(field, ref_field_root(field, problem->log_size));
  struct ref_number vanishing = ref_field_small(0), inverse = vanishing; /* long the same */
  struct ref_extension alpha;
  ref_extension_read(field, in + points * row_bytes, &alpha);
  for (uint64_t i = first; i < last; i++, out += ref_extension_bytes(field)) {
    const uint64_t exponent = reverse(i, bits);
    const uint64_t next = reverse((exponent + (points >> problem->log_size)) % points, bits);
    const struct ref_number x = ref_field_mul(field, ref_field_small(field->generator),
                                              ref_field_pow_small(field, root, exponent));
    const struct ref_number there =
        ref_field_sub(field, ref_field_pow_small(field, x, UINT64_C(1) << problem->log_size), one);
    if (!ref_field_equal(&there, &vanishing))
      vanishing = there, inverse = ref_field_inverse(field, there);
    const struct ref_number factor =
        ref_field_mul(field, ref_field_sub(field, x, last_row), inverse);
    const struct ref_extension value = ref_extension_scale(
        field, combined(field, problem->columns, in + i * row_bytes, in + next * row_bytes, alpha),
        factor);
    ref_extension_write(field, &value, out);
  }
}

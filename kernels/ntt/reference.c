#include "kernels/ntt/reference.h"

#include <stdlib.h>

static uint64_t reverse(uint64_t i, unsigned bits) {
  uint64_t r = 0;
  for (; bits > 0; bits--, i >>= 1)
    r = r << 1 | (i & 1);
  return r;
}

uint64_t ntt_reference_place(const struct ntt_problem *problem, unsigned log_size, uint64_t column,
                             uint64_t i) {
  return problem->layout == NTT_BY_ROWS ? i * problem->columns + column : (column << log_size) + i;
}

static struct field_number get(const struct prime_field *field, const uint8_t *array,
                               uint64_t place) {
  struct field_number a;
  field_read(field, array + place * field->bytes, &a);
  return a;
}

struct field_number ntt_reference_at(const struct prime_field *field,
                                     const struct ntt_problem *problem, const uint8_t *coefficients,
                                     uint64_t column, struct field_number point) {
  struct field_number sum = field_small(0);
  for (uint64_t i = UINT64_C(1) << problem->log_size; i-- > 0;) {
    const uint64_t place = ntt_reference_place(problem, problem->log_size, column, i);
    sum = field_add(field, field_mul(field, sum, point), get(field, coefficients, place));
  }
  return sum;
}

struct field_number ntt_reference_point(const struct prime_field *field,
                                        const struct ntt_problem *problem, uint64_t i) {
  const unsigned bits = problem->log_size + problem->log_blowup;
  const struct field_number w = field_pow_small(field, field_root(field, bits), reverse(i, bits));
  return problem->kind == NTT_LDE ? field_mul(field, w, field_small(field->generator)) : w;
}

/* A column, with coefficients and values in their natural order. */

static struct field_number horner(const struct prime_field *field, const struct field_number *a,
                                  uint64_t count, struct field_number point) {
  struct field_number sum = field_small(0);
  while (count-- > 0)
    sum = field_add(field, field_mul(field, sum, point), a[count]);
  return sum;
}

/* values[i] = a(first · root^i), i below count; a has `size` coefficients. */
static void sums(const struct prime_field *field, struct field_number *values, uint64_t count,
                 const struct field_number *a, uint64_t size, struct field_number first,
                 struct field_number root) {
  for (uint64_t i = 0; i < count; i++, first = field_mul(field, first, root))
    values[i] = horner(field, a, size, first);
}

/* The transform of the `size` elements of `a` that are `step` apart, by way of those at even and at odd
 * places; root is of order `size`. */
static void halve(const struct prime_field *field, struct field_number *values,
                  const struct field_number *a, uint64_t size, uint64_t step,
                  struct field_number root) {
  if (size == 1) {
    values[0] = a[0];
    return;
  }
  const struct field_number square = field_mul(field, root, root);
  halve(field, values, a, size / 2, 2 * step, square);
  halve(field, values + size / 2, a + step, size / 2, 2 * step, square);
  struct field_number power = field_small(1);
  for (uint64_t i = 0; i < size / 2; i++, power = field_mul(field, power, root)) {
    const struct field_number even = values[i];
    const struct field_number odd = field_mul(field, values[i + size / 2], power);
    values[i] = field_add(field, even, odd);
    values[i + size / 2] = field_sub(field, even, odd);
  }
}

/* How a column is transformed: by sums, or by halving. */
struct method {
  const struct prime_field *field;
  bool halving;
};

static void values_of(const struct method *m, struct field_number *values,
                      const struct field_number *a, unsigned log_size, struct field_number root) {
  const uint64_t size = UINT64_C(1) << log_size;
  if (m->halving)
    halve(m->field, values, a, size, 1, root);
  else
    sums(m->field, values, size, a, size, field_small(1), root);
}

/* a = the polynomial whose values at the powers of the root of order 2^log_size are `values`. */
static void coefficients_of(const struct method *m, struct field_number *a,
                            const struct field_number *values, unsigned log_size) {
  const struct prime_field *const field = m->field;
  const struct field_number size = field_pow_small(field, field_small(2), log_size);
  const struct field_number scale = field_inverse(field, size);
  values_of(m, a, values, log_size, field_inverse(field, field_root(field, log_size)));
  for (uint64_t i = 0; i >> log_size == 0; i++)
    a[i] = field_mul(field, a[i], scale);
}

/* The polynomial a(generator · X), with zeros above. */
static void onto_coset(const struct prime_field *field, struct field_number *a, unsigned log_size,
                       unsigned log_extended) {
  struct field_number power = field_small(1);
  for (uint64_t i = 0; i >> log_extended == 0; i++) {
    a[i] = i >> log_size == 0 ? field_mul(field, a[i], power) : field_small(0);
    power = field_mul(field, power, field_small(field->generator));
  }
}

/* `from` and `to` have the output's size; the result is in `to`. */
static void transform(const struct method *m, const struct ntt_problem *p,
                      struct field_number *from, struct field_number *to) {
  const unsigned log_extended = p->log_size + p->log_blowup;
  if (p->kind == NTT_INVERSE) {
    coefficients_of(m, to, from, p->log_size);
    return;
  }
  if (p->kind == NTT_LDE) {
    coefficients_of(m, to, from, p->log_size);
    onto_coset(m->field, to, p->log_size, log_extended);
    for (uint64_t i = 0; i >> log_extended == 0; i++)
      from[i] = to[i];
  }
  values_of(m, to, from, log_extended, field_root(m->field, log_extended));
}

static bool columns(const struct method *m, const struct ntt_problem *p, const uint8_t *in,
                    uint8_t *out) {
  const unsigned bits_in = p->log_size, bits_out = p->log_size + p->log_blowup;
  struct field_number *const from = malloc(2 * sizeof *from << bits_out);
  if (!from)
    return false;
  struct field_number *const to = from + (UINT64_C(1) << bits_out);
  for (uint64_t column = 0; column < p->columns; column++) {
    for (uint64_t i = 0; i >> bits_in == 0; i++)
      from[p->kind == NTT_FORWARD ? i : reverse(i, bits_in)] =
          get(m->field, in, ntt_reference_place(p, bits_in, column, i));
    transform(m, p, from, to);
    for (uint64_t i = 0; i >> bits_out == 0; i++)
      field_write(m->field, &to[p->kind == NTT_INVERSE ? i : reverse(i, bits_out)],
                  out + ntt_reference_place(p, bits_out, column, i) * m->field->bytes);
  }
  free(from);
  return true;
}

bool ntt_reference_sums(const struct prime_field *field, const struct ntt_problem *problem,
                        const uint8_t *in, uint8_t *out) {
  return columns(&(struct method){field, false}, problem, in, out);
}

bool ntt_reference(const struct prime_field *field, const struct ntt_problem *problem,
                   const uint8_t *in, uint8_t *out) {
  return columns(&(struct method){field, true}, problem, in, out);
}

#include "cpu_ref/ntt/ntt.h"

#include <stdlib.h>

static uint64_t reverse(uint64_t i, unsigned bits) {
  uint64_t r = 0;
  for (; bits > 0; bits--, i >>= 1)
    r = r << 1 | (i & 1);
  return r;
}

uint64_t ref_ntt_place(const struct ref_ntt *ntt, unsigned log_size, uint64_t column, uint64_t i) {
  return ntt->by_rows ? i * ntt->columns + column : (column << log_size) + i;
}

static struct ref_number get(const struct ref_field *field, const uint8_t *array, uint64_t place) {
  struct ref_number a;
  ref_field_read(field, array + place * field->bytes, &a);
  return a;
}

struct ref_number ref_ntt_at(const struct ref_ntt *ntt, const uint8_t *coefficients,
                             uint64_t column, struct ref_number point) {
  const struct ref_field *const field = ntt->field;
  struct ref_number sum = ref_field_small(0);
  for (uint64_t i = UINT64_C(1) << ntt->log_size; i-- > 0;) {
    const uint64_t place = ref_ntt_place(ntt, ntt->log_size, column, i);
    sum = ref_field_add(field, ref_field_mul(field, sum, point), get(field, coefficients, place));
  }
  return sum;
}

struct ref_number ref_ntt_point(const struct ref_ntt *ntt, uint64_t i) {
  const struct ref_field *const field = ntt->field;
  const unsigned bits = ntt->log_size + ntt->log_blowup;
  const struct ref_number w =
      ref_field_pow_small(field, ref_field_root(field, bits), reverse(i, bits));
  return ntt->kind == REF_NTT_LDE ? ref_field_mul(field, w, ref_field_small(field->generator)) : w;
}

/* A column, with coefficients and values in their natural order. */

static struct ref_number horner(const struct ref_field *field, const struct ref_number *a,
                                uint64_t count, struct ref_number point) {
  struct ref_number sum = ref_field_small(0);
  while (count-- > 0)
    sum = ref_field_add(field, ref_field_mul(field, sum, point), a[count]);
  return sum;
}

/* values[i] = a(first · root^i), i below count; a has `size` coefficients. */
static void sums(const struct ref_field *field, struct ref_number *values, uint64_t count,
                 const struct ref_number *a, uint64_t size, struct ref_number first,
                 struct ref_number root) {
  for (uint64_t i = 0; i < count; i++, first = ref_field_mul(field, first, root))
    values[i] = horner(field, a, size, first);
}

/* The transform of the `size` elements of `a` that are `step` apart, by way of those at even and at odd
 * places; root is of order `size`. */
static void halve(const struct ref_field *field, struct ref_number *values,
                  const struct ref_number *a, uint64_t size, uint64_t step,
                  struct ref_number root) {
  if (size == 1) {
    values[0] = a[0];
    return;
  }
  const struct ref_number square = ref_field_mul(field, root, root);
  halve(field, values, a, size / 2, 2 * step, square);
  halve(field, values + size / 2, a + step, size / 2, 2 * step, square);
  struct ref_number power = ref_field_small(1);
  for (uint64_t i = 0; i < size / 2; i++, power = ref_field_mul(field, power, root)) {
    const struct ref_number even = values[i];
    const struct ref_number odd = ref_field_mul(field, values[i + size / 2], power);
    values[i] = ref_field_add(field, even, odd);
    values[i + size / 2] = ref_field_sub(field, even, odd);
  }
}

/* How a column is transformed: by sums, or by halving. */
struct method {
  const struct ref_field *field;
  bool halving;
};

static void values_of(const struct method *m, struct ref_number *values, const struct ref_number *a,
                      unsigned log_size, struct ref_number root) {
  const uint64_t size = UINT64_C(1) << log_size;
  if (m->halving)
    halve(m->field, values, a, size, 1, root);
  else
    sums(m->field, values, size, a, size, ref_field_small(1), root);
}

/* a = the polynomial whose values at the powers of the root of order 2^log_size are `values`. */
static void coefficients_of(const struct method *m, struct ref_number *a,
                            const struct ref_number *values, unsigned log_size) {
  const struct ref_field *const field = m->field;
  const struct ref_number size = ref_field_pow_small(field, ref_field_small(2), log_size);
  const struct ref_number scale = ref_field_inverse(field, size);
  values_of(m, a, values, log_size, ref_field_inverse(field, ref_field_root(field, log_size)));
  for (uint64_t i = 0; i >> log_size == 0; i++)
    a[i] = ref_field_mul(field, a[i], scale);
}

/* The polynomial a(generator · X), with zeros above. */
static void onto_coset(const struct ref_field *field, struct ref_number *a, unsigned log_size,
                       unsigned log_extended) {
  struct ref_number power = ref_field_small(1);
  for (uint64_t i = 0; i >> log_extended == 0; i++) {
    a[i] = i >> log_size == 0 ? ref_field_mul(field, a[i], power) : ref_field_small(0);
    power = ref_field_mul(field, power, ref_field_small(field->generator));
  }
}

/* `from` and `to` have the output's size; the result is in `to`. */
static void transform(const struct method *m, const struct ref_ntt *p, struct ref_number *from,
                      struct ref_number *to) {
  const unsigned log_extended = p->log_size + p->log_blowup;
  if (p->kind == REF_NTT_INVERSE) {
    coefficients_of(m, to, from, p->log_size);
    return;
  }
  if (p->kind == REF_NTT_LDE) {
    coefficients_of(m, to, from, p->log_size);
    onto_coset(m->field, to, p->log_size, log_extended);
    for (uint64_t i = 0; i >> log_extended == 0; i++)
      from[i] = to[i];
  }
  values_of(m, to, from, log_extended, ref_field_root(m->field, log_extended));
}

static bool columns(const struct method *m, const struct ref_ntt *p, const uint8_t *in,
                    uint64_t first, uint64_t last, uint8_t *out) {
  const unsigned bits_in = p->log_size, bits_out = p->log_size + p->log_blowup;
  struct ref_number *const from = malloc(2 * sizeof *from << bits_out);
  if (!from)
    return false;
  struct ref_number *const to = from + (UINT64_C(1) << bits_out);
  for (uint64_t column = first; column < last; column++) {
    for (uint64_t i = 0; i >> bits_in == 0; i++)
      from[p->kind == REF_NTT_FORWARD ? i : reverse(i, bits_in)] =
          get(m->field, in, ref_ntt_place(p, bits_in, column, i));
    transform(m, p, from, to);
    for (uint64_t i = 0; i >> bits_out == 0; i++)
      ref_field_write(m->field, &to[p->kind == REF_NTT_INVERSE ? i : reverse(i, bits_out)],
                      out + ref_ntt_place(p, bits_out, column, i) * m->field->bytes);
  }
  free(from);
  return true;
}

bool ref_ntt_sums(const struct ref_ntt *ntt, const uint8_t *in, uint8_t *out) {
  return columns(&(struct method){ntt->field, false}, ntt, in, 0, ntt->columns, out);
}

bool ref_ntt(const struct ref_ntt *ntt, const uint8_t *in, uint64_t first, uint64_t last,
             uint8_t *out) {
  return columns(&(struct method){ntt->field, true}, ntt, in, first, last, out);
}

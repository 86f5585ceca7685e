#include "cpu_ref/fri/fri.h"

enum { ARITY_MAX = 1 << REF_FRI_LOG_ARITY_MAX };

/* What the outputs have in common. */
struct fold {
  const struct ref_field *field;
  unsigned log_size, arity;
  struct ref_number inverse_generator, inverse_root, inverse_arity;
  struct ref_extension beta;
};

/* The inverse of generator · w^i, whose value is in place `place` of the input. */
static struct ref_number inverse_point(const struct fold *f, uint64_t place) {
  uint64_t i = 0;
  for (unsigned bit = 0; bit < f->log_size; bit++)
    i = i << 1 | (place >> bit & 1);
  return ref_field_mul(f->field, f->inverse_generator,
                       ref_field_pow_small(f->field, f->inverse_root, i));
}

/* f_j(x^arity), from the arity values f(x z), z running over the roots of unity of order arity: x^-j / arity
 * times the sum of z^-j f(x z), in which the other f_i cancel. */
static struct ref_extension part(const struct fold *f, unsigned j,
                                 const struct ref_number inverse_points[ARITY_MAX],
                                 const struct ref_extension values[ARITY_MAX]) {
  struct ref_extension sum = ref_extension_small(0);
  for (unsigned k = 0; k < f->arity; k++) {
    const struct ref_number weight = ref_field_pow_small(f->field, inverse_points[k], j);
    sum = ref_extension_add(f->field, sum, ref_extension_scale(f->field, values[k], weight));
  }
  return ref_extension_scale(f->field, sum, f->inverse_arity);
}

static struct ref_extension output(const struct fold *f, const uint8_t *in, uint64_t i) {
  struct ref_number inverse_points[ARITY_MAX];
  struct ref_extension values[ARITY_MAX], sum = ref_extension_small(0);
  for (unsigned k = 0; k < f->arity; k++) {
    const uint64_t place = i * f->arity + k;
    inverse_points[k] = inverse_point(f, place);
    ref_extension_read(f->field, in + place * ref_extension_bytes(f->field), &values[k]);
  }
  for (unsigned j = f->arity; j-- > 0;)
    sum = ref_extension_add(f->field, ref_extension_mul(f->field, sum, f->beta),
                            part(f, j, inverse_points, values));
  return sum;
}

void ref_fri_fold(const struct ref_field *field, unsigned log_size, unsigned log_arity,
                  const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {
  struct fold f = {.field = field, .log_size = log_size, .arity = 1u << log_arity};
  f.inverse_generator = ref_field_inverse(field, ref_field_small(field->generator));
  f.inverse_root = ref_field_inverse(field, ref_field_root(field, log_size));
  f.inverse_arity = ref_field_inverse(field, ref_field_small(f.arity));
  ref_extension_read(field, in + ((uint64_t)ref_extension_bytes(field) << log_size), &f.beta);
  for (uint64_t i = first; i < last; i++, out += ref_extension_bytes(field)) {
    const struct ref_extension value = output(&f, in, i);
    ref_extension_write(field, &value, out);
  }
}

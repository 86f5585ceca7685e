#include "kernels/fri/reference.h"

/* What the outputs have in common. */
struct fold {
  const struct prime_field *field;
  unsigned log_size, arity;
  struct field_number inverse_generator, inverse_root, inverse_arity;
  struct extension_number beta;
};

/* The inverse of generator · w^i, whose value is in place `place` of the input. */
static struct field_number inverse_point(const struct fold *f, uint64_t place) {
  uint64_t i = 0;
  for (unsigned bit = 0; bit < f->log_size; bit++)
    i = i << 1 | (place >> bit & 1);
  return field_mul(f->field, f->inverse_generator, field_pow_small(f->field, f->inverse_root, i));
}

/* f_j(x^arity), from the arity values f(x z), z running over the roots of unity of order arity: x^-j / arity
 * times the sum of z^-j f(x z), in which the other f_i cancel. */
static struct extension_number part(const struct fold *f, unsigned j,
                                    const struct field_number inverse_points[FRI_ARITY_MAX],
                                    const struct extension_number values[FRI_ARITY_MAX]) {
  struct extension_number sum = extension_small(0);
  for (unsigned k = 0; k < f->arity; k++) {
    const struct field_number weight = field_pow_small(f->field, inverse_points[k], j);
    sum = extension_add(f->field, sum, extension_scale(f->field, values[k], weight));
  }
  return extension_scale(f->field, sum, f->inverse_arity);
}

static struct extension_number output(const struct fold *f, const uint8_t *in, uint64_t i) {
  struct field_number inverse_points[FRI_ARITY_MAX];
  struct extension_number values[FRI_ARITY_MAX], sum = extension_small(0);
  for (unsigned k = 0; k < f->arity; k++) {
    const uint64_t place = i * f->arity + k;
    inverse_points[k] = inverse_point(f, place);
    extension_read(f->field, in + place * extension_bytes(f->field), &values[k]);
  }
  for (unsigned j = f->arity; j-- > 0;)
    sum = extension_add(f->field, extension_mul(f->field, sum, f->beta),
                        part(f, j, inverse_points, values));
  return sum;
}

void fri_reference(const struct prime_field *field, const struct fri_problem *problem,
                   const uint8_t *in, uint64_t first, uint64_t last, uint8_t *out) {
  struct fold f = {
      .field = field, .log_size = problem->log_size, .arity = 1u << problem->log_arity};
  f.inverse_generator = field_inverse(field, field_small(field->generator));
  f.inverse_root = field_inverse(field, field_root(field, problem->log_size));
  f.inverse_arity = field_inverse(field, field_small(f.arity));
  extension_read(field, in + ((uint64_t)extension_bytes(field) << problem->log_size), &f.beta);
  for (uint64_t i = first; i < last; i++, out += extension_bytes(field)) {
    const struct extension_number value = output(&f, in, i);
    extension_write(field, &value, out);
  }
}

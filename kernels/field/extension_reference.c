#include "kernels/field/extension_reference.h"

#include <string.h>

bool extension_read(const struct prime_field *field, const uint8_t *bytes,
                    struct extension_number *a) {
  *a = (struct extension_number){0};
  bool canonical = true;
  for (unsigned i = 0; i < field->extension; i++)
    canonical &= field_read(field, bytes + i * field->bytes, &a->c[i]);
  return canonical;
}

void extension_write(const struct prime_field *field, const struct extension_number *a,
                     uint8_t *bytes) {
  for (unsigned i = 0; i < field->extension; i++)
    field_write(field, &a->c[i], bytes + i * field->bytes);
}

struct extension_number extension_of(struct field_number a) {
  return (struct extension_number){{a}};
}

struct extension_number extension_small(uint64_t x) {
  return extension_of(field_small(x));
}

bool extension_equal(const struct extension_number *a, const struct extension_number *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

struct extension_number extension_add(const struct prime_field *field, struct extension_number a,
                                      struct extension_number b) {
  for (unsigned i = 0; i < field->extension; i++)
    a.c[i] = field_add(field, a.c[i], b.c[i]);
  return a;
}

struct extension_number extension_sub(const struct prime_field *field, struct extension_number a,
                                      struct extension_number b) {
  for (unsigned i = 0; i < field->extension; i++)
    a.c[i] = field_sub(field, a.c[i], b.c[i]);
  return a;
}

struct extension_number extension_scale(const struct prime_field *field, struct extension_number a,
                                        struct field_number factor) {
  for (unsigned i = 0; i < field->extension; i++)
    a.c[i] = field_mul(field, a.c[i], factor);
  return a;
}

/* The product of polynomials, whose X^(d + i) is w X^i. */
struct extension_number extension_mul(const struct prime_field *field, struct extension_number a,
                                      struct extension_number b) {
  const unsigned degree = field->extension;
  const struct field_number w = field_small(field->non_residue);
  struct extension_number r = {0};
  for (unsigned i = 0; i < degree; i++)
    for (unsigned j = 0; j < degree; j++) {
      struct field_number product = field_mul(field, a.c[i], b.c[j]);
      if (i + j >= degree)
        product = field_mul(field, product, w);
      struct field_number *const sum = &r.c[(i + j) % degree];
      *sum = field_add(field, *sum, product);
    }
  return r;
}

struct extension_number extension_power(const struct prime_field *field, struct extension_number a,
                                        uint64_t exponent) {
  struct extension_number r = extension_small(1);
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      r = extension_mul(field, r, a);
    a = extension_mul(field, a, a);
  }
  return r;
}

/* a's conjugates are a^p, a^(p^2), ...; the product of all, a's norm, is in the base field. */
struct extension_number extension_inverse(const struct prime_field *field,
                                          struct extension_number a) {
  struct extension_number others = extension_small(1), conjugate = a;
  for (unsigned i = 1; i < field->extension; i++) {
    conjugate = extension_power(field, conjugate, field->modulus[0]);
    others = extension_mul(field, others, conjugate);
  }
  const struct extension_number norm = extension_mul(field, a, others);
  return extension_scale(field, others, field_inverse(field, norm.c[0]));
}

#include "cpu_ref/field/extension.h"

#include <string.h>

bool ref_extension_read(const struct ref_field *field, const uint8_t *bytes,
                        struct ref_extension *a) {
  *a = (struct ref_extension){0};
  bool canonical = true;
  for (unsigned i = 0; i < field->extension; i++)
    canonical &= ref_field_read(field, bytes + i * field->bytes, &a->c[i]);
  return canonical;
}

void ref_extension_write(const struct ref_field *field, const struct ref_extension *a,
                         uint8_t *bytes) {
  for (unsigned i = 0; i < field->extension; i++)
    ref_field_write(field, &a->c[i], bytes + i * field->bytes);
}

struct ref_extension ref_extension_of(struct ref_number a) {
  return (struct ref_extension){{a}};
}

struct ref_extension ref_extension_small(uint64_t x) {
  return ref_extension_of(ref_field_small(x));
}

bool ref_extension_equal(const struct ref_extension *a, const struct ref_extension *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

struct ref_extension ref_extension_add(const struct ref_field *field, struct ref_extension a,
                                       struct ref_extension b) {
  for (unsigned i = 0; i < field->extension; i++)
    a.c[i] = ref_field_add(field, a.c[i], b.c[i]);
  return a;
}

struct ref_extension ref_extension_sub(const struct ref_field *field, struct ref_extension a,
                                       struct ref_extension b) {
  for (unsigned i = 0; i < field->extension; i++)
    a.c[i] = ref_field_sub(field, a.c[i], b.c[i]);
  return a;
}

struct ref_extension ref_extension_scale(const struct ref_field *field, struct ref_extension a,
                                         struct ref_number factor) {
  for (unsigned i = 0; i < field->extension; i++)
    a.c[i] = ref_field_mul(field, a.c[i], factor);
  return a;
}

/* The product of polynomials, whose X^(d + i) is w X^i. */
struct ref_extension ref_extension_mul(const struct ref_field *field, struct ref_extension a,
                                       struct ref_extension b) {
  const unsigned degree = field->extension;
  const struct ref_number w = ref_field_small(field->non_residue);
  struct ref_extension r = {0};
  for (unsigned i = 0; i < degree; i++)
    for (unsigned j = 0; j < degree; j++) {
      struct ref_number product = ref_field_mul(field, a.c[i], b.c[j]);
      if (i + j >= degree)
        product = ref_field_mul(field, product, w);
      struct ref_number *const sum = &r.c[(i + j) % degree];
      *sum = ref_field_add(field, *sum, product);
    }
  return r;
}

struct ref_extension ref_extension_power(const struct ref_field *field, struct ref_extension a,
                                         uint64_t exponent) {
  struct ref_extension r = ref_extension_small(1);
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      r = ref_extension_mul(field, r, a);
    a = ref_extension_mul(field, a, a);
  }
  return r;
}

/* a's conjugates are a^p, a^(p^2), ...; the product of all, a's norm, is in the base field. */
struct ref_extension ref_extension_inverse(const struct ref_field *field, struct ref_extension a) {
  struct ref_extension others = ref_extension_small(1), conjugate = a;
  for (unsigned i = 1; i < field->extension; i++) {
    conjugate = ref_extension_power(field, conjugate, field->modulus[0]);
    others = ref_extension_mul(field, others, conjugate);
  }
  const struct ref_extension norm = ref_extension_mul(field, a, others);
  return ref_extension_scale(field, others, ref_field_inverse(field, norm.c[0]));
}

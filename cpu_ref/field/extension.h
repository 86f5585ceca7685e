/* The extension F[X] / (X^d - w) of a prime field, plainly: the oracle of everything over one. d
 * and w are ref_field.extension and .non_residue; where d is 1 the extension is the field
 * itself. */
#ifndef PROOFMARK_CPU_REF_FIELD_EXTENSION_H
#define PROOFMARK_CPU_REF_FIELD_EXTENSION_H

#include "cpu_ref/field/field.h"

enum { REF_EXTENSION_MAX = 4 };

/* The coefficient of X^0 first; those from d on are 0. */
struct ref_extension {
  struct ref_number c[REF_EXTENSION_MAX];
};

static inline unsigned ref_extension_bytes(const struct ref_field *field) {
  return field->bytes * field->extension;
}

/* d canonical elements one after another. read: false where one is not below the modulus. */
bool ref_extension_read(const struct ref_field *field, const uint8_t *bytes,
                        struct ref_extension *a);
void ref_extension_write(const struct ref_field *field, const struct ref_extension *a,
                         uint8_t *bytes);

struct ref_extension ref_extension_of(struct ref_number a);
struct ref_extension ref_extension_small(uint64_t x); /* x has to be below the modulus */
bool ref_extension_equal(const struct ref_extension *a, const struct ref_extension *b);
struct ref_extension ref_extension_add(const struct ref_field *field, struct ref_extension a,
                                       struct ref_extension b);
struct ref_extension ref_extension_sub(const struct ref_field *field, struct ref_extension a,
                                       struct ref_extension b);
struct ref_extension ref_extension_mul(const struct ref_field *field, struct ref_extension a,
                                       struct ref_extension b);
struct ref_extension ref_extension_scale(const struct ref_field *field, struct ref_extension a,
                                         struct ref_number factor);
struct ref_extension ref_extension_power(const struct ref_field *field, struct ref_extension a,
                                         uint64_t exponent);
/* Of 0 it is 0. The modulus has to be below 2^64. */
struct ref_extension ref_extension_inverse(const struct ref_field *field, struct ref_extension a);

#endif

/* The extension F[X] / (X^d - w) of a prime field, plainly: the oracle of everything over one. d and w are
 * prime_field.extension and .non_residue; where d is 1 the extension is the field itself. */
#ifndef PROOFMARK_KERNELS_FIELD_EXTENSION_REFERENCE_H
#define PROOFMARK_KERNELS_FIELD_EXTENSION_REFERENCE_H

#include "kernels/field/reference.h"

enum { FIELD_EXTENSION_MAX = 4 };

/* The element of X^0 first; those from d on are 0. */
struct extension_number {
  struct field_number c[FIELD_EXTENSION_MAX];
};

static inline unsigned extension_bytes(const struct prime_field *field) {
  return field->bytes * field->extension;
}

/* d canonical elements one after another. read: false where one is not below the modulus. */
bool extension_read(const struct prime_field *field, const uint8_t *bytes,
                    struct extension_number *a);
void extension_write(const struct prime_field *field, const struct extension_number *a,
                     uint8_t *bytes);

struct extension_number extension_of(struct field_number a);
struct extension_number extension_small(uint64_t x); /* x has to be below the modulus */
bool extension_equal(const struct extension_number *a, const struct extension_number *b);
struct extension_number extension_add(const struct prime_field *field, struct extension_number a,
                                      struct extension_number b);
struct extension_number extension_sub(const struct prime_field *field, struct extension_number a,
                                      struct extension_number b);
struct extension_number extension_mul(const struct prime_field *field, struct extension_number a,
                                      struct extension_number b);
struct extension_number extension_scale(const struct prime_field *field, struct extension_number a,
                                        struct field_number factor);
struct extension_number extension_power(const struct prime_field *field, struct extension_number a,
                                        uint64_t exponent);
/* Of 0 it is 0. The modulus has to be below 2^64. */
struct extension_number extension_inverse(const struct prime_field *field,
                                          struct extension_number a);

#endif

/* The arithmetic of a prime field, plainly: numbers in canonical form, the schoolbook's product and its
 * long division. The oracle of everything over a field; shares nothing with any element.h. */
#ifndef PROOFMARK_KERNELS_FIELD_REFERENCE_H
#define PROOFMARK_KERNELS_FIELD_REFERENCE_H

#include "kernels/field/field.h"

/* Below the modulus, the lowest limb first; limbs above the field's are 0. */
struct field_number {
  uint64_t limb[FIELD_LIMBS_MAX];
};

/* field->bytes bytes, any alignment. read: false where they are not below the modulus. */
bool field_read(const struct prime_field *field, const uint8_t *bytes, struct field_number *a);
void field_write(const struct prime_field *field, const struct field_number *a, uint8_t *bytes);

struct field_number field_small(uint64_t x); /* x has to be below the modulus */
bool field_equal(const struct field_number *a, const struct field_number *b);
struct field_number field_add(const struct prime_field *field, struct field_number a,
                              struct field_number b);
struct field_number field_sub(const struct prime_field *field, struct field_number a,
                              struct field_number b);
struct field_number field_mul(const struct prime_field *field, struct field_number a,
                              struct field_number b);
struct field_number field_pow(const struct prime_field *field, struct field_number a,
                              const uint64_t exponent[FIELD_LIMBS_MAX]);
struct field_number field_pow_small(const struct prime_field *field, struct field_number a,
                                    uint64_t exponent);
/* By Fermat's theorem; of 0 it is 0. */
struct field_number field_inverse(const struct prime_field *field, struct field_number a);

/* generator^((p - 1) / 2^log_order), of order 2^log_order, which is at most the field's two-adicity. */
struct field_number field_root(const struct prime_field *field, unsigned log_order);

/* As prime_field.portable. */
void field_products_reference(const struct prime_field *field,
                              const struct field_products *products, uint64_t first, uint64_t last,
                              uint8_t *results);

#endif

/* The arithmetic of a prime field, plainly: numbers in canonical form, the schoolbook's product
 * and its long division. The oracle of everything over a field.
 *
 * An element in memory is `bytes` bytes, little-endian, below the modulus, at any alignment.
 */
#ifndef PROOFMARK_CPU_REF_FIELD_FIELD_H
#define PROOFMARK_CPU_REF_FIELD_FIELD_H

#include <stdbool.h>
#include <stdint.h>

enum { REF_FIELD_BYTES_MAX = 48, REF_FIELD_LIMBS_MAX = REF_FIELD_BYTES_MAX / 8 };

struct ref_field {
  unsigned bytes;                        /* of an element: 4, 8, 32 or 48 */
  uint64_t modulus[REF_FIELD_LIMBS_MAX]; /* an odd prime, the lowest limb first */
  uint64_t generator;   /* of the multiplicative group: roots of unity of order 2^k are
                           generator^((p - 1) / 2^k), cosets are its */
  unsigned extension;   /* degree of the extension that proofs over the field use; 1: none */
  uint64_t non_residue; /* the extension is F[X] / (X^extension - non_residue) */
};

extern const struct ref_field ref_field_koalabear, ref_field_babybear, ref_field_goldilocks,
    ref_field_bn254_fr, ref_field_bn254_fq, ref_field_bls12_381_fr, ref_field_bls12_381_fq;

static inline unsigned ref_field_limbs(const struct ref_field *field) {
  return (field->bytes + 7) / 8;
}

/* Below the modulus, the lowest limb first; limbs above the field's are 0. */
struct ref_number {
  uint64_t limb[REF_FIELD_LIMBS_MAX];
};

/* read: false where the bytes are not below the modulus. */
bool ref_field_read(const struct ref_field *field, const uint8_t *bytes, struct ref_number *a);
void ref_field_write(const struct ref_field *field, const struct ref_number *a, uint8_t *bytes);

/* A number as the standards print it: hexadecimal digits, the highest first, which have to be
 * below the modulus. */
struct ref_number ref_field_hex(const char *digits);

struct ref_number ref_field_small(uint64_t x); /* x has to be below the modulus */
bool ref_field_equal(const struct ref_number *a, const struct ref_number *b);
struct ref_number ref_field_add(const struct ref_field *field, struct ref_number a,
                                struct ref_number b);
struct ref_number ref_field_sub(const struct ref_field *field, struct ref_number a,
                                struct ref_number b);
struct ref_number ref_field_mul(const struct ref_field *field, struct ref_number a,
                                struct ref_number b);
struct ref_number ref_field_pow(const struct ref_field *field, struct ref_number a,
                                const uint64_t exponent[REF_FIELD_LIMBS_MAX]);
struct ref_number ref_field_pow_small(const struct ref_field *field, struct ref_number a,
                                      uint64_t exponent);
/* By Fermat's theorem; of 0 it is 0. */
struct ref_number ref_field_inverse(const struct ref_field *field, struct ref_number a);

/* generator^((p - 1) / 2^log_order), of order 2^log_order, which has to divide p - 1. */
struct ref_number ref_field_root(const struct ref_field *field, unsigned log_order);

/* a · b^chain: one element in memory each. */
void ref_field_product(const struct ref_field *field, const uint8_t *a, const uint8_t *b,
                       uint64_t chain, uint8_t *result);

#endif

/* Points of elliptic curves and their sums, plainly: the oracle of multi-scalar multiplication.
 *
 * All curves are y^2 = x^3 + b. A coordinate in memory is `degree` canonical elements of the field
 * (of degree 2 c0 and then c1 of c0 + c1 u, u^2 = -1), a point x and then y; all bytes zero is the
 * point at infinity. A scalar is 32 bytes, little-endian, and any number of 256 bits.
 */
#ifndef PROOFMARK_CPU_REF_MSM_MSM_H
#define PROOFMARK_CPU_REF_MSM_MSM_H

#include "cpu_ref/field/field.h"

enum { REF_SCALAR_BYTES = 32, REF_DEGREE_MAX = 2 };

/* A coordinate c[0] + c[1] u; c[1] is 0 where the degree is 1. */
struct ref_coordinate {
  struct ref_number c[REF_DEGREE_MAX];
};

struct ref_point {
  bool infinity; /* x and y are 0 then */
  struct ref_coordinate x, y;
};

struct ref_curve {
  const struct ref_field *field; /* of the coordinates */
  unsigned degree;               /* of their extension of it: 1 or 2 */
  const struct ref_field *order; /* its modulus is that of the generator */
  /* The standard's numbers, hexadecimal, the highest digit first, without a prefix. b is
   * numerator / (denominator[0] + denominator[1] u). */
  uint64_t b_numerator, b_denominator[REF_DEGREE_MAX];
  const char *x[REF_DEGREE_MAX], *y[REF_DEGREE_MAX]; /* of the generator */
};

extern const struct ref_curve ref_curve_bn254_g1, ref_curve_bn254_g2, ref_curve_bls12_381_g1;

static inline unsigned ref_point_bytes(const struct ref_curve *curve) {
  return 2 * curve->degree * curve->field->bytes;
}

struct ref_point ref_point_generator(const struct ref_curve *curve);

/* ref_point_bytes() bytes, any alignment. read: false where a coordinate is not canonical or the
 * point not on the curve. */
bool ref_point_read(const struct ref_curve *curve, const uint8_t *bytes, struct ref_point *point);
void ref_point_write(const struct ref_curve *curve, const struct ref_point *point, uint8_t *bytes);

bool ref_point_on_curve(const struct ref_curve *curve, const struct ref_point *point);

struct ref_point ref_point_add(const struct ref_curve *curve, const struct ref_point *a,
                               const struct ref_point *b);
struct ref_point ref_point_multiply(const struct ref_curve *curve,
                                    const uint8_t scalar[REF_SCALAR_BYTES],
                                    const struct ref_point *a);

/* The sum of scalars times points, one after another; `points` are valid. */
struct ref_point ref_msm(const struct ref_curve *curve, const uint8_t *points,
                         const uint8_t *scalars, uint64_t count);

/* The same for points that are multiples of the generator, by numbers in the form of scalars: one
 * multiplication of the generator by a sum of products modulo the order. */
struct ref_point ref_msm_of_multiples(const struct ref_curve *curve, const uint8_t *multiples,
                                      const uint8_t *scalars, uint64_t count);

#endif

/* Many affine additions at once on the CPU, for one inversion: README.md.
 *
 * The slope of the line through two points is a quotient. Montgomery's trick makes the inverses of
 * all divisors from that of their product (P. Montgomery, "Speeding the Pollard and elliptic curve
 * methods of factorization", 1987, section 10.3.1), so that an addition costs five products and a
 * square: less than in any form that does without the division.
 *
 *   batch_begin(batch)        an empty batch
 *   batch.additions[], count  what is in it: up to BATCH_MAX additions are put there by who uses it
 *   batch_add_signed(batch)   does them and empties the batch
 *   batch_add(batch)          the same where nothing is negated
 *   batch_form(a)             a point from the field's form to that of a batch's operands and sums,
 *   batch_unform(a)           and back; infinity is the same in both
 *   batch_enter(points, n)    the same to that form from canonical numbers, of an array in place
 *   batch_signed(a, negate)   ±a, in that form
 *
 * Additions are as if done one after another, from the first to the last, as long as no sum is an
 * operand of a later one: sums may take the places of their own operands and of earlier additions'.
 */
#ifndef PROOFMARK_KERNELS_CURVE_BATCH_H
#define PROOFMARK_KERNELS_CURVE_BATCH_H

#include <stddef.h>

#include "kernels/curve/affine.h"

/* *sum = ±a ± b */
struct addition {
  struct affine *sum;
  const struct affine *a, *b;
  bool negate_a, negate_b;
};

enum addition_kind {
  ADDITION_CHORD,   /* the x differ */
  ADDITION_TANGENT, /* a point and itself */
  ADDITION_A,       /* b is infinity */
  ADDITION_B,       /* a is infinity */
  ADDITION_ZERO     /* the sum is infinity */
};

static bool addition_has_divisor(enum addition_kind kind) { return kind <= ADDITION_TANGENT; }

LANE_FN void batch_prefetch(const struct affine *a) {
  for (size_t byte = 0; byte < sizeof *a; byte += 64)
    __builtin_prefetch((const char *)a + byte);
}

/* The kind of an addition, and the divisor of its line; the points are in the field's form. */
static enum addition_kind addition_kind(const struct affine *a, const struct affine *b,
                                        bool negate_a, bool negate_b, coord *divisor) {
  if (affine_is_infinity(b))
    return affine_is_infinity(a) ? ADDITION_ZERO : ADDITION_A;
  if (affine_is_infinity(a))
    return ADDITION_B;
  *divisor = coord_sub(b->x, a->x);
  if (!coord_is_zero(*divisor))
    return ADDITION_CHORD;
  *divisor = coord_add(affine_signed_y(a, negate_a), affine_signed_y(b, negate_b));
  return coord_is_zero(*divisor) ? ADDITION_ZERO : ADDITION_TANGENT;
}

/* How far a tangent rises over its divisor, twice y. */
LANE_FN coord addition_tangent_rise(const struct affine *a) {
  const coord xx = coord_square(a->x);
  return coord_add(coord_double(xx), xx);
}

#if defined(__AVX512IFMA__)
#include "kernels/curve/batch_lanes.h"
#else
#include "kernels/curve/batch_scalar.h"
#endif

#endif

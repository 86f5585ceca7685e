/* Coordinates in F[u] / (u^2 + 1) over a prime field F, c0 + c1 u: README.md. In memory c0 is
 * first. The primes are 3 modulo 4, so that -1 has no square root in F. */
#ifndef PROOFMARK_KERNELS_CURVE_QUADRATIC_COORDINATE_H
#define PROOFMARK_KERNELS_CURVE_QUADRATIC_COORDINATE_H

#include "kernels/curve/field_products.h"

#define COORD_DEGREE 2
#define COORD_WORDS (2 * FE_WORDS)

struct coord {
  fe c0, c1;
};
typedef struct coord coord;

LANE_FN coord coord_of(fe c0, fe c1) {
  const coord r = {c0, c1};
  return r;
}
LANE_FN coord coord_zero(void) { return coord_of(fe_zero(), fe_zero()); }
LANE_FN coord coord_one(void) { return coord_of(fe_one(), fe_zero()); }

LANE_FN coord coord_add(coord a, coord b) {
  return coord_of(fe_add(a.c0, b.c0), fe_add(a.c1, b.c1));
}
LANE_FN coord coord_sub(coord a, coord b) {
  return coord_of(fe_sub(a.c0, b.c0), fe_sub(a.c1, b.c1));
}
LANE_FN coord coord_neg(coord a) { return coord_of(fe_neg(a.c0), fe_neg(a.c1)); }
LANE_FN coord coord_double(coord a) { return coord_of(fe_double(a.c0), fe_double(a.c1)); }

/* Karatsuba's three products. */
WIDE_CALLED coord coord_mul(coord a, coord b) {
  const fe low = curve_mul(a.c0, b.c0), high = curve_mul(a.c1, b.c1);
  const fe sums = curve_mul(fe_add(a.c0, a.c1), fe_add(b.c0, b.c1));
  return coord_of(fe_sub(low, high), fe_sub(fe_sub(sums, low), high));
}

/* (c0 + c1) (c0 - c1) + 2 c0 c1 u */
WIDE_CALLED coord coord_square(coord a) {
  return coord_of(curve_mul(fe_add(a.c0, a.c1), fe_sub(a.c0, a.c1)),
                  fe_double(curve_mul(a.c0, a.c1)));
}

/* The conjugate over the norm. */
LANE_FN coord coord_inverse(coord a) {
  const fe norm = curve_inverse(fe_add(curve_square(a.c0), curve_square(a.c1)));
  return coord_of(curve_mul(a.c0, norm), fe_neg(curve_mul(a.c1, norm)));
}

LANE_FN coord coord_enter(coord canonical) {
  return coord_of(curve_enter(canonical.c0), curve_enter(canonical.c1));
}
LANE_FN coord coord_leave(coord a) { return coord_of(curve_leave(a.c0), curve_leave(a.c1)); }

LANE_FN bool coord_is_zero(coord a) { return fe_is_zero(a.c0) && fe_is_zero(a.c1); }
LANE_FN bool coord_equal(coord a, coord b) { return fe_equal(a.c0, b.c0) && fe_equal(a.c1, b.c1); }
LANE_FN coord coord_choose(bool which, coord a, coord b) {
  return coord_of(fe_choose(which, a.c0, b.c0), fe_choose(which, a.c1, b.c1));
}

/* Below twice the prime, 0 is the number 0 or the prime. */
LANE_FN bool coord_may_be_zero(coord a) {
  const fe prime = {{LIMBS_PRIME}};
  return a.c0.limb[0] == 0 || a.c0.limb[0] == prime.limb[0];
}

LANE_FN bool coord_is_blank(coord a) {
  wide_limb any = 0;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    any |= a.c0.limb[i] | a.c1.limb[i];
  return any == 0;
}

LANE_FN coord coord_load(const GPU_GLOBAL uint32_t *words) {
  return coord_of(fe_load(words), fe_load(words + FE_WORDS));
}
LANE_FN void coord_store(GPU_GLOBAL uint32_t *words, coord a) {
  fe_store(words, a.c0);
  fe_store(words + FE_WORDS, a.c1);
}

#endif

/* Coordinates in a prime field: README.md. */
#ifndef PROOFMARK_KERNELS_CURVE_PRIME_COORDINATE_H
#define PROOFMARK_KERNELS_CURVE_PRIME_COORDINATE_H

#include "kernels/curve/field_products.h"

#define COORD_DEGREE 1
#define COORD_WORDS FE_WORDS

typedef fe coord;

LANE_FN coord coord_zero(void) { return fe_zero(); }
LANE_FN coord coord_one(void) { return fe_one(); }
LANE_FN coord coord_add(coord a, coord b) { return fe_add(a, b); }
LANE_FN coord coord_sub(coord a, coord b) { return fe_sub(a, b); }
LANE_FN coord coord_neg(coord a) { return fe_neg(a); }
LANE_FN coord coord_double(coord a) { return fe_double(a); }
LANE_FN coord coord_mul(coord a, coord b) { return curve_mul(a, b); }
LANE_FN coord coord_square(coord a) { return curve_square(a); }
LANE_FN coord coord_inverse(coord a) { return curve_inverse(a); }
LANE_FN coord coord_enter(coord canonical) { return curve_enter(canonical); }
LANE_FN coord coord_leave(coord a) { return curve_leave(a); }
LANE_FN bool coord_is_zero(coord a) { return fe_is_zero(a); }
LANE_FN bool coord_equal(coord a, coord b) { return fe_equal(a, b); }
LANE_FN coord coord_choose(bool which, coord a, coord b) { return fe_choose(which, a, b); }

/* Below twice the prime, 0 is the number 0 or the prime. */
LANE_FN bool coord_may_be_zero(coord a) {
  const fe prime = {{LIMBS_PRIME}};
  return a.limb[0] == 0 || a.limb[0] == prime.limb[0];
}

LANE_FN bool coord_is_blank(coord a) {
  wide_limb any = 0;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    any |= a.limb[i];
  return any == 0;
}

LANE_FN coord coord_load(const GPU_GLOBAL uint32_t *words) { return fe_load(words); }
LANE_FN void coord_store(GPU_GLOBAL uint32_t *words, coord a) { fe_store(words, a); }

#endif

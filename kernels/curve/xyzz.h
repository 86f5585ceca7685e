/* Points as X, Y, ZZ, ZZZ with x = X / ZZ, y = Y / ZZZ and ZZ^3 = ZZZ^2; infinity is ZZ = 0:
 * README.md.
 *
 * Source: D. J. Bernstein, T. Lange, Explicit-Formulas Database, "XYZZ coordinates for short
 * Weierstrass curves": madd-2008-s, add-2008-s, dbl-2008-s-1 and mdbl-2008-s-1, with a = 0.
 */
#ifndef PROOFMARK_KERNELS_CURVE_XYZZ_H
#define PROOFMARK_KERNELS_CURVE_XYZZ_H

#include "kernels/curve/affine.h"

#define XYZZ_WORDS (4 * COORD_WORDS)

struct xyzz {
  coord x, y, zz, zzz;
};

/* In memory in the field's form. */
LANE_FN struct xyzz xyzz_load(const GPU_GLOBAL uint32_t *words) {
  const struct xyzz r = {coord_load(words), coord_load(words + COORD_WORDS),
                         coord_load(words + 2 * COORD_WORDS), coord_load(words + 3 * COORD_WORDS)};
  return r;
}
LANE_FN void xyzz_store(GPU_GLOBAL uint32_t *words, const struct xyzz *a) {
  coord_store(words, a->x);
  coord_store(words + COORD_WORDS, a->y);
  coord_store(words + 2 * COORD_WORDS, a->zz);
  coord_store(words + 3 * COORD_WORDS, a->zzz);
}

LANE_FN struct xyzz xyzz_infinity(void) {
  const struct xyzz r = {coord_zero(), coord_zero(), coord_zero(), coord_zero()};
  return r;
}
LANE_FN bool xyzz_is_infinity(const struct xyzz *a) { return coord_is_zero(a->zz); }

LANE_FN struct xyzz xyzz_from_affine(const struct affine *a) {
  if (affine_is_infinity(a))
    return xyzz_infinity();
  const struct xyzz r = {a->x, a->y, coord_one(), coord_one()};
  return r;
}

/* A point whose y is 0 is its own negative: U is 0 then, and with it ZZ. */
WIDE_CALLED struct xyzz xyzz_double(const struct xyzz *a) {
  const coord u = coord_double(a->y), v = coord_square(u), w = coord_mul(u, v);
  const coord s = coord_mul(a->x, v), xx = coord_square(a->x);
  const coord m = coord_add(coord_double(xx), xx);
  struct xyzz r;
  r.x = coord_sub(coord_square(m), coord_double(s));
  r.y = coord_sub(coord_mul(m, coord_sub(s, r.x)), coord_mul(w, a->y));
  r.zz = coord_mul(v, a->zz);
  r.zzz = coord_mul(w, a->zzz);
  return r;
}

/* Where an addition turns out to be one. */
WIDE_RARE struct xyzz xyzz_double_rarely(struct xyzz a) { return xyzz_double(&a); }

/* The sum of points whose x differ, given P = U2 - U1, R = S2 - S1 and the products of the ZZ and
 * the ZZZ. */
LANE_FN struct xyzz xyzz_chord(coord u1, coord s1, coord p, coord slope, coord zz, coord zzz) {
  const coord pp = coord_square(p), ppp = coord_mul(p, pp), q = coord_mul(u1, pp);
  struct xyzz r;
  r.x = coord_sub(coord_sub(coord_square(slope), ppp), coord_double(q));
  r.y = coord_sub(coord_mul(slope, coord_sub(q, r.x)), coord_mul(s1, ppp));
  r.zz = coord_mul(zz, pp);
  r.zzz = coord_mul(zzz, ppp);
  return r;
}

WIDE_CALLED struct xyzz xyzz_add_affine(const struct xyzz *a, const struct affine *b) {
  if (affine_is_infinity(b))
    return *a;
  if (xyzz_is_infinity(a))
    return xyzz_from_affine(b);
  const coord p = coord_sub(coord_mul(b->x, a->zz), a->x);
  const coord slope = coord_sub(coord_mul(b->y, a->zzz), a->y);
  if (coord_is_zero(p))
    return coord_is_zero(slope) ? xyzz_double_rarely(*a) : xyzz_infinity();
  return xyzz_chord(a->x, a->y, p, slope, a->zz, a->zzz);
}

WIDE_CALLED struct xyzz xyzz_add(const struct xyzz *a, const struct xyzz *b) {
  if (xyzz_is_infinity(b))
    return *a;
  if (xyzz_is_infinity(a))
    return *b;
  const coord u1 = coord_mul(a->x, b->zz), s1 = coord_mul(a->y, b->zzz);
  const coord p = coord_sub(coord_mul(b->x, a->zz), u1);
  const coord slope = coord_sub(coord_mul(b->y, a->zzz), s1);
  if (coord_is_zero(p))
    return coord_is_zero(slope) ? xyzz_double_rarely(*a) : xyzz_infinity();
  return xyzz_chord(u1, s1, p, slope, coord_mul(a->zz, b->zz), coord_mul(a->zzz, b->zzz));
}

/* 1 / ZZ = (ZZ / ZZZ)^2, as ZZ is a square and ZZZ its root's cube. */
LANE_FN struct affine xyzz_to_affine(const struct xyzz *a) {
  if (xyzz_is_infinity(a))
    return affine_infinity();
  const coord inverse = coord_inverse(a->zzz);
  const struct affine r = {coord_mul(a->x, coord_square(coord_mul(a->zz, inverse))),
                           coord_mul(a->y, inverse)};
  return r;
}

#endif

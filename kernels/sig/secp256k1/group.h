/* The group of secp256k1: y^2 = x^3 + 7 over the field, in scalar lane C.
 *
 * Source: SEC 2 v2.0, section 2.4.1 (the curve and its generator); H. Cohen, A. Miyaji, T. Ono,
 * "Efficient elliptic curve exponentiation using mixed coordinates" (ASIACRYPT 1998), for sums in
 * Jacobian coordinates, where (X, Y, Z) stands for (X / Z^2, Y / Z^3). All sums are complete: of
 * the neutral element, of equal points and of opposite ones.
 *
 * A sum's first point may be counted in coordinates of its own, (x, y) -> (x z^2, y z^3) for some
 * z. They belong to a curve with other coefficients, of which no sum knows.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_GROUP_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_GROUP_H

#include "kernels/sig/secp256k1/field.h"
#include "kernels/sig/secp256k1/scalar.h"

/* Multiples of the generator in memory are its x and its y as eight words each, the lowest
 * first. */
#define AFFINE_WORDS 16

struct affine {
  struct wide x, y;
};

struct point {
  struct wide x, y, z;
  bool infinity; /* the neutral element; then z is 1 and the other coordinates mean nothing */
};

/* x^3 + 7. */
LANE_FN void curve_right_side(struct wide *r, const struct wide *x) {
  const struct wide seven = wide_small(7);
  field_square(r, x);
  field_multiply(r, r, x);
  field_add(r, r, &seven);
}

LANE_FN bool affine_is_on_curve(const struct affine *p) {
  struct wide left, right;
  field_square(&left, &p->y);
  curve_right_side(&right, &p->x);
  return field_equal(&left, &right);
}

/* The point with this x, below p, and an odd or even y; false where there is none. */
LANE_FN bool affine_from_x(struct affine *p, const struct wide *x, bool odd) {
  struct wide right, negative;
  curve_right_side(&right, x);
  const bool exists = field_sqrt(&p->y, &right);
  p->x = *x;
  field_normalise(&p->y);
  field_negate(&negative, &p->y);
  wide_choose(&p->y, (p->y.limb[0] & 1) != odd, &p->y, &negative);
  return exists;
}

LANE_FN void point_from_affine(struct point *p, const struct affine *q) {
  p->x = q->x, p->y = q->y;
  p->z = wide_small(1);
  p->infinity = false;
}

LANE_FN void point_set_infinity(struct point *p) {
  p->x = p->y = wide_small(0);
  p->z = wide_small(1);
  p->infinity = true;
}

/* p = 2 p: with L = 3 X^2 / 2, S = Y^2 and T = X S it is (L^2 - 2 T, L (T - X') - S^2, Y Z). No
 * point of this curve has y = 0. */
WIDE_CALLED void point_double(struct point *p) {
  struct wide l, s, t, u;
  if (p->infinity)
    return;
  field_multiply(&p->z, &p->y, &p->z);
  field_square(&s, &p->y);
  field_square(&u, &p->x);
  field_multiply(&t, &p->x, &s);
  field_half(&l, &u);
  field_add(&l, &l, &u);
  field_square(&p->x, &l);
  field_sub_all(&p->x, &p->x, &t, &t, 1);
  field_sub(&t, &t, &p->x);
  field_multiply(&t, &t, &l);
  field_square(&s, &s);
  field_sub(&p->y, &t, &s);
}

/* p = p + q; *ratio becomes what Z was multiplied by. z is p's Z if both are in the same
 * coordinates; if q is in the curve's own, it is Z times the z of p's. Returns true where both are
 * the same point, and then leaves p: it is to be doubled. */
WIDE_CALLED bool point_add(struct point *p, const struct affine *q, const struct wide *z,
                           struct wide *ratio) {
  struct wide zz, h, r, hh, t;
  field_square(&zz, z);
  field_multiply(&h, &q->x, &zz);
  field_multiply(&zz, &zz, z);
  field_multiply(&r, &q->y, &zz);
  if (p->infinity) {
    p->x = h, p->y = r;
    p->infinity = false;
    return false;
  }
  field_sub(&h, &h, &p->x);
  field_sub(&r, &r, &p->y);
  if (field_is_zero(&h)) {
    const bool same = field_is_zero(&r);
    if (!same)
      point_set_infinity(p);
    return same;
  }
  *ratio = h;
  field_multiply(&p->z, &p->z, &h);
  field_square(&hh, &h);
  field_multiply(&t, &p->x, &hh);
  field_multiply(&h, &h, &hh);
  field_square(&p->x, &r);
  field_sub_all(&p->x, &p->x, &h, &t, 2);
  field_sub(&t, &t, &p->x);
  field_multiply(&t, &t, &r);
  field_multiply(&h, &h, &p->y);
  field_sub(&p->y, &t, &h);
  return false;
}

/* p's own coordinates, below p, given 1 / Z; p is not the neutral element. */
LANE_FN void point_to_affine(struct affine *r, const struct point *p,
                             const struct wide *z_inverse) {
  struct wide zz;
  field_square(&zz, z_inverse);
  field_multiply(&r->x, &p->x, &zz);
  field_multiply(&zz, &zz, z_inverse);
  field_multiply(&r->y, &p->y, &zz);
  field_normalise(&r->x);
  field_normalise(&r->y);
}

/* Eight small multiples of a point q, and x of their images under the endomorphism (x, y) -> (beta
 * x, y), which multiplies by lambda. All are in the same coordinates, of which z is the z. */
#define WINDOW_MULTIPLES 8
struct multiples {
  struct affine of[WINDOW_MULTIPLES];
  struct wide image_x[WINDOW_MULTIPLES];
  struct wide z;
};

/* Brings sums that were made one from the other into the coordinates of the last one. of[i]'s Z is
 * ratio[i] times its predecessor's, so that no inverse is needed. Then adds the images. */
LANE_FN void multiples_join(struct multiples *m, const struct wide ratio[WINDOW_MULTIPLES]) {
  const struct wide beta = wide_of(0x7ae96a2b, 0x657c0710, 0x6e64479e, 0xac3434e9, 0x9cf04975,
                                   0x12f58995, 0xc1396c28, 0x719501ee);
  struct wide scale = wide_small(1);
  WIDE_ROLLED
  for (int i = WINDOW_MULTIPLES - 1; i >= 0; i--) {
    field_multiply(&m->image_x[i], &m->of[i].x, &beta);
    if (i == 0)
      break;
    struct affine *next = &m->of[i - 1];
    struct wide power;
    field_multiply(&scale, &scale, &ratio[i]);
    field_square(&power, &scale);
    field_multiply(&next->x, &next->x, &power);
    field_multiply(&power, &power, &scale);
    field_multiply(&next->y, &next->y, &power);
  }
}

LANE_FN void affine_load(struct affine *p, const GPU_GLOBAL uint32_t *from) {
  w32 x[8], y[8];
#if defined(LANE_SCALAR)
  memcpy(x, from, sizeof x);
  memcpy(y, from + 8, sizeof y);
#else
  gpu_load_words8(from, x);
  gpu_load_words8(from + 8, y);
#endif
  p->x = wide_from_words(x), p->y = wide_from_words(y);
}

#endif

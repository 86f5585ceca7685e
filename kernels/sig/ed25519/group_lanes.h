/* The group of -x^2 + y^2 = 1 + d x^2 y^2, d = -121665/121666 (RFC 8032, section 5.1), a point in
 * each lane.
 *
 * Source of the formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 2008,
 * sections 3.1, 3.3 and 4.3; they hold for any two points of the curve. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_GROUP_LANES_H
#define PROOFMARK_KERNELS_SIG_ED25519_GROUP_LANES_H

#include "kernels/sig/ed25519/field_lanes.h"

/* x = E / G, y = H / F: what doubling and adding come to (completed coordinates). */
struct completed {
  struct field E, F, G, H;
};

/* x = X / Z, y = Y / Z: what is doubled. */
struct point {
  struct field X, Y, Z;
};

/* Y + X, Y - X, Z, and T = X Y / Z: what is added to. */
struct augend {
  struct field sum, difference, Z, T;
};

/* A point with Z = 1 made ready to be added: y + x, y - x, 2 d x y. */
struct affine_addend {
  struct field_packed sum, difference, t2d;
};

/* The same of any point, with 2 Z. */
struct addend {
  struct affine_addend affine;
  struct field_packed z2;
};

LANE_FN void group_d(struct field *d) {
  field_set(d, 0x52036cee2b6ffe73, 0x8cc740797779e898, 0x00700a4d4141d8ab, 0x75eb4dca135978a3);
}

LANE_FN void group_2d(struct field *d) {
  field_set(d, 0x2406d9dc56dffce7, 0x198e80f2eef3d130, 0x00e0149a8283b156, 0xebd69b9426b2f159);
}

LANE_FN void group_sqrt_minus_one(struct field *i) {
  field_set(i, 0x2b8324804fc1df0b, 0x2b4d00993dfbd7a7, 0x2f431806ad2fe478, 0xc4ee1b274a0ea0b0);
}

LANE_FN void completed_set_identity(struct completed *r) {
  field_set(&r->E, 0, 0, 0, 0);
  field_set(&r->F, 0, 0, 0, 1);
  r->G = r->H = r->F;
}

LANE_FN void point_complete(struct point *r, const struct completed *a) {
  field_mul(&r->X, &a->E, &a->F);
  field_mul(&r->Y, &a->G, &a->H);
  field_mul(&r->Z, &a->F, &a->G);
}

LANE_FN void augend_complete(struct augend *r, const struct completed *a) {
  struct field_sum X, Y, sum;
  field_multiply(&X, &a->E, &a->F);
  field_multiply(&Y, &a->G, &a->H);
  field_sum_add(&sum, &Y, &X);
  field_carry(&r->sum, &sum);
  field_sum_subtract(&sum, &Y, &X);
  field_carry(&r->difference, &sum);
  field_mul(&r->Z, &a->F, &a->G);
  field_mul(&r->T, &a->E, &a->H);
}

/* r = 2 a. */
LANE_FN void point_double(struct completed *r, const struct point *a) {
  struct field_sum xx, yy, zz2, E, F, G, H;
  field_square(&xx, &a->X);
  field_square(&yy, &a->Y);
  field_square(&zz2, &a->Z);
  field_sum_add(&H, &yy, &xx);
  field_sum_subtract(&G, &yy, &xx);
  field_sum_add(&zz2, &zz2, &zz2);
  field_sum_add(&F, &zz2, &xx);
  field_sum_subtract(&F, &F, &yy);
  field_twice_product(&E, &a->X, &a->Y, &H);
  field_carry(&r->E, &E);
  field_carry(&r->F, &F);
  field_carry(&r->G, &G);
  field_carry(&r->H, &H);
}

/* r = a + b, where D is 2 Z of a times Z of b. */
LANE_FN void augend_add_parts(struct completed *r, const struct augend *a,
                              const struct affine_addend *b, const struct field_sum *D) {
  struct field factor;
  struct field_sum A, B, C, x;
  field_unpack(&factor, &b->difference);
  field_multiply(&A, &a->difference, &factor);
  field_unpack(&factor, &b->sum);
  field_multiply(&B, &a->sum, &factor);
  field_unpack(&factor, &b->t2d);
  field_multiply(&C, &factor, &a->T);
  field_sum_subtract(&x, &B, &A);
  field_carry(&r->E, &x);
  field_sum_subtract(&x, D, &C);
  field_carry(&r->F, &x);
  field_sum_add(&x, D, &C);
  field_carry(&r->G, &x);
  field_sum_add(&x, &B, &A);
  field_carry(&r->H, &x);
}

LANE_FN void augend_add(struct completed *r, const struct augend *a, const struct addend *b) {
  struct field factor;
  struct field_sum D;
  field_unpack(&factor, &b->z2);
  field_multiply(&D, &a->Z, &factor);
  augend_add_parts(r, a, &b->affine, &D);
}

LANE_FN void augend_add_affine(struct completed *r, const struct augend *a,
                               const struct affine_addend *b) {
  struct field_sum D;
  field_sum_of(&D, &a->Z);
  field_sum_add(&D, &D, &D);
  augend_add_parts(r, a, b, &D);
}

LANE_FN void addend_of(struct addend *r, const struct augend *a) {
  struct field t2d, twice_d, z2;
  group_2d(&twice_d);
  field_mul(&t2d, &a->T, &twice_d);
  field_add(&z2, &a->Z, &a->Z);
  field_pack(&r->affine.sum, &a->sum);
  field_pack(&r->affine.difference, &a->difference);
  field_pack(&r->affine.t2d, &t2d);
  field_pack(&r->z2, &z2);
}

/* Changes b to -b in the lanes of `negative`. */
LANE_FN void affine_addend_negate(struct affine_addend *b, w64 negative) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++) {
    const w64 swap = (b->sum.limb[i] ^ b->difference.limb[i]) & negative;
    const w64 twice_p = w64_set((UINT64_C(1) << 52) - (i == 0 ? 38 : 2));
    b->sum.limb[i] ^= swap;
    b->difference.limb[i] ^= swap;
    b->t2d.limb[i] = lanes_choose(negative, twice_p - b->t2d.limb[i], b->t2d.limb[i]);
  }
}

/* The lanes where 8 a is the identity. The points of order 1 and 2 have X = 0, those of order 4
 * have Y = 0; a point has order 8 where its double has Y = 0, which is X^2 + Y^2 = 0. */
LANE_FN w64 point_has_small_order(const struct field *X, const struct field *Y) {
  struct field_sum xx, yy;
  struct field sum;
  field_square(&xx, X);
  field_square(&yy, Y);
  field_sum_add(&xx, &xx, &yy);
  field_carry(&sum, &xx);
  return field_is_zero(X) | field_is_zero(Y) | field_is_zero(&sum);
}

/* --- Decoding: RFC 8032, section 5.1.3 -------------------------------------------------------- */

/* A point as it was encoded, and the lanes in which it is one and is so canonically. */
struct decoded {
  struct field x, y;
  w64 is_point, is_canonical;
};

/* x = a square root of u / v; the lanes where there is one. v is not zero. */
LANE_FN w64 field_root_of_quotient(struct field *x, const struct field *u, const struct field *v) {
  struct field v3, t, root, sum;
  group_sqrt_minus_one(&root);
  field_mul(&t, v, v);
  field_mul(&v3, &t, v);
  field_mul(&t, &v3, &v3);
  field_mul(&t, &t, v);
  field_mul(&t, &t, u);
  field_power_root(x, &t);
  field_mul(x, x, &v3);
  field_mul(x, x, u);
  field_mul(&t, x, x);
  field_mul(&t, &t, v); /* u, -u or no square */
  field_mul(&root, x, &root);
  field_add(&sum, &t, u);
  field_subtract(&t, &t, u);
  const w64 is_root = field_is_zero(&t);
  field_choose(x, is_root, x, &root);
  return is_root | field_is_zero(&sum);
}

/* The lanes where the 255 lower bits are below p: adding 19 does not reach 2^255. */
LANE_FN w64 encoding_is_below_p(const w64 words[4]) {
  const w64 above = words[1] & words[2] & (words[3] | w64_set(UINT64_C(1) << 63));
  const w64 lowest = (w64)(words[0] >= w64_set(UINT64_C(0) - 19));
  return ~(lanes_equal(above, ~w64_set(0)) & lowest);
}

/* As lenient as decoders are: y may be p or above, and x = 0 may have the sign bit; such an
 * encoding is not canonical. Where it is no point the result is the identity, with which one may
 * go on. */
LANES_ONCE void point_decode(struct decoded *r, const w64 words[4]) {
  struct field one, zero, d, u, v, negative;
  w64 x_words[4];
  group_d(&d);
  field_set(&zero, 0, 0, 0, 0);
  field_set(&one, 0, 0, 0, 1);
  field_from_words(&r->y, words);
  field_mul(&u, &r->y, &r->y);
  field_mul(&v, &u, &d);
  field_subtract(&u, &u, &one);
  field_add(&v, &v, &one);
  r->is_point = field_root_of_quotient(&r->x, &u, &v);
  field_choose(&r->x, r->is_point, &r->x, &zero);
  field_choose(&r->y, r->is_point, &r->y, &one);
  field_to_words(x_words, &r->x);
  const w64 sign = words[3] >> 63, is_odd = x_words[0] & w64_set(1);
  const w64 is_zero = lanes_equal(x_words[0] | x_words[1] | x_words[2] | x_words[3], w64_set(0));
  field_subtract(&negative, &zero, &r->x);
  field_choose(&r->x, lanes_equal(sign, is_odd), &r->x, &negative);
  r->is_canonical = encoding_is_below_p(words) & ~(is_zero & lanes_mask(sign));
}

/* A point with Z = 1, or its negative, to start from and to add. */
LANE_FN void augend_of_negated(struct augend *r, const struct decoded *a) {
  field_subtract(&r->sum, &a->y, &a->x);
  field_add(&r->difference, &a->y, &a->x);
  field_set(&r->Z, 0, 0, 0, 1);
  struct field zero;
  field_set(&zero, 0, 0, 0, 0);
  field_mul(&r->T, &a->x, &a->y);
  field_subtract(&r->T, &zero, &r->T);
}

#endif

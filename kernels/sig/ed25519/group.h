/* The group of -x^2 + y^2 = 1 + d x^2 y^2, d = -121665/121666 (RFC 8032, section 5.1).
 *
 * Source of the formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 2008,
 * sections 3.1, 3.3 and 4.3; they hold for any two points of the curve. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_GROUP_H
#define PROOFMARK_KERNELS_SIG_ED25519_GROUP_H

#include "kernels/sig/ed25519/field.h"

/* x = X / Z, y = Y / Z, x y = T / Z. All four are products or small. */
struct point {
  struct field X, Y, Z, T;
};

/* A point made ready to be added: Y + X, Y - X, 2 Z, 2 d T. */
struct addend {
  struct field sum, difference, z2, t2d;
};

/* The same of a point with Z = 1: y + x, y - x, 2 d x y. All three are below p. */
struct affine_addend {
  struct field sum, difference, t2d;
};

LANE_FN struct field group_2d(void) {
  return field_of(0x2406d9dc, 0x56dffce7, 0x198e80f2, 0xeef3d130, 0x00e0149a, 0x8283b156,
                  0xebd69b94, 0x26b2f159);
}

LANE_FN void point_set_identity(struct point *r) {
  r->X = r->T = field_small(0);
  r->Y = r->Z = field_small(1);
}

/* RFC 8032, section 5.1. */
LANE_FN void point_set_base(struct point *r) {
  r->X = field_of(0x216936d3, 0xcd6e53fe, 0xc0a4e231, 0xfdd6dc5c, 0x692cc760, 0x9525a7b2,
                  0xc9562d60, 0x8f25d51a);
  r->Y = field_of(0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666,
                  0x66666666, 0x66666658);
  r->Z = field_small(1);
  field_mul(&r->T, &r->X, &r->Y);
}

/* From the completed coordinates x = E / G, y = H / F; T is left out where it is not `needed`. */
LANE_FN void point_complete(struct point *r, const struct field *E, const struct field *F,
                            const struct field *G, const struct field *H, bool needs_t) {
  field_mul(&r->X, E, F);
  field_mul(&r->Y, G, H);
  field_mul(&r->Z, F, G);
  if (needs_t)
    field_mul(&r->T, E, H);
}

/* r = 2 a, which may be r; a's T is not looked at. */
LANE_FN void point_double(struct point *r, const struct point *a, bool needs_t) {
  struct field xx, yy, zz2, E, F, G, H;
  field_square(&xx, &a->X);
  field_square(&yy, &a->Y);
  field_square(&zz2, &a->Z);
  field_add(&zz2, &zz2, &zz2);
  field_add(&E, &a->X, &a->Y);
  field_square(&E, &E);
  field_add(&H, &yy, &xx);
  field_sub(&E, &E, &H);
  field_sub_product(&G, &yy, &xx);
  field_sub(&F, &zz2, &G);
  point_complete(r, &E, &F, &G, &H, needs_t);
}

/* r = a + b or a - b, where b's are Y + X, Y - X and, in D, 2 Z times a's Z. */
LANE_FN void point_add_parts(struct point *r, const struct point *a, const struct field *sum,
                             const struct field *difference, const struct field *t2d,
                             const struct field *D, bool negative, bool needs_t) {
  struct field A, B, C, E, F, G, H, plus, minus;
  field_choose(&A, negative, difference, sum);
  field_choose(&B, negative, sum, difference);
  field_sub_product(&E, &a->Y, &a->X);
  field_mul(&A, &E, &A);
  field_add(&H, &a->Y, &a->X);
  field_mul(&B, &H, &B);
  field_mul(&C, &a->T, t2d);
  field_sub_product(&E, &B, &A);
  field_add(&H, &B, &A);
  field_add(&plus, D, &C);
  field_sub_product(&minus, D, &C);
  field_choose(&F, negative, &minus, &plus);
  field_choose(&G, negative, &plus, &minus);
  point_complete(r, &E, &F, &G, &H, needs_t);
}

LANE_FN void point_add(struct point *r, const struct point *a, const struct addend *b,
                       bool negative, bool needs_t) {
  struct field D;
  field_mul(&D, &a->Z, &b->z2);
  point_add_parts(r, a, &b->sum, &b->difference, &b->t2d, &D, negative, needs_t);
}

LANE_FN void point_add_affine(struct point *r, const struct point *a, const struct affine_addend *b,
                              bool negative, bool needs_t) {
  struct field D;
  field_add(&D, &a->Z, &a->Z);
  point_add_parts(r, a, &b->sum, &b->difference, &b->t2d, &D, negative, needs_t);
}

LANE_FN void point_to_addend(struct addend *r, const struct point *a) {
  const struct field twice_d = group_2d();
  field_add(&r->sum, &a->Y, &a->X);
  field_sub_product(&r->difference, &a->Y, &a->X);
  field_add(&r->z2, &a->Z, &a->Z);
  field_mul(&r->t2d, &a->T, &twice_d);
}

/* Whether 8 a is the identity. The points of order 1 and 2 have X = 0, those of order 4 have Y = 0;
 * a point has order 8 where its double has Y = 0, which is X^2 + Y^2 = 0. */
LANE_FN bool point_has_small_order(const struct point *a) {
  struct field xx, yy;
  field_square(&xx, &a->X);
  field_square(&yy, &a->Y);
  field_add(&yy, &yy, &xx);
  const bool x = field_is_zero(&a->X), y = field_is_zero(&a->Y), both = field_is_zero(&yy);
  return x || y || both;
}

/* What RFC 8032, section 5.1.3, says of an encoding. */
enum { ENCODING_IS_POINT = 1, ENCODING_IS_CANONICAL = 2 };

/* Whether the low 255 bits are below p: adding 19 does not reach 2^255. */
LANE_FN bool encoding_is_below_p(const w32 words[8]) {
  w32 all = words[7] | 0x80000000u;
  LANE_UNROLL
  for (int i = 1; i < 7; i++)
    all &= words[i];
  return all != 0xffffffffu || words[0] < 0xffffffedu;
}

/* Decodes as leniently as decoders do: y may be p or above, and x = 0 may have the sign bit; such
 * an encoding is not canonical. Returns the bits above; r is undefined where it is no point. */
LANE_FN unsigned point_decode(struct point *r, const w32 words[8]) {
  const struct field d = field_of(0x52036cee, 0x2b6ffe73, 0x8cc74079, 0x7779e898, 0x00700a4d,
                                  0x4141d8ab, 0x75eb4dca, 0x135978a3);
  const bool sign = words[7] >> 31;
  struct field u, v, negative;
  r->Z = field_small(1);
  r->Y = field_from_words(words);
  field_square(&u, &r->Y);
  field_mul(&v, &u, &d);
  field_sub_product(&u, &u, &r->Z);
  field_add(&v, &v, &r->Z);
  const bool is_point = field_root_of_quotient(&r->X, &u, &v);
  const bool x_is_zero = field_is_zero(&r->X);
  field_negate(&negative, &r->X);
  field_choose(&r->X, field_is_odd(&r->X) != sign, &r->X, &negative);
  /* A negated product is no product: make it one, for the bounds. */
  field_mul(&r->X, &r->X, &r->Z);
  field_mul(&r->T, &r->X, &r->Y);
  const bool canonical = encoding_is_below_p(words) && !(x_is_zero && sign);
  return (is_point ? ENCODING_IS_POINT : 0u) | (canonical ? ENCODING_IS_CANONICAL : 0u);
}

#endif

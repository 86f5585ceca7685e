/* Scalars of secp256k1: arithmetic modulo the group's order n, in scalar lane C. Every scalar is
 * below n.
 *
 * Source: SEC 2 v2.0, section 2.4.1 (n); R. Gallant, R. Lambert, S. Vanstone, "Faster point
 * multiplication on elliptic curves with efficient endomorphisms" (CRYPTO 2001), section 4, for the
 * split.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_SCALAR_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_SCALAR_H

#include "kernels/sig/secp256k1/inverse.h"

LANE_FN struct wide scalar_n(void) {
  return wide_of(0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe, 0xbaaedce6, 0xaf48a03b, 0xbfd25e8c,
                 0xd0364141);
}

/* 2^256 - n. */
LANE_FN struct wide scalar_fold(void) {
  return wide_of(0, 0, 0, 1, 0x45512319, 0x50b75fc4, 0x402da173, 0x2fc9bebf);
}

/* Below n. */
LANE_FN bool scalar_is_canonical(const struct wide *a) {
  const struct wide n = scalar_n();
  return wide_less(a, &n);
}

/* Above n / 2, which is the half of the scalars that the low-s rule forbids. */
LANE_FN bool scalar_is_high(const struct wide *a) {
  const struct wide middle = wide_of(0x7fffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x5d576e73,
                                     0x57a4501d, 0xdfe92f46, 0x681b20a0);
  return wide_less(&middle, a);
}

/* Any number below 2^256 modulo n, given its carry: a + 2^256 * carry < 2 n. */
LANE_FN void scalar_subtract_n(struct wide *a, uint32_t carry) {
  const struct wide fold = scalar_fold();
  struct wide less;
  const bool above = wide_add(&less, a, &fold) != 0;
  wide_choose(a, above || carry != 0, a, &less);
}

/* a modulo n for any a below 2^256. */
LANE_FN void scalar_normalise(struct wide *a) { scalar_subtract_n(a, 0); }

LANE_FN void scalar_add(struct wide *r, const struct wide *a, const struct wide *b) {
  const uint32_t carry = wide_add(r, a, b);
  scalar_subtract_n(r, carry);
}

LANE_FN void scalar_negate(struct wide *r, const struct wide *a) {
  const struct wide n = scalar_n(), zero = wide_small(0);
  struct wide negative;
  wide_sub(&negative, &n, a);
  wide_choose(r, wide_is_zero(a), &negative, &zero);
}

/* r = low + high * (2^256 - n), three times: 130 bits are above 2^256 after the first, 4 after the
 * second and at most one after the third. */
WIDE_CALLED void scalar_reduce(struct wide *r, const struct wide_product *product) {
  const struct wide fold = scalar_fold();
  struct wide low, high;
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS; i++)
    low.limb[i] = product->limb[i], high.limb[i] = product->limb[WIDE_LIMBS + i];
  WIDE_ROLLED
  for (int round = 0; round < 3; round++) {
    struct wide_product folded;
    struct wide addend;
    wide_multiply(&folded, &high, &fold);
    LANE_UNROLL
    for (int i = 0; i < WIDE_LIMBS; i++)
      addend.limb[i] = folded.limb[i], high.limb[i] = folded.limb[WIDE_LIMBS + i];
    const struct wide carry = wide_small(wide_add(&low, &low, &addend));
    wide_add(&high, &high, &carry);
  }
  *r = low;
  scalar_subtract_n(r, (uint32_t)wide_low64(&high));
}

LANE_FN void scalar_multiply(struct wide *r, const struct wide *a, const struct wide *b) {
  struct wide_product product;
  wide_multiply(&product, a, b);
  scalar_reduce(r, &product);
}

LANE_FN void scalar_inverse(struct wide *r, const struct wide *a) {
  const struct wide n = scalar_n();
  const struct inverse_modulus modulus = inverse_modulus(n.limb, 0xb4f20099aa774ec1);
  *r = inverse(a, &modulus);
}

/* The highest 128 bits of k * g, rounded. */
LANE_FN struct wide scalar_scale(const struct wide *k, const struct wide *g) {
  struct wide_product product;
  wide_multiply(&product, k, g);
  struct wide r = wide_small(0);
  LANE_UNROLL
  for (int i = 0; i < WIDE_LIMBS / 2; i++)
    r.limb[i] = product.limb[WIDE_LIMBS * 3 / 2 + i];
  const struct wide rounding =
      wide_small(product.limb[WIDE_LIMBS * 3 / 2 - 1] >> (WIDE_LIMB_BITS - 1));
  wide_add(&r, &r, &rounding);
  return r;
}

/* A scalar as a sign and a number below 2^128. */
struct scalar_half {
  struct wide magnitude;
  bool negative;
};

LANE_FN void scalar_take_sign(struct scalar_half *part, const struct wide *k) {
  struct wide negative;
  scalar_negate(&negative, k);
  part->negative = scalar_is_high(k);
  wide_choose(&part->magnitude, part->negative, k, &negative);
}

/* k = k1 + k2 * lambda. With the short vectors (a1, b1) and (a2, b2) of the lattice of all (x, y)
 * with x + y lambda = 0, a2 = 0x114ca50f7a8e2f3f657c1108d9d44cfd8 and a1 = b2, (k, 0) is taken less
 * the nearest of their combinations. g1 and g2 are 2^384 b2 / n and -2^384 b1 / n. What is left is
 * below 0.64 * 2^128, the half sum of their greatest entries. */
WIDE_CALLED void scalar_split(const struct wide *k, struct scalar_half *k1,
                              struct scalar_half *k2) {
  const struct wide g1 = wide_of(0x3086d221, 0xa7d46bcd, 0xe86c90e4, 0x9284eb15, 0x3daa8a14,
                                 0x71e8ca7f, 0xe893209a, 0x45dbb031);
  const struct wide g2 = wide_of(0xe4437ed6, 0x010e8828, 0x6f547fa9, 0x0abfe4c4, 0x221208ac,
                                 0x9df506c6, 0x1571b4ae, 0x8ac47f71);
  const struct wide minus_b1 = wide_of(0, 0, 0, 0, 0xe4437ed6, 0x010e8828, 0x6f547fa9, 0x0abfe4c3);
  const struct wide b2 = wide_of(0, 0, 0, 0, 0x3086d221, 0xa7d46bcd, 0xe86c90e4, 0x9284eb15);
  const struct wide minus_lambda = wide_of(0xac9c52b3, 0x3fa3cf1f, 0x5ad9e3fd, 0x77ed9ba4,
                                           0xa880b9fc, 0x8ec739c2, 0xe0cfc810, 0xb51283cf);
  const struct wide c1 = scalar_scale(k, &g1), c2 = scalar_scale(k, &g2);
  struct wide first, second, y, x;
  scalar_multiply(&first, &c1, &minus_b1);
  scalar_multiply(&second, &c2, &b2);
  scalar_negate(&second, &second);
  scalar_add(&y, &first, &second);
  scalar_multiply(&x, &y, &minus_lambda);
  scalar_add(&x, &x, k);
  scalar_take_sign(k1, &x);
  scalar_take_sign(k2, &y);
}

#endif

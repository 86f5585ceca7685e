/* The field of 2^255 - 19 on a 64-bit CPU: five limbs of 51 bits, each with room above.
 *
 * Source of the representation: D. J. Bernstein, "Curve25519: new Diffie-Hellman speed records",
 * 2006, section 4, in radix 2^51 as in Bernstein, Duif, Lange, Schwabe, Yang, "High-speed
 * high-security signatures", 2011, section 3.
 *
 * Bounds: a product's limbs are below 2^51 + 2^13; a factor's must be below 2^54. A sum of two
 * products is below 2^53, and so is field_sub_product; field_sub is below 2^54. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_FIELD51_H
#define PROOFMARK_KERNELS_SIG_ED25519_FIELD51_H

#include "kernels/lane/lane.h"

#define FIELD_LIMB_MASK ((UINT64_C(1) << 51) - 1)

struct field {
  uint64_t limb[5];
};

typedef unsigned __int128 field_wide;

LANE_FN struct field field_small(uint32_t x) { return (struct field){{x, 0, 0, 0, 0}}; }

/* Bit 255 is not looked at. */
LANE_FN struct field field_from_words(const w32 words[8]) {
  uint64_t q[4];
  for (int i = 0; i < 4; i++)
    q[i] = (uint64_t)words[2 * i + 1] << 32 | words[2 * i];
  return (struct field){{q[0] & FIELD_LIMB_MASK, (q[0] >> 51 | q[1] << 13) & FIELD_LIMB_MASK,
                         (q[1] >> 38 | q[2] << 26) & FIELD_LIMB_MASK,
                         (q[2] >> 25 | q[3] << 39) & FIELD_LIMB_MASK,
                         q[3] >> 12 & FIELD_LIMB_MASK}};
}

/* The limbs' carries once around; the limbs are below 2^51 + 2^14 afterwards. */
LANE_FN void field_carry(struct field *r) {
  for (int i = 0; i < 4; i++) {
    r->limb[i + 1] += r->limb[i] >> 51;
    r->limb[i] &= FIELD_LIMB_MASK;
  }
  r->limb[0] += 19 * (r->limb[4] >> 51);
  r->limb[4] &= FIELD_LIMB_MASK;
}

/* The one representative below p. */
LANE_FN void field_to_words(const struct field *a, w32 words[8]) {
  struct field r = *a;
  field_carry(&r);
  field_carry(&r); /* below 2^255 + 19 */
  /* a >= p exactly where a + 19 reaches 2^255. */
  uint64_t carry = 19;
  for (int i = 0; i < 5; i++)
    carry = (r.limb[i] + carry) >> 51;
  r.limb[0] += 19 * carry;
  for (int i = 0; i < 4; i++) {
    r.limb[i + 1] += r.limb[i] >> 51;
    r.limb[i] &= FIELD_LIMB_MASK;
  }
  r.limb[4] &= FIELD_LIMB_MASK;
  const uint64_t q[4] = {r.limb[0] | r.limb[1] << 51, r.limb[1] >> 13 | r.limb[2] << 38,
                         r.limb[2] >> 26 | r.limb[3] << 25, r.limb[3] >> 39 | r.limb[4] << 12};
  for (int i = 0; i < 8; i++)
    words[i] = (w32)(q[i / 2] >> 32 * (i % 2));
}

LANE_FN void field_add(struct field *r, const struct field *a, const struct field *b) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    r->limb[i] = a->limb[i] + b->limb[i];
}

/* b: at most a sum of two products, or a field_sub_product. Added is 4 p. */
LANE_FN void field_sub(struct field *r, const struct field *a, const struct field *b) {
  r->limb[0] = a->limb[0] + 4 * (FIELD_LIMB_MASK - 18) - b->limb[0];
  LANE_UNROLL
  for (int i = 1; i < 5; i++)
    r->limb[i] = a->limb[i] + 4 * FIELD_LIMB_MASK - b->limb[i];
}

/* a and b: products. Added is 2 p. */
LANE_FN void field_sub_product(struct field *r, const struct field *a, const struct field *b) {
  r->limb[0] = a->limb[0] + 2 * (FIELD_LIMB_MASK - 18) - b->limb[0];
  LANE_UNROLL
  for (int i = 1; i < 5; i++)
    r->limb[i] = a->limb[i] + 2 * FIELD_LIMB_MASK - b->limb[i];
}

LANE_FN void field_choose(struct field *r, bool which, const struct field *a,
                          const struct field *b) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    r->limb[i] = which ? b->limb[i] : a->limb[i];
}

/* Columns of a product into limbs, by two chains of carries at a time: from column 0 up, and from
 * column 3 around. The columns are below 2^115 and the last below 2^111, so that every carry, and
 * 19 times the last one's, fits a word. */
LANE_FN void field_carry_columns(struct field *r, field_wide c0, field_wide c1, field_wide c2,
                                 field_wide c3, field_wide c4) {
  c1 += (uint64_t)(c0 >> 51);
  c4 += (uint64_t)(c3 >> 51);
  c2 += (uint64_t)(c1 >> 51);
  const uint64_t r0 = ((uint64_t)c0 & FIELD_LIMB_MASK) + 19 * (uint64_t)(c4 >> 51);
  const uint64_t r3 = ((uint64_t)c3 & FIELD_LIMB_MASK) + (uint64_t)(c2 >> 51);
  r->limb[0] = r0 & FIELD_LIMB_MASK;
  r->limb[1] = ((uint64_t)c1 & FIELD_LIMB_MASK) + (r0 >> 51);
  r->limb[2] = (uint64_t)c2 & FIELD_LIMB_MASK;
  r->limb[3] = r3 & FIELD_LIMB_MASK;
  r->limb[4] = ((uint64_t)c4 & FIELD_LIMB_MASK) + (r3 >> 51);
}

LANE_FN void field_mul(struct field *r, const struct field *a, const struct field *b) {
  const uint64_t a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3],
                 a4 = a->limb[4];
  const uint64_t b0 = b->limb[0], b1 = b->limb[1], b2 = b->limb[2], b3 = b->limb[3],
                 b4 = b->limb[4];
  const uint64_t b1_19 = 19 * b1, b2_19 = 19 * b2, b3_19 = 19 * b3, b4_19 = 19 * b4;
#define P(x, y) ((field_wide)(x) * (y))
  field_carry_columns(r, P(a0, b0) + P(a1, b4_19) + P(a2, b3_19) + P(a3, b2_19) + P(a4, b1_19),
                      P(a0, b1) + P(a1, b0) + P(a2, b4_19) + P(a3, b3_19) + P(a4, b2_19),
                      P(a0, b2) + P(a1, b1) + P(a2, b0) + P(a3, b4_19) + P(a4, b3_19),
                      P(a0, b3) + P(a1, b2) + P(a2, b1) + P(a3, b0) + P(a4, b4_19),
                      P(a0, b4) + P(a1, b3) + P(a2, b2) + P(a3, b1) + P(a4, b0));
}

LANE_FN void field_square(struct field *r, const struct field *a) {
  const uint64_t a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3],
                 a4 = a->limb[4];
  const uint64_t a0_2 = 2 * a0, a1_2 = 2 * a1, a1_38 = 38 * a1, a2_38 = 38 * a2, a3_38 = 38 * a3,
                 a3_19 = 19 * a3, a4_19 = 19 * a4;
  field_carry_columns(
      r, P(a0, a0) + P(a1_38, a4) + P(a2_38, a3), P(a0_2, a1) + P(a2_38, a4) + P(a3_19, a3),
      P(a0_2, a2) + P(a1, a1) + P(a3_38, a4), P(a0_2, a3) + P(a1_2, a2) + P(a4_19, a4),
      P(a0_2, a4) + P(a1_2, a3) + P(a2, a2));
#undef P
}

#endif

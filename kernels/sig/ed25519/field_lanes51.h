/* The field in five limbs of 51 bits, for AVX-512's 52-bit multiply-add (Intel SDM, volume 2,
 * VPMADD52LUQ and VPMADD52HUQ), which sees the lowest 52 bits of its factors: the limbs of one
 * factor of a product may be up to 2^52 - 1. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_FIELD_LANES51_H
#define PROOFMARK_KERNELS_SIG_ED25519_FIELD_LANES51_H

#define FIELD_LIMBS 5
#define FIELD_BITS(i) (51 + 0 * (i))
#define FIELD_PLACE(i) (51 * (i))
#define FIELD_SLACK_BITS 17
#define FIELD_BIAS_SHIFT 10
#define FIELD_FACTORS_MAY_BE_SUMS 0 /* they would have 53 bits */

struct field {
  w64 limb[FIELD_LIMBS];
};

struct field_sum {
  w64 limb[FIELD_LIMBS];
};

/* sum + the lower, upper 52 bits of a b. */
LANE_FN w64 field_add_low(w64 sum, w64 a, w64 b) {
  return (w64)_mm512_madd52lo_epu64((__m512i)sum, (__m512i)a, (__m512i)b);
}
LANE_FN w64 field_add_high(w64 sum, w64 a, w64 b) {
  return (w64)_mm512_madd52hi_epu64((__m512i)sum, (__m512i)a, (__m512i)b);
}

/* All carries at once: those of limbs below 2^63 have 12 bits. */
LANE_FN void field_carry(struct field *r, const struct field_sum *sum) {
  const w64 mask = w64_set((UINT64_C(1) << 51) - 1);
  w64 carry[5];
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    carry[i] = sum->limb[i] >> 51;
  r->limb[0] = field_add_low(sum->limb[0] & mask, carry[4], w64_set(19));
  LANE_UNROLL
  for (int i = 1; i < 5; i++)
    r->limb[i] = (sum->limb[i] & mask) + carry[i - 1];
}

/* The ten columns of a product to five: 2^255 = 19. */
LANE_FN void field_fold(struct field_sum *r, const w64 column[10]) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++) {
    const w64 x = column[i + 5];
    r->limb[i] = (column[i] + x) + ((x << 1) + (x << 4));
  }
}

/* An upper half counts 2^52, which is twice the next limb's 2^51. So the upper halves come first,
 * then everything is doubled, then the lower halves come. */
LANE_FN void field_multiply(struct field_sum *r, const struct field *a, const struct field *b) {
  w64 column[10];
  LANE_UNROLL
  for (int i = 0; i < 10; i++)
    column[i] = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    LANE_UNROLL
  for (int j = 0; j < 5; j++)
    column[i + j + 1] = field_add_high(column[i + j + 1], a->limb[i], b->limb[j]);
  LANE_UNROLL
  for (int i = 1; i < 10; i++)
    column[i] += column[i];
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    LANE_UNROLL
  for (int j = 0; j < 5; j++)
    column[i + j] = field_add_low(column[i + j], a->limb[i], b->limb[j]);
  field_fold(r, column);
}

/* The same with the products of different limbs, which count twice, before those of equal ones. */
LANE_FN void field_square(struct field_sum *r, const struct field *a) {
  w64 column[10];
  LANE_UNROLL
  for (int i = 0; i < 10; i++)
    column[i] = w64_set(0);
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    LANE_UNROLL
  for (int j = i + 1; j < 5; j++)
    column[i + j + 1] = field_add_high(column[i + j + 1], a->limb[i], a->limb[j]);
  LANE_UNROLL
  for (int i = 2; i < 9; i++)
    column[i] += column[i];
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    column[2 * i + 1] = field_add_high(column[2 * i + 1], a->limb[i], a->limb[i]);
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    LANE_UNROLL
  for (int j = i + 1; j < 5; j++)
    column[i + j] = field_add_low(column[i + j], a->limb[i], a->limb[j]);
  LANE_UNROLL
  for (int i = 1; i < 10; i++)
    column[i] += column[i];
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    column[2 * i] = field_add_low(column[2 * i], a->limb[i], a->limb[i]);
  field_fold(r, column);
}

LANE_FN void field_pack(struct field_packed *r, const struct field *a) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    r->limb[i] = a->limb[i];
}

LANE_FN void field_unpack(struct field *r, const struct field_packed *a) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    r->limb[i] = a->limb[i];
}

#endif

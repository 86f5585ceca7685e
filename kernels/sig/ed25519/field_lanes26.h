/* The field in ten limbs of 26 and 25 bits in turn, for 32-bit products (Bernstein, "Curve25519:
 * new Diffie-Hellman speed records", 2006, section 4; unsigned here).
 *
 * A factor may be the sum of two elements, 19 times which has 32 bits; so may both of a square. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_FIELD_LANES26_H
#define PROOFMARK_KERNELS_SIG_ED25519_FIELD_LANES26_H

#include <stdbool.h>

#include "kernels/lane/multiply.h"

#define FIELD_LIMBS 10
#define FIELD_BITS(i) ((i) % 2 == 0 ? 26 : 25)
#define FIELD_PLACE(i) ((51 * (i) + 1) / 2)
#define FIELD_SLACK_BITS 18
#define FIELD_BIAS_SHIFT 36
#define FIELD_FACTORS_MAY_BE_SUMS 1

struct field {
  w64 limb[FIELD_LIMBS];
};

struct field_sum {
  w64 limb[FIELD_LIMBS];
};

/* Moves what is above limb i to the next one; what is above the last counts 19 times. */
LANE_FN void field_carry_limb(w64 limb[10], int i) {
  const w64 carry = limb[i] >> FIELD_BITS(i);
  limb[i] &= w64_set((UINT64_C(1) << FIELD_BITS(i)) - 1);
  if (i == 9)
    limb[0] += carry + (carry << 1) + (carry << 4);
  else
    limb[i + 1] += carry;
}

/* Two chains side by side; limbs 0 and 4 are carried again after they had the largest carries. */
LANE_FN void field_carry(struct field *r, const struct field_sum *sum) {
  static const int order[12] = {0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 9, 0};
  w64 limb[10];
  LANE_UNROLL
  for (int i = 0; i < 10; i++)
    limb[i] = sum->limb[i];
  LANE_UNROLL
  for (int i = 0; i < 12; i++)
    field_carry_limb(limb, order[i]);
  LANE_UNROLL
  for (int i = 0; i < 10; i++)
    r->limb[i] = limb[i];
}

/* Two odd limbs' places add up to one bit more than the place of their product's limb. Limb after
 * limb, because sixteen registers do not hold ten sums and a factor. */
LANES_ONCE void field_multiply(struct field_sum *r, const struct field *a, const struct field *b) {
  w64 twice[10], b19[10];
  LANE_UNROLL
  for (int i = 1; i < 10; i++)
    b19[i] = w64_multiply_low(b->limb[i], w64_set(19));
  LANE_UNROLL
  for (int i = 1; i < 10; i += 2)
    twice[i] = a->limb[i] + a->limb[i];
  LANE_UNROLL
  for (int column = 0; column < 10; column++) {
    w64 sum = w64_multiply_low(a->limb[0], b->limb[column]);
    LANE_UNROLL
    for (int i = 1; i < 10; i++) {
      const int j = (column + 10 - i) % 10;
      sum += w64_multiply_low(i % 2 == 1 && j % 2 == 1 ? twice[i] : a->limb[i],
                              i + j >= 10 ? b19[j] : b->limb[j]);
    }
    r->limb[column] = sum;
  }
}

/* What limbs i <= j bring to a square: their product, twice where they differ, twice where both
 * are odd, 19 times where it is folded. */
LANE_FN w64 field_square_term(const struct field *a, const w64 twice[10], const w64 folded[10],
                              int i, int j) {
  const bool odd_i = i % 2 == 1, odd_j = j % 2 == 1, folds = i + j >= 10;
  const int factor = (i == j ? 1 : 2) * (odd_i && odd_j ? 2 : 1);
  const bool right_has_two = odd_j && (folds || factor == 4);
  const w64 right = folds ? folded[j] : right_has_two ? twice[j] : a->limb[j];
  const w64 left = factor / (right_has_two ? 2 : 1) == 2 ? twice[i] : a->limb[i];
  return w64_multiply_low(left, right);
}

LANES_ONCE void field_square(struct field_sum *r, const struct field *a) {
  w64 twice[10], folded[10]; /* 19 times the even limbs, 38 times the odd */
  LANE_UNROLL
  for (int i = 0; i < 10; i++)
    twice[i] = a->limb[i] + a->limb[i];
  LANE_UNROLL
  for (int i = 5; i < 10; i++)
    folded[i] = w64_multiply_low(a->limb[i], w64_set(i % 2 == 1 ? 38 : 19));
  LANE_UNROLL
  for (int column = 0; column < 10; column++) {
    w64 sum = w64_set(0);
    LANE_UNROLL
    for (int i = 0; i < 10; i++) {
      const int j = (column + 10 - i) % 10;
      if (i <= j)
        sum += field_square_term(a, twice, folded, i, j);
    }
    r->limb[column] = sum;
  }
}

LANE_FN void field_pack(struct field_packed *r, const struct field *a) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++)
    r->limb[i] = a->limb[2 * i] + (a->limb[2 * i + 1] << 26);
}

LANE_FN void field_unpack(struct field *r, const struct field_packed *a) {
  LANE_UNROLL
  for (int i = 0; i < 5; i++) {
    r->limb[2 * i] = a->limb[i] & w64_set((1 << 26) - 1);
    r->limb[2 * i + 1] = a->limb[i] >> 26;
  }
}

#endif

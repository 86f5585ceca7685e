/* Scalars: numbers modulo L = 2^252 + 27742317777372353535851937790883648493, the order of the base
 * point (RFC 8032, section 5.1), as eight 32-bit words, the lowest first. */
#ifndef PROOFMARK_KERNELS_SIG_ED25519_SCALAR_H
#define PROOFMARK_KERNELS_SIG_ED25519_SCALAR_H

#include "kernels/lane/lane.h"

LANE_CONST uint32_t scalar_order[9] = {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0,
                                       0,          0,          0x10000000, 0};

/* floor(2^512 / L). */
LANE_CONST uint32_t scalar_order_inverse[9] = {0x0a2c131b, 0xed9ce5a3, 0x086329a7,
                                               0x2106215d, 0xffffffeb, 0xffffffff,
                                               0xffffffff, 0xffffffff, 0x0000000f};

/* Whether s < L. */
LANE_FN bool scalar_is_reduced(const w32 s[8]) {
  uint32_t borrow = 0;
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    borrow = (uint32_t)(((uint64_t)s[i] - scalar_order[i] - borrow) >> 63);
  return borrow != 0;
}

/* Subtracts L from the nine words of x where that leaves a number that is not negative. */
LANE_FN void scalar_subtract_order(w32 x[9]) {
  w32 difference[9];
  uint32_t borrow = 0;
  LANE_UNROLL
  for (int i = 0; i < 9; i++) {
    const uint64_t d = (uint64_t)x[i] - scalar_order[i] - borrow;
    difference[i] = (w32)d;
    borrow = (uint32_t)(d >> 63);
  }
  LANE_UNROLL
  for (int i = 0; i < 9; i++)
    x[i] = borrow ? x[i] : difference[i];
}

/* r = x mod L for the 512 bits of x. Barrett: Menezes, van Oorschot, Vanstone, "Handbook of Applied
 * Cryptography", algorithm 14.42, with b = 2^32 and k = 8. */
LANE_FN void scalar_reduce(w32 r[8], const w32 x[16]) {
  w32 product[18], rest[9];
  LANE_UNROLL
  for (int i = 0; i < 18; i++)
    product[i] = 0;
  LANE_UNROLL
  for (int i = 0; i < 9; i++) {
    uint32_t carry = 0;
    LANE_UNROLL
    for (int j = 0; j < 9; j++) {
      const uint64_t sum = (uint64_t)x[i + 7] * scalar_order_inverse[j] + product[i + j] + carry;
      product[i + j] = (w32)sum;
      carry = (uint32_t)(sum >> 32);
    }
    product[i + 9] = carry;
  }
  /* The quotient is product[9..18), up to 2 too small. Quotient times L, and the rest, modulo
   * 2^288. */
  w32 multiple[9];
  LANE_UNROLL
  for (int i = 0; i < 9; i++)
    multiple[i] = 0;
  LANE_UNROLL
  for (int i = 0; i < 9; i++) {
    uint32_t carry = 0;
    LANE_UNROLL
    for (int j = 0; j < 9 - i; j++) {
      const uint64_t sum = (uint64_t)product[i + 9] * scalar_order[j] + multiple[i + j] + carry;
      multiple[i + j] = (w32)sum;
      carry = (uint32_t)(sum >> 32);
    }
  }
  uint32_t borrow = 0;
  LANE_UNROLL
  for (int i = 0; i < 9; i++) {
    const uint64_t d = (uint64_t)x[i] - multiple[i] - borrow;
    rest[i] = (w32)d;
    borrow = (uint32_t)(d >> 63);
  }
  scalar_subtract_order(rest);
  scalar_subtract_order(rest);
  LANE_UNROLL
  for (int i = 0; i < 8; i++)
    r[i] = rest[i];
}

#endif

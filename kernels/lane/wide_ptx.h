/* wide.h's sums and products in PTX, for NVIDIA GPUs: carries go through the condition code.
 *
 * A product of two 32-bit words has two words, so a row of the school method splits into products
 * at even places and at odd places; in each half the words of neighbouring products meet without
 * overlap and one carry runs through. The machine has such a step as one instruction
 * (IMAD.WIDE.U32.X), into which ptxas joins a mad.lo.cc and the madc.hi.cc that follows it. So the
 * even and the odd places are summed apart, in two numbers, and added once at the end.
 *
 * Source: PTX ISA, "Extended-Precision Integer Arithmetic Instructions".
 */
#ifndef PROOFMARK_KERNELS_LANE_WIDE_PTX_H
#define PROOFMARK_KERNELS_LANE_WIDE_PTX_H

/* s[0..2k) += a_i * b at the words 2i; returns the carry out. */
#define WIDE_PTX_FIRST(lo, hi, a, b)                                                               \
  "mad.lo.cc.u32 " lo "," a "," b "," lo ";"                                                       \
  "madc.hi.cc.u32 " hi "," a "," b "," hi ";"
#define WIDE_PTX_NEXT(lo, hi, a, b)                                                                \
  "madc.lo.cc.u32 " lo "," a "," b "," lo ";"                                                      \
  "madc.hi.cc.u32 " hi "," a "," b "," hi ";"

LANE_FN uint32_t wide_row4(uint32_t *s, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3,
                           uint32_t b) {
  uint32_t carry;
  asm("{" WIDE_PTX_FIRST("%0", "%1", "%9", "%13") WIDE_PTX_NEXT("%2", "%3", "%10", "%13")
          WIDE_PTX_NEXT("%4", "%5", "%11", "%13")
              WIDE_PTX_NEXT("%6", "%7", "%12", "%13") "addc.u32 %8,0,0;}"
      : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]), "+&r"(s[6]),
        "+&r"(s[7]), "=&r"(carry)
      : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b));
  return carry;
}

LANE_FN uint32_t wide_row3(uint32_t *s, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t b) {
  uint32_t carry;
  asm("{" WIDE_PTX_FIRST("%0", "%1", "%7", "%10") WIDE_PTX_NEXT("%2", "%3", "%8", "%10")
          WIDE_PTX_NEXT("%4", "%5", "%9", "%10") "addc.u32 %6,0,0;}"
      : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "+&r"(s[4]), "+&r"(s[5]), "=&r"(carry)
      : "r"(a0), "r"(a1), "r"(a2), "r"(b));
  return carry;
}

LANE_FN uint32_t wide_row2(uint32_t *s, uint32_t a0, uint32_t a1, uint32_t b) {
  uint32_t carry;
  asm("{" WIDE_PTX_FIRST("%0", "%1", "%5", "%7")
          WIDE_PTX_NEXT("%2", "%3", "%6", "%7") "addc.u32 %4,0,0;}"
      : "+&r"(s[0]), "+&r"(s[1]), "+&r"(s[2]), "+&r"(s[3]), "=&r"(carry)
      : "r"(a0), "r"(a1), "r"(b));
  return carry;
}

LANE_FN uint32_t wide_row1(uint32_t *s, uint32_t a0, uint32_t b) {
  uint32_t carry;
  asm("{" WIDE_PTX_FIRST("%0", "%1", "%3", "%4") "addc.u32 %2,0,0;}"
      : "+&r"(s[0]), "+&r"(s[1]), "=&r"(carry)
      : "r"(a0), "r"(b));
  return carry;
}

/* s[0], s[1] = a * b: a pair of words that nothing has been added to yet. */
LANE_FN void wide_pair(uint32_t *s, uint32_t a, uint32_t b) {
  const uint64_t product = (uint64_t)a * b;
  s[0] = (uint32_t)product, s[1] = (uint32_t)(product >> 32);
}

LANE_FN uint32_t wide_add(struct wide *r, const struct wide *a, const struct wide *b) {
  uint32_t carry;
  asm("{add.cc.u32 %0,%9,%17; addc.cc.u32 %1,%10,%18; addc.cc.u32 %2,%11,%19;"
      "addc.cc.u32 %3,%12,%20; addc.cc.u32 %4,%13,%21; addc.cc.u32 %5,%14,%22;"
      "addc.cc.u32 %6,%15,%23; addc.cc.u32 %7,%16,%24; addc.u32 %8,0,0;}"
      : "=&r"(r->limb[0]), "=&r"(r->limb[1]), "=&r"(r->limb[2]), "=&r"(r->limb[3]),
        "=&r"(r->limb[4]), "=&r"(r->limb[5]), "=&r"(r->limb[6]), "=&r"(r->limb[7]), "=&r"(carry)
      : "r"(a->limb[0]), "r"(a->limb[1]), "r"(a->limb[2]), "r"(a->limb[3]), "r"(a->limb[4]),
        "r"(a->limb[5]), "r"(a->limb[6]), "r"(a->limb[7]), "r"(b->limb[0]), "r"(b->limb[1]),
        "r"(b->limb[2]), "r"(b->limb[3]), "r"(b->limb[4]), "r"(b->limb[5]), "r"(b->limb[6]),
        "r"(b->limb[7]));
  return carry;
}

LANE_FN uint32_t wide_sub(struct wide *r, const struct wide *a, const struct wide *b) {
  uint32_t borrow;
  asm("{sub.cc.u32 %0,%9,%17; subc.cc.u32 %1,%10,%18; subc.cc.u32 %2,%11,%19;"
      "subc.cc.u32 %3,%12,%20; subc.cc.u32 %4,%13,%21; subc.cc.u32 %5,%14,%22;"
      "subc.cc.u32 %6,%15,%23; subc.cc.u32 %7,%16,%24; subc.u32 %8,0,0;}"
      : "=&r"(r->limb[0]), "=&r"(r->limb[1]), "=&r"(r->limb[2]), "=&r"(r->limb[3]),
        "=&r"(r->limb[4]), "=&r"(r->limb[5]), "=&r"(r->limb[6]), "=&r"(r->limb[7]), "=&r"(borrow)
      : "r"(a->limb[0]), "r"(a->limb[1]), "r"(a->limb[2]), "r"(a->limb[3]), "r"(a->limb[4]),
        "r"(a->limb[5]), "r"(a->limb[6]), "r"(a->limb[7]), "r"(b->limb[0]), "r"(b->limb[1]),
        "r"(b->limb[2]), "r"(b->limb[3]), "r"(b->limb[4]), "r"(b->limb[5]), "r"(b->limb[6]),
        "r"(b->limb[7]));
  return 0 - borrow;
}

LANE_FN void wide_add_end(struct wide *r, uint32_t middle, uint32_t low) {
  asm("{add.cc.u32 %0,%0,%3; addc.cc.u32 %1,%1,%4; addc.u32 %2,%2,0;}"
      : "+&r"(r->limb[0]), "+&r"(r->limb[1]), "+&r"(r->limb[2])
      : "r"(low), "r"(middle));
}

/* low[0..16) += high[0..15) shifted up by one word; there is no carry out, for it is a product. */
LANE_FN void wide_join(uint32_t *low, const uint32_t *high) {
  struct wide a, b;
  uint32_t carry;
  LANE_UNROLL
  for (int half = 0; half < 2; half++) {
    LANE_UNROLL
    for (int i = 0; i < 8; i++) {
      const int at = 8 * half + i;
      a.limb[i] = low[at], b.limb[i] = at == 0 ? 0 : high[at - 1];
    }
    if (half == 0) {
      carry = wide_add(&a, &a, &b);
    } else {
      asm("{add.cc.u32 %8,%8,0xffffffff; addc.cc.u32 %0,%0,%9; addc.cc.u32 %1,%1,%10;"
          "addc.cc.u32 %2,%2,%11; addc.cc.u32 %3,%3,%12; addc.cc.u32 %4,%4,%13;"
          "addc.cc.u32 %5,%5,%14; addc.cc.u32 %6,%6,%15; addc.u32 %7,%7,%16;}"
          : "+&r"(a.limb[0]), "+&r"(a.limb[1]), "+&r"(a.limb[2]), "+&r"(a.limb[3]),
            "+&r"(a.limb[4]), "+&r"(a.limb[5]), "+&r"(a.limb[6]), "+&r"(a.limb[7]), "+&r"(carry)
          : "r"(b.limb[0]), "r"(b.limb[1]), "r"(b.limb[2]), "r"(b.limb[3]), "r"(b.limb[4]),
            "r"(b.limb[5]), "r"(b.limb[6]), "r"(b.limb[7]));
    }
    LANE_UNROLL
    for (int i = 0; i < 8; i++)
      low[8 * half + i] = a.limb[i];
  }
}

/* A row that ends in a word that is fresh, or in a pair of which the lower word holds but a carry,
 * has no carry out: the product of two words leaves room for that. */
LANE_FN void wide_multiply(struct wide_product *product, const struct wide *x,
                           const struct wide *y) {
  const uint32_t *a = x->limb, *b = y->limb;
  uint32_t *even = product->limb, odd[16]; /* odd[i] belongs to word i + 1 */
  LANE_UNROLL
  for (int j = 0; j < 8; j += 2) {
    wide_pair(even + j, a[j], b[0]);
    wide_pair(odd + j, a[j + 1], b[0]);
  }
  LANE_UNROLL
  for (int i = 1; i < 8; i += 2) {
    /* Row i, an odd one: the products of a's even words stand at odd places and close a pair of
     * rows there, those of its odd words open the next pair of words at the even places. */
    even[i + 7] = i == 1 ? 0 : even[i + 7], even[i + 8] = 0;
    wide_row4(even + i + 1, a[1], a[3], a[5], a[7], b[i]);
    odd[i + 7] = wide_row4(odd + i - 1, a[0], a[2], a[4], a[6], b[i]);
    if (i == 7)
      break;
    even[i + 9] = wide_row4(even + i + 1, a[0], a[2], a[4], a[6], b[i + 1]);
    odd[i + 8] = 0;
    wide_row4(odd + i + 1, a[1], a[3], a[5], a[7], b[i + 1]);
  }
  wide_join(even, odd);
}

LANE_FN void wide_square(struct wide_product *product, const struct wide *x) {
  const uint32_t *a = x->limb;
  uint32_t *even = product->limb, odd[16];
  even[0] = even[1] = 0;
  /* Row 0: the odd places get words 1 to 8, the even places words 2 to 7. */
  LANE_UNROLL
  for (int j = 1; j < 8; j += 2)
    wide_pair(odd + j - 1, a[j], a[0]);
  LANE_UNROLL
  for (int j = 2; j < 8; j += 2)
    wide_pair(even + j, a[j], a[0]);
  /* Row 1. */
  odd[8] = wide_row3(odd + 2, a[2], a[4], a[6], a[1]);
  even[8] = even[9] = 0;
  wide_row3(even + 4, a[3], a[5], a[7], a[1]);
  /* Row 2. */
  odd[9] = 0;
  wide_row3(odd + 4, a[3], a[5], a[7], a[2]);
  even[10] = wide_row2(even + 6, a[4], a[6], a[2]);
  /* Row 3. */
  odd[10] = wide_row2(odd + 6, a[4], a[6], a[3]);
  even[11] = 0;
  wide_row2(even + 8, a[5], a[7], a[3]);
  /* Row 4. */
  odd[11] = 0;
  wide_row2(odd + 8, a[5], a[7], a[4]);
  even[12] = wide_row1(even + 10, a[6], a[4]);
  /* Row 5. */
  odd[12] = wide_row1(odd + 10, a[6], a[5]);
  even[13] = 0;
  wide_row1(even + 12, a[7], a[5]);
  /* Row 6. */
  odd[13] = 0;
  wide_row1(odd + 12, a[7], a[6]);
  odd[14] = even[14] = even[15] = 0;
  wide_join(even, odd);
  /* Twice that, and the squares. */
  LANE_UNROLL
  for (int i = 15; i > 0; i--)
    even[i] = __funnelshift_l(even[i - 1], even[i], 1);
  even[0] <<= 1;
  uint32_t carry = 0;
  LANE_UNROLL
  for (int i = 0; i < 16; i += 8) {
    asm("{add.cc.u32 %8,%8,0xffffffff;" WIDE_PTX_NEXT("%0", "%1", "%9", "%9")
            WIDE_PTX_NEXT("%2", "%3", "%10", "%10") WIDE_PTX_NEXT("%4", "%5", "%11", "%11")
                WIDE_PTX_NEXT("%6", "%7", "%12", "%12") "addc.u32 %8,0,0;}"
        : "+&r"(even[i]), "+&r"(even[i + 1]), "+&r"(even[i + 2]), "+&r"(even[i + 3]),
          "+&r"(even[i + 4]), "+&r"(even[i + 5]), "+&r"(even[i + 6]), "+&r"(even[i + 7]),
          "+&r"(carry)
        : "r"(a[i / 2]), "r"(a[i / 2 + 1]), "r"(a[i / 2 + 2]), "r"(a[i / 2 + 3]));
  }
}

#undef WIDE_PTX_FIRST
#undef WIDE_PTX_NEXT

#endif

/* What a transform over a field of 256 bits computes with (kernels/ntt/README.md): one element at a
 * time. It is a number below twice the prime where that leaves two bits
 * (kernels/field/limbs/element.h); constants are in Montgomery's form. */
#ifndef PROOFMARK_KERNELS_NTT_LIMBS_ARITHMETIC_H
#define PROOFMARK_KERNELS_NTT_LIMBS_ARITHMETIC_H

#include <string.h>

#if defined(__GNUC__) && !defined(__clang__)
/* It joins neighbouring limbs to vectors, which then wait for stores of single limbs. */
#pragma GCC optimize("no-tree-slp-vectorize")
#endif

typedef fe ntt_word; /* the limbs are in memory's order */
typedef fe ntt_vector;
enum { NTT_LANES = 1 };

struct ntt_constant {
  fe value;
};
struct ntt_factor {
  fe value;
};

LANE_FN fe ntt_vector_set(fe a) { return a; }
LANE_FN fe ntt_word_of(fe a) { return a; }
LANE_FN struct ntt_constant ntt_constant_of(fe value) {
  const struct ntt_constant c = {value};
  return c;
}
LANE_FN struct ntt_factor ntt_factor_of(fe value) {
  const struct ntt_factor f = {value};
  return f;
}
LANE_FN struct ntt_factor ntt_factor_set(struct ntt_constant c) { return ntt_factor_of(c.value); }
LANE_FN fe ntt_times(fe a, struct ntt_factor f) { return fe_mul(a, f.value); }

#if defined(__x86_64__) && FE_LIMBS == 4

/* Sums and differences with their carry in the flag: gcc keeps it in a register, and limbs in
 * memory, where as many values are needed at once as in a butterfly. */
LANE_FN fe ntt_carry_add(fe a, fe b) {
  __asm__("addq %4, %0; adcq %5, %1; adcq %6, %2; adcq %7, %3"
          : "+&r"(a.limb[0]), "+&r"(a.limb[1]), "+&r"(a.limb[2]), "+&r"(a.limb[3])
          : "rm"(b.limb[0]), "rm"(b.limb[1]), "rm"(b.limb[2]), "rm"(b.limb[3])
          : "cc");
  return a;
}
LANE_FN fe ntt_add(fe a, fe b) { return limbs_reduce(ntt_carry_add(a, b)); }

/* `below` is all ones or 0. */
LANE_FN fe ntt_sub(fe a, fe b) {
  fe addend = {{LIMBS_BOUND}};
  uint64_t below;
  __asm__("subq %5, %0; sbbq %6, %1; sbbq %7, %2; sbbq %8, %3; sbbq %4, %4"
          : "+&r"(a.limb[0]), "+&r"(a.limb[1]), "+&r"(a.limb[2]), "+&r"(a.limb[3]), "=&r"(below)
          : "rm"(b.limb[0]), "rm"(b.limb[1]), "rm"(b.limb[2]), "rm"(b.limb[3])
          : "cc");
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    addend.limb[i] &= below;
  return ntt_carry_add(a, addend);
}

#else
LANE_FN fe ntt_add(fe a, fe b) { return fe_add(a, b); }
LANE_FN fe ntt_sub(fe a, fe b) { return fe_sub(a, b); }
#endif

LANE_FN fe ntt_reduce(fe a) { return a; }
LANE_FN fe ntt_finish(fe a) { return fe_normal(a); }

LANE_FN fe ntt_number(uint64_t x) {
  const fe number = {{x}};
  return fe_enter(number);
}

/* Limb by limb, as they were stored. */
LANE_FN fe ntt_load_vector(const uint8_t *from) {
  fe a;
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    memcpy(&a.limb[i], from + i * sizeof a.limb[i], sizeof a.limb[i]);
  return a;
}
LANE_FN void ntt_store_vector(uint8_t *to, fe a) {
  LANE_UNROLL
  for (int i = 0; i < FE_LIMBS; i++)
    memcpy(to + i * sizeof a.limb[i], &a.limb[i], sizeof a.limb[i]);
}
LANE_FN void ntt_load_square(fe *square, size_t width, const uint8_t *base, size_t lane_bytes) {
  (void)width, (void)lane_bytes;
  *square = ntt_load_vector(base);
}
LANE_FN void ntt_store_square(const fe *square, size_t width, uint8_t *base, size_t lane_bytes) {
  (void)width, (void)lane_bytes;
  ntt_store_vector(base, ntt_finish(*square));
}

#include "kernels/ntt/root_table.h"

#endif

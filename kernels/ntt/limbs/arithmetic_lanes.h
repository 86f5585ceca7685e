/* What a transform over a field of 256 bits computes with (kernels/ntt/README.md), eight elements
 * at a time (kernels/field/limbs/lanes52.h). Constants are in that header's form and canonical;
 * plans compute them with the scalar fe.
 *
 * Elements in lanes are carried and reduced as late as possible:
 *
 *   what is multiplied   is carried before; the product is below 2 p, its limbs below 2^57
 *   what is added or taken off   is a product, or reduced: below 2 p, which a difference gets added
 *
 * From where elements come canonical from memory or are products, each level of a transform
 * therefore adds 2 p at most. Tiles have up to 2^NTT_LOG_ROWS_MAX rows, and elements stay below 34
 * p, which is below FE8_RATIO p, as factors have to be; the limbs stay below 2^62. Twists multiply
 * elements below 34 p by powers, which as products of elements below 1.1 p are below 1.1 p
 * themselves: 34 · 1.04 / 35 + 1 is less than 2. */
#ifndef PROOFMARK_KERNELS_NTT_LIMBS_ARITHMETIC_LANES_H
#define PROOFMARK_KERNELS_NTT_LIMBS_ARITHMETIC_LANES_H

#include <string.h>

#include "kernels/field/limbs/rows52.h"

typedef fe ntt_word; /* the limbs are in memory's order */
typedef struct signed8 ntt_vector;
enum { NTT_LANES = LANES52, NTT_LOG_ROWS_MAX = 16, NTT_WORD_BYTES = 4 * FE_WORDS };

struct ntt_constant {
  struct limbs52 value;
};
struct ntt_factor {
  struct fe8 value;
};

LANE_FN ntt_word ntt_word_of(fe a) { return fe_normal(fe8_form(a)); }
LANE_FN ntt_vector ntt_vector_set(fe a) {
  const struct fe8 all = fe8_set(ntt_word_of(a));
  return fe8_signed(&all);
}

LANE_FN struct ntt_constant ntt_constant_of(fe a) {
  const struct ntt_constant c = {limbs52_of(ntt_word_of(a))};
  return c;
}
LANE_FN struct ntt_factor ntt_factor_set(struct ntt_constant c) {
  const struct ntt_factor f = {fe8_of(&c.value)};
  return f;
}
LANE_FN struct ntt_factor ntt_factor_of(ntt_vector a) {
  const struct ntt_factor f = {fe8_carry(&a)};
  return f;
}

LANE_FN ntt_vector ntt_times(ntt_vector a, struct ntt_factor f) {
  const struct fe8 carried = fe8_carry(&a);
  return fe8_product(&carried, &f.value);
}
LANE_FN ntt_vector ntt_reduce(ntt_vector a) { return fe8_reduced(&a); }

LANE_FN ntt_vector ntt_add(ntt_vector a, ntt_vector b) {
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    a.limb[i] = _mm512_add_epi64(a.limb[i], b.limb[i]);
  return a;
}
LANE_FN ntt_vector ntt_sub(ntt_vector a, ntt_vector b) {
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    a.limb[i] = _mm512_add_epi64(a.limb[i], _mm512_sub_epi64(fe8_prime(2, i), b.limb[i]));
  return a;
}

LANE_FN ntt_vector ntt_finish(ntt_vector a) {
  const struct signed8 reduced = fe8_reduced(&a);
  const struct fe8 canonical = fe8_normal(&reduced);
  return fe8_signed(&canonical);
}

LANE_FN fe ntt_number(uint64_t x) {
  const fe number = {{x}};
  return fe_enter(number);
}

/* Elements `stride` bytes apart; stored ones are canonical. */
LANE_FN ntt_vector ntt_load_every(const uint8_t *from, size_t stride) {
  const struct fe8 a = fe8_read_every(from, stride);
  return fe8_signed(&a);
}
LANE_FN void ntt_store_every(uint8_t *to, size_t stride, ntt_vector a) {
  struct fe8 canonical;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    canonical.limb[i] = a.limb[i];
  fe8_write_every(to, stride, &canonical);
}

LANE_FN ntt_vector ntt_load_vector(const uint8_t *from) {
  return ntt_load_every(from, NTT_WORD_BYTES);
}
LANE_FN void ntt_store_vector(uint8_t *to, ntt_vector a) { ntt_store_every(to, NTT_WORD_BYTES, a); }

LANE_FN void ntt_load_square(ntt_vector *square, size_t width, const uint8_t *base,
                             size_t lane_bytes) {
  for (size_t i = 0; i < NTT_LANES; i++)
    square[i * width] = ntt_load_every(base + i * NTT_WORD_BYTES, lane_bytes);
}
LANE_FN void ntt_store_square(const ntt_vector *square, size_t width, uint8_t *base,
                              size_t lane_bytes) {
  for (size_t i = 0; i < NTT_LANES; i++)
    ntt_store_every(base + i * NTT_WORD_BYTES, lane_bytes, ntt_finish(square[i * width]));
}

#include "kernels/ntt/root_table.h"

#endif

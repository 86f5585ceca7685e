/* u1 G + u2 Q over secp256k1 on the CPU: each scalar in the signed digits that are fewest.
 *
 * Source: D. Hankerson, A. Menezes, S. Vanstone, "Guide to Elliptic Curve Cryptography" (2004),
 * algorithms 3.35 (width-w non-adjacent form) and 3.51 (interleaving). As in windows.h, u2 is taken
 * apart by the endomorphism, and u1 into two halves for G and 2^128 G.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_WNAF_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_WNAF_H

#include "kernels/sig/secp256k1/generator_table.h"
#include "kernels/sig/secp256k1/group.h"

typedef unsigned __int128 wnaf_number;

enum {
  WNAF_KEY_BITS = 5, /* the eight odd multiples 1 to 15 */
  WNAF_PLACES = 129, /* of 128 bits and a carry */
  WNAF_SOURCES = 4,  /* q, its image, G and 2^128 G */
};

/* digits[place][source]: an odd number or zero. */
struct wnaf {
  int16_t digits[WNAF_PLACES][WNAF_SOURCES];
};

/* The digits of k or -k: odd, between -2^(bits - 1) and 2^(bits - 1), with zeros between them. */
static inline void wnaf_write(struct wnaf *wnaf, int source, wnaf_number k, int bits,
                              bool negative) {
  int place = 0;
  while (k != 0) {
    const int zeros =
        (uint64_t)k ? __builtin_ctzll((uint64_t)k) : 64 + __builtin_ctzll((uint64_t)(k >> 64));
    k >>= zeros;
    place += zeros;
    int digit = (int)k & ((1 << bits) - 1);
    const int carry = digit >> (bits - 1);
    digit -= carry << bits;
    wnaf->digits[place][source] = (int16_t)(negative ? -digit : digit);
    k = (k >> bits) + (unsigned)carry;
    place += bits;
  }
}

static inline wnaf_number wnaf_half(const struct wide *a, int half) {
  w32 words[8];
  wide_to_words(a, words);
  wnaf_number r = 0;
  for (int i = 3; i >= 0; i--)
    r = r << 32 | words[4 * half + i];
  return r;
}

/* The odd multiples 1 to 15 of q. They are sums with 2 q, in whose coordinates all begins. */
WIDE_CALLED void odd_multiples_make(struct multiples *m, const struct affine *q) {
  struct wide ratio[WINDOW_MULTIPLES], zz;
  struct point sum;
  point_from_affine(&sum, q);
  point_double(&sum);
  const struct affine twice = {sum.x, sum.y};
  const struct wide z = sum.z;
  field_square(&zz, &z);
  field_multiply(&m->of[0].x, &q->x, &zz);
  field_multiply(&zz, &zz, &z);
  field_multiply(&m->of[0].y, &q->y, &zz);
  point_from_affine(&sum, &m->of[0]);
  for (int i = 1; i < WINDOW_MULTIPLES; i++) { /* the order is prime: no odd multiple is +-2 q */
    point_add(&sum, &twice, &sum.z, &ratio[i]);
    m->of[i].x = sum.x, m->of[i].y = sum.y;
  }
  field_multiply(&m->z, &sum.z, &z);
  multiples_join(m, ratio);
}

/* sum += the digit's multiple of the source. */
static inline void wnaf_add(struct point *sum, const struct multiples *m, int source, int digit) {
  const int multiple = (digit < 0 ? -digit : digit) / 2;
  struct affine addend;
  struct wide z = sum->z, ratio, opposite;
  if (source < 2) {
    addend = m->of[multiple];
    if (source == 1)
      addend.x = m->image_x[multiple];
  } else {
    affine_load(&addend, secp256k1_generator_table +
                             AFFINE_WORDS * ((source - 2) * GENERATOR_TABLE_MULTIPLES + multiple));
    field_multiply(&z, &z, &m->z);
  }
  field_negate(&opposite, &addend.y);
  wide_choose(&addend.y, digit < 0, &addend.y, &opposite);
  if (point_add(sum, &addend, &z, &ratio))
    point_double(sum);
}

/* r = u1 G + u2 q. */
static inline void wnaf_multiply_add(struct point *r, const struct wide *u1, const struct affine *q,
                                     const struct wide *u2) {
  struct wnaf wnaf = {0};
  struct multiples m;
  struct scalar_half k1, k2;
  scalar_split(u2, &k1, &k2);
  wnaf_write(&wnaf, 0, wnaf_half(&k1.magnitude, 0), WNAF_KEY_BITS, k1.negative);
  wnaf_write(&wnaf, 1, wnaf_half(&k2.magnitude, 0), WNAF_KEY_BITS, k2.negative);
  wnaf_write(&wnaf, 2, wnaf_half(u1, 0), GENERATOR_TABLE_BITS, false);
  wnaf_write(&wnaf, 3, wnaf_half(u1, 1), GENERATOR_TABLE_BITS, false);
  odd_multiples_make(&m, q);
  point_set_infinity(r);
  for (int place = WNAF_PLACES - 1; place >= 0; place--) {
    point_double(r);
    for (int source = 0; source < WNAF_SOURCES; source++)
      if (wnaf.digits[place][source] != 0)
        wnaf_add(r, &m, source, wnaf.digits[place][source]);
  }
  field_multiply(&r->z, &r->z, &m.z);
}

#endif

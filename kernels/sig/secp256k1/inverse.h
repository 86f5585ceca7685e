/* Inverses modulo an odd number of 256 bits by division steps, in scalar lane C.
 *
 * Source: D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion"
 * (2019), with delta beginning at 1/2, for which 590 steps suffice for 256 bits (P. Wuille, "safegcd
 * bounds", 2021). Thirty steps depend on the lowest thirty bits alone: they are made on one word,
 * their matrix is then applied to the whole numbers. All work-items take the same steps.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_INVERSE_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_INVERSE_H

#include "kernels/lane/wide.h"

#define INVERSE_LIMBS 9
#define INVERSE_BITS 30
#define INVERSE_MASK 0x3fffffff
#define INVERSE_ROUNDS 20 /* 600 steps */

#if defined(__OPENCL_VERSION__)
typedef int inverse_limb;
typedef long inverse_sum;
#else
typedef int32_t inverse_limb;
typedef int64_t inverse_sum;
#endif

/* The sum of limb[i] * 2^(30 i): limbs of 30 bits, of which the highest carries the sign. */
struct inverse_number {
  inverse_limb limb[INVERSE_LIMBS];
};

struct inverse_modulus {
  struct inverse_number number;
  uint32_t reciprocal; /* of the modulus, modulo 2^30 */
};

/* Thirty division steps take (f, g) to (u f + v g, q f + r g) / 2^30. */
struct inverse_matrix {
  inverse_limb u, v, q, r;
};

LANE_FN struct inverse_number inverse_from_wide(const struct wide *a) {
  w32 words[9];
  struct inverse_number r;
  wide_to_words(a, words);
  words[8] = 0;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++) {
    const int word = 30 * i / 32, shift = 30 * i % 32;
    const w32 high = shift <= 2 || word == 8 ? 0 : words[word + 1] << (32 - shift);
    r.limb[i] = (inverse_limb)((words[word] >> shift | high) & INVERSE_MASK);
  }
  return r;
}

/* Of a number from 0 up to (not including) 2^256. */
LANE_FN struct wide inverse_to_wide(const struct inverse_number *a) {
  w32 words[8];
  LANE_UNROLL
  for (int i = 0; i < 8; i++) {
    const int limb = 32 * i / 30, shift = 32 * i % 30;
    words[i] = (w32)a->limb[limb] >> shift | (w32)a->limb[limb + 1] << (30 - shift);
  }
  return wide_from_words(words);
}

/* Twice delta comes in and is returned. The words hold numbers modulo 2^32. */
LANE_FN inverse_limb inverse_steps(inverse_limb delta, uint32_t f, uint32_t g,
                                   struct inverse_matrix *matrix) {
  uint32_t u = 1, v = 0, q = 0, r = 1;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_BITS; i++) {
    const bool odd = (g & 1) != 0, swap = odd && delta > 0;
    const uint32_t f_was = f, u_was = u, v_was = v;
    f = swap ? g : f, u = swap ? q : u, v = swap ? r : v;
    const uint32_t sign = swap ? ~0u : 0u, used = odd ? ~0u : 0u;
    g += ((f_was ^ sign) - sign) & used;
    q += ((u_was ^ sign) - sign) & used;
    r += ((v_was ^ sign) - sign) & used;
    delta = (swap ? -delta : delta) + 2;
    g >>= 1, u <<= 1, v <<= 1;
  }
  matrix->u = (inverse_limb)u, matrix->v = (inverse_limb)v;
  matrix->q = (inverse_limb)q, matrix->r = (inverse_limb)r;
  return delta;
}

/* (a, b) becomes the matrix times it over 2^30, exactly. */
LANE_FN void inverse_apply(const struct inverse_matrix *t, struct inverse_number *f,
                           struct inverse_number *g) {
  inverse_sum sum_f = 0, sum_g = 0;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++) {
    const inverse_sum fi = f->limb[i], gi = g->limb[i];
    sum_f += t->u * fi + t->v * gi;
    sum_g += t->q * fi + t->r * gi;
    if (i > 0) {
      f->limb[i - 1] = (inverse_limb)(sum_f & INVERSE_MASK);
      g->limb[i - 1] = (inverse_limb)(sum_g & INVERSE_MASK);
    }
    sum_f >>= INVERSE_BITS, sum_g >>= INVERSE_BITS;
  }
  f->limb[INVERSE_LIMBS - 1] = (inverse_limb)sum_f;
  g->limb[INVERSE_LIMBS - 1] = (inverse_limb)sum_g;
}

/* One row of the same modulo m: the multiple of m is added that makes the sum divisible by 2^30, and
 * one m for every negative operand, which keeps the results between -2m and m. */
LANE_FN struct inverse_number inverse_combine(inverse_limb u, inverse_limb v,
                                              const struct inverse_number *d,
                                              const struct inverse_number *e,
                                              const struct inverse_modulus *m) {
  struct inverse_number r;
  inverse_limb multiple =
      (d->limb[INVERSE_LIMBS - 1] < 0 ? u : 0) + (e->limb[INVERSE_LIMBS - 1] < 0 ? v : 0);
  inverse_sum sum = (inverse_sum)u * d->limb[0] + (inverse_sum)v * e->limb[0];
  multiple -= (inverse_limb)((m->reciprocal * (uint32_t)sum + (uint32_t)multiple) & INVERSE_MASK);
  sum = (sum + (inverse_sum)m->number.limb[0] * multiple) >> INVERSE_BITS;
  LANE_UNROLL
  for (int i = 1; i < INVERSE_LIMBS; i++) {
    sum += (inverse_sum)u * d->limb[i] + (inverse_sum)v * e->limb[i] +
           (inverse_sum)m->number.limb[i] * multiple;
    r.limb[i - 1] = (inverse_limb)(sum & INVERSE_MASK);
    sum >>= INVERSE_BITS;
  }
  r.limb[INVERSE_LIMBS - 1] = (inverse_limb)sum;
  return r;
}

/* a = a * sign + (m if a is then negative), carried through. */
LANE_FN void inverse_settle(struct inverse_number *a, bool negate,
                            const struct inverse_modulus *m) {
  const bool below = (a->limb[INVERSE_LIMBS - 1] < 0);
  inverse_limb carry = 0;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++) {
    inverse_limb limb = a->limb[i] + (below ? m->number.limb[i] : 0);
    limb = (negate ? -limb : limb) + carry;
    carry = limb >> INVERSE_BITS;
    a->limb[i] = i == INVERSE_LIMBS - 1 ? limb : limb & INVERSE_MASK;
  }
}

/* The inverse of a (below m) modulo m; 0 of 0. */
WIDE_CALLED struct wide inverse(const struct wide *a, const struct inverse_modulus *m) {
  struct inverse_number f = m->number, g = inverse_from_wide(a), d, e;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++)
    d.limb[i] = 0, e.limb[i] = i == 0;
  inverse_limb delta = 1;
  WIDE_ROLLED
  for (int round = 0; round < INVERSE_ROUNDS; round++) {
    struct inverse_matrix t;
    delta = inverse_steps(delta, (uint32_t)f.limb[0], (uint32_t)g.limb[0], &t);
    inverse_apply(&t, &f, &g);
    const struct inverse_number d_was = d;
    d = inverse_combine(t.u, t.v, &d_was, &e, m);
    e = inverse_combine(t.q, t.r, &d_was, &e, m);
  }
  /* Now g = 0, f = 1 or -1, and d is the inverse times f. */
  inverse_settle(&d, f.limb[INVERSE_LIMBS - 1] < 0, m);
  inverse_settle(&d, false, m);
  return inverse_to_wide(&d);
}

#endif

/* Inverses modulo an odd number by division steps, in scalar lane C.
 *
 * Source: D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion"
 * (2019), with delta beginning at 1/2 (P. Wuille, "safegcd bounds", 2021). As many steps as fit a
 * word depend on the lowest bits alone: they are made on one word, their matrix is then applied to
 * the whole numbers. What is inverted is no secret, so the rounds end when there is nothing left,
 * and the CPU steps over zeros.
 *
 * The including file defines INVERSE_WORDS, how many words of 32 bits a number has. Numbers come
 * and go in wide_limbs, the lowest first:
 *
 *   inverse_modulus(m, reciprocal)  a modulus, from its limbs and its reciprocal modulo 2^64
 *   inverse_of(r, a, modulus)       r = 1 / a, below the modulus, of an a that is below it; 0 of 0
 */
#ifndef PROOFMARK_KERNELS_LANE_INVERSE_H
#define PROOFMARK_KERNELS_LANE_INVERSE_H

#include "kernels/lane/wide.h"

/* Numbers of signed limbs with two bits less than a word, of which the highest carries the sign.
 * They stay above -2 · modulus and below twice the modulus. */
#define INVERSE_BITS (WIDE_LIMB_BITS - 2)
#define INVERSE_WIDE_LIMBS (32 * INVERSE_WORDS / WIDE_LIMB_BITS)
#define INVERSE_LIMBS (32 * INVERSE_WORDS / INVERSE_BITS + 1)
#define INVERSE_MASK (((wide_limb)1 << INVERSE_BITS) - 1)

#if WIDE_LIMB_BITS == 64
typedef int64_t inverse_limb;
typedef __int128 inverse_sum;
#elif defined(__OPENCL_VERSION__)
typedef int inverse_limb;
typedef long inverse_sum;
#else
typedef int32_t inverse_limb;
typedef int64_t inverse_sum;
#endif

struct inverse_number {
  inverse_limb limb[INVERSE_LIMBS];
};

struct inverse_modulus {
  struct inverse_number number;
  wide_limb reciprocal;
};

/* INVERSE_BITS division steps take (f, g) to (u f + v g, q f + r g) / 2^INVERSE_BITS. */
struct inverse_matrix {
  inverse_limb u, v, q, r;
};

LANE_FN struct inverse_number inverse_from(const wide_limb *a) {
  struct inverse_number r;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++) {
    const int limb = INVERSE_BITS * i / WIDE_LIMB_BITS, shift = INVERSE_BITS * i % WIDE_LIMB_BITS;
    const bool whole = shift <= 2 || limb + 1 == INVERSE_WIDE_LIMBS;
    const wide_limb above = whole ? 0 : a[whole ? limb : limb + 1];
    const wide_limb high = above << (whole ? 0 : WIDE_LIMB_BITS - shift);
    r.limb[i] = (inverse_limb)((a[limb] >> shift | high) & INVERSE_MASK);
  }
  return r;
}

/* Of a number that is not negative. */
LANE_FN void inverse_to(wide_limb *r, const struct inverse_number *a) {
  LANE_UNROLL
  for (int i = 0; i < INVERSE_WIDE_LIMBS; i++) {
    const int limb = WIDE_LIMB_BITS * i / INVERSE_BITS, shift = WIDE_LIMB_BITS * i % INVERSE_BITS;
    r[i] = (wide_limb)a->limb[limb] >> shift | (wide_limb)a->limb[limb + 1]
                                                   << (INVERSE_BITS - shift);
  }
}

LANE_FN struct inverse_modulus inverse_modulus(const wide_limb *modulus, uint64_t reciprocal) {
  const struct inverse_modulus r = {inverse_from(modulus), (wide_limb)reciprocal};
  return r;
}

#if defined(LANE_SCALAR)

/* Twice delta comes in and is returned. Runs of even g are shifted out at once; with delta below 0
 * no swap is near, and a multiple of f that is negative modulo g makes many bits 0 in one go. */
LANE_FN inverse_limb inverse_steps(inverse_limb delta, wide_limb f, wide_limb g,
                                   struct inverse_matrix *matrix) {
  wide_limb u = 1, v = 0, q = 0, r = 1;
  for (int left = INVERSE_BITS;;) {
    const wide_limb end = (wide_limb)1 << left; /* stops the count at what is left */
    const int zeros = __builtin_ctzll(g | end);
    g >>= zeros, u <<= zeros, v <<= zeros;
    delta += 2 * zeros, left -= zeros;
    if (left == 0)
      break;
    if (delta > 0) {
      const wide_limb f_was = f, u_was = u, v_was = v;
      f = g, u = q, v = r, delta = -delta;
      g = 0 - f_was, q = 0 - u_was, r = 0 - v_was;
    }
    /* There is no swap until delta is above 0 again. f · f is 1 modulo 8, so that f is its own
     * inverse there and f · (2 - f · f) the one modulo 64. */
    const inverse_limb until = (1 - delta) / 2, bits = until < left ? until : left;
    const wide_limb mask = ((wide_limb)1 << (bits < 6 ? bits : 6)) - 1;
    const wide_limb times = (0 - g * f * (2 - f * f)) & mask;
    g += f * times, q += u * times, r += v * times;
  }
  matrix->u = (inverse_limb)u, matrix->v = (inverse_limb)v;
  matrix->q = (inverse_limb)q, matrix->r = (inverse_limb)r;
  return delta;
}

#else

/* Twice delta comes in and is returned. The words hold numbers modulo 2^32. All work-items take the
 * same steps. */
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

#endif

/* (f, g) becomes the matrix times it over 2^INVERSE_BITS, exactly. */
LANE_FN void inverse_apply(const struct inverse_matrix *t, struct inverse_number *f,
                           struct inverse_number *g) {
  inverse_sum sum_f = 0, sum_g = 0;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++) {
    const inverse_sum fi = f->limb[i], gi = g->limb[i];
    sum_f += t->u * fi + t->v * gi;
    sum_g += t->q * fi + t->r * gi;
    if (i > 0) {
      f->limb[i - 1] = (inverse_limb)((wide_limb)sum_f & INVERSE_MASK);
      g->limb[i - 1] = (inverse_limb)((wide_limb)sum_g & INVERSE_MASK);
    }
    sum_f >>= INVERSE_BITS, sum_g >>= INVERSE_BITS;
  }
  f->limb[INVERSE_LIMBS - 1] = (inverse_limb)sum_f;
  g->limb[INVERSE_LIMBS - 1] = (inverse_limb)sum_g;
}

/* One row of the same modulo m: the multiple of m is added that makes the sum divisible, and one m
 * for every negative operand, which keeps the results between -2 m and m. */
LANE_FN struct inverse_number inverse_combine(inverse_limb u, inverse_limb v,
                                              const struct inverse_number *d,
                                              const struct inverse_number *e,
                                              const struct inverse_modulus *m) {
  struct inverse_number r;
  inverse_limb multiple =
      (d->limb[INVERSE_LIMBS - 1] < 0 ? u : 0) + (e->limb[INVERSE_LIMBS - 1] < 0 ? v : 0);
  inverse_sum sum = (inverse_sum)u * d->limb[0] + (inverse_sum)v * e->limb[0];
  multiple -= (inverse_limb)(((wide_limb)multiple + m->reciprocal * (wide_limb)sum) & INVERSE_MASK);
  sum = (sum + (inverse_sum)m->number.limb[0] * multiple) >> INVERSE_BITS;
  LANE_UNROLL
  for (int i = 1; i < INVERSE_LIMBS; i++) {
    sum += (inverse_sum)u * d->limb[i] + (inverse_sum)v * e->limb[i] +
           (inverse_sum)m->number.limb[i] * multiple;
    r.limb[i - 1] = (inverse_limb)((wide_limb)sum & INVERSE_MASK);
    sum >>= INVERSE_BITS;
  }
  r.limb[INVERSE_LIMBS - 1] = (inverse_limb)sum;
  return r;
}

/* a = a · sign + (m if a is then negative), carried through. */
LANE_FN void inverse_settle(struct inverse_number *a, bool negate, const struct inverse_number *m) {
  const bool below = a->limb[INVERSE_LIMBS - 1] < 0;
  inverse_limb carry = 0;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++) {
    inverse_limb limb = a->limb[i] + (below ? m->limb[i] : 0);
    limb = (negate ? -limb : limb) + carry;
    carry = limb >> INVERSE_BITS;
    a->limb[i] = i == INVERSE_LIMBS - 1 ? limb : (inverse_limb)((wide_limb)limb & INVERSE_MASK);
  }
}

LANE_FN bool inverse_is_zero(const struct inverse_number *a) {
  inverse_limb any = 0;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++)
    any |= a->limb[i];
  return any == 0;
}

LANE_FN void inverse_of(wide_limb *r, const wide_limb *a, const struct inverse_modulus *m) {
  struct inverse_number f = m->number, g = inverse_from(a), d, e;
  LANE_UNROLL
  for (int i = 0; i < INVERSE_LIMBS; i++)
    d.limb[i] = 0, e.limb[i] = i == 0;
  inverse_limb delta = 1;
  WIDE_ROLLED
  while (!inverse_is_zero(&g)) {
    struct inverse_matrix t;
    delta = inverse_steps(delta, (wide_limb)f.limb[0], (wide_limb)g.limb[0], &t);
    const struct inverse_number d_was = d;
    d = inverse_combine(t.u, t.v, &d_was, &e, m);
    e = inverse_combine(t.q, t.r, &d_was, &e, m);
    inverse_apply(&t, &f, &g);
  }
  /* Now f = 1 or -1, and d is the inverse times f. */
  inverse_settle(&d, f.limb[INVERSE_LIMBS - 1] < 0, &m->number);
  inverse_settle(&d, false, &m->number);
  inverse_to(r, &d);
}

#endif

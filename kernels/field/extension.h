/* The extension F[X] / (X^d - w) of a field, in lane C over an element.h that defines d as
 * FX_DEGREE (2 or 4) and w as FX_NON_RESIDUE.
 *
 * An fx is d elements of the base field, that of X^0 first, each as fe is
 * (kernels/field/README.md). In memory it is d canonical elements one after another.
 *
 *   fx_zero(), fx_one(), fx_of(a)      0, 1, an element of the base field
 *   fx_add, fx_sub, fx_double, fx_neg
 *   fx_mul(a, b), fx_square(a)         with the forms of fe_mul: of a canonical number and one in
 *                                      the form, the canonical product
 *   fx_factor_of(b), fx_times(a, f)    the same in two steps, for a factor of many products
 *   fx_multiple(a, f)                  the same where f is the same in all lanes
 *   fx_scale(a, s)                     each element times s, of the base field
 *   fx_enter, fx_leave                 each element
 *   fx_power(a, exponent)
 *   fx_inverse(a)                      1 / a; 0 of 0
 *   fx_load(words), fx_store(words, a) as fe_load and fe_store
 */
#ifndef PROOFMARK_KERNELS_FIELD_EXTENSION_H
#define PROOFMARK_KERNELS_FIELD_EXTENSION_H

#include "kernels/field/sums.h"

struct fx {
  fe c[FX_DEGREE];
};

LANE_FN struct fx fx_of(fe a) {
  struct fx r;
  r.c[0] = a;
  LANE_UNROLL
  for (int i = 1; i < FX_DEGREE; i++)
    r.c[i] = fe_zero();
  return r;
}
LANE_FN struct fx fx_zero(void) { return fx_of(fe_zero()); }
LANE_FN struct fx fx_one(void) { return fx_of(fe_one()); }

LANE_FN struct fx fx_add(struct fx a, struct fx b) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    a.c[i] = fe_add(a.c[i], b.c[i]);
  return a;
}
LANE_FN struct fx fx_sub(struct fx a, struct fx b) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    a.c[i] = fe_sub(a.c[i], b.c[i]);
  return a;
}
LANE_FN struct fx fx_double(struct fx a) { return fx_add(a, a); }
LANE_FN struct fx fx_neg(struct fx a) { return fx_sub(fx_zero(), a); }

LANE_FN struct fx fx_scale(struct fx a, fe s) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    a.c[i] = fe_mul(a.c[i], s);
  return a;
}
LANE_FN struct fx fx_enter(struct fx a) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    a.c[i] = fe_enter(a.c[i]);
  return a;
}
LANE_FN struct fx fx_leave(struct fx a) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    a.c[i] = fe_leave(a.c[i]);
  return a;
}

/* w · a, by doubling: w is small, and odd. */
LANE_FN fe fx_times_non_residue(fe a) {
  fe sum = a, power = a;
  LANE_UNROLL
  for (int rest = FX_NON_RESIDUE / 2; rest > 0; rest /= 2) {
    power = fe_double(power);
    if (rest % 2 == 1)
      sum = fe_add(sum, power);
  }
  return sum;
}

/* b with what X^d = w makes of its elements: c[i] = w · b.c[i] and c[i + d] = b.c[i]; the element k
 * of a · b is the sum of a.c[i] · c[k - i + d]. */
struct fx_factor {
  fe c[2 * FX_DEGREE];
};

LANE_FN struct fx_factor fx_factor_of(struct fx b) {
  struct fx_factor r;
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++) {
    r.c[i] = i == 0 ? fe_zero() : fx_times_non_residue(b.c[i]);
    r.c[i + FX_DEGREE] = b.c[i];
  }
  return r;
}

LANE_FN void fx_factor_row(fe row[FX_DEGREE], struct fx_factor f, int k) {
  LANE_UNROLL
  for (int i = 0; i < FX_DEGREE; i++)
    row[i] = f.c[k - i + FX_DEGREE];
}

LANE_FN struct fx fx_times(struct fx a, struct fx_factor f) {
  struct fx r;
  LANE_UNROLL
  for (int k = 0; k < FX_DEGREE; k++) {
    fe row[FX_DEGREE];
    fx_factor_row(row, f, k);
    r.c[k] = fe_sum_of_products(a.c, row, FX_DEGREE);
  }
  return r;
}
LANE_FN struct fx fx_multiple(struct fx a, struct fx_factor f) {
  struct fx r;
  LANE_UNROLL
  for (int k = 0; k < FX_DEGREE; k++) {
    fe row[FX_DEGREE];
    fx_factor_row(row, f, k);
    r.c[k] = fe_sum_of_multiples(a.c, row, FX_DEGREE);
  }
  return r;
}

LANE_FN struct fx fx_mul(struct fx a, struct fx b) { return fx_times(a, fx_factor_of(b)); }
LANE_FN struct fx fx_square(struct fx a) { return fx_mul(a, a); }

LANE_FN struct fx fx_power(struct fx a, uint64_t exponent) {
  struct fx r = fx_one();
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1)
      r = fx_mul(r, a);
    a = fx_square(a);
  }
  return r;
}

/* a^(p - 2), which is 1 / a by Fermat's theorem. */
LANE_FN fe fx_inverse_in_base(fe a) {
#if defined(MONT31_PRIME)
  uint64_t exponent = MONT31_PRIME - 2;
#else
  uint64_t exponent = GOLDILOCKS_PRIME - 2;
#endif
  fe r = fe_one();
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1)
      r = fe_mul(r, a);
    a = fe_square(a);
  }
  return r;
}

/* Of y0 + y1 Y in F[Y] / (Y^2 - w), in place: its conjugate y0 - y1 Y over their product, which is
 * in the base field. */
LANE_FN void fx_invert_pair(fe *y0, fe *y1) {
  const fe norm = fe_sub(fe_square(*y0), fx_times_non_residue(fe_square(*y1)));
  const fe inverse = fx_inverse_in_base(norm);
  *y0 = fe_mul(*y0, inverse), *y1 = fe_mul(fe_neg(*y1), inverse);
}

LANE_FN struct fx fx_inverse(struct fx a) {
#if FX_DEGREE == 2
  fx_invert_pair(&a.c[0], &a.c[1]);
  return a;
#else
  /* With Y = X^2, a = e + o X where e and o are pairs over Y: its conjugate e - o X over their
   * product, the pair e^2 - Y o^2. */
  struct fx conjugate = a;
  conjugate.c[1] = fe_neg(a.c[1]), conjugate.c[3] = fe_neg(a.c[3]);
  struct fx norm = fx_mul(a, conjugate);
  fx_invert_pair(&norm.c[0], &norm.c[2]);
  norm.c[1] = norm.c[3] = fe_zero();
  return fx_mul(conjugate, norm);
#endif
}

#if !defined(LANE_VECTORS)
LANE_FN struct fx fx_load(const GPU_GLOBAL uint32_t *words) {
  struct fx r;
#if defined(LANE_SCALAR)
  for (int i = 0; i < FX_DEGREE; i++)
    r.c[i] = fe_load(words + i * FE_WORDS);
#else /* 16 bytes, aligned to them */
  const uint4 v = *(const GPU_GLOBAL uint4 *)words;
#if FE_WORDS == 1
  r.c[0] = v.x, r.c[1] = v.y, r.c[2] = v.z, r.c[3] = v.w;
#else
  r.c[0] = (w64)v.y << 32 | v.x, r.c[1] = (w64)v.w << 32 | v.z;
#endif
#endif
  return r;
}
LANE_FN void fx_store(GPU_GLOBAL uint32_t *words, struct fx a) {
#if defined(LANE_SCALAR)
  for (int i = 0; i < FX_DEGREE; i++)
    fe_store(words + i * FE_WORDS, a.c[i]);
#else
  uint4 v;
#if FE_WORDS == 1
  v.x = a.c[0], v.y = a.c[1], v.z = a.c[2], v.w = a.c[3];
#else
  v.x = (w32)a.c[0], v.y = (w32)(a.c[0] >> 32), v.z = (w32)a.c[1], v.w = (w32)(a.c[1] >> 32);
#endif
  *(GPU_GLOBAL uint4 *)words = v;
#endif
}
#endif

#endif

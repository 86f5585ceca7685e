/* u1 G + u2 Q over secp256k1 with fixed windows, in scalar lane C: all work-items of a GPU double
 * and add at the same places.
 *
 * u2 Q is k1 Q + k2 (lambda Q) with halves of u2 that are as long as its root (scalar.h), so that
 * 128 doublings do, in signed digits of 4 bits. u1 G goes along in signed digits of GENERATOR_BITS
 * bits, 16 or 8, from a table of the multiples 1 to GENERATOR_MULTIPLES of G, and then of 2^128 G.
 */
#ifndef PROOFMARK_KERNELS_SIG_SECP256K1_WINDOWS_H
#define PROOFMARK_KERNELS_SIG_SECP256K1_WINDOWS_H

#include "kernels/sig/secp256k1/group.h"

#ifndef GENERATOR_BITS /* 2^15 multiples of two points are 4 MiB, which the last cache of a GPU holds */
#define GENERATOR_BITS 16
#endif
#define GENERATOR_MULTIPLES (1 << (GENERATOR_BITS - 1))

#define WINDOW_BITS 4
#define WINDOW_COUNT 33 /* of 128 bits and a carry */

/* The multiples 1 to 8. */
WIDE_CALLED void multiples_make(struct multiples *m, const struct affine *q) {
  struct wide ratio[WINDOW_MULTIPLES];
  struct point sum;
  point_from_affine(&sum, q);
  m->of[0] = *q;
  ratio[1] = q->y;
  point_double(&sum);
  m->of[1].x = sum.x, m->of[1].y = sum.y;
  WIDE_ROLLED
  for (int i = 2; i < WINDOW_MULTIPLES; i++) { /* the order is prime: i q is neither q nor -q */
    point_add(&sum, q, &sum.z, &ratio[i]);
    m->of[i].x = sum.x, m->of[i].y = sum.y;
  }
  m->z = sum.z;
  multiples_join(m, ratio);
}

/* Signed digits: half a digit's range is added at every place, so that the digits are those of the
 * sum less that half, and no carry has to be followed. */
#define DIGIT_WORDS 9
struct digits {
  w32 words[DIGIT_WORDS];
  bool negative; /* the number is that of the digits times -1 */
};

LANE_FN struct digits digits_of_half(const struct scalar_half *part) {
  const struct wide offset = wide_of(0, 0, 0, 8, 0x88888888, 0x88888888, 0x88888888, 0x88888888);
  struct digits r;
  struct wide sum;
  wide_add(&sum, &part->magnitude, &offset);
  wide_to_words(&sum, r.words);
  r.words[8] = 0;
  r.negative = part->negative;
  return r;
}

#if GENERATOR_BITS == 16
#define GENERATOR_OFFSET 0x80008000
#else
#define GENERATOR_OFFSET 0x80808080
#endif

/* Of the smaller one of the scalar and its opposite, times -1: the least digits reach farther than
 * the greatest, and none is carried beyond 256 bits. */
LANE_FN struct digits digits_for_generator(const struct wide *scalar) {
  const struct wide offset =
      wide_of(GENERATOR_OFFSET, GENERATOR_OFFSET, GENERATOR_OFFSET, GENERATOR_OFFSET,
              GENERATOR_OFFSET, GENERATOR_OFFSET, GENERATOR_OFFSET, GENERATOR_OFFSET);
  struct digits r;
  struct scalar_half part;
  scalar_take_sign(&part, scalar);
  wide_sub(&part.magnitude, &offset, &part.magnitude);
  wide_to_words(&part.magnitude, r.words);
  r.words[8] = 0;
  r.negative = !part.negative;
  return r;
}

/* The digit of `bits` bits (a power of two) at bit `place`. */
LANE_FN int digit_at(const struct digits *d, int place, int bits) {
  const w32 field = d->words[place / 32] >> (place % 32);
  return (int)(field & ((1u << bits) - 1)) - (1 << (bits - 1));
}

/* What is added at a place: 0 and 1 are q and its image, 2 and 3 are G and 2^128 G. */
#define SOURCE_COUNT 4
struct sources {
  struct multiples multiples;
  struct digits digits[3];
};

/* The source's multiple at this place; false where it is the neutral element. */
LANE_FN bool sources_pick(struct affine *p, const struct sources *s,
                          const GPU_GLOBAL uint32_t *generator, int source, int place) {
  int digit = 0;
  bool negative = false;
  if (source < 2) {
    digit = digit_at(&s->digits[source], place, WINDOW_BITS);
    negative = (digit < 0) != s->digits[source].negative;
    if (digit != 0) {
      const int multiple = (digit < 0 ? -digit : digit) - 1;
      p->x = source == 0 ? s->multiples.of[multiple].x : s->multiples.image_x[multiple];
      p->y = s->multiples.of[multiple].y;
    }
  } else if (place % GENERATOR_BITS == 0 && place < 128) {
    const uint32_t base = (uint32_t)source - 2;
    digit = digit_at(&s->digits[2], place + 128 * (int)base, GENERATOR_BITS);
    negative = (digit < 0) != s->digits[2].negative;
    if (digit != 0)
      affine_load(p, generator + AFFINE_WORDS * (base * GENERATOR_MULTIPLES +
                                                 (uint32_t)(digit < 0 ? -digit : digit) - 1));
  }
  if (digit == 0)
    return false;
  struct wide opposite;
  field_negate(&opposite, &p->y);
  wide_choose(&p->y, negative, &p->y, &opposite);
  return true;
}

/* sum += the source's multiple at this place; returns whether it is to be doubled instead. */
LANE_FN bool sources_add(struct point *sum, const struct sources *s,
                         const GPU_GLOBAL uint32_t *generator, int source, int place) {
  struct affine addend;
  struct wide z = sum->z, ratio;
  if (!sources_pick(&addend, s, generator, source, place))
    return false;
  if (source >= 2)
    field_multiply(&z, &z, &s->multiples.z);
  return point_add(sum, &addend, &z, &ratio);
}

/* r = u1 G + u2 q. A doubling that an addition asks for, because its operands were the same point,
 * waits for the next ones. */
WIDE_CALLED void windows_multiply_add(struct point *r, const struct wide *u1,
                                      const struct affine *q, const struct wide *u2,
                                      const GPU_GLOBAL uint32_t *generator) {
  struct sources s;
  struct scalar_half k1, k2;
  scalar_split(u2, &k1, &k2);
  s.digits[0] = digits_of_half(&k1), s.digits[1] = digits_of_half(&k2);
  s.digits[2] = digits_for_generator(u1);
  multiples_make(&s.multiples, q);
  struct point sum;
  point_set_infinity(&sum);
  int doublings = 0;
  WIDE_ROLLED
  for (int window = WINDOW_COUNT - 1; window >= -1; window--) {
    WIDE_ROLLED
    for (int source = 0; source < SOURCE_COUNT; source++) {
      WIDE_ROLLED
      for (; doublings > 0; doublings--)
        point_double(&sum);
      if (window < 0)
        break;
      doublings += sources_add(&sum, &s, generator, source, WINDOW_BITS * window);
    }
    doublings += window > 0 ? WINDOW_BITS : 0;
  }
  *r = sum;
  field_multiply(&r->z, &sum.z, &s.multiples.z);
}

#endif

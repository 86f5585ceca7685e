/* Batches of additions, eight at a time: batch.h. */
#ifndef PROOFMARK_KERNELS_CURVE_BATCH_LANES_H
#define PROOFMARK_KERNELS_CURVE_BATCH_LANES_H

#include "kernels/curve/range52.h"
#include "kernels/field/limbs/rows52.h"

enum {
  BATCH_MAX = 2048, /* additions: the inversion is then 5% of the work, and all stays in the L2 */
  BATCH_VECTORS = BATCH_MAX / LANES52,
  BATCH_CHAINS = 4, /* products beside each other hide their latency */
  BATCH_BLOCK = 4,  /* and so do additions */
  BATCH_AHEAD = 4   /* vectors between the prefetch of an operand and its use */
};

/* A coordinate in eight lanes, c[0] + c[1] u as quadratic_coordinate.h has it. */
struct coord8 {
  struct fe8 c[COORD_DEGREE];
};

struct batch {
  struct addition additions[BATCH_MAX];
  size_t count;
  struct coord8 divisor[BATCH_VECTORS];
  struct coord8 after[BATCH_VECTORS]; /* the product of the divisors after it, of the same chain */
  uint8_t kind[BATCH_MAX];
};

/* An empty batch. The arrays are large, and nobody reads what has not been written. */
LANE_FN void batch_begin(struct batch *batch) { batch->count = 0; }

/* Forms */

LANE_FN coord coord8_form(coord a) {
  fe parts[COORD_DEGREE];
  memcpy(parts, &a, sizeof a);
  for (int i = 0; i < COORD_DEGREE; i++)
    parts[i] = fe8_form(parts[i]);
  memcpy(&a, parts, sizeof a);
  return a;
}
LANE_FN coord coord8_unform(coord a) {
  fe parts[COORD_DEGREE];
  memcpy(parts, &a, sizeof a);
  for (int i = 0; i < COORD_DEGREE; i++)
    parts[i] = fe8_unform(parts[i]);
  memcpy(&a, parts, sizeof a);
  return a;
}

static struct affine batch_form(struct affine a) {
  a.x = coord8_form(a.x), a.y = coord8_form(a.y);
  return a;
}
static struct affine batch_unform(struct affine a) {
  a.x = coord8_unform(a.x), a.y = coord8_unform(a.y);
  return a;
}

/* 3 p - y, or 5 p - y of y above that. */
LANE_FN fe fe8_stored_neg(fe y) {
  const fe prime = {{LIMBS_PRIME}}, twice = {{LIMBS_PRIME_TWICE}};
  bool below;
  const fe r = limbs_subtract(limbs_sum(prime, twice), y, &below);
  return fe_choose(below, r, limbs_sum(r, twice));
}

static struct affine batch_signed(const struct affine *a, bool negate) {
  struct affine r = *a;
  if (!negate || affine_is_infinity(a))
    return r;
  fe parts[COORD_DEGREE];
  memcpy(parts, &r.y, sizeof r.y);
  for (int i = 0; i < COORD_DEGREE; i++)
    parts[i] = fe8_stored_neg(parts[i]);
  memcpy(&r.y, parts, sizeof r.y);
  return r;
}

/* Coordinates in lanes: ranges as in range52.h. */

LANE_FN struct coord8 coord8_sub(const struct coord8 *a, const struct coord8 *b) {
  struct coord8 r;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++)
    r.c[i] = fe8_sub(&a->c[i], &b->c[i]);
  return r;
}

/* Of degree 2 with two products to a reduction. Factors below 10 p each give less than 3.7 p, and
 * with one of them below 1.4 p less than 1.4 p. */
LANE_FN struct coord8 coord8_mul(const struct coord8 *a, const struct coord8 *b) {
  struct coord8 r;
#if COORD_DEGREE == 1
  r.c[0] = fe8_mul(&a->c[0], &b->c[0]);
#else
  struct signed8 difference;
  LANE_UNROLL
  for (int i = 0; i < LANES52_LIMBS; i++)
    difference.limb[i] = _mm512_sub_epi64(fe8_prime(2 * FE8_SLACK, i), b->c[1].limb[i]);
  const struct fe8 minus = fe8_carry(&difference);
  r.c[0] = fe8_mul_add(&a->c[0], &b->c[0], &a->c[1], &minus);
  r.c[1] = fe8_mul_add(&a->c[0], &b->c[1], &a->c[1], &b->c[0]);
#endif
  return r;
}

LANE_FN __mmask8 coord8_may_be_zero(const struct coord8 *a) {
  __mmask8 r = 0xff;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++)
    r &= fe8_may_be_zero(&a->c[i]);
  return r;
}

/* The same in some lanes. */
LANE_FN void coord8_set_lanes(struct coord8 *a, __mmask8 lanes, coord value) {
  fe parts[COORD_DEGREE];
  memcpy(parts, &value, sizeof value);
  for (int i = 0; i < COORD_DEGREE; i++) {
    __m512i words[FE_LIMBS];
    for (int n = 0; n < FE_LIMBS; n++)
      words[n] = fe8_all(parts[i].limb[n]);
    const struct fe8 element = fe8_load(words);
    for (int n = 0; n < LANES52_LIMBS; n++)
      a->c[i].limb[n] = _mm512_mask_mov_epi64(a->c[i].limb[n], lanes, element.limb[n]);
  }
}
LANE_FN struct coord8 coord8_all(coord value) {
  struct coord8 r = {0};
  coord8_set_lanes(&r, 0xff, value);
  return r;
}

LANE_FN coord coord8_lane0(const struct coord8 *a) {
  fe parts[COORD_DEGREE];
  for (int i = 0; i < COORD_DEGREE; i++) {
    __m512i words[FE_LIMBS];
    fe8_store(words, &a->c[i]);
    for (int n = 0; n < FE_LIMBS; n++)
      parts[i].limb[n] = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(words[n]));
  }
  coord r;
  memcpy(&r, parts, sizeof r);
  return r;
}

/* The lanes in another order: lane i becomes lane i ^ distance, for a distance of 1, 2 or 4. */
LANE_FN struct coord8 coord8_swap(const struct coord8 *a, int distance) {
  const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
  const __m512i order = _mm512_xor_si512(lane, fe8_all((uint64_t)distance));
  struct coord8 r;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++)
    for (int n = 0; n < LANES52_LIMBS; n++)
      r.c[i].limb[n] = _mm512_permutexvar_epi64(order, a->c[i].limb[n]);
  return r;
}

/* Points into lanes and back, four words of each at a time. */

enum {
  COORD_LIMBS = COORD_DEGREE * FE_LIMBS,
  AFFINE_ROWS = 2 * COORD_LIMBS / ROW_WORDS,
  X_ROWS = (COORD_LIMBS + ROW_WORDS - 1) / ROW_WORDS /* the last may hold a part of y, too */
};

LANE_FN struct coord8 coord8_from_words(const __m512i words[COORD_LIMBS]) {
  struct coord8 r;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++)
    r.c[i] = fe8_load(words + i * FE_LIMBS);
  return r;
}

LANE_FN void points_load(__m512i words[ROW_WORDS], const struct affine *const points[LANES52],
                         int first) {
  const uint8_t *rows[LANES52];
  LANE_UNROLL
  for (int lane = 0; lane < LANES52; lane++)
    rows[lane] = (const uint8_t *)points[lane] + 8 * first;
  rows_load(words, rows);
}

/* The x of eight points, and which of them may be infinity. */
LANE_FN struct coord8 x_load(const struct affine *const points[LANES52],
                             __mmask8 *may_be_infinity) {
  __m512i words[X_ROWS * ROW_WORDS], any;
  LANE_UNROLL
  for (int i = 0; i < X_ROWS; i++)
    points_load(words + i * ROW_WORDS, points, i * ROW_WORDS);
  any = words[0];
  LANE_UNROLL
  for (int i = 1; i < COORD_LIMBS; i++)
    any = _mm512_or_si512(any, words[i]);
  *may_be_infinity |= _mm512_testn_epi64_mask(any, any);
  return coord8_from_words(words);
}

struct affine8 {
  struct coord8 x, y;
};

LANE_FN struct affine8 affine8_load(const struct affine *const points[LANES52]) {
  __m512i words[AFFINE_ROWS * ROW_WORDS];
  LANE_UNROLL
  for (int i = 0; i < AFFINE_ROWS; i++)
    points_load(words + i * ROW_WORDS, points, i * ROW_WORDS);
  const struct affine8 r = {coord8_from_words(words), coord8_from_words(words + COORD_LIMBS)};
  return r;
}

LANE_FN void affine8_store(struct affine *const points[LANES52], const struct coord8 *x,
                           const struct coord8 *y) {
  __m512i words[AFFINE_ROWS * ROW_WORDS];
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++) {
    fe8_store(words + i * FE_LIMBS, &x->c[i]);
    fe8_store(words + COORD_LIMBS + i * FE_LIMBS, &y->c[i]);
  }
  LANE_UNROLL
  for (int i = 0; i < AFFINE_ROWS; i++) {
    uint8_t *rows[LANES52];
    LANE_UNROLL
    for (int lane = 0; lane < LANES52; lane++)
      rows[lane] = (uint8_t *)points[lane] + 8 * i * ROW_WORDS;
    rows_store(words + i * ROW_WORDS, rows);
  }
}

/* All coordinates times the same element. */
LANE_FN void affine8_scale(struct affine8 *a, const struct fe8 *factor) {
  for (int i = 0; i < COORD_DEGREE; i++) {
    a->x.c[i] = fe8_mul(&a->x.c[i], factor);
    a->y.c[i] = fe8_mul(&a->y.c[i], factor);
  }
}

static void batch_enter(struct affine *points, uint64_t count) {
  const struct fe8 entry = fe8_entry();
  for (; count >= LANES52; points += LANES52, count -= LANES52) {
    struct affine *rows[LANES52];
    for (int lane = 0; lane < LANES52; lane++)
      rows[lane] = points + lane;
    struct affine8 a = affine8_load((const struct affine *const *)rows);
    affine8_scale(&a, &entry);
    affine8_store(rows, &a.x, &a.y);
  }
  for (; count > 0; points++, count--) {
    const struct affine point = {coord_enter(points->x), coord_enter(points->y)};
    *points = batch_form(point);
  }
}

/* Divisors */

/* The kind of an addition that is not known to be a chord. Infinity is the same in every form. */
static enum addition_kind batch_kind(const struct addition *addition, coord *divisor) {
  struct affine a = *addition->a, b = *addition->b;
  *divisor = coord_one();
  if (!affine_is_infinity(&a) && !affine_is_infinity(&b))
    a = batch_unform(a), b = batch_unform(b);
  return addition_kind(&a, &b, addition->negate_a, addition->negate_b, divisor);
}

/* The kinds of such additions of a vector. Lanes without a divisor get 1 for it. */
__attribute__((noinline)) static void batch_kinds(struct batch *batch, size_t vector,
                                                  unsigned unknown) {
  const coord one = coord8_form(coord_one());
  struct coord8 *const divisors = &batch->divisor[vector];
  __mmask8 ones = 0;
  for (unsigned lane = 0; lane < LANES52; lane++) {
    coord divisor;
    if (!(unknown >> lane & 1))
      continue;
    const enum addition_kind kind =
        batch_kind(&batch->additions[vector * LANES52 + lane], &divisor);
    batch->kind[vector * LANES52 + lane] = (uint8_t)kind;
    if (kind == ADDITION_TANGENT)
      coord8_set_lanes(divisors, (__mmask8)(1u << lane), coord8_form(divisor));
    else if (kind != ADDITION_CHORD)
      ones |= (__mmask8)(1u << lane);
  }
  coord8_set_lanes(divisors, ones, one);
}

LANE_FN void batch_operands(const struct addition *additions, const struct affine *a[LANES52],
                            const struct affine *b[LANES52]) {
  LANE_UNROLL
  for (int lane = 0; lane < LANES52; lane++)
    a[lane] = additions[lane].a, b[lane] = additions[lane].b;
}

/* The divisors and their products, from the last addition to the first. Only points that have not
 * been used for long, those with signs, are worth a prefetch. */
LANE_FN void batch_divisors(struct batch *batch, size_t vectors, struct coord8 chains[BATCH_CHAINS],
                            bool with_signs) {
  for (size_t i = vectors; i-- > 0;) {
    const struct affine *a[LANES52], *b[LANES52];
    const struct addition *const additions = &batch->additions[i * LANES52];
    if (with_signs && i >= BATCH_AHEAD)
      for (int lane = 0; lane < LANES52; lane++) {
        batch_prefetch(additions[lane - BATCH_AHEAD * LANES52].a);
        batch_prefetch(additions[lane - BATCH_AHEAD * LANES52].b);
      }
    batch_operands(additions, a, b);
    __mmask8 unknown = 0;
    const struct coord8 xa = x_load(a, &unknown), xb = x_load(b, &unknown);
    const struct coord8 divisor = coord8_sub(&xb, &xa);
    unknown |= coord8_may_be_zero(&divisor);
    batch->divisor[i] = divisor;
    memset(&batch->kind[i * LANES52], ADDITION_CHORD, LANES52);
    if (__builtin_expect(unknown, 0))
      batch_kinds(batch, i, unknown);
    struct coord8 *const chain = &chains[i % BATCH_CHAINS];
    batch->after[i] = *chain;
    *chain = coord8_mul(chain, &batch->divisor[i]);
  }
}

/* A call: where time does not matter, code should not be large. */
__attribute__((noinline)) static struct coord8 coord8_mul_called(const struct coord8 *a,
                                                                 const struct coord8 *b) {
  return coord8_mul(a, b);
}

/* 1 / a in every lane: 1 over the product of all lanes, times the product of the others. */
static struct coord8 coord8_inverse(const struct coord8 *a) {
  struct coord8 product = *a, others[3];
  for (int i = 0; i < 3; i++) {
    others[i] = coord8_swap(&product, 1 << i);
    product = coord8_mul_called(&product, &others[i]);
  }
  const coord inverse = coord_inverse(coord8_unform(coord8_lane0(&product)));
  struct coord8 r = coord8_all(coord8_form(inverse));
  for (int i = 0; i < 3; i++)
    r = coord8_mul_called(&r, &others[i]);
  return r;
}

/* Every lane of every chain becomes its inverse. */
__attribute__((noinline)) static void batch_invert(struct coord8 chains[BATCH_CHAINS]) {
  struct coord8 before[BATCH_CHAINS], product = chains[0];
  for (int i = 1; i < BATCH_CHAINS; i++) {
    before[i] = product;
    product = coord8_mul_called(&product, &chains[i]);
  }
  struct coord8 inverse = coord8_inverse(&product);
  for (int i = BATCH_CHAINS; i-- > 1;) {
    const struct coord8 own = coord8_mul_called(&inverse, &before[i]);
    inverse = coord8_mul_called(&inverse, &chains[i]);
    chains[i] = own;
  }
  chains[0] = inverse;
}

/* Sums */

/* A few vectors of additions on their way. */
struct batch_block {
  struct coord8 xa[BATCH_BLOCK], xb[BATCH_BLOCK], ya[BATCH_BLOCK];
  struct coord8 rise[BATCH_BLOCK], slope[BATCH_BLOCK], x[BATCH_BLOCK];
  struct affine copies[BATCH_BLOCK][LANES52]; /* sums that need no line */
};

/* y or FE8_SLACK p - y. */
LANE_FN struct coord8 coord8_signed(const struct coord8 *y, __mmask8 negative) {
  struct coord8 r;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++) {
    struct signed8 limbs;
    LANE_UNROLL
    for (int n = 0; n < LANES52_LIMBS; n++)
      limbs.limb[n] = _mm512_mask_sub_epi64(y->c[i].limb[n], negative, fe8_prime(FE8_SLACK, n),
                                            y->c[i].limb[n]);
    r.c[i] = fe8_carry(&limbs);
  }
  return r;
}

LANE_FN void batch_signs(const struct addition *additions, __mmask8 *a, __mmask8 *b) {
  unsigned of_a = 0, of_b = 0;
  LANE_UNROLL
  for (int lane = 0; lane < LANES52; lane++) {
    of_a |= (unsigned)additions[lane].negate_a << lane;
    of_b |= (unsigned)additions[lane].negate_b << lane;
  }
  *a = (__mmask8)of_a, *b = (__mmask8)of_b;
}

/* The rises of tangents, and the sums that need no line: before anything is stored. */
__attribute__((noinline)) static void block_exceptions(const struct batch *batch, size_t vector,
                                                       struct coord8 *rise,
                                                       struct affine copies[LANES52]) {
  for (unsigned lane = 0; lane < LANES52; lane++) {
    const struct addition *const addition = &batch->additions[vector * LANES52 + lane];
    const enum addition_kind kind = batch->kind[vector * LANES52 + lane];
    copies[lane] = affine_infinity();
    if (kind == ADDITION_TANGENT) {
      const struct affine a = batch_unform(*addition->a);
      coord8_set_lanes(rise, (__mmask8)(1u << lane), coord8_form(addition_tangent_rise(&a)));
    } else if (kind == ADDITION_A || kind == ADDITION_B) {
      const bool of_a = kind == ADDITION_A, negate = of_a ? addition->negate_a : addition->negate_b;
      copies[lane] = batch_signed(of_a ? addition->a : addition->b, negate);
    }
  }
}

LANE_FN bool block_has_exceptions(const struct batch *batch, size_t vector) {
  uint64_t kinds;
  memcpy(&kinds, &batch->kind[vector * LANES52], sizeof kinds);
  return __builtin_expect(kinds != 0, 0); /* ADDITION_CHORD is 0 */
}

LANE_FN void block_load(struct batch_block *block, const struct batch *batch, size_t vector,
                        unsigned place, bool with_signs) {
  const struct addition *const additions = &batch->additions[vector * LANES52];
  const struct affine *pa[LANES52], *pb[LANES52];
  batch_operands(additions, pa, pb);
  struct affine8 a = affine8_load(pa), b = affine8_load(pb);
  if (with_signs) {
    __mmask8 negative_a, negative_b;
    batch_signs(additions, &negative_a, &negative_b);
    a.y = coord8_signed(&a.y, negative_a);
    b.y = coord8_signed(&b.y, negative_b);
  }
  block->xa[place] = a.x, block->xb[place] = b.x, block->ya[place] = a.y;
  block->rise[place] = coord8_sub(&b.y, &a.y);
  if (block_has_exceptions(batch, vector))
    block_exceptions(batch, vector, &block->rise[place], block->copies[place]);
}

/* x = slope^2 - xa - xb */
LANE_FN struct coord8 line_x(const struct coord8 *slope, const struct coord8 *xa,
                             const struct coord8 *xb) {
  const struct coord8 square = coord8_mul(slope, slope);
  struct coord8 r;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++) {
    struct signed8 x;
    LANE_UNROLL
    for (int n = 0; n < LANES52_LIMBS; n++)
      x.limb[n] = _mm512_sub_epi64(_mm512_sub_epi64(square.c[i].limb[n], xa->c[i].limb[n]),
                                   xb->c[i].limb[n]);
    r.c[i] = fe8_settle(&x);
  }
  return r;
}

/* y = slope (xa - x) - ya */
LANE_FN struct coord8 line_y(const struct coord8 *slope, const struct coord8 *xa,
                             const struct coord8 *x, const struct coord8 *ya) {
  const struct coord8 run = coord8_sub(xa, x), rise = coord8_mul(slope, &run);
  struct coord8 r;
  LANE_UNROLL
  for (int i = 0; i < COORD_DEGREE; i++) {
    struct signed8 y;
    LANE_UNROLL
    for (int n = 0; n < LANES52_LIMBS; n++)
      y.limb[n] = _mm512_sub_epi64(rise.c[i].limb[n], ya->c[i].limb[n]);
    r.c[i] = fe8_settle(&y);
  }
  return r;
}

LANE_FN void block_store(const struct batch_block *block, const struct batch *batch, size_t vector,
                         unsigned place, const struct coord8 *y) {
  const struct addition *const additions = &batch->additions[vector * LANES52];
  struct affine *sums[LANES52];
  LANE_UNROLL
  for (int lane = 0; lane < LANES52; lane++)
    sums[lane] = additions[lane].sum;
  affine8_store(sums, &block->x[place], y);
  if (block_has_exceptions(batch, vector))
    for (unsigned lane = 0; lane < LANES52; lane++)
      if (!addition_has_divisor(batch->kind[vector * LANES52 + lane]))
        *sums[lane] = block->copies[place][lane];
}

/* Step by step for the block's vectors: the steps of one wait for each other. */
LANE_FN void batch_block(const struct batch *batch, size_t first, unsigned count,
                         struct coord8 inverses[BATCH_CHAINS], bool with_signs) {
  struct batch_block block;
  for (unsigned i = 0; i < count; i++)
    block_load(&block, batch, first + i, i, with_signs);
  for (unsigned i = 0; i < count; i++) {
    struct coord8 *const chain = &inverses[(first + i) % BATCH_CHAINS];
    block.slope[i] = coord8_mul(chain, &batch->after[first + i]);
    *chain = coord8_mul(chain, &batch->divisor[first + i]);
  }
  for (unsigned i = 0; i < count; i++)
    block.slope[i] = coord8_mul(&block.slope[i], &block.rise[i]);
  for (unsigned i = 0; i < count; i++)
    block.x[i] = line_x(&block.slope[i], &block.xa[i], &block.xb[i]);
  for (unsigned i = 0; i < count; i++) {
    const struct coord8 y = line_y(&block.slope[i], &block.xa[i], &block.x[i], &block.ya[i]);
    block_store(&block, batch, first + i, i, &y);
  }
}

/* Fills the last vector with sums of infinity and infinity. */
LANE_FN size_t batch_fill(struct batch *batch, struct affine *nowhere) {
  *nowhere = affine_infinity();
  while (batch->count % LANES52)
    batch->additions[batch->count++] = (struct addition){nowhere, nowhere, nowhere, false, false};
  return batch->count / LANES52;
}

LANE_FN void batch_run(struct batch *batch, bool with_signs) {
  struct coord8 chains[BATCH_CHAINS];
  struct affine nowhere;
  const size_t vectors = batch_fill(batch, &nowhere);
  if (vectors == 0)
    return;
  const struct coord8 one = coord8_all(coord8_form(coord_one()));
  for (unsigned i = 0; i < BATCH_CHAINS; i++)
    chains[i] = one;
  batch_divisors(batch, vectors, chains, with_signs);
  batch_invert(chains);
  for (size_t first = 0; first < vectors; first += BATCH_BLOCK) {
    const size_t left = vectors - first;
    batch_block(batch, first, left < BATCH_BLOCK ? (unsigned)left : BATCH_BLOCK, chains,
                with_signs);
  }
  batch->count = 0;
}

__attribute__((noinline)) static void batch_add_signed(struct batch *batch) {
  batch_run(batch, true);
}
__attribute__((noinline)) static void batch_add(struct batch *batch) { batch_run(batch, false); }

#endif

/* Batches of additions, one after another: batch.h. */
#ifndef PROOFMARK_KERNELS_CURVE_BATCH_SCALAR_H
#define PROOFMARK_KERNELS_CURVE_BATCH_SCALAR_H

enum {
  BATCH_MAX = 1024, /* additions: the inversion is then 2% of the work, and all stays in the L2 */
  BATCH_CHAINS = 4, /* products beside each other hide their latency */
  BATCH_BLOCK = 8,  /* and so do additions */
  BATCH_AHEAD = 16  /* additions between the prefetch of an operand and its use */
};

struct batch {
  struct addition additions[BATCH_MAX];
  size_t count;
  coord divisor[BATCH_MAX];
  coord after[BATCH_MAX]; /* the product of the divisors after it, of the same chain */
  uint8_t kind[BATCH_MAX];
};

/* An empty batch. The arrays are large, and nobody reads what has not been written. */
LANE_FN void batch_begin(struct batch *batch) { batch->count = 0; }

LANE_FN struct affine batch_form(struct affine a) { return a; }
LANE_FN struct affine batch_unform(struct affine a) { return a; }
static void batch_enter(struct affine *points, uint64_t count) {
  for (; count > 0; points++, count--)
    points->x = coord_enter(points->x), points->y = coord_enter(points->y);
}
LANE_FN struct affine batch_signed(const struct affine *a, bool negate) {
  return affine_signed(a, negate);
}

/* The kind of an addition that is not known to be a chord. */
__attribute__((noinline)) static enum addition_kind batch_kind(const struct addition *addition,
                                                               coord *divisor) {
  return addition_kind(addition->a, addition->b, addition->negate_a, addition->negate_b, divisor);
}

/* The divisors and their products, from the last addition to the first. false: there are none. */
LANE_FN bool batch_divisors(struct batch *batch, coord chains[BATCH_CHAINS]) {
  bool any = false;
  for (size_t i = batch->count; i-- > 0;) {
    const struct addition *const addition = &batch->additions[i];
    if (i >= BATCH_AHEAD) {
      batch_prefetch(addition[-BATCH_AHEAD].a);
      batch_prefetch(addition[-BATCH_AHEAD].b);
    }
    coord divisor = coord_sub(addition->b->x, addition->a->x);
    enum addition_kind kind = ADDITION_CHORD;
    if (__builtin_expect(coord_may_be_zero(divisor) | coord_may_be_zero(addition->a->y) |
                             coord_may_be_zero(addition->b->y),
                         0))
      kind = batch_kind(addition, &divisor);
    batch->kind[i] = (uint8_t)kind;
    if (!addition_has_divisor(kind))
      continue;
    coord *const chain = &chains[i % BATCH_CHAINS];
    any = true;
    batch->divisor[i] = divisor;
    batch->after[i] = *chain;
    *chain = coord_mul(*chain, divisor);
  }
  return any;
}

/* chains[i] becomes its inverse. */
static void batch_invert(coord chains[BATCH_CHAINS]) {
  coord before[BATCH_CHAINS], product = chains[0];
  for (int i = 1; i < BATCH_CHAINS; i++) {
    before[i] = product;
    product = coord_mul(product, chains[i]);
  }
  coord inverse = coord_inverse(product);
  for (int i = BATCH_CHAINS; i-- > 1;) {
    const coord own = coord_mul(inverse, before[i]);
    inverse = coord_mul(inverse, chains[i]);
    chains[i] = own;
  }
  chains[0] = inverse;
}

/* A sum that needs no line. */
__attribute__((noinline)) static void batch_copy(const struct addition *addition,
                                                 enum addition_kind kind) {
  switch (kind) {
  case ADDITION_A:
    *addition->sum = affine_signed(addition->a, addition->negate_a);
    break;
  case ADDITION_B:
    *addition->sum = affine_signed(addition->b, addition->negate_b);
    break;
  default:
    *addition->sum = affine_infinity();
  }
}

/* Where the line through a and b rises over its divisor; `with_signs` is a constant. */
LANE_FN coord batch_rise(const struct addition *addition, enum addition_kind kind,
                         bool with_signs) {
  const struct affine *const a = addition->a, *const b = addition->b;
  if (__builtin_expect(kind == ADDITION_TANGENT, 0))
    return addition_tangent_rise(a);
  if (with_signs)
    return coord_sub(affine_signed_y(b, addition->negate_b),
                     affine_signed_y(a, addition->negate_a));
  return coord_sub(b->y, a->y);
}

/* A few additions, step by step for all of them: the steps of one wait for each other. */
LANE_FN void batch_block(const struct batch *batch, size_t first, size_t count,
                         coord inverses[BATCH_CHAINS], bool with_signs) {
  const struct addition *const additions = batch->additions + first;
  const uint8_t *const kinds = batch->kind + first;
  coord slope[BATCH_BLOCK], x[BATCH_BLOCK];
  for (size_t i = 0; i < count; i++) {
    coord *const chain = &inverses[(first + i) % BATCH_CHAINS];
    slope[i] = coord_zero();
    if (!addition_has_divisor(kinds[i]))
      continue;
    slope[i] = coord_mul(*chain, batch->after[first + i]);
    *chain = coord_mul(*chain, batch->divisor[first + i]);
  }
  for (size_t i = 0; i < count; i++)
    slope[i] = coord_mul(slope[i], batch_rise(&additions[i], kinds[i], with_signs));
  for (size_t i = 0; i < count; i++)
    x[i] = coord_sub(coord_sub(coord_square(slope[i]), additions[i].a->x), additions[i].b->x);
  for (size_t i = 0; i < count; i++) {
    const struct affine *const a = additions[i].a;
    if (!addition_has_divisor(kinds[i])) {
      batch_copy(&additions[i], kinds[i]);
      continue;
    }
    const coord ya = with_signs ? affine_signed_y(a, additions[i].negate_a) : a->y;
    const coord y = coord_sub(coord_mul(slope[i], coord_sub(a->x, x[i])), ya);
    additions[i].sum->x = x[i];
    additions[i].sum->y = y;
  }
}

/* From the first addition to the last, given the inverses of the chains. */
LANE_FN void batch_sums(const struct batch *batch, coord inverses[BATCH_CHAINS], bool with_signs) {
  for (size_t first = 0; first < batch->count; first += BATCH_BLOCK) {
    const size_t left = batch->count - first;
    batch_block(batch, first, left < BATCH_BLOCK ? left : BATCH_BLOCK, inverses, with_signs);
  }
}

LANE_FN void batch_run(struct batch *batch, bool with_signs) {
  coord chains[BATCH_CHAINS];
  for (int i = 0; i < BATCH_CHAINS; i++)
    chains[i] = coord_one();
  if (batch_divisors(batch, chains))
    batch_invert(chains);
  batch_sums(batch, chains, with_signs);
  batch->count = 0;
}

__attribute__((noinline)) static void batch_add_signed(struct batch *batch) {
  batch_run(batch, true);
}
__attribute__((noinline)) static void batch_add(struct batch *batch) { batch_run(batch, false); }

#endif

/* Points as their coordinates x and y in the field's form: README.md. */
#ifndef PROOFMARK_KERNELS_CURVE_AFFINE_H
#define PROOFMARK_KERNELS_CURVE_AFFINE_H

#define AFFINE_WORDS (2 * COORD_WORDS)

struct affine {
  coord x, y;
};

LANE_FN struct affine affine_infinity(void) {
  const struct affine r = {coord_zero(), coord_zero()};
  return r;
}
/* What is computed never gives x = y = 0, so that infinity keeps the bits it was set to. */
LANE_FN bool affine_is_infinity(const struct affine *a) {
  return coord_is_blank(a->y) && coord_is_blank(a->x);
}

LANE_FN coord affine_signed_y(const struct affine *a, bool negate) {
  return coord_choose(negate, a->y, coord_neg(a->y));
}
LANE_FN struct affine affine_signed(const struct affine *a, bool negate) {
  /* Minus infinity is infinity: the field's neg takes 0 to the number 0. */
  const struct affine r = {a->x, affine_signed_y(a, negate)};
  return r;
}

/* Canonical coordinates in memory, x and then y; all zero is infinity, in the form and out of
 * it. */
LANE_FN struct affine affine_load(const GPU_GLOBAL uint32_t *words) {
  const struct affine r = {coord_enter(coord_load(words)),
                           coord_enter(coord_load(words + COORD_WORDS))};
  return r;
}
LANE_FN void affine_store(GPU_GLOBAL uint32_t *words, const struct affine *a) {
  coord_store(words, coord_leave(a->x));
  coord_store(words + COORD_WORDS, coord_leave(a->y));
}

/* The same in the field's form. */
LANE_FN struct affine affine_load_form(const GPU_GLOBAL uint32_t *words) {
  const struct affine r = {coord_load(words), coord_load(words + COORD_WORDS)};
  return r;
}
LANE_FN void affine_store_form(GPU_GLOBAL uint32_t *words, const struct affine *a) {
  coord_store(words, a->x);
  coord_store(words + COORD_WORDS, a->y);
}

#endif

/* How a problem is divided into stages, and their constants.
 *
 * A column of N = R · C elements is R rows of C. "Outer" transforms go down the rows, over elements
 * C apart, and "inner" ones along a row. A column goes through the outer transforms first, then
 * element k of row r is multiplied by w^(rev(r) · k), w being the root of order N, and the inner
 * transforms finish (Bailey: FFTs in external or hierarchical memory, Journal of Supercomputing 4,
 * 1990: the four-step method, without its transposition, since values stay in bit-reversed order).
 * A small column is one row: R = 1.
 *
 * The inverse does the same backwards. The extension is an inverse transform, and then for each of
 * the 2^log_blowup cosets of size N that the large coset is made of, a product of coefficient i
 * with s^i, s being the coset's representative, and a forward transform. The inverse one's outer
 * transforms and the forward one's are of the same tile, which leaves three stages:
 *
 *   inner inverse, twist; outer inverse, for each coset: scale, outer forward; twist, inner forward
 *
 * where s^i, i = r · C + k, is divided into (s^C)^r, which the middle stage multiplies by, and s^k,
 * which joins the twist. 1 / N joins the inverse's twist.
 */
#ifndef PROOFMARK_KERNELS_NTT_PLAN_H
#define PROOFMARK_KERNELS_NTT_PLAN_H

#include <stdlib.h>

#include "kernels/ntt/ntt.h"
#include "kernels/ntt/tables.h"
#include "kernels/ntt/tile.h"

enum { NTT_STAGES_MAX = 3 };

/* On a tile: load; inverse transform; twist; for each coset: scale, forward transform, store. What
 * is NULL is left out. */
struct ntt_stage {
  bool inner;              /* tiles are of rows, else of elements C apart */
  bool from_input;         /* else in place */
  unsigned log_array_rows; /* inner: rows of an array that it goes through */
  unsigned log_cosets;
  size_t width; /* vectors of a tile's row */
  const struct ntt_transform *inverse, *forward;
  const ntt_word *twist; /* the base of each row of an array, in the field's form */
  fe twist_first;
  const struct ntt_constant *scale; /* of each row of the tile, for each coset */
};

struct ntt_plan {
  struct ntt_problem problem;
  const struct prime_field *field;
  unsigned log_outer, log_inner; /* R and C */
  struct ntt_transform outer, inner, inverse_outer, inverse_inner;
  ntt_word *twist, *inverse_twist;
  struct ntt_constant *scale;
  unsigned stages;
  struct ntt_stage stage[NTT_STAGES_MAX];
  const uint8_t *in;
  uint8_t *out;
};

/* Columns lie in arrays of elements, and an element is a number of words: by columns each column is
 * an array, by rows all are one array whose elements are whole rows of columns. */
static bool ntt_by_rows(const struct ntt_plan *plan) { return plan->problem.layout == NTT_BY_ROWS; }
static uint64_t ntt_arrays(const struct ntt_plan *plan) {
  return ntt_by_rows(plan) ? 1 : plan->problem.columns;
}
static uint64_t ntt_element_words(const struct ntt_plan *plan) {
  return ntt_by_rows(plan) ? plan->problem.columns : 1;
}

/* Constants */

/* 1 / N. */
static fe ntt_inverse_size(const struct ntt_plan *plan) {
  const uint64_t log_size = plan->problem.log_size;
  return ntt_power(ntt_inverse(plan->field, ntt_number(2)), &log_size, 1);
}

/* The representative of coset m: generator · w^rev(m), w of order 2^(log_size + log_blowup). */
static fe ntt_coset(const struct ntt_plan *plan, uint64_t m) {
  const struct ntt_problem *const p = &plan->problem;
  if (p->kind != NTT_LDE)
    return fe_one();
  const uint64_t exponent = ntt_reverse(m, p->log_blowup);
  const fe root = ntt_root(plan->field, p->log_size + p->log_blowup);
  return fe_mul(ntt_number(plan->field->generator), ntt_power(root, &exponent, 1));
}

/* s · root^rev(r) for rows r. */
static void ntt_twist_bases(ntt_word *bases, unsigned log_rows, fe s, fe root) {
  for (uint64_t i = 0; i >> log_rows == 0; i++, s = fe_mul(s, root))
    bases[ntt_reverse(i, log_rows)] = ntt_word_of(s);
}

static bool ntt_plan_forward(struct ntt_plan *plan) {
  const struct prime_field *const field = plan->field;
  const unsigned log_cosets = plan->problem.log_blowup;
  plan->twist = malloc(sizeof *plan->twist << (plan->log_outer + log_cosets));
  if (!plan->twist)
    return false;
  for (uint64_t m = 0; m >> log_cosets == 0; m++)
    ntt_twist_bases(plan->twist + (m << plan->log_outer), plan->log_outer, ntt_coset(plan, m),
                    ntt_root(field, plan->problem.log_size));
  return ntt_transform_init(&plan->outer, field, plan->log_outer, false) &&
         ntt_transform_init(&plan->inner, field, plan->log_inner, false);
}

static bool ntt_plan_inverse(struct ntt_plan *plan) {
  const struct prime_field *const field = plan->field;
  plan->inverse_twist = malloc(sizeof *plan->inverse_twist << plan->log_outer);
  if (!plan->inverse_twist)
    return false;
  ntt_twist_bases(plan->inverse_twist, plan->log_outer, fe_one(),
                  ntt_inverse(field, ntt_root(field, plan->problem.log_size)));
  return ntt_transform_init(&plan->inverse_outer, field, plan->log_outer, true) &&
         ntt_transform_init(&plan->inverse_inner, field, plan->log_inner, true);
}

/* Of the cosets, the powers of s^C; where a column is one row of the powers of s, times 1 / N,
 * which has no twist to join. */
static bool ntt_plan_scale(struct ntt_plan *plan) {
  const bool one_row = plan->log_outer == 0;
  const unsigned log_rows = one_row ? plan->log_inner : plan->log_outer;
  const unsigned log_cosets = plan->problem.log_blowup;
  const fe first = one_row ? ntt_inverse_size(plan) : fe_one();
  plan->scale = malloc(sizeof *plan->scale << (log_rows + log_cosets));
  if (!plan->scale)
    return false;
  for (uint64_t m = 0; m >> log_cosets == 0; m++)
    ntt_powers(plan->scale + (m << log_rows), UINT64_C(1) << log_rows, first,
               ntt_power_of_two(ntt_coset(plan, m), one_row ? 0 : plan->log_inner));
  return true;
}

/* Stages */

static void ntt_plan_one_row(struct ntt_plan *plan) {
  const enum ntt_kind kind = plan->problem.kind;
  plan->stage[plan->stages++] = (struct ntt_stage){
      .inner = true,
      .log_cosets = plan->problem.log_blowup,
      .inverse = kind == NTT_FORWARD ? NULL : &plan->inverse_inner,
      .scale = plan->scale,
      .forward = kind == NTT_INVERSE ? NULL : &plan->inner,
  };
}

static void ntt_plan_rows(struct ntt_plan *plan) {
  const enum ntt_kind kind = plan->problem.kind;
  if (kind != NTT_FORWARD)
    plan->stage[plan->stages++] = (struct ntt_stage){
        .inner = true,
        .log_array_rows = plan->log_outer,
        .inverse = &plan->inverse_inner,
        .twist = plan->inverse_twist,
        .twist_first = ntt_inverse_size(plan),
    };
  plan->stage[plan->stages++] = (struct ntt_stage){
      .log_cosets = plan->problem.log_blowup,
      .inverse = kind == NTT_FORWARD ? NULL : &plan->inverse_outer,
      .scale = plan->scale,
      .forward = kind == NTT_INVERSE ? NULL : &plan->outer,
  };
  if (kind != NTT_INVERSE)
    plan->stage[plan->stages++] = (struct ntt_stage){
        .inner = true,
        .log_array_rows = plan->log_outer + plan->problem.log_blowup,
        .twist = plan->twist,
        .twist_first = fe_one(),
        .forward = &plan->inner,
    };
}

/* Wide tiles use more of the lines that come from memory beside each other, and where their rows
 * are apart by a power of two, of the few places that a cache has for such lines. But they have to
 * fit the second cache, two of them where there is a scale, and leave pieces for many threads. */
static size_t ntt_stage_width(const struct ntt_plan *plan, const struct ntt_stage *stage) {
  enum { WIDEST = 4, TILE_BYTES_MAX = 1 << 19, PIECES_MIN = 128 };
  const uint64_t element = ntt_element_words(plan);
  const uint64_t row_words = stage->inner ? element : element << plan->log_inner;
  const uint64_t rows = ntt_arrays(plan) << (stage->inner ? stage->log_array_rows : 0);
  size_t width = NTT_WIDTH;
  if (stage->inner && !ntt_by_rows(plan))
    return width; /* lanes are rows, which are in one piece each */
  for (; width < WIDEST * NTT_WIDTH; width *= 2) {
    const size_t words = 2 * width * NTT_LANES;
    const unsigned log_rows = stage->inner ? plan->log_inner : plan->log_outer;
    if (words > row_words || rows * (row_words / words) < PIECES_MIN ||
        2 * width * sizeof(ntt_vector) << log_rows > TILE_BYTES_MAX)
      break;
  }
  return width;
}

static unsigned ntt_log2(uint64_t x) { return 63 - (unsigned)__builtin_clzll(x); }

/* Whether a column is one row. It has to be where rows of R or C elements would not fill a tile's;
 * and may be where a tile of whole columns fits the second cache, and there are tiles for many
 * threads. */
static bool ntt_is_one_row(const struct ntt_problem *p) {
  enum { LOG_SIZE_MAX = 11, PIECES_MIN = 64 };
  const unsigned log_tile = ntt_log2(NTT_WIDTH * NTT_LANES);
  return p->log_size < 2 * log_tile ||
         (p->log_size <= LOG_SIZE_MAX && p->columns >> log_tile >= PIECES_MIN);
}

static bool ntt_plan_init(struct ntt_plan *plan) {
  const struct ntt_problem *const p = &plan->problem;
  const bool one_row = ntt_is_one_row(p);
  plan->log_outer = one_row ? 0 : p->log_size / 2;
  plan->log_inner = p->log_size - plan->log_outer;
  if ((p->kind != NTT_FORWARD && !ntt_plan_inverse(plan)) ||
      (p->kind != NTT_INVERSE && !ntt_plan_forward(plan)) ||
      ((p->kind == NTT_LDE || (p->kind == NTT_INVERSE && one_row)) && !ntt_plan_scale(plan)))
    return false;
  (one_row ? ntt_plan_one_row : ntt_plan_rows)(plan);
  plan->stage[0].from_input = true;
  for (unsigned i = 0; i < plan->stages; i++)
    plan->stage[i].width = ntt_stage_width(plan, &plan->stage[i]);
  return true;
}

static void ntt_plan_free(struct ntt_plan *plan) {
  if (!plan)
    return;
  ntt_transform_free(&plan->outer), ntt_transform_free(&plan->inner);
  ntt_transform_free(&plan->inverse_outer), ntt_transform_free(&plan->inverse_inner);
  free(plan->twist), free(plan->inverse_twist), free(plan->scale);
  free(plan);
}

static struct ntt_plan *ntt_plan_make(const struct prime_field *field,
                                      const struct ntt_problem *problem) {
  struct ntt_plan *const plan = aligned_alloc(_Alignof(struct ntt_plan), sizeof *plan);
  if (!plan)
    return NULL;
  memset(plan, 0, sizeof *plan);
  plan->problem = *problem;
  plan->field = field;
  if (problem->columns == 1)
    plan->problem.layout = NTT_BY_COLUMNS; /* which is the same */
  if (ntt_plan_init(plan))
    return plan;
  ntt_plan_free(plan);
  return NULL;
}

#endif

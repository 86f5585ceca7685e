/* The pieces of a stage: one tile each. */
#ifndef PROOFMARK_KERNELS_NTT_STAGE_H
#define PROOFMARK_KERNELS_NTT_STAGE_H

#include "kernels/ntt/passes.h"
#include "kernels/ntt/plan.h"
#include "kernels/ntt/twist.h"

static uint64_t ntt_line_words(const struct ntt_plan *plan) {
  return ntt_element_words(plan) << plan->log_inner;
}

/* Elements of a tile's row. */
static uint64_t ntt_tile_words(const struct ntt_stage *stage) { return stage->width * NTT_LANES; }

/* Tiles beside each other: in a line of an array, or by rows in an element of one. */
static uint64_t ntt_slices(const struct ntt_plan *plan, const struct ntt_stage *stage) {
  const uint64_t words = stage->inner ? ntt_element_words(plan) : ntt_line_words(plan);
  return (words + ntt_tile_words(stage) - 1) / ntt_tile_words(stage);
}

static uint64_t ntt_pieces(const void *task, unsigned number) {
  const struct ntt_plan *const plan = task;
  const struct ntt_stage *const stage = &plan->stage[number];
  const uint64_t rows = ntt_arrays(plan) << stage->log_array_rows;
  if (stage->inner && !ntt_by_rows(plan))
    return (rows + ntt_tile_words(stage) - 1) / ntt_tile_words(stage);
  return (stage->inner ? rows : ntt_arrays(plan)) * ntt_slices(plan, stage);
}

/* Where a tile begins: word `word` of row `row` of an array; and how many of its lanes are in
 * use. */
struct ntt_corner {
  uint64_t array, row, word;
  size_t lanes;
};

static size_t ntt_at_most(uint64_t a, uint64_t bound) { return (size_t)(a < bound ? a : bound); }

static struct ntt_corner ntt_corner(const struct ntt_plan *plan, const struct ntt_stage *stage,
                                    uint64_t piece) {
  const uint64_t slices = ntt_slices(plan, stage), words = ntt_tile_words(stage);
  const uint64_t word = piece % slices * words;
  if (!stage->inner)
    return (struct ntt_corner){.array = piece / slices,
                               .word = word,
                               .lanes = ntt_at_most(ntt_line_words(plan) - word, words)};
  if (ntt_by_rows(plan))
    return (struct ntt_corner){.row = piece / slices,
                               .word = word,
                               .lanes = ntt_at_most(ntt_element_words(plan) - word, words)};
  const uint64_t row = piece * words, rows = ntt_arrays(plan) << stage->log_array_rows;
  return (struct ntt_corner){.array = row >> stage->log_array_rows,
                             .row = row & ((UINT64_C(1) << stage->log_array_rows) - 1),
                             .lanes = ntt_at_most(rows - row, words)};
}

/* The tile in `base`, whose arrays have 2^log_rows rows; for coset m, m times R rows further on. */
static struct ntt_place ntt_place(const struct ntt_plan *plan, const struct ntt_stage *stage,
                                  const struct ntt_corner *corner, uint8_t *base, unsigned log_rows,
                                  uint64_t coset) {
  const uint64_t line = ntt_line_words(plan), element = ntt_element_words(plan);
  const uint64_t row = (corner->array << log_rows) + corner->row + (coset << plan->log_outer);
  const bool by_rows = !stage->inner || ntt_by_rows(plan);
  const unsigned log_lane_rows = stage->log_array_rows ? 0 : log_rows; /* from a row to the next */
  return (struct ntt_place){
      .base = base + (row * line + corner->word) * sizeof(ntt_word),
      .row_bytes = (stage->inner ? element : line) * sizeof(ntt_word),
      .lane_bytes = (by_rows ? 1 : line << log_lane_rows) * sizeof(ntt_word),
      .lanes = corner->lanes,
  };
}

static void ntt_twist(const struct ntt_plan *plan, const struct ntt_stage *stage, ntt_vector *tile,
                      size_t rows, uint64_t row) {
  ntt_word words[NTT_LANES];
  const ntt_vector first = ntt_vector_set(stage->twist_first);
  for (size_t w = 0; w < stage->width; w++) {
    for (size_t lane = 0; lane < NTT_LANES; lane++)
      words[lane] = stage->twist[ntt_by_rows(plan) ? row : row + w * NTT_LANES + lane];
    const ntt_vector base = ntt_load_vector((const uint8_t *)words);
    if (ntt_by_rows(plan)) {
      ntt_twist_rows(tile, rows, stage->width, base, first);
      return;
    }
    ntt_twist_lanes(tile + w, rows, stage->width, base, first);
  }
}

static unsigned ntt_log_rows(const struct ntt_plan *plan, const struct ntt_stage *stage) {
  return stage->inner ? plan->log_inner : plan->log_outer;
}
static size_t ntt_tile_vectors(const struct ntt_plan *plan, const struct ntt_stage *stage) {
  return stage->width << ntt_log_rows(plan, stage);
}

/* `tile` has room for a tile; where there is a scale, for two. */
static void ntt_piece(const struct ntt_plan *plan, const struct ntt_stage *stage, uint64_t piece,
                      ntt_vector *tile) {
  const unsigned log_rows = ntt_log_rows(plan, stage);
  const unsigned log_out_rows = plan->log_outer + plan->problem.log_blowup;
  const size_t rows = (size_t)1 << log_rows;
  const struct ntt_corner corner = ntt_corner(plan, stage, piece);
  const struct ntt_place from =
      stage->from_input
          ? ntt_place(plan, stage, &corner, (uint8_t *)(uintptr_t)plan->in, plan->log_outer, 0)
          : ntt_place(plan, stage, &corner, plan->out, log_out_rows, 0);
  ntt_vector *const result = stage->scale ? tile + ntt_tile_vectors(plan, stage) : tile;
  ntt_load(tile, &from, rows, stage->width);
  if (stage->inverse)
    ntt_transform_tile(stage->inverse, tile, stage->width, true);
  if (stage->twist)
    ntt_twist(plan, stage, tile, rows, corner.row);
  for (uint64_t coset = 0; coset >> stage->log_cosets == 0; coset++) {
    const struct ntt_place to = ntt_place(plan, stage, &corner, plan->out, log_out_rows, coset);
    if (stage->scale)
      ntt_scale(result, tile, rows, stage->width, stage->scale + (coset << log_rows));
    if (stage->forward)
      ntt_transform_tile(stage->forward, result, stage->width, false);
    ntt_store(result, &to, rows, stage->width);
  }
}

static void ntt_run_with(const struct ntt_plan *plan, const struct ntt_stage *stage, uint64_t first,
                         uint64_t last, ntt_vector *tile) {
  for (uint64_t piece = first; piece < last; piece++)
    ntt_piece(plan, stage, piece, tile);
}

__attribute__((noinline)) static void ntt_run_on_stack(const struct ntt_plan *plan,
                                                       const struct ntt_stage *stage,
                                                       uint64_t first, uint64_t last,
                                                       size_t vectors) {
  ntt_vector tile[vectors];
  ntt_run_with(plan, stage, first, last, tile);
}

/* Tiles of transforms of 2^27 elements in lanes of many limbs can be more than a thread's stack. */
static void ntt_run_pieces(void *task, unsigned number, uint64_t first, uint64_t last) {
  enum { STACK_BYTES_MAX = 1 << 22 };
  const struct ntt_plan *const plan = task;
  const struct ntt_stage *const stage = &plan->stage[number];
  const size_t vectors = ntt_tile_vectors(plan, stage) * (stage->scale ? 2 : 1);
  const size_t bytes = vectors * sizeof(ntt_vector);
  ntt_vector *const tile =
      bytes > STACK_BYTES_MAX ? aligned_alloc(_Alignof(ntt_vector), bytes) : NULL;
  if (tile)
    ntt_run_with(plan, stage, first, last, tile);
  else
    ntt_run_on_stack(plan, stage, first, last, vectors);
  free(tile);
}

#endif

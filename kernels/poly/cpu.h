/* The quotient on the CPU's vectors over an element.h of 32-bit words: points one after another are
 * lanes, in the order of extension_lanes.h. The including file defines QUOTIENT_CPU, the
 * quotient_cpu's name, and QUOTIENT_TABLE, the function that makes the field's table. */
#include <stdlib.h>

#include "kernels/field/extension_lanes.h"
#include "kernels/poly/constraint.h"
#include "kernels/poly/place.h"
#include "kernels/poly/quotient.h"

quotient_table_fn QUOTIENT_TABLE;

enum { QUOTIENT_LOG_PIECE = 9, QUOTIENT_STEP = QUOTIENT_COLUMNS_STEP };

struct quotient_plan {
  struct quotient_problem problem;
  fe_word *table;
  struct fx *powers; /* of alpha, in the field's form; then the constants' sum */
  const uint8_t *in;
  uint8_t *out;
};

static void quotient_plan_free(struct quotient_plan *plan) {
  if (plan)
    free(plan->table), free(plan->powers);
  free(plan);
}

static struct quotient_plan *quotient_plan(const struct quotient_problem *problem) {
  struct quotient_plan *const plan = calloc(1, sizeof *plan);
  if (!plan)
    return NULL;
  plan->problem = *problem;
  plan->table = malloc(quotient_table_elements(problem) * FE_BYTES);
  plan->powers = aligned_alloc(sizeof(fe), (problem->columns + 1) * sizeof *plan->powers);
  if (!plan->table || !plan->powers) {
    quotient_plan_free(plan);
    return NULL;
  }
  QUOTIENT_TABLE(problem, (uint32_t *)plan->table);
  return plan;
}

static void quotient_set(struct quotient_plan *plan, const uint8_t *in, uint8_t *out) {
  plan->in = in, plan->out = out;
}

/* The rows of FE_LANES points, and the next ones; beyond the last point, of the first. */
struct quotient_rows {
  const uint8_t *current[FE_LANES], *next[FE_LANES];
  fe factor; /* (x - w_N^-1) / (x^N - 1) */
};

LANE_FN void quotient_find(struct quotient_rows *rows, const struct quotient_plan *plan,
                           uint64_t first, size_t count) {
  const struct quotient_problem *const p = &plan->problem;
  const unsigned log_low = quotient_log_low(p);
  const fe_word *const low = plan->table, *const high = low + (UINT64_C(1) << log_low);
  const fe_word *const last = high + (UINT64_C(1) << quotient_log_high(p));
  const size_t row_bytes = p->columns * FE_BYTES;
  fe_word lows[FE_LANES], highs[FE_LANES], lasts[FE_LANES];
  for (unsigned element = 0; element < FE_LANES; element++) {
    const uint64_t i = first + (element < count ? element : 0);
    const unsigned lane = fx_lane(element);
    rows->current[lane] = plan->in + i * row_bytes;
    rows->next[lane] = plan->in + quotient_next(i, p->log_size) * row_bytes;
    lows[lane] = low[i & ((UINT64_C(1) << log_low) - 1)];
    highs[lane] = high[i >> log_low], lasts[lane] = last[i >> log_low];
  }
  fe x, y, z;
  memcpy(&x, lows, sizeof x), memcpy(&y, highs, sizeof y), memcpy(&z, lasts, sizeof z);
  rows->factor = fe_sub(fe_mul(x, y), z);
}

/* Columns first up to first + QUOTIENT_STEP. */
LANE_FN void quotient_read(struct quotient_cell *cells, const struct quotient_rows *rows,
                           size_t first) {
  fe numbers[QUOTIENT_STEP];
  transpose_load32(numbers, rows->current, first * FE_BYTES);
  LANE_UNROLL
  for (int j = 0; j < QUOTIENT_STEP; j++)
    cells[j] = quotient_cell(numbers[j]);
}

/* The sum of alpha^j C_j, but for the constants. A step's last columns take the first two of the
 * step after it, the last step's those of the first. */
LANE_FN struct fx quotient_sum(const struct quotient_rows *rows, size_t columns,
                               const struct fx *powers) {
  struct quotient_cell cells[2 * QUOTIENT_STEP], first[2];
  struct fx sum = fx_zero();
  quotient_read(cells + QUOTIENT_STEP, rows, 0);
  first[0] = cells[QUOTIENT_STEP], first[1] = cells[QUOTIENT_STEP + 1];
  for (size_t step = 0; step < columns; step += QUOTIENT_STEP) {
    fe next[QUOTIENT_STEP], values[QUOTIENT_STEP];
    memcpy(cells, cells + QUOTIENT_STEP, sizeof cells / 2);
    if (step + QUOTIENT_STEP < columns)
      quotient_read(cells + QUOTIENT_STEP, rows, step + QUOTIENT_STEP);
    else
      cells[QUOTIENT_STEP] = first[0], cells[QUOTIENT_STEP + 1] = first[1];
    transpose_load32(next, rows->next, step * FE_BYTES);
    LANE_UNROLL
    for (int j = 0; j < QUOTIENT_STEP; j++)
      values[j] = quotient_constraint(next[j], cells[j], cells[j + 1], cells[j + 2]);
    LANE_UNROLL
    for (int j = 0; j < QUOTIENT_STEP; j += QUOTIENT_BLOCK)
      sum = quotient_combine(sum, values + j, powers + step + j);
  }
  return sum;
}

static void quotient_points(const struct quotient_plan *plan, uint64_t first, uint64_t last) {
  const size_t columns = plan->problem.columns;
  const struct fx constants = plan->powers[columns];
  for (uint64_t i = first; i < last; i += FE_LANES) {
    const size_t count = last - i < FE_LANES ? last - i : FE_LANES;
    struct quotient_rows rows;
    quotient_find(&rows, plan, i, count);
    const struct fx sum = fx_sub(quotient_sum(&rows, columns, plan->powers), constants);
    fx_write_some(plan->out + i * FX_BYTES, fx_scale(sum, rows.factor), count);
  }
}

static void quotient_powers(const struct quotient_plan *plan) {
  const struct quotient_problem *const p = &plan->problem;
  const uint8_t *const alpha = plan->in + ((p->columns * FE_BYTES) << quotient_log_points(p));
  const struct fx_factor factor = fx_factor_of(fx_enter(fx_set(alpha)));
  struct fx power = fx_one(), constants = fx_zero();
  for (uint64_t j = 0; j < p->columns; j++, power = fx_multiple(power, factor)) {
    plan->powers[j] = power;
    constants = quotient_add_constant(constants, power, (uint32_t)j);
  }
  plan->powers[p->columns] = constants;
}

/* The powers of alpha; then the points. */
enum { QUOTIENT_STAGES = 2 };

static uint64_t quotient_pieces(const void *task, unsigned stage) {
  const unsigned log_points = quotient_log_points(&((const struct quotient_plan *)task)->problem);
  return stage == 0 || log_points <= QUOTIENT_LOG_PIECE
             ? 1
             : UINT64_C(1) << (log_points - QUOTIENT_LOG_PIECE);
}

static void quotient_run(void *task, unsigned stage, uint64_t first, uint64_t last) {
  const struct quotient_plan *const plan = task;
  const uint64_t points =
      (UINT64_C(1) << quotient_log_points(&plan->problem)) / quotient_pieces(plan, stage);
  if (stage != 0)
    quotient_points(plan, first * points, last * points);
  else if (first < last)
    quotient_powers(plan);
}

static struct stages quotient_stages(const struct quotient_plan *plan) {
  (void)plan;
  return (struct stages){QUOTIENT_STAGES, quotient_pieces, quotient_run};
}

extern const struct quotient_cpu QUOTIENT_CPU[1];
const struct quotient_cpu QUOTIENT_CPU[1] = {
    {quotient_plan, quotient_plan_free, quotient_set, quotient_stages}};

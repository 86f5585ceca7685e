/* The fold on the CPU's vectors over an element.h: consecutive outputs are lanes. The including
 * file defines FRI_CPU, the fri_cpu's name, and FRI_TABLE, the function that makes the field's
 * table. */
#include <stdlib.h>

#include "kernels/field/extension_lanes.h"
#include "kernels/fri/fold.h"
#include "kernels/fri/fri.h"

fri_table_fn FRI_TABLE;

struct fri_plan {
  struct fri_problem problem;
  uint64_t lows;  /* outputs of a piece */
  fe_word *table; /* the constants; low factors, in the order of lanes; high factors */
  const uint8_t *in;
  uint8_t *out;
};

static uint64_t fri_at_least_a_vector(uint64_t elements) {
  return elements < FE_LANES ? FE_LANES : elements;
}

/* The low factors of every vector in the order in which fx_read gives elements to lanes. */
static void fri_order_lanes(fe_word *low, uint64_t count) {
  for (uint64_t first = 0; first < count; first += FE_LANES) {
    fe_word vector[FE_LANES];
    for (unsigned i = 0; i < FE_LANES; i++)
      vector[fx_lane(i)] = low[first + i];
    memcpy(low + first, vector, sizeof vector);
  }
}

static const fe_word *fri_highs(const struct fri_plan *plan) {
  return plan->table + FRI_CONSTANTS + fri_at_least_a_vector(plan->lows);
}

static struct fri_plan *fri_plan(const struct fri_problem *problem) {
  const uint64_t lows = UINT64_C(1) << fri_log_low(problem);
  const uint64_t highs = UINT64_C(1) << fri_log_high(problem);
  struct fri_plan *const plan = calloc(1, sizeof *plan);
  fe_word *const table = calloc(FRI_CONSTANTS + fri_at_least_a_vector(lows) + highs, FE_BYTES);
  if (!plan || !table) {
    free(plan), free(table);
    return NULL;
  }
  *plan = (struct fri_plan){.problem = *problem, .lows = lows, .table = table};
  FRI_TABLE(problem, (uint32_t *)table);
  if (lows >= FE_LANES) {
    fri_order_lanes(table + FRI_CONSTANTS, lows);
  } else { /* one high factor, and room for a vector */
    table[FRI_CONSTANTS + FE_LANES] = table[FRI_CONSTANTS + lows];
    fri_order_lanes(table + FRI_CONSTANTS, FE_LANES);
  }
  return plan;
}

static void fri_plan_free(struct fri_plan *plan) {
  if (plan)
    free(plan->table);
  free(plan);
}

static void fri_set(struct fri_plan *plan, const uint8_t *in, uint8_t *out) {
  plan->in = in, plan->out = out;
}

/* Of two vectors of chunks one after another, those at even places, and at odd ones. */
#if defined(__AVX512F__)
LANE_FN w32 fri_even_chunks(w32 a, w32 b) {
  return (w32)_mm512_shuffle_i32x4((__m512i)a, (__m512i)b, 0x88);
}
LANE_FN w32 fri_odd_chunks(w32 a, w32 b) {
  return (w32)_mm512_shuffle_i32x4((__m512i)a, (__m512i)b, 0xdd);
}
#elif defined(__AVX2__)
LANE_FN w32 fri_even_chunks(w32 a, w32 b) {
  return (w32)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x20);
}
LANE_FN w32 fri_odd_chunks(w32 a, w32 b) {
  return (w32)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x31);
}
#else
LANE_FN w32 fri_even_chunks(w32 a, w32 b) { return (void)b, a; }
LANE_FN w32 fri_odd_chunks(w32 a, w32 b) { return (void)a, b; }
#endif

/* `arity` vectors of chunks one after another: vector v becomes the chunks v, v + arity, ... At
 * first there is one part of all chunks, in the end `arity` parts of a vector each. */
LANE_FN void fri_separate(w32 *vectors, int arity) {
  LANE_UNROLL
  for (int parts = 1; parts < arity; parts *= 2) {
    const int length = arity / parts / 2; /* of the new parts */
    w32 from[FRI_ARITY_MAX];
    memcpy(from, vectors, (size_t)arity * sizeof *from);
    LANE_UNROLL
    for (int part = 0; part < parts; part++)
      LANE_UNROLL
    for (int i = 0; i < length; i++) {
      const w32 a = from[2 * (part * length + i)], b = from[2 * (part * length + i) + 1];
      vectors[part * length + i] = fri_even_chunks(a, b);
      vectors[(part + parts) * length + i] = fri_odd_chunks(a, b);
    }
  }
}

/* The values of FE_LANES outputs: values[v] has value v of each. */
LANE_FN void fri_read(struct fx *values, const uint8_t *bytes, int arity) {
  w32 chunks[FRI_ARITY_MAX][FX_DEGREE];
  LANE_UNROLL
  for (int j = 0; j < FX_DEGREE; j++) {
    const size_t part_bytes = (size_t)arity * sizeof(w32);
    w32 vectors[FRI_ARITY_MAX];
    memcpy(vectors, bytes + (size_t)j * part_bytes, part_bytes);
    fri_separate(vectors, arity);
    LANE_UNROLL
    for (int v = 0; v < arity; v++)
      chunks[v][j] = vectors[v];
  }
  LANE_UNROLL
  for (int v = 0; v < arity; v++)
    values[v] = fx_of_chunks(chunks[v]);
}

LANE_FN struct fx fri_fold_vector(const uint8_t *in, const fe_word *low, fe high,
                                  const struct fri_constants *constants, int log_arity) {
  struct fx nodes[2 * FRI_ARITY_MAX];
  fri_read(nodes + (1 << log_arity), in, 1 << log_arity);
  fe inverse_x;
  memcpy(&inverse_x, low, sizeof inverse_x);
  return fri_fold(nodes, fe_mul(inverse_x, high), constants, log_arity);
}

LANE_FN void fri_piece(const struct fri_plan *plan, const struct fri_constants *constants,
                       uint64_t piece, int log_arity) {
  const size_t value_bytes = (size_t)FX_BYTES << log_arity; /* of an output */
  const uint8_t *const in = plan->in + piece * plan->lows * value_bytes;
  uint8_t *const out = plan->out + piece * plan->lows * FX_BYTES;
  const fe_word *const low = plan->table + FRI_CONSTANTS;
  const fe high = fe_set(fri_highs(plan)[piece]);
  if (plan->lows < FE_LANES) {
    uint8_t full[FE_LANES * FX_BYTES * FRI_ARITY_MAX] = {0};
    memcpy(full, in, plan->lows * value_bytes);
    fx_write_some(out, fri_fold_vector(full, low, high, constants, log_arity), plan->lows);
    return;
  }
  for (uint64_t i = 0; i < plan->lows; i += FE_LANES)
    fx_write(out + i * FX_BYTES,
             fri_fold_vector(in + i * value_bytes, low + i, high, constants, log_arity));
}

LANE_FN void fri_pieces_of(const struct fri_plan *plan, uint64_t first, uint64_t last,
                           int log_arity) {
  struct fri_constants constants;
  for (int i = 0; i < 4; i++)
    constants.roots[i] = fe_set(plan->table[i]);
  constants.inverse_arity = fe_set(plan->table[4]);
  const uint8_t *const beta = plan->in + ((size_t)FX_BYTES << plan->problem.log_size);
  fri_set_beta(&constants, fx_set(beta), log_arity);
  for (uint64_t piece = first; piece < last; piece++)
    fri_piece(plan, &constants, piece, log_arity);
}

static uint64_t fri_pieces(const void *task, unsigned stage) {
  (void)stage;
  return UINT64_C(1) << fri_log_high(&((const struct fri_plan *)task)->problem);
}

static void fri_run(void *task, unsigned stage, uint64_t first, uint64_t last) {
  const struct fri_plan *const plan = task;
  (void)stage;
  switch (plan->problem.log_arity) {
  case 1:
    fri_pieces_of(plan, first, last, 1);
    break;
  case 2:
    fri_pieces_of(plan, first, last, 2);
    break;
  default:
    fri_pieces_of(plan, first, last, 3);
  }
}

static struct stages fri_stages(const struct fri_plan *plan) {
  (void)plan;
  return (struct stages){1, fri_pieces, fri_run};
}

extern const struct fri_cpu FRI_CPU[1];
const struct fri_cpu FRI_CPU[1] = {{fri_plan, fri_plan_free, fri_set, fri_stages}};

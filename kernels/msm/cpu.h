/* Multi-scalar multiplication on the CPU: Pippenger's method (N. Pippenger, "On the evaluation of
 * powers and monomials", 1980; D. J. Bernstein et al., "Faster batch forgery identification", 2012,
 * section 4), with signed digits and affine additions in batches.
 *
 * The including file has included a field's element.h, a coordinate of kernels/curve and this file,
 * and defines an msm_cpu by MSM_CPU. */
#ifndef PROOFMARK_KERNELS_MSM_CPU_H
#define PROOFMARK_KERNELS_MSM_CPU_H

#include "kernels/msm/buckets.h"
#include "kernels/msm/multiples.h"
#include "kernels/msm/prepare.h"
#include "kernels/msm/reduce.h"

/* Stages and their pieces. */
enum msm_stage {
  MSM_STAGE_COUNT,   /* a chunk: points into the form, digits counted */
  MSM_STAGE_PLACE,   /* a set */
  MSM_STAGE_NUMBER,  /* one */
  MSM_STAGE_SCATTER, /* a chunk */
  MSM_STAGE_SUM,     /* a part of a bin's entries */
  MSM_STAGE_SPILLED, /* a slice of a split bin */
  MSM_STAGE_REDUCE,  /* a group of buckets */
  MSM_STAGE_COLUMNS, /* a power of 2 */
  MSM_STAGE_COMBINE, /* one */
  MSM_STAGES
};

static uint64_t msm_pieces(const void *task, unsigned stage) {
  const struct msm_plan *const plan = task;
  switch ((enum msm_stage)stage) {
  case MSM_STAGE_COUNT:
  case MSM_STAGE_SCATTER:
    return msm_chunks(&plan->shape);
  case MSM_STAGE_PLACE:
    return plan->shape.sets;
  case MSM_STAGE_SUM:
    return msm_sort_parts(&plan->sort);
  case MSM_STAGE_SPILLED:
    return plan->sort.split_count * msm_slices(&plan->shape);
  case MSM_STAGE_REDUCE:
    return msm_groups(&plan->shape);
  case MSM_STAGE_COLUMNS:
    return msm_columns_count(&plan->shape);
  default:
    return 1;
  }
}

static uint64_t msm_chunk_first(const struct msm_plan *plan, uint64_t chunk) {
  const uint64_t first = chunk * plan->shape.chunk;
  return first < plan->shape.count ? first : plan->shape.count;
}

static void msm_count(struct msm_plan *plan, uint64_t chunk) {
  if (plan->problem.points == MSM_POINTS_FRESH)
    msm_enter_points(plan, msm_chunk_first(plan, chunk), msm_chunk_first(plan, chunk + 1));
  msm_sort_count(&plan->sort, chunk);
}

static void msm_sum(struct msm_plan *plan, uint64_t piece) {
  const struct msm_part part = msm_sort_part(&plan->sort, piece);
  msm_sum_part(plan, &part);
}

static void msm_spilled(struct msm_plan *plan, uint64_t piece) {
  const unsigned slices = msm_slices(&plan->shape);
  msm_add_spilled(plan, plan->sort.split_bins[piece / slices], (unsigned)(piece % slices));
}

static void msm_reduce(struct msm_plan *plan, uint64_t group) {
  const unsigned log_group = plan->shape.log_group;
  msm_reduce_group(plan->buckets + (group << log_group), log_group,
                   plan->bit_sums + group * (log_group + 1));
}

static void msm_run_piece(struct msm_plan *plan, enum msm_stage stage, uint64_t piece) {
  switch (stage) {
  case MSM_STAGE_COUNT:
    msm_count(plan, piece);
    break;
  case MSM_STAGE_PLACE:
    msm_sort_place(&plan->sort, piece);
    break;
  case MSM_STAGE_NUMBER:
    msm_sort_number(&plan->sort);
    break;
  case MSM_STAGE_SCATTER:
    msm_sort_scatter(&plan->sort, piece);
    break;
  case MSM_STAGE_SUM:
    msm_sum(plan, piece);
    break;
  case MSM_STAGE_SPILLED:
    msm_spilled(plan, piece);
    break;
  case MSM_STAGE_REDUCE:
    msm_reduce(plan, piece);
    break;
  case MSM_STAGE_COLUMNS:
    plan->columns[piece] = msm_column(plan, piece);
    break;
  default: {
    const struct affine sum = msm_combine(plan);
    msm_point_write(plan->result, &sum);
  }
  }
}

static void msm_run(void *task, unsigned stage, uint64_t first, uint64_t last) {
  for (; first < last; first++)
    msm_run_piece(task, (enum msm_stage)stage, first);
}

static struct stages msm_stages(const struct msm_plan *plan) {
  (void)plan;
  return (struct stages){MSM_STAGES, msm_pieces, msm_run};
}

static uint64_t msm_prepare_pieces(const void *task, unsigned stage) {
  (void)stage;
  return msm_chunks(&((const struct msm_plan *)task)->shape);
}

static void msm_prepare_run(void *task, unsigned stage, uint64_t first, uint64_t last) {
  (void)stage;
  struct msm_plan *const plan = task;
  first = msm_chunk_first(plan, first), last = msm_chunk_first(plan, last);
  if (plan->problem.points == MSM_POINTS_TABLE)
    msm_enter_table(plan, first, last);
  else
    msm_enter_points(plan, first, last);
}

static struct stages msm_prepare(const struct msm_plan *plan) {
  const bool fresh = plan->problem.points == MSM_POINTS_FRESH;
  return (struct stages){fresh ? 0 : 1, msm_prepare_pieces, msm_prepare_run};
}

static void msm_set(struct msm_plan *plan, const uint8_t *points, const uint8_t *scalars,
                    uint8_t *result) {
  if (plan->problem.points == MSM_POINTS_FRESH)
    plan->given = points;
  plan->sort.scalars = scalars, plan->result = result;
}

/* Defines the msm_cpu `symbol`, an array of one so that its name is its address, of the curve of
 * this order, a prime_field, and this generator. */
#define MSM_CPU(symbol, order, generator)                                                          \
  static uint64_t msm_plan_bytes(const struct msm_problem *problem) {                              \
    const struct msm_shape shape = msm_shape(problem, &order);                                     \
    return msm_plan_memory(&shape);                                                                \
  }                                                                                                \
  static struct msm_plan *msm_plan(const struct msm_problem *problem, const uint8_t *points) {     \
    const struct msm_shape shape = msm_shape(problem, &order);                                     \
    return msm_plan_make(problem, &shape, points);                                                 \
  }                                                                                                \
  static bool msm_multiples(const uint8_t *scalars, uint64_t first, uint64_t last,                 \
                            uint8_t *points) {                                                     \
    return msm_multiples_of(generator, scalars, first, last, points);                              \
  }                                                                                                \
  extern const struct msm_cpu symbol[1];                                                           \
  const struct msm_cpu symbol[1] = {                                                               \
      {msm_plan_bytes, msm_plan, msm_plan_free, msm_prepare, msm_set, msm_stages, msm_multiples}};

#endif

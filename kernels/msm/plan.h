/* The plan of a multi-scalar multiplication over one curve's arithmetic: its memory. */
#ifndef PROOFMARK_KERNELS_MSM_PLAN_H
#define PROOFMARK_KERNELS_MSM_PLAN_H

#include <stdlib.h>

#include "kernels/curve/batch.h"
#include "kernels/curve/xyzz.h"
#include "kernels/msm/memory.h"
#include "kernels/msm/sort.h"

enum { MSM_POINT_BYTES = 4 * AFFINE_WORDS };

struct msm_plan {
  struct msm_problem problem;
  struct msm_shape shape;
  struct msm_sort sort;
  const uint8_t *given; /* points as they came */
  uint8_t *result;
  struct affine *points;   /* in the form of batches, and with a table their multiples */
  struct affine *buckets;  /* their sums */
  struct affine *spilled;  /* sums of parts that are still to be added to those */
  struct affine *bit_sums; /* of groups of buckets: reduce.h */
  struct xyzz *columns;    /* for every power of 2, what it is to be multiplied with */
};

/* Sizes of these arrays in elements. */
static uint64_t msm_spilled_count(const struct msm_shape *shape) {
  return msm_sort_spills_max(shape) << shape->log_bin;
}
static uint64_t msm_bit_sums_count(const struct msm_shape *shape) {
  return msm_groups(shape) * (shape->log_group + 1);
}
static uint64_t msm_columns_count(const struct msm_shape *shape) {
  return (uint64_t)(shape->sets - 1) * shape->digit_bits + shape->log_last_set;
}

static uint64_t msm_plan_memory(const struct msm_shape *shape) {
  const uint64_t affines = msm_points_held(shape) + msm_buckets(shape) + msm_spilled_count(shape) +
                           msm_bit_sums_count(shape);
  return sizeof(struct msm_plan) + msm_sort_bytes(shape) + affines * sizeof(struct affine) +
         msm_columns_count(shape) * sizeof(struct xyzz);
}

static void msm_plan_free(struct msm_plan *plan) {
  if (!plan)
    return;
  msm_sort_free(&plan->sort);
  free(plan->points), free(plan->buckets), free(plan->spilled);
  free(plan->bit_sums), free(plan->columns);
  free(plan);
}

static struct msm_plan *msm_plan_make(const struct msm_problem *problem,
                                      const struct msm_shape *shape, const uint8_t *points) {
  struct msm_plan *const plan = calloc(1, sizeof *plan);
  if (!plan)
    return NULL;
  plan->problem = *problem, plan->shape = *shape, plan->given = points;
  plan->points = msm_allocate(msm_points_held(shape), sizeof *plan->points);
  plan->buckets = msm_allocate(msm_buckets(shape), sizeof *plan->buckets);
  plan->spilled = msm_allocate(msm_spilled_count(shape) + 1, sizeof *plan->spilled);
  plan->bit_sums = msm_allocate(msm_bit_sums_count(shape), sizeof *plan->bit_sums);
  plan->columns = msm_allocate(msm_columns_count(shape), sizeof *plan->columns);
  if (msm_sort_init(&plan->sort, shape) && plan->points && plan->buckets && plan->spilled &&
      plan->bit_sums && plan->columns)
    return plan;
  msm_plan_free(plan);
  return NULL;
}

/* Puts *sum = *a + *b into a batch, which is done when it is full: batch_add's terms hold. */
static void msm_add(struct batch *batch, struct affine *sum, const struct affine *a,
                    const struct affine *b) {
  batch->additions[batch->count++] = (struct addition){.sum = sum, .a = a, .b = b};
  if (batch->count == BATCH_MAX)
    batch_add(batch);
}

/* Points as they come and go, from and to the form of batches. */
static struct affine msm_point_read(const uint8_t *bytes) {
  uint32_t words[AFFINE_WORDS];
  memcpy(words, bytes, sizeof words);
  return batch_form(affine_load(words));
}
static void msm_point_write(uint8_t *bytes, const struct affine *point) {
  const struct affine unformed = batch_unform(*point);
  uint32_t words[AFFINE_WORDS];
  affine_store(words, &unformed);
  memcpy(bytes, words, sizeof words);
}

#endif

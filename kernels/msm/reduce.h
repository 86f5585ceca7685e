/* From the sums of buckets to the result.
 *
 * A set's share of the result is the sum of (n + 1) B_n over its buckets n, that is of all B_n, and
 * for every bit k of the numbers of 2^k times those B_n whose n has that bit. The sums for all bits
 * of a group of buckets come from one tree of halvings, whose additions share inversions; all
 * groups' sums that belong to one power of 2 make a column, and Horner's scheme makes the result of
 * the columns. */
#ifndef PROOFMARK_KERNELS_MSM_REDUCE_H
#define PROOFMARK_KERNELS_MSM_REDUCE_H

#include "kernels/msm/plan.h"

/* Halves an array of 2 · count sums. */
static void msm_halve(struct batch *batch, struct affine *sums, uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    msm_add(batch, &sums[i], &sums[2 * i], &sums[2 * i + 1]);
}

/* bit_sums[k] for k < log_group becomes the sum of the group's buckets whose number has bit k,
 * bit_sums[log_group] that of all; the buckets are used up. After k halvings of the group the odd
 * ones of what is left are those with bit k: half of them is added at once, to an array that is
 * halved from then on together with the group and the arrays of lower bits, which are all of the
 * same size by then. */
static void msm_reduce_group(struct affine *group, unsigned log_group, struct affine *bit_sums) {
  struct affine trees[1 << (MSM_LOG_GROUP_MAX - 1)], *tree[MSM_LOG_GROUP_MAX];
  struct batch batch;
  batch_begin(&batch);
  const uint64_t size = UINT64_C(1) << log_group;
  for (unsigned k = 0; k + 1 < log_group; k++) {
    const uint64_t count = size >> (k + 2);
    tree[k] = trees + size / 2 - (size >> (k + 1));
    for (unsigned lower = 0; lower < k; lower++)
      msm_halve(&batch, tree[lower], count);
    for (uint64_t i = 0; i < count; i++)
      msm_add(&batch, &tree[k][i], &group[4 * i + 1], &group[4 * i + 3]);
    msm_halve(&batch, group, 2 * count);
    batch_add(&batch);
  }
  for (unsigned k = 0; k + 1 < log_group; k++)
    bit_sums[k] = *tree[k];
  bit_sums[log_group - 1] = group[1];
  msm_add(&batch, &bit_sums[log_group], &group[0], &group[1]);
  batch_add(&batch);
}

static void msm_add_to(struct xyzz *column, const struct affine *sum) {
  const struct affine point = batch_unform(*sum);
  *column = xyzz_add_affine(column, &point);
}

/* column += what set `set` adds to bit `bit` of its buckets' numbers. */
static void msm_add_to_column(const struct msm_plan *plan, unsigned set, unsigned bit,
                              struct xyzz *column) {
  const struct msm_shape *const shape = &plan->shape;
  const uint64_t first = (uint64_t)set << shape->log_set >> shape->log_group;
  const unsigned log_set = set + 1 < shape->sets ? shape->log_set : shape->log_last_set;
  const uint64_t groups = UINT64_C(1) << log_set >> shape->log_group;
  for (uint64_t group = 0; group < groups; group++) {
    const struct affine *const sums = plan->bit_sums + (first + group) * (shape->log_group + 1);
    if (bit < shape->log_group)
      msm_add_to(column, &sums[bit]);
    else if (group >> (bit - shape->log_group) & 1)
      msm_add_to(column, &sums[shape->log_group]);
    if (bit == 0) /* the + 1 */
      msm_add_to(column, &sums[shape->log_group]);
  }
}

static struct xyzz msm_column(const struct msm_plan *plan, uint64_t power) {
  const struct msm_shape *const shape = &plan->shape;
  struct xyzz column = xyzz_infinity();
  for (unsigned set = 0; set < shape->sets && set * shape->digit_bits <= power; set++) {
    const unsigned log_set = set + 1 < shape->sets ? shape->log_set : shape->log_last_set;
    const uint64_t bit = power - set * shape->digit_bits;
    if (bit < log_set)
      msm_add_to_column(plan, set, (unsigned)bit, &column);
  }
  return column;
}

static struct affine msm_combine(const struct msm_plan *plan) {
  struct xyzz sum = xyzz_infinity();
  for (uint64_t power = msm_columns_count(&plan->shape); power-- > 0;) {
    sum = xyzz_double(&sum);
    sum = xyzz_add(&sum, &plan->columns[power]);
  }
  return batch_form(xyzz_to_affine(&sum));
}

#endif

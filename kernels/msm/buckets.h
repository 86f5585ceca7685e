/* The sums of buckets.
 *
 * The entries of a part are sorted by their buckets, and the points of each bucket are added in
 * pairs, the sums in pairs again: all additions of a round, over all buckets, are independent of
 * each other and share inversions, no matter how many points fall into one bucket. */
#ifndef PROOFMARK_KERNELS_MSM_BUCKETS_H
#define PROOFMARK_KERNELS_MSM_BUCKETS_H

#include "kernels/msm/plan.h"

enum {
  MSM_BIN_MAX = 1 << MSM_LOG_BIN_MAX,
  MSM_FIRST_SUMS_MAX = MSM_PART_MAX / 2 + MSM_BIN_MAX, /* of the first round */
  MSM_SECOND_SUMS_MAX = MSM_FIRST_SUMS_MAX / 2 + MSM_BIN_MAX
};

/* Points or sums by buckets: those of bucket b are first[b] up to first[b + 1]. */
struct msm_lists {
  uint32_t first[MSM_BIN_MAX + 1];
};

/* The part's entries into the order of their buckets. */
static void msm_sort_part_entries(const struct msm_sort *sort, const struct msm_part *part,
                                  struct msm_lists *lists, uint32_t sorted[MSM_PART_MAX]) {
  const unsigned log_bin = sort->shape.log_bin, buckets = 1u << log_bin;
  const uint32_t *const entries = sort->entries + part->first;
  const uint64_t count = part->last - part->first;
  uint32_t place[MSM_BIN_MAX] = {0}, sum = 0;
  for (uint64_t i = 0; i < count; i++)
    place[msm_entry_bucket(entries[i], log_bin)]++;
  for (unsigned b = 0; b < buckets; b++) {
    lists->first[b] = sum;
    sum += place[b];
    place[b] = lists->first[b];
  }
  lists->first[buckets] = sum;
  for (uint64_t i = 0; i < count; i++)
    sorted[place[msm_entry_bucket(entries[i], log_bin)]++] = entries[i];
}

static const struct affine *msm_entered(const struct msm_plan *plan, uint32_t entry) {
  return &plan->points[msm_entry_point(entry, plan->shape.log_bin)];
}

static void msm_add_entries(struct batch *batch, const struct msm_plan *plan, struct affine *sum,
                            uint32_t a, uint32_t b) {
  const unsigned log_bin = plan->shape.log_bin;
  batch->additions[batch->count++] = (struct addition){.sum = sum,
                                                       .a = msm_entered(plan, a),
                                                       .b = msm_entered(plan, b),
                                                       .negate_a = msm_entry_negative(a, log_bin),
                                                       .negate_b = msm_entry_negative(b, log_bin)};
  if (batch->count == BATCH_MAX)
    batch_add_signed(batch);
}

/* The first round, whose points lie anywhere. Those that are left over are prefetched before they
 * are copied. */
static void msm_add_points(const struct msm_plan *plan, struct batch *batch,
                           struct msm_lists *lists, const uint32_t *entries, struct affine *sums) {
  const unsigned log_bin = plan->shape.log_bin, buckets = 1u << log_bin;
  uint32_t placed = 0, i = 0, left = 0, left_entry[MSM_BIN_MAX], left_place[MSM_BIN_MAX];
  for (unsigned b = 0; b < buckets; b++) {
    const uint32_t last = lists->first[b + 1];
    lists->first[b] = placed;
    for (; i + 2 <= last; i += 2)
      msm_add_entries(batch, plan, &sums[placed++], entries[i], entries[i + 1]);
    if (i < last) {
      batch_prefetch(msm_entered(plan, entries[i]));
      left_place[left] = placed++;
      left_entry[left++] = entries[i++];
    }
  }
  lists->first[buckets] = placed;
  batch_add_signed(batch);
  for (uint32_t n = 0; n < left; n++)
    sums[left_place[n]] =
        batch_signed(msm_entered(plan, left_entry[n]), msm_entry_negative(left_entry[n], log_bin));
}

/* A later round; whether a bucket still has more than one sum. */
static bool msm_add_sums(unsigned buckets, struct batch *batch, struct msm_lists *lists,
                         const struct affine *from, struct affine *to) {
  uint32_t placed = 0, i = 0;
  bool more = false;
  for (unsigned b = 0; b < buckets; b++) {
    const uint32_t last = lists->first[b + 1];
    lists->first[b] = placed;
    for (; i + 2 <= last; i += 2)
      msm_add(batch, &to[placed++], &from[i], &from[i + 1]);
    if (i < last)
      to[placed++] = from[i++];
    more |= placed - lists->first[b] > 1;
  }
  lists->first[buckets] = placed;
  batch_add(batch);
  return more;
}

static void msm_sum_part(struct msm_plan *plan, const struct msm_part *part) {
  const unsigned log_bin = plan->shape.log_bin, buckets = 1u << log_bin;
  struct affine *const to = part->spills ? plan->spilled + (part->spill << log_bin)
                                         : plan->buckets + (part->bin << log_bin);
  struct msm_lists lists;
  struct batch batch;
  batch_begin(&batch);
  uint32_t entries[MSM_PART_MAX];
  struct affine first_sums[MSM_FIRST_SUMS_MAX], second_sums[MSM_SECOND_SUMS_MAX];
  struct affine *sums = first_sums, *others = second_sums;
  msm_sort_part_entries(&plan->sort, part, &lists, entries);
  msm_add_points(plan, &batch, &lists, entries, sums);
  for (bool more = true; more;) {
    struct affine *const from = sums;
    more = msm_add_sums(buckets, &batch, &lists, from, others);
    sums = others, others = from;
  }
  for (unsigned b = 0; b < buckets; b++)
    to[b] = lists.first[b] < lists.first[b + 1] ? sums[lists.first[b]] : affine_infinity();
}

/* The sums of a slice of a split bin, and those that its other parts spilled. */
enum { MSM_LOG_SLICE = 5 };

static unsigned msm_slices(const struct msm_shape *shape) {
  return shape->log_bin > MSM_LOG_SLICE ? 1u << (shape->log_bin - MSM_LOG_SLICE) : 1;
}

/* Halves the number of arrays of sums, of which the first is the buckets' and the others spilled,
 * until only the buckets' is left. */
static void msm_add_spilled(struct msm_plan *plan, uint64_t bin, unsigned slice) {
  const unsigned log_bin = plan->shape.log_bin, slices = msm_slices(&plan->shape);
  const unsigned buckets = (1u << log_bin) / slices, first = slice * buckets;
  const uint64_t *const extra = plan->sort.extra_parts + bin;
  struct affine *const own = plan->buckets + (bin << log_bin) + first;
  struct affine *const others = plan->spilled + (extra[0] << log_bin) + first;
  struct batch batch;
  batch_begin(&batch);
#define ARRAY(n) ((n) == 0 ? own : others + (((n)-1) << log_bin))
  for (uint64_t left = extra[1] - extra[0] + 1; left > 1; left = (left + 1) / 2) {
    for (uint64_t n = 0; n < left / 2; n++)
      for (unsigned b = 0; b < buckets; b++)
        msm_add(&batch, ARRAY(n) + b, ARRAY(n) + b, ARRAY(left - 1 - n) + b);
    batch_add(&batch);
  }
#undef ARRAY
}

#endif
